namespace Clearing.Messages.Fin;

/// <summary>Texts without headers, as statement files and systems of banks store them.</summary>
internal static class Bodies
{
    /// <summary>Where the fields lie: without {4:, white space, and the line of a hyphen at the end.</summary>
    public static Range TextOf(ReadOnlySpan<byte> body)
    {
        int start = 0;
        int end = body.Length;
        SkipLineEnds(body, ref start);
        if (body[start..].StartsWith("{4:"u8))
        {
            start += 3;
            SkipLineEnds(body, ref start);
        }

        end = start + body[start..end].TrimEnd(" \r\n"u8).Length;
        ReadOnlySpan<byte> text = body[start..end];
        if (text.EndsWith("\n-}"u8) || text.EndsWith("\n-"u8))
        {
            end = start + text.LastIndexOf((byte)'\n');
            end -= body[end - 1] == '\r' ? 1 : 0;
        }

        return start..end;
    }

    /// <summary>The variant that the fields of a text tell, as there is no user header to do so.</summary>
    public static ReadOnlySpan<byte> FlagOf(int type, ReadOnlySpan<TextField> fields)
    {
        foreach (TextField field in fields)
        {
            if (type == 103 && field.Tag == Tags.Of(77, 'T'))
            {
                return "REMIT"u8;
            }

            if (type is 202 or 205 && Tags.Number(field.Tag) == 50)
            {
                return "COV"u8;
            }
        }

        return default;
    }

    public static string? GuessType(ReadOnlySpan<byte> body)
    {
        UInt128 numbers = NumbersOf(body);
        bool Has(params ReadOnlySpan<int> any)
        {
            foreach (int number in any)
            {
                if ((numbers >> number & 1) != 0)
                {
                    return true;
                }
            }

            return false;
        }

        return Has(34, 90) ? "942"
            : Has(60, 61, 62, 64, 65) ? "940"
            : Has(32) && Has(58) ? "202"
            : Has(32) && Has(25) ? Has(50, 52, 56) ? "910" : "900"
            : Has(32, 23, 59) ? "103"
            : Has(76) ? "996"
            : Has(11) ? "992"
            : Has(79) ? "999"
            : Has(25, 28) ? "940"
            : null;
    }

    /// <summary>A bit for the digits of each tag at a line's start; a loose carriage return begins one too.</summary>
    private static UInt128 NumbersOf(ReadOnlySpan<byte> body)
    {
        UInt128 numbers = 0;
        bool isLineStart = true;
        for (int at = 0; at < body.Length; at++)
        {
            if (isLineStart && at + 3 < body.Length && body[at] == ':'
                && char.IsAsciiDigit((char)body[at + 1]) && char.IsAsciiDigit((char)body[at + 2]))
            {
                numbers |= UInt128.One << ((body[at + 1] - '0') * 10 + body[at + 2] - '0');
            }

            isLineStart = body[at] is (byte)'\r' or (byte)'\n';
        }

        return numbers;
    }

    private static void SkipLineEnds(ReadOnlySpan<byte> body, ref int start)
    {
        while (start < body.Length && body[start] is (byte)'\r' or (byte)'\n')
        {
            start++;
        }
    }
}
