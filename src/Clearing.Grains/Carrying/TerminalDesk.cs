using Clearing.Messages.Switching;

namespace Clearing.Grains.Carrying;

/// <summary>
/// The sending end of a line: numbers what it sends, keeps no more unanswered than its window, and when it is in doubt
/// opens a new session in which it sends again what nobody answered, marked as a possible duplicate (SW-9, SW-10).
/// </summary>
/// <param name="terminal">Index of the terminal.</param>
/// <param name="window">Most messages without an answer.</param>
internal sealed class TerminalDesk(int terminal, int window)
{
    private const long UsPerDay = 24L * 3600 * 1_000_000;

    private readonly Queue<SwitchMessage> _waiting = [];
    private readonly List<Pending> _unanswered = [];
    private int _session;
    private int _next = 1;
    private int _request;

    private record struct Pending(SwitchMessage Message, Mir First, int Session, int Sequence);

    /// <summary>True while a session is open.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>True while the terminal sees its line, and somebody sits at it.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>True when something was sent that nobody has answered.</summary>
    public bool IsInDoubt => _unanswered.Count > 0;

    /// <summary>Number of the last request for a session.</summary>
    public int Request => _request;

    /// <summary>Puts a message at the end of what is to be sent.</summary>
    public void Add(in SwitchMessage message) => _waiting.Enqueue(message);

    /// <summary>The next message to be sent now, or nothing.</summary>
    public bool TrySend(long time, out SwitchInput input)
    {
        if (!IsOpen || !IsUp || _unanswered.Count >= window || !_waiting.TryDequeue(out SwitchMessage message))
        {
            input = default;
            return false;
        }

        input = Number(time, message);
        Mir first = message.Related.IsNone
            ? new Mir((int)(time / UsPerDay), terminal, _session, input.Sequence)
            : message.Related;
        _unanswered.Add(new Pending(message, first, _session, input.Sequence));
        return true;
    }

    /// <summary>The message sent last once more, marked as a possible duplicate, whose answer nobody awaits.</summary>
    public SwitchInput Copy(long time)
    {
        Pending last = _unanswered[^1];
        return Number(time, Marked(last.Message, last.First));
    }

    /// <summary>A message that nobody answered, under its own number.</summary>
    public SwitchInput Again(long time, int session, int sequence) => new()
    {
        Kind = SwitchInputKind.Send,
        TimeUs = time,
        Terminal = terminal,
        Session = session,
        Sequence = sequence,
        Message = _unanswered[IndexOf(session, sequence)].Message,
    };

    /// <summary>Asks for a new session.</summary>
    public SwitchInput Reopen(long time)
    {
        IsOpen = false;
        _request++;
        return Repeat(time);
    }

    /// <summary>Asks for the session again that nobody opened.</summary>
    public SwitchInput Repeat(long time) => new()
    {
        Kind = SwitchInputKind.Select,
        TimeUs = time,
        Terminal = terminal,
        Sequence = _request,
    };

    /// <summary>
    /// A session is open: what is in doubt goes first, in its order, as possible duplicates.
    /// </summary>
    /// <returns>False for the answer to a request that is no longer of interest.</returns>
    public bool Open(int request, int session)
    {
        if (request != _request || IsOpen)
        {
            return false;
        }

        IsOpen = true;
        _session = session;
        _next = 1;
        SwitchMessage[] waiting = [.. _waiting];
        _waiting.Clear();
        foreach (Pending pending in _unanswered)
        {
            _waiting.Enqueue(Marked(pending.Message, pending.First));
        }

        _unanswered.Clear();
        foreach (SwitchMessage message in waiting)
        {
            _waiting.Enqueue(message);
        }

        return true;
    }

    /// <summary>True while a message waits for its answer.</summary>
    public bool IsUnanswered(int session, int sequence) => IndexOf(session, sequence) >= 0;

    /// <summary>Takes the answer to a message; it no longer waits.</summary>
    /// <returns>False for an answer that nobody awaits.</returns>
    public bool Take(int session, int sequence, out SwitchMessage message)
    {
        int index = IndexOf(session, sequence);
        message = index < 0 ? default : _unanswered[index].Message;
        if (index >= 0)
        {
            _unanswered.RemoveAt(index);
        }

        return index >= 0;
    }

    private static SwitchMessage Marked(SwitchMessage message, Mir first) => message with
    {
        Marks = message.Marks | MessageMarks.PossibleDuplicateEmission,
        Related = first,
    };

    private int IndexOf(int session, int sequence)
    {
        for (int i = 0; i < _unanswered.Count; i++)
        {
            if (_unanswered[i].Sequence == sequence && _unanswered[i].Session == session)
            {
                return i;
            }
        }

        return -1;
    }

    private SwitchInput Number(long time, in SwitchMessage message) => new()
    {
        Kind = SwitchInputKind.Send,
        TimeUs = time,
        Terminal = terminal,
        Session = _session,
        Sequence = _next++,
        Message = message,
    };
}
