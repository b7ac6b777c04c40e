using System.Numerics;
using System.Runtime.Intrinsics;

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

/// <summary>Block 4 of a user message in lines and fields. Its buffers grow with the longest text.</summary>
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
        End = FindLines(message, start, out int returns);
        LooseReturns = message[start..End].Count((byte)'\r') - returns;
        FindFields(message);
    }

    /// <summary>Lines up to the end mark; returns where they end.</summary>
    private int FindLines(ReadOnlySpan<byte> message, int start, out int returns)
    {
        int lineStart = start;
        returns = 0;
        for (int at = start; at < message.Length; at += Vector256<byte>.Count)
        {
            uint ends = LineEnds(message, at);
            if (_lineCount + Vector256<byte>.Count >= _lines.Length)
            {
                Array.Resize(ref _lines, 2 * _lines.Length);
            }

            TextLine[] lines = _lines;
            for (; ends != 0; ends &= ends - 1)
            {
                int end = at + BitOperations.TrailingZeroCount(ends);
                if (IsEndMark(message, lineStart))
                {
                    return lineStart;
                }

                int returned = end > lineStart && message[end - 1] == '\r' ? 1 : 0;
                lines[_lineCount++] = new TextLine(lineStart, end - returned);
                returns += returned;
                lineStart = end + 1;
            }
        }

        if (lineStart >= message.Length || IsEndMark(message, lineStart))
        {
            return Math.Min(lineStart, message.Length);
        }

        bool isReturned = message[^1] == '\r';
        returns += isReturned ? 1 : 0;
        _lines[_lineCount++] = new TextLine(lineStart, message.Length - (isReturned ? 1 : 0));
        return message.Length;
    }

    private bool IsEndMark(ReadOnlySpan<byte> message, int at)
    {
        IsClosed = message[at] == '-' && at + 1 < message.Length && message[at + 1] == '}';
        return IsClosed;
    }

    /// <summary>A field begins at each line with a tag and goes on to the next one.</summary>
    private void FindFields(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<TextLine> lines = Lines;
        int first = 0;
        for (int line = 0; line < lines.Length; line++)
        {
            TextLine at = lines[line];
            bool isColon = at.Length > 0 && message[at.Start] == ':';
            if (isColon && TryTag(message[at.Start..at.End], out int tag, out int length))
            {
                CloseField(line - first);
                AddField(tag, line, at.Start + length);
                first = line;
            }
            else if ((isColon || _fieldCount == 0) && StrayLine < 0)
            {
                StrayLine = line;
                StrayField = Math.Max(0, _fieldCount - 1);
            }
        }

        CloseField(lines.Length - first);
    }

    private void CloseField(int lineCount)
    {
        if (_fieldCount > 0)
        {
            _fields[_fieldCount - 1].LineCount = lineCount;
        }
    }

    /// <summary>A bit for each line feed among the next octets.</summary>
    private static uint LineEnds(ReadOnlySpan<byte> message, int at)
    {
        int behind = Math.Max(0, at + Vector256<byte>.Count - message.Length);
        if (message.Length >= Vector256<byte>.Count)
        {
            Vector256<byte> octets = Vector256.Create(message.Slice(at - behind, Vector256<byte>.Count));
            return Vector256.Equals(octets, Vector256.Create((byte)'\n')).ExtractMostSignificantBits() >> behind;
        }

        uint ends = 0;
        for (int index = message.Length - at - 1; index >= 0; index--)
        {
            ends = ends << 1 | (message[at + index] == '\n' ? 1U : 0U);
        }

        return ends;
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

    private void AddField(int tag, int line, int start)
    {
        if (_fieldCount == _fields.Length)
        {
            Array.Resize(ref _fields, 2 * _fields.Length);
        }

        ref TextField field = ref _fields[_fieldCount++];
        field.Tag = tag;
        field.Line = line;
        field.Start = start;
    }

    private static bool TryTag(ReadOnlySpan<byte> line, out int tag, out int length)
    {
        tag = 0;
        length = 0;
        if (line.Length < 4)
        {
            return false;
        }

        int high = line[1] - '0';
        int low = line[2] - '0';
        if (high is < 0 or > 9 || low is < 0 or > 9)
        {
            return false;
        }

        int option = line[3] - '@';
        length = option is >= 1 and <= 26 ? 5 : 4;
        tag = (high * 10 + low) * 32 + (length == 5 ? option : 0);
        return line.Length >= length && line[length - 1] == ':';
    }
}
