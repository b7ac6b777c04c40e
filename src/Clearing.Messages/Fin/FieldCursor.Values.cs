using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Fin;

/// <summary>Values with a meaning: dates, times, money, codes of institutions, references.</summary>
internal ref partial struct FieldCursor
{
    /// <summary>YYMMDD as YYYYMMDD: 80 to 99 are of the last century; -1 when there is no such day.</summary>
    public static int DateOf(ReadOnlySpan<byte> text)
    {
        int year = Two(text, 0);
        int month = Two(text, 2);
        int day = Two(text, 4);
        if ((year | month | day) < 0)
        {
            return -1;
        }

        year += year >= 80 ? 1900 : 2000;
        return Ascii.IsDay(year, month, day) ? year * 10_000 + month * 100 + day : -1;
    }

    /// <summary>True for HHMM before that hour.</summary>
    public static bool IsTime(ReadOnlySpan<byte> text, int hours)
    {
        int hour = Two(text, 0);
        int minute = Two(text, 2);
        return hour >= 0 && hour < hours && minute is >= 0 and < 60;
    }

    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        int high = text[at] - '0';
        int low = text[at + 1] - '0';
        return high is < 0 or > 9 || low is < 0 or > 9 ? -1 : high * 10 + low;
    }

    private bool TakeDate()
    {
        if (_end - _at < 6)
        {
            return Fail("T50", "a date, YYMMDD");
        }

        int date = DateOf(_message.Slice(_at, 6));
        if (date < 0)
        {
            return Fail("T50", "a date of the calendar, YYMMDD");
        }

        Date = date;
        _at += 6;
        return true;
    }

    private bool TakeTime(int hours, string code, string wanted)
    {
        if (_end - _at < 4 || !IsTime(_message.Slice(_at, 4), hours))
        {
            return Fail(code, wanted);
        }

        _at += 4;
        return true;
    }

    private bool TakeCurrency()
    {
        if (_end - _at < 3)
        {
            return Fail("T52", "a currency of ISO 4217");
        }

        ReadOnlySpan<byte> code = _message.Slice(_at, 3);
        int digits = Currencies.MinorDigits(code);
        if (digits < 0)
        {
            return Fail("T52", "a currency of ISO 4217");
        }

        if (digits == Currencies.MostDigits && Currencies.IsCommodity(code))
        {
            Late("C08", _at);
        }

        _minorDigits = digits;
        Currency = new Slot(_at, 3);
        _at += 3;
        return true;
    }

    private bool TakeAmount(int most)
    {
        ReadOnlySpan<byte> rest = _message[_at.._end];
        int limit = Math.Min(rest.Length, most);
        int comma = -1;
        int length = 0;
        long mantissa = 0;
        for (; length < limit; length++)
        {
            int digit = rest[length] - '0';
            if (digit is >= 0 and <= 9)
            {
                mantissa = mantissa * 10 + digit;
            }
            else if (digit == ',' - '0' && comma < 0)
            {
                comma = length;
            }
            else
            {
                break;
            }
        }

        int start = _at;
        _at += length;
        if (length < rest.Length && rest[length] is (byte)',' or (>= (byte)'0' and <= (byte)'9'))
        {
            return Fail("T43", "one comma and no more digits than the field has");
        }

        if (comma <= 0)
        {
            return Fail("T40", comma < 0 ? "a decimal comma in the number" : "a digit before the decimal comma");
        }

        Mantissa = mantissa;
        Scale = length - comma - 1;
        if (_minorDigits >= 0 && Scale > _minorDigits)
        {
            Late("C03", start + comma);
        }

        return true;
    }

    private bool TakeBic()
    {
        if (!Bic.IsValid(_message[_at.._end]))
        {
            return Fail("T27", "a BIC of 8 or 11 characters");
        }

        _at = _end;
        return true;
    }

    private bool TakeReference()
    {
        ReadOnlySpan<byte> text = _message[_at.._end];
        if (text.Length > 16 || IsBlank(_at, _end))
        {
            return text.Length > 16 ? Fail("T33", "at most 16 characters") : Fail("T17", "a reference");
        }

        if (text[0] == '/' || text[^1] == '/' || text.IndexOf("//"u8) >= 0)
        {
            return Fail("T26", "a reference without // and without / at its start or end");
        }

        _at = _end;
        return true;
    }

    /// <summary>/C/account, /account, /C: a mark of one letter and an account of at most 34, the line's rest.</summary>
    private bool TakeParty()
    {
        int length = _end - _at;
        bool hasMark = length >= 2 && OctetClasses.Is(_message[_at + 1], OctetClasses.Letter)
            && (length == 2 || _message[_at + 2] == '/');
        int most = hasMark ? 37 : 35;
        if (length > most || length == (hasMark ? 3 : 1))
        {
            _at += Math.Min(length, most);
            return Fail("T33", "/account of at most 34 characters");
        }

        _at = _end;
        return true;
    }
}
