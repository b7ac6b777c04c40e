namespace Clearing.Messages.Files;

/// <summary>
/// Takes the messages of a file one after another, whatever holds them: RJE, DOS-PCC, messages in a run, statements
/// without headers, XML documents, Fedwire batches. Holds no more of the file than its longest message, and of that at
/// most <see cref="Most"/> octets: a longer one is handed out cut, too long for every reader.
/// </summary>
public sealed class MessageSplitter(Stream stream)
{
    /// <summary>The most octets of a message that are looked at: one more than the longest that is allowed.</summary>
    public const int Most = (1 << 20) + 1;

    private const int FirstWindow = 1 << 16;

    private byte[] _window = new byte[FirstWindow];
    private int _start;
    private int _end;
    private bool _isLast;
    private bool _isBare;
    private int _messageStart;
    private int _messageLength;

    /// <summary>Format of the file, told by its first message; known after the first <see cref="Read"/>.</summary>
    public MessageFormat Format { get; private set; }

    /// <summary>Number of the message in the file, from 1.</summary>
    public int Index { get; private set; }

    /// <summary>Octets of the file that were read so far.</summary>
    public long Position { get; private set; }

    /// <summary>The message; good until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Message => _window.AsSpan(_messageStart, _messageLength);

    /// <summary>
    /// Takes the next message. A file with nothing in it has one that is empty, so that it too gets a verdict.
    /// </summary>
    /// <returns>False at the end of the file.</returns>
    public bool Read()
    {
        if (Index == 0)
        {
            Fill();
            Format = FormatDetector.Detect(_window.AsSpan(0, _end));
            _isBare = Format == MessageFormat.Mt && FormatDetector.IsBare(_window.AsSpan(0, _end));
        }

        while (true)
        {
            SkipSeparators();
            if (_start == _end)
            {
                (_messageStart, _messageLength) = (_start, 0);
                return Index == 0 && ++Index == 1;
            }

            Piece piece = Next();
            ReadOnlySpan<byte> message = _window.AsSpan(_start, piece.Length).TrimEnd(Separators.WhiteSpace);
            (_messageStart, _messageLength) = (_start, message.Length);
            _start += piece.Consumed;
            if (!IsBlank(message))
            {
                Index++;
                return true;
            }
        }
    }

    private Piece Next()
    {
        while (true)
        {
            Piece piece = Split(_window.AsSpan(_start, _end - _start));
            if (piece.IsComplete)
            {
                return piece;
            }

            if (_end - _start >= Most)
            {
                return Overlong();
            }

            Fill();
        }
    }

    private Piece Split(ReadOnlySpan<byte> text) => Format switch
    {
        MessageFormat.Mt when _isBare => StatementRun.Next(text, _isLast),
        MessageFormat.Mt => FinRun.Next(text, _isLast),
        MessageFormat.Iso20022 => XmlRun.Next(text, _isLast),
        MessageFormat.Fedwire => FedwireRun.Next(text, _isLast),
        _ => _isLast ? Piece.UpTo(text.Length) : Piece.NeedsMore,
    };

    // Hands out the first octets and drops the rest, up to where another message can start.
    private Piece Overlong()
    {
        byte[] head = _window.AsSpan(_start, Most).ToArray();
        _start += Most;
        while (true)
        {
            int next = _window.AsSpan(_start, _end - _start).IndexOf(StartMark());
            if (next >= 0 || _isLast)
            {
                _start = next >= 0 ? _start + next : _end;
                break;
            }

            _start = Math.Max(_start, _end - StartMark().Length);
            Fill();
        }

        byte[] window = new byte[head.Length + _end - _start];
        head.CopyTo(window, 0);
        _window.AsSpan(_start, _end - _start).CopyTo(window.AsSpan(head.Length));
        (_window, _start, _end) = (window, 0, window.Length);
        return Piece.UpTo(head.Length);
    }

    private ReadOnlySpan<byte> StartMark() => Format switch
    {
        MessageFormat.Mt => _isBare ? "\n:20:"u8 : "{1:F"u8,
        MessageFormat.Fedwire => "{1500}"u8,
        _ => "<?xml"u8,
    };

    private void SkipSeparators()
    {
        ReadOnlySpan<byte> between = Format == MessageFormat.Mt ? Separators.OfMessages : Separators.WhiteSpace;
        while (true)
        {
            int kept = _window.AsSpan(_start, _end - _start).IndexOfAnyExcept(between);
            if (kept >= 0 || _isLast)
            {
                _start = kept >= 0 ? _start + kept : _end;
                return;
            }

            _start = _end;
            Fill();
        }
    }

    // Nothing between two ends of statements, or a comment behind the last root of an XML file, is no message.
    private bool IsBlank(ReadOnlySpan<byte> message) =>
        message.IsEmpty
        || (Index > 0 && Format == MessageFormat.Iso20022 && message.StartsWith("<!--"u8)
            && message.EndsWith("-->"u8) && message.LastIndexOf((byte)'<') == 0);

    private void Fill()
    {
        if (_start > 0)
        {
            _window.AsSpan(_start, _end - _start).CopyTo(_window);
            _end -= _start;
            _start = 0;
        }

        if (_end == _window.Length)
        {
            Array.Resize(ref _window, _window.Length * 2);
        }

        while (_end < _window.Length)
        {
            int read = stream.Read(_window.AsSpan(_end));
            if (read == 0)
            {
                _isLast = true;
                return;
            }

            _end += read;
            Position += read;
        }
    }
}
