using Clearing.Grains.Ledgers;
using Clearing.Journal;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Past;

/// <summary>
/// Carries a journal out again beside its ledger, group by group, for somebody who looks on. It takes no epoch and no
/// turn of the ledger, so whoever has the store can do it.
/// </summary>
internal sealed class JournalWalk
{
    private readonly LedgerSite _site;
    private readonly IJournalReader _reader;
    private GroupPlace _place;

    private JournalWalk(LedgerSite site, IJournalReader reader, Ledger ledger, GroupPlace place)
    {
        _site = site;
        _reader = reader;
        Ledger = ledger;
        _place = place;
    }

    public Ledger Ledger { get; }

    /// <summary>The group behind which it stands.</summary>
    public long Sequence => _place.Sequence;

    /// <summary>Begins at the newest checkpoint that is early enough, or at the beginning.</summary>
    /// <param name="site">Whose journal it is.</param>
    /// <param name="isEarly">Whether a place will do, with the ledger as it was there.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="JournalException">It cannot be read, or what was there is no longer kept.</exception>
    public static async Task<JournalWalk> BeginAsync(
        LedgerSite site, Func<GroupPlace, Ledger, bool> isEarly, CancellationToken cancellation)
    {
        IJournalReader reader = site.Store.Reader(site.Stream);
        Checkpoint? checkpoint = await reader.NewestCheckpointAsync(null, cancellation);
        while (checkpoint is not null && checkpoint.Stamp.World == site.Stamp.World)
        {
            if (TryLoad(site, checkpoint) is { } ledger && isEarly(checkpoint.Place, ledger))
            {
                return new JournalWalk(site, reader, ledger, checkpoint.Place);
            }

            checkpoint = await reader.CheckpointBeforeAsync(checkpoint.Place.Sequence - 1, cancellation);
        }

        GroupPlace place = await reader.BeginningAsync(cancellation);
        return place.Sequence == 0
            ? new JournalWalk(site, reader, new Ledger(site.Book), place)
            : throw new JournalException(
                JournalFault.Absent,
                $"Stream {site.Stream} is kept from group {place.Sequence + 1} on; what was before it is not.");
    }

    /// <summary>Goes on to the end, or to a group, or until enough was seen.</summary>
    /// <param name="until">The last group.</param>
    /// <param name="seen">Told of each slice; the ledger has its events. Commands and the group are given.</param>
    /// <param name="isEnough">Asked behind each group.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>False when it came to the end or the last group.</returns>
    public async Task<bool> RunAsync(
        long until, SliceSeen seen, Func<bool> isEnough, CancellationToken cancellation)
    {
        long sequence = 0;
        LedgerReplay replay = null!;
        replay = new LedgerReplay(_site, Ledger) { Told = () => seen(sequence, replay.Commands) };
        if (until <= Sequence)
        {
            return false;
        }

        await foreach (JournalGroup group in _reader.ReadAsync(_place, _site.Stamp.World, cancellation))
        {
            sequence = group.Place.Sequence;
            replay.Run(group);
            _place = group.Place;
            while (Ledger.FirstRun is not null)
            {
                Ledger.Sealed();
            }

            if (sequence >= until)
            {
                return false;
            }

            if (isEnough())
            {
                return true;
            }
        }

        return false;
    }

    // A damaged one is passed over for an earlier one, or the beginning.
    private static Ledger? TryLoad(LedgerSite site, Checkpoint checkpoint)
    {
        try
        {
            return Ledger.Load(site.Book, checkpoint.State.Span);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>Told of a slice that was carried out again.</summary>
/// <param name="sequence">Its group.</param>
/// <param name="commands">Of the slice.</param>
internal delegate void SliceSeen(long sequence, ReadOnlySpan<LedgerCommand> commands);
