using System.Globalization;
using System.Text;

namespace Clearing.Messages.Identifiers;

/// <summary>The code lists that come as data files, and the place of a code of letters in a table of all.</summary>
internal static class CodeTable
{
    /// <summary>The place of a code of <paramref name="length"/> letters in a table of all of them; -1 = no such code.
    /// </summary>
    public static int IndexOf(ReadOnlySpan<byte> code, int length)
    {
        if (code.Length != length)
        {
            return -1;
        }

        int index = 0;
        foreach (byte octet in code)
        {
            if (octet is < (byte)'A' or > (byte)'Z')
            {
                return -1;
            }

            index = index * 26 + octet - 'A';
        }

        return index;
    }

    /// <summary>The same for a code of a data file, which is one of letters.</summary>
    public static int IndexOf(string code, int length) => IndexOf(Encoding.ASCII.GetBytes(code), length);

    /// <summary>The cells of the rows of a list with a head, without it and without comments.</summary>
    public static IEnumerable<string[]> Rows(string name) => Lines(name).Skip(1).Select(line => line.Split(','));

    /// <summary>The lines of a list, without comments.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using Stream stream = typeof(CodeTable).Assembly.GetManifestResourceStream("Identifiers/" + name)!;
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }

    public static byte ByteOf(string cell) => byte.Parse(cell, NumberStyles.None, CultureInfo.InvariantCulture);
}
