using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Clearing.Grains.Past;

namespace Clearing.Server.Http.Reading;

/// <summary>Where the next page of a statement goes on, as a word that callers only hand back.</summary>
/// <param name="FromUs">Movements from here on.</param>
/// <param name="AtUs">Movements up to here.</param>
/// <param name="Place">Behind which movement.</param>
internal readonly record struct StatementCursor(long FromUs, long AtUs, StatementPlace Place)
{
    private const int Fields = 6;
    private const int MostLength = 256;

    /// <summary>False when it is no word that <see cref="ToString"/> made.</summary>
    public static bool TryRead(string word, out StatementCursor cursor)
    {
        cursor = default;
        byte[] octets = new byte[MostLength];
        if (word.Length > MostLength
            || Base64Url.DecodeFromChars(word, octets, out _, out int length) != OperationStatus.Done)
        {
            return false;
        }

        string[] parts = Encoding.ASCII.GetString(octets, 0, length).Split('.');
        long[] values = new long[Fields];
        bool isGood = parts.Length == Fields;
        for (int i = 0; i < Fields && isGood; i++)
        {
            isGood = long.TryParse(
                parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out values[i]);
        }

        isGood = isGood && values.AsSpan(2).IndexOfAnyExceptInRange(0, long.MaxValue) < 0
            && values[4] <= int.MaxValue && values[5] <= int.MaxValue;
        cursor = isGood
            ? new StatementCursor(
                values[0], values[1], new StatementPlace(values[2], values[3], (int)values[4], (int)values[5]))
            : default;
        return isGood;
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{FromUs}.{AtUs}.{Place.Until}.{Place.Sequence}.{Place.Ordinal}.{Place.Told}")));
}
