using System.Buffers;
using System.Text;

namespace Clearing.Reports.Files;

/// <summary>Fields of RFC 4180 as UTF-8 bytes: quoted only where a comma, a quote or a line end asks for it.</summary>
internal static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>The field with the comma that follows it.</summary>
    public static byte[] WithComma(string text) => Encoding.UTF8.GetBytes(Quote(text) + ",");

    /// <summary>The field as it stands in the file.</summary>
    public static string Quote(string text) =>
        text.AsSpan().ContainsAny(Special)
            ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
            : text;
}
