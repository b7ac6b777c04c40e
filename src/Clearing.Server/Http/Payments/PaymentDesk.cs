using System.Collections.Concurrent;
using Clearing.Grains.Ledgers;
using Clearing.Messages.Files;
using Clearing.Server.Intake;
using Clearing.Server.Ledgers;
using Microsoft.Extensions.ObjectPool;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Http.Payments;

/// <summary>
/// Gives a ledger the payments of requests and waits for what becomes of them, for a bounded time. Calls are not
/// gathered here: the ledger's own turn takes all that wait together, at the cost of one call each (two microseconds).
/// </summary>
/// <param name="ledger">Which.</param>
/// <param name="references">Keeps by what senders call their payments, for notices.</param>
/// <param name="time">Against which the wait is measured.</param>
internal sealed class PaymentDesk(ServedLedger ledger, ReferenceMemory references, TimeProvider time)
{
    /// <summary>How long an answer is waited for; after that it is in doubt.</summary>
    public static readonly TimeSpan MostWait = TimeSpan.FromSeconds(20);

    private const int IdleSingles = 512;
    private const int IdleBulks = 16;
    private const int IdleReaders = 8;

    private readonly DefaultObjectPool<Submission> _singles =
        new(new DefaultPooledObjectPolicy<Submission>(), IdleSingles);

    private readonly DefaultObjectPool<Submission> _bulks =
        new(new DefaultPooledObjectPolicy<Submission>(), IdleBulks);

    private readonly ConcurrentDictionary<int, ObjectPool<MessageIntake>> _readers = new();

    public ServedLedger Ledger => ledger;

    public PaymentIntake Payments { get; } = new(ledger);

    /// <summary>Takes a message.</summary>
    /// <param name="kind">Its format.</param>
    /// <param name="body">Its octets.</param>
    /// <param name="participant">Who sends it.</param>
    /// <param name="to">Where it is added.</param>
    public void TakeMessage(FrameKind kind, in HttpBody body, int participant, Submission to)
    {
        ObjectPool<MessageIntake> pool = _readers.GetOrAdd(participant, who => new DefaultObjectPool<MessageIntake>(
            new Readers(() => new MessageIntake(ledger, who, wantsNames: false, references)), IdleReaders));
        MessageIntake reader = pool.Get();
        reader.Take(kind, body.Sequence, ledger.DateAt(ledger.Clock()), to);
        pool.Return(reader);
    }

    public Submission Begin(bool isBulk)
    {
        Submission batch = (isBulk ? _bulks : _singles).Get();
        batch.Begin(1, isBulk);
        return batch;
    }

    /// <summary>Gives the ledger what was taken; completes when it has answered, or when that takes too long.</summary>
    public async Task SubmitAsync(Submission batch, int participant)
    {
        try
        {
            if (batch.Late.Count > 0)
            {
                await LateMessages.SubmitAsync(ledger, participant, batch)
                    .WaitAsync(MostWait, time).ConfigureAwait(false);
            }

            if (batch.CommandCount > 0)
            {
                batch.Answers = await ledger.Grain
                    .SubmitAsync(batch.ToBatch(participant, ledger.Participants[participant].Account))
                    .WaitAsync(MostWait, time).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever it was, it is not known what the ledger did: without answers the payments are in doubt.
        }
    }

    /// <summary>A batch is needed no more; one that was not answered may still be looked at by the ledger.</summary>
    public void End(Submission batch)
    {
        if (batch.Answers is not null || (batch.CommandCount == 0 && batch.Late.Count == 0))
        {
            (batch.IsBulk ? _bulks : _singles).Return(batch);
        }
    }

    /// <summary>The standing that the ledger gave all of a batch, where it gave them one and it is no effect.</summary>
    public static Standing CommonRefusal(Submission batch)
    {
        ReadOnlySpan<PaymentState> states = batch.States;
        if (batch.CommandCount != batch.Count)
        {
            return Standing.Unknown;
        }

        if (states.IsEmpty)
        {
            return Standing.InDoubt;
        }

        Standing first = (Standing)states[0].Standing;
        foreach (ref readonly PaymentState state in states)
        {
            if ((Standing)state.Standing != first || first < Standing.Busy)
            {
                return Standing.Unknown;
            }
        }

        return first;
    }

    private sealed class Readers(Func<MessageIntake> make) : PooledObjectPolicy<MessageIntake>
    {
        public override MessageIntake Create() => make();

        public override bool Return(MessageIntake obj) => true;
    }
}
