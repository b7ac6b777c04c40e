using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Fin;

/// <summary>Fields with a grammar of their own: 50F, 59F, 61 and 72.</summary>
internal ref partial struct FieldCursor
{
    private static readonly uint[] IdentifierCodes =
    [
        FieldFormat.Pack("ARNU"u8), FieldFormat.Pack("CCPT"u8), FieldFormat.Pack("CUST"u8), FieldFormat.Pack("DRLC"u8),
        FieldFormat.Pack("EMPL"u8), FieldFormat.Pack("NIDN"u8), FieldFormat.Pack("SOSE"u8), FieldFormat.Pack("TXID"u8),
    ];

    private bool TakeNumbered(bool isOrdering)
    {
        bool hasAccount = _at < _end && _message[_at] == '/';
        if (isOrdering || hasAccount)
        {
            if (hasAccount ? _end - _at is < 2 or > 35 : !IsIdentifier(_message[_at.._end]))
            {
                return Fail(hasAccount ? "T33" : "T55", "/account, or a code such as CUST/CC/number");
            }

            _at = _end;
            if (!TakeLineEnd())
            {
                return false;
            }
        }

        return TakeNumberedLines(isOrdering);
    }

    private bool TakeNumberedLines(bool isOrdering)
    {
        int seen = 0;
        int number = 0;
        for (int count = 1; ; count++)
        {
            ReadOnlySpan<byte> line = _message[_at.._end];
            int highest = isOrdering ? 8 : 3;
            if (count > 4 || line.Length is < 3 or > 35)
            {
                return Fail(count > 4 ? "T30" : "T33", "at most four lines of number, slash and 33 characters");
            }

            int next = line[0] - '0';
            if (line[1] != '/' || next < 1 || next > highest || IsBlank(_at + 2, _end))
            {
                return Fail("T54", "a line that begins with its number and a slash");
            }

            if (next < number)
            {
                return Fail("T56", "numbers that do not fall");
            }

            if (next == 3 && number < 3 && !BeginsWithCountry(line[2..]))
            {
                return Fail("T73", "a country of ISO 3166 behind 3/");
            }

            number = next;
            seen |= 1 << next;
            if (_line == _lastLine)
            {
                break;
            }

            NextLine();
        }

        bool hasTown = (seen & 1 << 3) != 0;
        if ((seen & 1 << 1) == 0 || (!hasTown && (isOrdering || (seen & 1 << 2) != 0)))
        {
            return Fail("T56", isOrdering ? "the numbers 1 and 3" : "number 1, and 3 where there is a 2");
        }

        _at = _end;
        return true;
    }

    private static bool BeginsWithCountry(ReadOnlySpan<byte> text) =>
        text.Length >= 2 && Countries.IsKnown(text[..2]) && (text.Length == 2 || text[2] == '/');

    private static bool IsIdentifier(ReadOnlySpan<byte> text) =>
        text.Length is >= 9 and <= 35 && Array.IndexOf(IdentifierCodes, FieldFormat.Pack(text[..4])) >= 0
        && text[4] == '/' && text[7] == '/' && Countries.IsKnown(text.Slice(5, 2));

    /// <summary>Value date, entry date, mark, funds code, amount, type, references; perhaps a second line.</summary>
    private bool TakeEntry()
    {
        if (!TakeDate())
        {
            return false;
        }

        if (CanBegin(new FieldStep(FieldPart.Class, Detail: OctetClasses.Digit)) && !TakeEntryDate())
        {
            return false;
        }

        if (!TakeEntryMark())
        {
            return false;
        }

        if (CanBegin(new FieldStep(FieldPart.Class, Detail: OctetClasses.Letter)))
        {
            _at++;
        }

        if (!TakeAmount(15) || !TakeEntryType() || !TakeEntryReferences())
        {
            return false;
        }

        if (_line == _lastLine)
        {
            return true;
        }

        NextLine();
        return TakeText(new FieldStep(FieldPart.Text, 1, 34));
    }

    /// <summary>MMDD; whether the year has a 29 February is not asked, as the year is not told.</summary>
    private bool TakeEntryDate()
    {
        if (_end - _at < 4)
        {
            return Fail("T50", "an entry date, MMDD");
        }

        int month = Two(_message.Slice(_at, 4), 0);
        int day = Two(_message.Slice(_at, 4), 2);
        if (!Ascii.IsDay(2000, month, day))
        {
            return Fail("T50", "an entry date of the calendar, MMDD");
        }

        _at += 4;
        return true;
    }

    private bool TakeEntryMark()
    {
        int at = _at;
        if (at < _end && _message[at] is (byte)'R' or (byte)'E')
        {
            at++;
        }

        if (at >= _end || _message[at] is not ((byte)'C' or (byte)'D'))
        {
            return Fail("T51", "C, D, RC, RD, EC or ED");
        }

        IsDebit = _message[at] == 'D';
        _at = at + 1;
        return true;
    }

    private bool TakeEntryType()
    {
        int most = Math.Min(4, _end - _at);
        ReadOnlySpan<byte> type = _message.Slice(_at, most);
        bool isType = most == 4 && type[0] switch
        {
            (byte)'S' => Ascii.AreDigits(type[1..]),
            (byte)'N' or (byte)'F' => Ascii.AreUpperOrDigits(type[1..]),
            _ => false,
        };
        if (!isType)
        {
            return Fail("T53", "S and three digits, or N or F and three characters");
        }

        _at += 4;
        return true;
    }

    private bool TakeEntryReferences()
    {
        ReadOnlySpan<byte> rest = _message[_at.._end];
        int split = rest.IndexOf("//"u8);
        int owner = split < 0 ? rest.Length : split;
        int servicer = split < 0 ? 1 : rest.Length - split - 2;
        if (owner is < 1 or > 16 || servicer is < 1 or > 16)
        {
            _at += owner is < 1 or > 16 ? Math.Min(owner, 16) : split + 2;
            return Fail("T33", "a reference of 1 to 16 characters");
        }

        _at = _end;
        return true;
    }

    /// <summary>Lines of 35; /INS/ is followed by one BIC, once.</summary>
    private bool TakeInformation(in FieldStep step)
    {
        int first = _line;
        int start = _at;
        if (!TakeLines(step))
        {
            return false;
        }

        bool hasInstitution = false;
        for (int line = first; line <= _lastLine; line++)
        {
            int begin = line == first ? start : _lines[line].Start;
            ReadOnlySpan<byte> text = _message[begin.._lines[line].End];
            if (text[0] != '/' || !text.StartsWith("/INS/"u8))
            {
                continue;
            }

            _at = begin;
            if (hasInstitution)
            {
                return Fail("T47", "/INS/ only once");
            }

            hasInstitution = true;
            if (!Bic.IsValid(text[5..]))
            {
                return Fail("T27", "a BIC alone behind /INS/");
            }
        }

        _at = _end;
        return true;
    }
}
