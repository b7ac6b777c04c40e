namespace Clearing.Messages.Iso20022;

/// <summary>A decimal of XML Schema taken apart exactly. Zeros at either end count as nothing (value space).</summary>
internal struct DecimalText
{
    /// <summary>The most digits any type of the schemas has.</summary>
    public const int MostDigits = 18;

    private static readonly ulong[] Powers = MakePowers();

    /// <summary>All significant digits as one number, without the sign.</summary>
    public ulong Mantissa { get; private set; }

    /// <summary>How many of them are decimals.</summary>
    public int Scale { get; private set; }

    /// <summary>Number of significant digits.</summary>
    public int Digits { get; private set; }

    /// <summary>Decimals as written, with zeros at the end.</summary>
    public int DecimalsWritten { get; private set; }

    public bool IsNegative { get; private set; }

    /// <summary>The value, where it has at most five decimals.</summary>
    public readonly DecimalAmount Amount => new(IsNegative ? -(long)Mantissa : (long)Mantissa, Scale);

    /// <summary>False when the text is no decimal or has more than <see cref="MostDigits"/> digits.</summary>
    public bool Read(ReadOnlySpan<byte> text)
    {
        int at = 0;
        IsNegative = text.Length > 0 && text[0] == '-';
        if (IsNegative || (text.Length > 0 && text[0] == '+'))
        {
            at = 1;
        }

        ulong mantissa = 0;
        int digits = 0;
        int start = at;
        for (; at < text.Length; at++)
        {
            uint digit = unchecked((uint)(text[at] - '0'));
            if (digit > 9)
            {
                break;
            }

            if (digits < MostDigits)
            {
                mantissa = mantissa * 10 + digit;
                digits += mantissa == 0 ? 0 : 1;
            }
            else
            {
                return false;
            }
        }

        int whole = at - start;
        Mantissa = mantissa;
        Digits = digits;
        Scale = 0;
        DecimalsWritten = 0;
        if (at == text.Length)
        {
            return whole > 0;
        }

        return text[at] == '.' && ReadDecimals(text[(at + 1)..]) && whole + DecimalsWritten > 0;
    }

    /// <summary>True when the value is not less than a bound of 0 or more.</summary>
    public readonly bool IsAtLeast(int least)
    {
        if (IsNegative && Mantissa != 0)
        {
            return false;
        }

        return Mantissa >= (ulong)least * Powers[Scale];
    }

    private bool ReadDecimals(ReadOnlySpan<byte> text)
    {
        DecimalsWritten = text.Length;
        int zeros = 0;
        foreach (byte letter in text)
        {
            uint digit = unchecked((uint)(letter - '0'));
            if (digit > 9)
            {
                return false;
            }

            if (digit == 0)
            {
                zeros++;
                continue;
            }

            int more = zeros + 1;
            int digits = Mantissa == 0 ? 1 : Digits + more;
            if (digits > MostDigits || Scale + more > MostDigits)
            {
                return false;
            }

            Mantissa = Mantissa * Powers[more] + digit;
            Digits = digits;
            Scale += more;
            zeros = 0;
        }

        return true;
    }

    private static ulong[] MakePowers()
    {
        ulong[] powers = new ulong[MostDigits + 1];
        ulong power = 1;
        for (int at = 0; at <= MostDigits; at++)
        {
            powers[at] = power;
            power *= 10;
        }

        return powers;
    }
}
