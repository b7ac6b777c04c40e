using System.Globalization;
using Clearing.Messages.Switching;

namespace Clearing.Messages.Sessions;

/// <summary>
/// Keys of terminals in a text file, one a line: address of the terminal, number of the key, secret in hexadecimal,
/// blanks between. Empty lines and lines that begin with # are passed over.
/// </summary>
public static class KeyFile
{
    /// <summary>Reads keys; each is good from now on and for ever.</summary>
    /// <param name="lines">Lines of the file.</param>
    /// <exception cref="FormatException">A line is none; the message says which and why.</exception>
    public static IReadOnlyList<AuthenticationKey> Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        List<AuthenticationKey> keys = [];
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            if (words is not [{ Length: SessionProtocol.AddressLength }, _, { Length: >= 64 }]
                || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id == 0
                || words[2].Length % 2 != 0 || !words[2].All(char.IsAsciiHexDigit))
            {
                throw new FormatException(
                    $"Line {number} is no key: write an address of 12 characters, a number from 1, and a secret of "
                    + "at least 32 octets in hexadecimal.");
            }

            keys.Add(new AuthenticationKey(words[0], id, Convert.FromHexString(words[2]), 0, long.MaxValue));
        }

        return keys;
    }
}
