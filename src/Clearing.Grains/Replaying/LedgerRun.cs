using Clearing.Grains.Ledgers;
using Clearing.Journal;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Replaying;

/// <summary>
/// Carries the journal of one ledger out again, holds it to what was recorded, and gathers what came from outside.
/// </summary>
internal sealed class LedgerRun(WorldLedger world, IJournalStore store, Action<long, long> told)
{
    /// <summary>What came from outside.</summary>
    public OutsidePayments Outside { get; } = new(world.Book.Payers.Length);

    /// <exception cref="LedgerHaltException">It does not come to what was recorded.</exception>
    /// <exception cref="JournalException">It cannot be read, or is damaged.</exception>
    public async Task<LedgerReplayed> RunAsync(CancellationToken cancellation)
    {
        IJournalReader reader = store.Reader(world.Stream);
        GroupPlace durable = await reader.DurableAsync(cancellation);
        Checkpoint? checkpoint = await reader.NewestCheckpointAsync(null, cancellation);
        checkpoint = checkpoint?.Stamp.World == world.World && checkpoint.Place.Sequence <= durable.Sequence
            ? checkpoint
            : null;
        GroupPlace place = await reader.BeginningAsync(cancellation);
        Ledger ledger = place.Sequence == 0 ? new Ledger(world.Book) : LoadFrom(checkpoint, ref place);
        List<ReplayedState> states = [];
        long from = place.Sequence;
        Note(states, checkpoint, place, ledger);
        LedgerReplay replay = null!;
        replay = new LedgerReplay(world.Stream, Ledger.EngineVersion, ledger)
        {
            Told = () => Outside.Take(ledger.Now, replay.Commands),
        };
        await foreach (JournalGroup group in reader.ReadAsync(place, world.World, cancellation))
        {
            replay.Run(group);
            place = group.Place;
            for (; ledger.FirstRun is not null; ledger.Sealed())
            {
            }

            Note(states, checkpoint, place, ledger);
            told(place.Sequence - from, durable.Sequence - from);
        }

        if (ledger.MoneyFault() is { } fault)
        {
            throw new LedgerHaltException($"Stream {world.Stream}, behind group {place.Sequence}: {fault}");
        }

        if (states.Count == 0 || states[^1].Place != place)
        {
            states.Add(new ReplayedState(place, null, ledger.StateHash()));
        }

        return new LedgerReplayed(
            world.Stream, from, ledger.ScriptedTaken, ledger.NextNumber - world.Book.Payers.Length, states,
            ledger.NextInstant == long.MaxValue && ledger.ScriptedTaken == world.Script.Length);
    }

    private Ledger LoadFrom(Checkpoint? checkpoint, ref GroupPlace place)
    {
        if (checkpoint is null)
        {
            throw new JournalException(
                JournalFault.Absent,
                $"Stream {world.Stream} begins behind group {place.Sequence}, and no checkpoint says what was there. "
                + "Restore the store from a copy.");
        }

        place = checkpoint.Place;
        return Ledger.Load(world.Book, checkpoint.State.Span);
    }

    private void Note(List<ReplayedState> states, Checkpoint? checkpoint, GroupPlace place, Ledger ledger)
    {
        if (checkpoint?.Place.Sequence == place.Sequence)
        {
            states.Add(new ReplayedState(
                place, Ledger.Load(world.Book, checkpoint.State.Span).StateHash(), ledger.StateHash()));
        }
    }
}
