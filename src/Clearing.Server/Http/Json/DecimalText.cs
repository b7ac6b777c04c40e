namespace Clearing.Server.Http.Json;

/// <summary>Amounts as requests write them: 12.50, exactly, in no other form.</summary>
internal static class DecimalText
{
    /// <summary>Reads an amount that is not negative.</summary>
    /// <param name="text">Digits without leading zeros, and perhaps a point and decimals.</param>
    /// <param name="decimals">Decimals of the currency; the text has at most as many.</param>
    /// <param name="amountMinor">Minor units.</param>
    /// <returns>False when it is anything else, or does not fit 64 bits. Nothing is ever rounded.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, int decimals, out long amountMinor)
    {
        amountMinor = 0;
        int point = text.IndexOf((byte)'.');
        int whole = point < 0 ? text.Length : point;
        int behind = point < 0 ? 0 : text.Length - point - 1;
        if (whole == 0 || (whole > 1 && text[0] == (byte)'0') || (point >= 0 && behind == 0) || behind > decimals)
        {
            return false;
        }

        Int128 minor = 0;
        foreach (byte octet in text)
        {
            if (octet is >= (byte)'0' and <= (byte)'9')
            {
                minor = minor * 10 + (octet - '0');
            }
            else if (octet != (byte)'.' || point < 0)
            {
                return false;
            }
            else
            {
                // The first point; a second one is no digit.
                point = -1;
            }

            if (minor > long.MaxValue)
            {
                return false;
            }
        }

        for (; behind < decimals; behind++)
        {
            minor *= 10;
        }

        amountMinor = minor <= long.MaxValue ? (long)minor : 0;
        return minor <= long.MaxValue;
    }
}
