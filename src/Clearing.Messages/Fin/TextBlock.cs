namespace Clearing.Messages.Fin;

/// <summary>A line of block 4, without its end.</summary>
internal readonly record struct TextLine(int Start, int End)
{
    public int Length => End - Start;
}

/// <summary>A field of block 4.</summary>
internal struct TextField
{
    /// <summary>See <see cref="Tags"/>.</summary>
    public int Tag;

    /// <summary>Its first line, from 0.</summary>
    public int Line;

    public int LineCount;

    /// <summary>First octet of the value, behind the tag.</summary>
    public int Start;

    /// <summary>Its place in the message's table; set when the sequence is checked.</summary>
    public int Place;
}

/// <summary>Block 4 of a user message in lines and fields. Buffers are used again and grow with the longest text.</summary>
internal sealed class TextBlock
{
    private TextLine[] _lines = new TextLine[256];
    private TextField[] _fields = new TextField[128];
    private int _lineCount;
    private int _fieldCount;

    public ReadOnlySpan<TextLine> Lines => _lines.AsSpan(0, _lineCount);

    public Span<TextField> Fields => _fields.AsSpan(0, _fieldCount);

    /// <summary>First octet of the text.</summary>
    public int Start { get; private set; }

    /// <summary>Behind the last line of the text, before the end mark.</summary>
    public int End { get; private set; }

    /// <summary>True when the end mark "-}" was found.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>A line that belongs to no field: text before the first tag, a colon without a tag; -1 = none.</summary>
    public int StrayLine { get; private set; }

    /// <summary>The field in or before which <see cref="StrayLine"/> stands; -1 = there is none.</summary>
    public int StrayField { get; private set; }

    /// <summary>Carriage returns that end no line.</summary>
    public int LooseReturns { get; private set; }

    public void Clear()
    {
        _lineCount = 0;
        _fieldCount = 0;
        Start = 0;
        End = 0;
        IsClosed = false;
        StrayLine = -1;
        StrayField = -1;
        LooseReturns = 0;
    }

    /// <summary>Takes the text apart from <paramref name="start"/> to the end mark, or to the last octet.</summary>
    public void Split(ReadOnlySpan<byte> message, int start)
    {
        Clear();
        Start = start;
        int at = start;
        int returns = 0;
        while (at < message.Length)
        {
            int length = message[at..].IndexOf((byte)'\n');
            int next = length < 0 ? message.Length : at + length + 1;
            int end = length < 0 ? message.Length : next - 1;
            if (end > at && message[end - 1] == '\r')
            {
                end--;
                returns++;
            }

            byte first = message[at];
            if (first == '-' && at + 1 < message.Length && message[at + 1] == '}')
            {
                IsClosed = true;
                break;
            }

            AddLine(message, at, end, first);
            at = next;
        }

        End = at;
        LooseReturns = message[start..at].Count((byte)'\r') - returns;
    }

    /// <summary>The value of a field with all its lines.</summary>
    public Slot Value(int field)
    {
        ref readonly TextField of = ref _fields[field];
        return new Slot(of.Start, _lines[of.Line + of.LineCount - 1].End - of.Start);
    }

    /// <summary>A line of a field without its tag.</summary>
    public Slot Line(int field, int index)
    {
        ref readonly TextField of = ref _fields[field];
        int start = index == 0 ? of.Start : _lines[of.Line + index].Start;
        return new Slot(start, _lines[of.Line + index].End - start);
    }

    private void AddLine(ReadOnlySpan<byte> message, int start, int end, byte first)
    {
        if (_lineCount == _lines.Length)
        {
            Array.Resize(ref _lines, 2 * _lines.Length);
        }

        int line = _lineCount++;
        _lines[line] = new TextLine(start, end);
        if (first == ':' && TryTag(message[start..end], out int tag, out int length))
        {
            if (_fieldCount == _fields.Length)
            {
                Array.Resize(ref _fields, 2 * _fields.Length);
            }

            _fields[_fieldCount++] = new TextField { Tag = tag, Line = line, LineCount = 1, Start = start + length };
            return;
        }

        if ((_fieldCount == 0 || first == ':') && StrayLine < 0)
        {
            StrayLine = line;
            StrayField = Math.Max(0, _fieldCount - 1);
        }

        if (_fieldCount > 0)
        {
            _fields[_fieldCount - 1].LineCount++;
        }
    }

    private static bool TryTag(ReadOnlySpan<byte> line, out int tag, out int length)
    {
        tag = 0;
        length = 0;
        if (line.Length < 4 || !char.IsAsciiDigit((char)line[1]) || !char.IsAsciiDigit((char)line[2]))
        {
            return false;
        }

        int number = (line[1] - '0') * 10 + line[2] - '0';
        if (line[3] == ':')
        {
            (tag, length) = (Tags.Of(number), 4);
            return true;
        }

        if (line.Length < 5 || line[4] != ':' || !char.IsAsciiLetterUpper((char)line[3]))
        {
            return false;
        }

        (tag, length) = (Tags.Of(number, (char)line[3]), 5);
        return true;
    }
}
