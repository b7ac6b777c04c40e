namespace Clearing.Messages.Fin;

/// <summary>
/// Reads one value against a format. Keeps what it met on the way (date, currency, amount) and, when it fails, the
/// code, the place and a plain word; nothing is allocated.
/// </summary>
internal ref partial struct FieldCursor
{
    private readonly ReadOnlySpan<byte> _message;
    private readonly ReadOnlySpan<TextLine> _lines;
    private int _lastLine;
    private int _line;
    private int _at;
    private int _end;
    private int _minorDigits;

    /// <summary>For the fields of a block 4 with these lines.</summary>
    public FieldCursor(ReadOnlySpan<byte> message, ReadOnlySpan<TextLine> lines)
    {
        _message = message;
        _lines = lines;
        Code = "";
        Wanted = "";
        LateCode = "";
    }

    /// <summary>For values between braces.</summary>
    public FieldCursor(ReadOnlySpan<byte> message)
        : this(message, default)
    {
    }

    /// <summary>YYYYMMDD of the last date read; 0 = none.</summary>
    public int Date { get; private set; }

    /// <summary>Place of the last currency read.</summary>
    public Slot Currency { get; private set; }

    /// <summary>Last amount read.</summary>
    public long Mantissa { get; private set; }

    public int Scale { get; private set; }

    /// <summary>True when the last mark read was a debit.</summary>
    public bool IsDebit { get; private set; }

    /// <summary>Why it failed.</summary>
    public string Code { get; private set; }

    /// <summary>What should have stood there.</summary>
    public string Wanted { get; private set; }

    /// <summary>Where it failed.</summary>
    public readonly int At => _at;

    /// <summary>A rule on the content that is broken though the format is kept (C03, C08); empty = none.</summary>
    public string LateCode { get; private set; }

    public int LateAt { get; private set; }

    /// <summary>True when the whole value of a field is of the format.</summary>
    public bool Read(in TextField field, FieldFormat format)
    {
        _line = field.Line;
        _lastLine = field.Line + field.LineCount - 1;
        _at = field.Start;
        _end = _lines[_line].End;
        return Read(format);
    }

    /// <summary>True when the whole value between braces, or line of a field, is of the format.</summary>
    public bool Read(Slot value, FieldFormat format)
    {
        _line = 0;
        _lastLine = 0;
        _at = value.Offset;
        _end = value.Offset + value.Length;
        return Read(format);
    }

    private bool Read(FieldFormat format)
    {
        _minorDigits = -1;
        LateCode = "";
        Date = 0;
        IsDebit = false;
        if (_at == _end && _line == _lastLine)
        {
            return Fail("T17", "a value; the field is empty");
        }

        FieldStep[] steps = format.Steps;
        for (int index = 0; index < steps.Length; index++)
        {
            ref readonly FieldStep step = ref steps[index];
            bool isTaken = step.Part switch
            {
                FieldPart.Optional => true,
                FieldPart.Class => TakeClass(step),
                FieldPart.Text => TakeText(step),
                FieldPart.Lines => TakeLines(step),
                FieldPart.Literal => TakeLiteral((byte)step.Detail),
                FieldPart.LineEnd => TakeLineEnd(),
                FieldPart.Word => TakeWord(step, format),
                FieldPart.Date => TakeDate(),
                FieldPart.Time => TakeTime(24, "T38", "a time of day, HHMM"),
                FieldPart.Sign => TakeSign(),
                FieldPart.Offset => TakeTime(14, "T16", "an offset from 0000 to 1359"),
                FieldPart.Currency => TakeCurrency(),
                FieldPart.Amount => TakeAmount(step.Most),
                FieldPart.Mark => TakeMark(),
                FieldPart.Bic => TakeBic(),
                FieldPart.Reference => TakeReference(),
                FieldPart.Party => TakeParty(),
                FieldPart.Numbered => TakeNumbered(step.Detail == 1),
                FieldPart.Entry => TakeEntry(),
                FieldPart.Information => TakeInformation(step),
                FieldPart.FreeText => TakeFreeText(step.Most),
                FieldPart.Uetr => TakeUetr(),
                _ => TakeTerminal(),
            };
            if (!isTaken)
            {
                return false;
            }

            if (step.Part == FieldPart.Optional && !CanBegin(steps[index + 1]))
            {
                index = step.Most - 1;
            }
        }

        return IsDone();
    }

    private bool IsDone()
    {
        if (_at < _end)
        {
            return Fail("T33", "the end of the line");
        }

        if (_line < _lastLine)
        {
            _at = _lines[_line + 1].Start;
            return Fail("T30", "fewer lines");
        }

        return true;
    }

    private readonly bool CanBegin(in FieldStep step)
    {
        if (step.Part == FieldPart.LineEnd)
        {
            return _at == _end && _line < _lastLine;
        }

        if (_at == _end)
        {
            return false;
        }

        byte next = _message[_at];
        return step.Part switch
        {
            FieldPart.Literal => next == step.Detail,
            FieldPart.Party => next == '/',
            FieldPart.Class => OctetClasses.Is(next, step.Detail),
            FieldPart.Mark => next is >= (byte)'A' and <= (byte)'Z',
            _ => true,
        };
    }

    private bool TakeClass(in FieldStep step)
    {
        ReadOnlySpan<byte> rest = _message[_at.._end];
        int most = Math.Min(rest.Length, step.Most);
        int length = 0;
        while (length < most && OctetClasses.Is(rest[length], step.Detail))
        {
            length++;
        }

        _at += length;
        return length >= step.Least || Fail("T33", step.Detail switch
        {
            OctetClasses.Digit => "digits of the field's length",
            OctetClasses.Letter => "capital letters of the field's length",
            OctetClasses.Hex => "hexadecimal digits of the field's length",
            _ => "capital letters and digits of the field's length",
        });
    }

    private bool TakeText(in FieldStep step)
    {
        int length = _end - _at;
        if (length > step.Most || length < step.Least)
        {
            _at += Math.Min(length, step.Most);
            return Fail("T33", "text of the field's length");
        }

        if (IsBlank(_at, _end))
        {
            return Fail("T17", "text; the line is blank");
        }

        _at = _end;
        return true;
    }

    private bool TakeLines(in FieldStep step)
    {
        if (_at == _end && _line == _lastLine)
        {
            return Fail("T30", "at least one more line");
        }

        for (int count = 1; ; count++)
        {
            if (count > step.Most)
            {
                return Fail("T30", "fewer lines");
            }

            if (_end - _at > step.Detail)
            {
                _at += step.Detail;
                return Fail("T33", "a shorter line");
            }

            if (IsBlank(_at, _end))
            {
                return Fail("T17", "text; the line is blank");
            }

            if (_line == _lastLine)
            {
                _at = _end;
                return true;
            }

            NextLine();
        }
    }

    private bool TakeFreeText(int most)
    {
        int last = _lines[_lastLine].End;
        if (last - _at > most)
        {
            _at += most;
            return Fail("T33", "a shorter text");
        }

        _line = _lastLine;
        _at = last;
        _end = last;
        return true;
    }

    private bool TakeLiteral(byte literal)
    {
        if (_at == _end || _message[_at] != literal)
        {
            return Fail("T33", literal == '/' ? "a slash" : "the character of the format");
        }

        _at++;
        return true;
    }

    private bool TakeLineEnd()
    {
        if (_at < _end)
        {
            return Fail("T33", "the end of the line");
        }

        if (_line == _lastLine)
        {
            return Fail("T30", "one more line");
        }

        NextLine();
        return true;
    }

    private bool TakeWord(in FieldStep step, FieldFormat format)
    {
        if (_end - _at >= step.Most
            && Array.IndexOf(format.Words, FieldFormat.Pack(_message.Slice(_at, step.Most))) >= 0)
        {
            _at += step.Most;
            return true;
        }

        return Fail(format.WordError, "one of the code words of the field");
    }

    private bool TakeSign()
    {
        if (_at == _end || (_message[_at] != '+' && _message[_at] != '-'))
        {
            return Fail("T15", "+ or -");
        }

        _at++;
        return true;
    }

    private bool TakeMark()
    {
        if (_at == _end || (_message[_at] != 'C' && _message[_at] != 'D'))
        {
            return Fail("T51", "C or D");
        }

        IsDebit = _message[_at] == 'D';
        _at++;
        return true;
    }

    private bool TakeUetr()
    {
        if (_end - _at != 36 || !OctetClasses.Fits(_message[_at.._end], OctetClasses.Uetr))
        {
            return Fail("T33", "a version-4 UUID in lower case");
        }

        _at = _end;
        return true;
    }

    private bool TakeTerminal()
    {
        if (_end - _at < 12 || !IsTerminal(_message.Slice(_at, 12)))
        {
            return Fail("T27", "the address of a logical terminal, 12 characters");
        }

        _at += 12;
        return true;
    }

    /// <summary>BIC of 8, code of the terminal, branch.</summary>
    public static bool IsTerminal(ReadOnlySpan<byte> text) => OctetClasses.Fits(text, OctetClasses.Terminal);

    private void NextLine()
    {
        _line++;
        _at = _lines[_line].Start;
        _end = _lines[_line].End;
    }

    private readonly bool IsBlank(int start, int end)
    {
        while (start < end && _message[start] == ' ')
        {
            start++;
        }

        return start == end;
    }

    private bool Fail(string code, string wanted)
    {
        Code = code;
        Wanted = wanted;
        return false;
    }

    private void Late(string code, int at)
    {
        if (LateCode.Length == 0)
        {
            LateCode = code;
            LateAt = at;
        }
    }
}
