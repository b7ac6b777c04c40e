using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Submitting;

/// <summary>
/// Instructions handed in together, and the place for their answers. Over once each has its answer, or the patience is
/// at its end: from then on nothing touches the caller's memory.
/// </summary>
internal abstract class Submission
{
    // The caller's continuation must not run under the client's lock, nor on the connection's reading loop.
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Memory<AnswerRecord> _answers;
    private readonly ulong[] _sent;
    private int _open;

    protected Submission(Memory<AnswerRecord> answers)
    {
        // What no standing was written to has no answer.
        answers.Span.Clear();
        _answers = answers;
        _sent = new ulong[(answers.Length + 63) / 64];
        _open = answers.Length;
    }

    public int Count => _answers.Length;

    /// <summary>Ends when all is answered.</summary>
    public Task Done => _done.Task;

    public bool IsOver { get; private set; }

    /// <summary>When the patience ends, as a timestamp of the client's clock.</summary>
    public long Deadline { get; init; }

    /// <summary>The frame that carries them.</summary>
    public abstract FrameKind Kind { get; }

    /// <summary>By which id the ledger knows one of them.</summary>
    public abstract UInt128 IdOf(int index);

    /// <summary>Octets of one of them.</summary>
    public abstract int LengthOf(int index);

    /// <summary>Writes one of them into the frame that has begun.</summary>
    public abstract void Write(int index, FrameBuilder to);

    /// <summary>The bank's number; 0 = it has none.</summary>
    public virtual ulong NumberOf(int index) => 0;

    public bool IsAnswered(int index) => IsOver || _answers.Span[index].Standing != Standing.Unknown;

    /// <summary>From now on it may have an effect.</summary>
    public void MarkSent(int index) => _sent[index / 64] |= 1UL << (index % 64);

    /// <summary>The ledger said that it had none.</summary>
    public void MarkNotTaken(int index) => _sent[index / 64] &= ~(1UL << (index % 64));

    /// <summary>Notes the one definite answer.</summary>
    public void Answer(int index, in AnswerRecord answer)
    {
        if (IsAnswered(index))
        {
            return;
        }

        _answers.Span[index] = answer;
        if (--_open == 0)
        {
            IsOver = true;
            _done.SetResult();
        }
    }

    /// <summary>The patience has ended: what was sent is in doubt, what was not was not taken.</summary>
    public void Expire()
    {
        for (int i = 0; i < Count && !IsOver; i++)
        {
            bool wasSent = (_sent[i / 64] >> (i % 64) & 1) != 0;
            Answer(i, new AnswerRecord(wasSent ? Standing.InDoubt : Standing.Unavailable, false, 0, -1, 0));
        }
    }

    /// <summary>The caller does not want the answers any more.</summary>
    public void Cancel(CancellationToken cancellation)
    {
        if (!IsOver)
        {
            IsOver = true;
            _done.SetCanceled(cancellation);
        }
    }
}

/// <summary>Instructions of fixed layout.</summary>
internal sealed class BulkSubmission(ReadOnlyMemory<BulkInstruction> instructions, Memory<AnswerRecord> answers)
    : Submission(answers)
{
    private int _lowest;

    public override FrameKind Kind => FrameKind.Bulk;

    /// <summary>The lowest number without an answer; null when all have theirs.</summary>
    public ulong? LowestOpen
    {
        get
        {
            while (_lowest < Count && IsAnswered(_lowest))
            {
                _lowest++;
            }

            return _lowest < Count ? NumberOf(_lowest) : null;
        }
    }

    public override UInt128 IdOf(int index) =>
        InstructionIds.Numbered(instructions.Span[index].Payer, NumberOf(index));

    public override int LengthOf(int index) => BulkInstruction.Length;

    public override ulong NumberOf(int index) => instructions.Span[index].Number;

    public override void Write(int index, FrameBuilder to)
    {
        instructions.Span[index].Write(to.GetSpan(BulkInstruction.Length));
        to.Advance(BulkInstruction.Length);
    }
}

/// <summary>Messages as a bank's system wrote them.</summary>
internal sealed class MessageSubmission(
    MessageFormat format, IReadOnlyList<ReadOnlyMemory<byte>> messages, UInt128[] ids, Memory<AnswerRecord> answers)
    : Submission(answers)
{
    public override FrameKind Kind { get; } = Frames.KindOf(format);

    public override UInt128 IdOf(int index) => ids[index];

    public override int LengthOf(int index) => messages[index].Length;

    public override void Write(int index, FrameBuilder to)
    {
        ReadOnlySpan<byte> message = messages[index].Span;
        message.CopyTo(to.GetSpan(message.Length));
        to.Advance(message.Length);
    }
}
