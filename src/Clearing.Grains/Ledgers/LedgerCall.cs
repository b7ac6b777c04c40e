using Clearing.Grains.Wire;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Ledgers;

/// <summary>One call that waits for its turn.</summary>
internal abstract class LedgerCall
{
    /// <summary>Commands that it brings; at least 1.</summary>
    public virtual int Count => 1;

    /// <summary>Ends it without an effect.</summary>
    public abstract void Refuse(Standing standing);

    /// <summary>Ends it: what its turn said of it is durable.</summary>
    public abstract void Complete(long sequence);

    /// <summary>Ends it: what its turn said of it was being written when the store failed.</summary>
    public abstract void Doubt();
}

/// <summary>A call that is answered by the state of instructions: a batch, an order, a question.</summary>
/// <param name="count">How many.</param>
internal abstract class StateCall(int count) : LedgerCall
{
    private readonly TaskCompletionSource<InstructionAnswers> _done =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override int Count => count;

    public Task<InstructionAnswers> Task => _done.Task;

    /// <summary>By command, as far as they are known.</summary>
    public PaymentState[] Answers { get; } = new PaymentState[count];

    public override void Refuse(Standing standing)
    {
        for (int i = 0; i < Answers.Length; i++)
        {
            Answers[i] = new PaymentState { Id = IdOf(i), Number = -1, Standing = standing };
        }

        Complete(0);
    }

    public override void Complete(long sequence) => _done.TrySetResult(
        new InstructionAnswers { Sequence = sequence, Answers = new Blob<PaymentState>(Answers) });

    public override void Doubt()
    {
        for (int i = 0; i < Answers.Length; i++)
        {
            // What had no effect has none, whatever became of the write.
            if (Answers[i].Standing < Standing.Different)
            {
                Answers[i] = new PaymentState { Id = IdOf(i), Number = -1, Standing = Standing.InDoubt };
            }
        }

        Complete(0);
    }

    protected abstract InstructionId IdOf(int place);
}

/// <summary>Instructions to be carried out.</summary>
internal sealed class BatchCall(InstructionBatch batch) : StateCall(batch.Commands.Count)
{
    public InstructionBatch Batch => batch;

    /// <summary>Octets of messages that come with it.</summary>
    public int TextOctets => batch.Texts.Count;

    protected override InstructionId IdOf(int place) => batch.Commands.Span[place].Id;
}

/// <summary>An order to be carried out.</summary>
internal sealed class OrderCall(LedgerOrder order) : StateCall(1)
{
    public LedgerOrder Order => order;

    protected override InstructionId IdOf(int place) => order.Command.Count > 0 ? order.Command.Span[0].Id : default;
}

/// <summary>Where instructions stand.</summary>
internal sealed class AskCall(Blob<InstructionId> ids) : StateCall(ids.Count)
{
    public Blob<InstructionId> Ids => ids;

    // An empty question takes its turn like any other.
    public override int Count => Math.Max(1, ids.Count);

    // A question has no effect that could be in doubt.
    public override void Doubt() => Refuse(Standing.Unavailable);

    protected override InstructionId IdOf(int place) => ids.Span[place];
}

/// <summary>A call about the whole ledger; it fails where that cannot be had now.</summary>
/// <typeparam name="T">What is answered.</typeparam>
internal abstract class WholeCall<T> : LedgerCall
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _done.Task;

    public override void Refuse(Standing standing) =>
        _done.TrySetException(new LedgerUnavailableException($"The ledger does not answer now: {standing}."));

    public override void Doubt() => Refuse(Standing.Unavailable);

    protected void Answer(T answer) => _done.TrySetResult(answer);
}

/// <summary>A look at the ledger in a turn of it, which changes nothing.</summary>
internal interface ILook
{
    /// <summary>Has its turn.</summary>
    void Take(Ledger ledger);
}

/// <summary>A question about the ledger that is answered as of what is durable.</summary>
/// <param name="count">How much of a turn it takes, in commands.</param>
/// <param name="look">Looks, in its turn; the answer, once the sequence is known that it stands on.</param>
internal sealed class LookCall<T>(int count, Func<Ledger, Func<long, T>> look) : WholeCall<T>, ILook
{
    private Func<long, T>? _answer;

    public override int Count => count;

    public void Take(Ledger ledger) => _answer = look(ledger);

    public override void Complete(long sequence) => Answer(_answer!(sequence));
}

/// <summary>An observer comes, or goes.</summary>
/// <param name="observer">Who.</param>
internal sealed class SubscribeCall(ILedgerObserver observer) : WholeCall<long>
{
    public ILedgerObserver Observer => observer;

    public bool Ends { get; init; }

    public override void Complete(long sequence) => Answer(sequence);
}

/// <summary>A question that only an open ledger can answer: ask again later.</summary>
[GenerateSerializer]
public sealed class LedgerUnavailableException(string message) : Exception(message);
