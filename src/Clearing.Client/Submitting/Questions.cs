using System.Buffers;
using System.Buffers.Binary;
using Clearing.Messages.Sessions;
using Directory = Clearing.Messages.Sessions.Directory;

namespace Clearing.Client.Submitting;

/// <summary>
/// What was asked and not answered yet, by request number. Everything that is asked may be asked again, so it outlives
/// its connection. Used under the client's lock.
/// </summary>
internal sealed class Questions
{
    private readonly SortedDictionary<uint, Question> _open = [];
    private uint _last;

    /// <summary>A number for the next question.</summary>
    public uint Next() => ++_last == 0 ? ++_last : _last;

    public IEnumerable<Question> All => _open.Values;

    public void Add(Question question) => _open.Add(question.Request, question);

    /// <summary>Takes the question that this answers; null when nobody waits for it any more.</summary>
    public Question? Take(uint request) => _open.Remove(request, out Question? question) ? question : null;

    /// <summary>Takes all of them.</summary>
    public List<Question> TakeAll()
    {
        List<Question> all = [.. _open.Values];
        _open.Clear();
        return all;
    }
}

/// <summary>One question, or order.</summary>
internal abstract class Question
{
    public required uint Request { get; init; }

    /// <summary>Writes the contents of its control frame.</summary>
    public abstract void Write(IBufferWriter<byte> to);

    /// <summary>False while more of the answer is to come.</summary>
    public virtual bool IsAnswered => true;

    /// <summary>The request that a control frame answers; null when it answers none.</summary>
    public static uint? RequestOf(ReadOnlySpan<byte> contents) =>
        contents.Length < 5 ? null
        : (ControlKind)contents[0] switch
        {
            ControlKind.States or ControlKind.OrderAnswer => BinaryPrimitives.ReadUInt32LittleEndian(contents[1..]),
            ControlKind.DirectoryPage => DirectoryQuestion.Number,
            _ => null,
        };

    /// <summary>Takes the contents of a control frame as its answer.</summary>
    /// <returns>False when they are none.</returns>
    public abstract bool TryAnswer(ReadOnlySpan<byte> contents);

    /// <summary>No answer will come.</summary>
    public abstract void Fail(Exception why);
}

/// <summary>What became of instructions.</summary>
internal sealed class AskQuestion(IReadOnlyList<UInt128> ids) : Question
{
    private readonly TaskCompletionSource<IReadOnlyList<InstructionState>> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<IReadOnlyList<InstructionState>> Answer => _answer.Task;

    public override void Write(IBufferWriter<byte> to) => new Ask(Request, ids).Write(to);

    public override bool TryAnswer(ReadOnlySpan<byte> contents) =>
        States.TryRead(contents, out States states) && states.Answers.Count == ids.Count
        && _answer.TrySetResult(states.Answers);

    public override void Fail(Exception why) => _answer.TrySetException(why);
}

/// <summary>An order: its own id keeps it from having two effects.</summary>
internal sealed class OrderQuestion(Order order) : Question
{
    private readonly TaskCompletionSource<AnswerRecord> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<AnswerRecord> Answer => _answer.Task;

    public override void Write(IBufferWriter<byte> to) => (order with { Request = Request }).Write(to);

    public override bool TryAnswer(ReadOnlySpan<byte> contents) =>
        OrderAnswer.TryRead(contents, out OrderAnswer answer) && _answer.TrySetResult(answer.Answer);

    public override void Fail(Exception why) => _answer.TrySetException(why);
}

/// <summary>The names of the ledger, which come in parts and carry no request number.</summary>
internal sealed class DirectoryQuestion : Question
{
    /// <summary>A request number that no other question has.</summary>
    public const uint Number = 0;

    private readonly TaskCompletionSource<Directory> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<DirectoryParticipant> _participants = [];

    public Task<Directory> Answer => _answer.Task;

    public override bool IsAnswered => _answer.Task.IsCompleted;

    public override void Write(IBufferWriter<byte> to) => BareControl.Write(ControlKind.DirectoryRequest, to);

    public override bool TryAnswer(ReadOnlySpan<byte> contents)
    {
        if (!DirectoryPage.TryRead(contents, out DirectoryPage page))
        {
            return false;
        }

        // Asked again after a lost connection, it starts again.
        if (page.First == 0)
        {
            _participants.Clear();
        }

        bool follows = page.First == _participants.Count;
        _participants.AddRange(page.Participants);
        if (follows && page.IsLast)
        {
            _answer.TrySetResult(new Directory(_participants, page.Systems, page.Currencies));
        }

        return follows;
    }

    public override void Fail(Exception why) => _answer.TrySetException(why);
}

/// <summary>What became of instructions in doubt.</summary>
internal sealed class DoubtQuestion(Outbox outbox, List<Run> runs) : Question
{
    public override void Write(IBufferWriter<byte> to) =>
        new Ask(Request, [.. runs.Select(run => run.Of.IdOf(run.First))]).Write(to);

    public override bool TryAnswer(ReadOnlySpan<byte> contents)
    {
        if (!States.TryRead(contents, out States states) || states.Answers.Count != runs.Count)
        {
            return false;
        }

        // Behind each other at the front of what waits: the last first.
        for (int i = runs.Count - 1; i >= 0; i--)
        {
            outbox.Resolve(runs[i], states.Answers[i].Answer);
        }

        return true;
    }

    public override void Fail(Exception why) => outbox.Doubt(runs);
}
