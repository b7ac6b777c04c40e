using Clearing.Messages.Files;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Submitting;

/// <summary>Instructions of one submission that stand beside each other.</summary>
/// <param name="Of">The submission.</param>
/// <param name="First">Index of the first.</param>
/// <param name="Count">At least 1.</param>
/// <param name="IsAgain">True when they may have been sent before.</param>
internal readonly record struct Run(Submission Of, int First, int Count, bool IsAgain);

/// <summary>
/// What was submitted and has no definite answer yet. An instruction waits, is in flight, is put off because the
/// ledger was busy, or is in doubt because its connection ended; it is sent again only under the same id, and only
/// after the ledger said that it does not have it. Used under the client's lock.
/// </summary>
internal sealed class Outbox
{
    // A number further below the highest can no longer be told from a repeat (sessions.md).
    private const ulong NumberWindow = 4096;

    private readonly LinkedList<Run> _waiting = [];
    private readonly Queue<Run> _flight = [];
    private readonly List<Run> _putOff = [];
    private readonly Queue<Run> _doubts = [];
    private readonly Queue<Submission> _byAge = [];
    private readonly Queue<BulkSubmission> _numbered = [];
    private ulong _nextSent = 1;
    private ulong _nextAnswered = 1;
    private int _headTaken;

    /// <summary>Instructions sent over this connection and not answered.</summary>
    public int InFlight => (int)(_nextSent - _nextAnswered);

    /// <summary>True when some are to be asked about before anything new is sent.</summary>
    public bool HasDoubts => _doubts.Count > 0;

    /// <summary>True when some are put off until the ledger is less busy.</summary>
    public bool HasPutOff => _putOff.Count > 0;

    /// <summary>When the oldest submission's patience ends; null when there is none.</summary>
    public long? NextDeadline
    {
        get
        {
            while (_byAge.TryPeek(out Submission? oldest) && oldest.IsOver)
            {
                _byAge.Dequeue();
            }

            return _byAge.TryPeek(out Submission? next) ? next.Deadline : null;
        }
    }

    public void Add(Submission submission)
    {
        _waiting.AddLast(new Run(submission, 0, submission.Count, IsAgain: false));
        _byAge.Enqueue(submission);
        if (submission is BulkSubmission bulk)
        {
            _numbered.Enqueue(bulk);
        }
    }

    /// <summary>Writes a frame of what waits.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="window">Most unanswered instructions.</param>
    /// <returns>False when nothing may be sent.</returns>
    public bool TryWriteFrame(FrameBuilder to, int window)
    {
        if (NextRun(window) is not { } first)
        {
            return false;
        }

        bool isBatch = first.Of.Kind != FrameKind.Bulk
            && first.Of.LengthOf(first.First) + sizeof(int) <= Frames.MostOfBatch;
        FrameMarks flags = (isBatch ? FrameMarks.Batch : FrameMarks.None)
            | (first.IsAgain && first.Of.Kind != FrameKind.Bulk ? FrameMarks.PossibleDuplicate : FrameMarks.None);
        to.Begin(first.Of.Kind, flags, _nextSent);
        int inFrame = 0;
        while (NextRun(window) is { } run && run.Of.Kind == first.Of.Kind && run.IsAgain == first.IsAgain)
        {
            int written = Write(run, to, isBatch, Math.Min(window - InFlight, SessionProtocol.MostInFrame - inFrame));
            inFrame += written;
            if (written < run.Count || (!isBatch && run.Of.Kind != FrameKind.Bulk))
            {
                break;
            }
        }

        to.End();
        return true;
    }

    /// <summary>Takes answers to instructions in flight.</summary>
    /// <returns>False when they are not the answers that come next.</returns>
    public bool TryAnswer(ulong first, ReadOnlySpan<byte> records)
    {
        int count = records.Length / AnswerRecord.Length;
        if (first != _nextAnswered || count > InFlight || records.Length % AnswerRecord.Length != 0)
        {
            return false;
        }

        for (; !records.IsEmpty; records = records[AnswerRecord.Length..])
        {
            Run head = _flight.Peek();
            int index = head.First + _headTaken;
            _nextAnswered++;
            if (++_headTaken == head.Count)
            {
                _flight.Dequeue();
                _headTaken = 0;
            }

            Take(new Run(head.Of, index, 1, head.IsAgain), AnswerRecord.Read(records));
        }

        return true;
    }

    /// <summary>Takes what the ledger says of one that was in doubt.</summary>
    public void Resolve(in Run run, in AnswerRecord answer)
    {
        switch (answer.Standing)
        {
            case Standing.Unknown:
                _waiting.AddFirst(run with { IsAgain = true });
                break;
            case Standing.Busy or Standing.Unavailable:
                _doubts.Enqueue(run);
                break;
            default:
                Take(run, answer);
                break;
        }
    }

    /// <summary>Takes up to so many that are to be asked about.</summary>
    public List<Run> TakeDoubts(int most)
    {
        List<Run> taken = [];
        while (taken.Count < most && _doubts.TryDequeue(out Run run))
        {
            for (int i = 0; i < run.Count; i++)
            {
                if (!run.Of.IsAnswered(run.First + i))
                {
                    taken.Add(run with { First = run.First + i, Count = 1 });
                }
            }
        }

        return taken;
    }

    /// <summary>These are in doubt again: the question about them was lost.</summary>
    public void Doubt(IEnumerable<Run> runs)
    {
        foreach (Run run in runs)
        {
            _doubts.Enqueue(run);
        }
    }

    /// <summary>The connection has ended: whatever was in flight is in doubt.</summary>
    public void ConnectionEnded()
    {
        while (_flight.TryDequeue(out Run run))
        {
            _doubts.Enqueue(run with { First = run.First + _headTaken, Count = run.Count - _headTaken });
            _headTaken = 0;
        }

        _nextSent = _nextAnswered = 1;
    }

    /// <summary>What was put off waits again, before all others.</summary>
    public void PutOffEnded()
    {
        for (int i = _putOff.Count - 1; i >= 0; i--)
        {
            _waiting.AddFirst(_putOff[i]);
        }

        _putOff.Clear();
    }

    /// <summary>Ends the submissions whose patience has ended by <paramref name="now"/>.</summary>
    public void Expire(long now)
    {
        while (NextDeadline is { } deadline && deadline <= now)
        {
            _byAge.Dequeue().Expire();
        }
    }

    private Run? NextRun(int window)
    {
        while (_waiting.First is { } node)
        {
            Run run = node.Value;
            if (run.Of.IsAnswered(run.First))
            {
                _waiting.RemoveFirst();
                if (run.Count > 1)
                {
                    _waiting.AddFirst(run with { First = run.First + 1, Count = run.Count - 1 });
                }

                continue;
            }

            return InFlight < window && IsInNumberWindow(run.Of.NumberOf(run.First)) ? run : null;
        }

        return null;
    }

    private int Write(in Run run, FrameBuilder to, bool isBatch, int most)
    {
        int written = 0;
        while (written < Math.Min(run.Count, most))
        {
            int index = run.First + written;
            if (run.Of.IsAnswered(index) || !IsInNumberWindow(run.Of.NumberOf(index))
                || (written > 0 && !isBatch && run.Of.Kind != FrameKind.Bulk)
                || !to.HasRoom(run.Of.LengthOf(index) + (isBatch ? sizeof(int) : 0)))
            {
                break;
            }

            if (isBatch)
            {
                to.BeginMessage();
            }

            run.Of.Write(index, to);
            run.Of.MarkSent(index);
            if (isBatch)
            {
                to.EndMessage();
            }

            written++;
        }

        _waiting.RemoveFirst();
        if (written < run.Count)
        {
            _waiting.AddFirst(run with { First = run.First + written, Count = run.Count - written });
        }

        if (written > 0)
        {
            _flight.Enqueue(run with { Count = written });
            _nextSent += (ulong)written;
        }

        return written;
    }

    private bool IsInNumberWindow(ulong number)
    {
        while (number > 0 && _numbered.TryPeek(out BulkSubmission? lowest))
        {
            if (lowest.LowestOpen is { } open)
            {
                return number < open + NumberWindow;
            }

            _numbered.Dequeue();
        }

        return true;
    }

    private void Take(in Run run, in AnswerRecord answer)
    {
        switch (answer.Standing)
        {
            case Standing.Busy or Standing.Unavailable:
                if (!run.IsAgain)
                {
                    run.Of.MarkNotTaken(run.First);
                }

                _putOff.Add(run);
                break;
            case Standing.InDoubt or Standing.Unknown:
                _doubts.Enqueue(run);
                break;
            default:
                run.Of.Answer(run.First, answer);
                break;
        }
    }
}
