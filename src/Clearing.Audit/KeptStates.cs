using Clearing.Audit.Format;
using Clearing.Audit.Stores;
using Clearing.Settlement.Ledgers;

namespace Clearing.Audit;

/// <summary>
/// What a stream keeps beside its groups and could be made from them again: checkpoints and sealed runs. Held to what
/// the groups make of them.
/// </summary>
internal sealed class KeptStates(
    IStoredJournal store, StoredStream stream, AuditedLedger? audited, FindingBook findings)
{
    private const string NextOfCheckpoint =
        "A restart passes it over and takes longer; the journal has everything. Keep the store as evidence, and find "
        + "out what changed it.";

    private const string NextOfSealed =
        "A repetition of an old instruction may not be known any more. Do not serve from this store; restore it from a "
        + "copy and keep this one as evidence.";

    private readonly List<CheckpointHead> _checkpoints = [];
    private readonly List<StoredHead> _runs = [];
    private long _made;
    private int _ahead;

    /// <summary>What there is, in words.</summary>
    public string CheckpointText => (_checkpoints.Count == 0 ? "there is none" : $"{_checkpoints.Count} kept")
        + (_ahead > 0 ? $", {_ahead} written since the audit began" : "");

    /// <summary>What there is, in words.</summary>
    public string SealedText => _runs.Count == 0
        ? "no instruction has left memory"
        : $"{_runs.Count} {(_runs.Count == 1 ? "run" : "runs")} of instructions that left memory";

    /// <summary>Reads what there is.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        foreach (StoredHead stored in await store.HeadsAsync(stream, StoredHead.Checkpoint, cancellation)
            .ConfigureAwait(false))
        {
            try
            {
                var head = CheckpointHead.Read(stored, stream.Name);
                _ahead += head.Place.Sequence > stream.Tail.Sequence ? 1 : 0;
                if (head.Place.Sequence <= stream.Tail.Sequence)
                {
                    _checkpoints.Add(head);
                }
            }
            catch (DamageException damage)
            {
                Note(stored.Number, damage);
            }
        }

        _runs.AddRange(await store.HeadsAsync(stream, StoredHead.SealedRun, cancellation).ConfigureAwait(false));
    }

    /// <summary>Holds the checkpoints behind a group to it, and to what the machine is then.</summary>
    /// <param name="chain">At the group.</param>
    /// <param name="machine">Null where nothing is carried out.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task JudgeCheckpointsAsync(Chain chain, LedgerMachine? machine, CancellationToken cancellation)
    {
        foreach (CheckpointHead head in _checkpoints.Where(c => c.Place.Sequence == chain.Sequence))
        {
            try
            {
                DamageException.Need(
                    head.Place.Hash.AsSpan().SequenceEqual(chain.Hash) && head.Place.Records == chain.Records
                    && head.Place.Instant == chain.Instant,
                    16, "it does not stand behind the group that is there");
                byte[] state = await head.ReadStateAsync(store, stream, cancellation).ConfigureAwait(false);
                if (machine is not null && head.Engine == Ledger.EngineVersion)
                {
                    Judge(head, state, machine);
                }
            }
            catch (DamageException damage)
            {
                await NoteUnlessReplacedAsync(head, damage, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Holds the sealed runs to those that have left the ledger.</summary>
    public async Task JudgeSealedAsync(Ledger ledger, CancellationToken cancellation)
    {
        for (; ledger.FirstRun is { } run; ledger.Sealed())
        {
            _made = run.Number + 1;
            StoredHead[] stored = [.. _runs.Where(r => r.Number == run.Number)];
            if (stored.Length > 1)
            {
                NoteSealed($"run {run.Number} is sealed {stored.Length} times");
            }

            foreach (StoredHead head in stored)
            {
                await JudgeAsync(head, run, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What is wrong with the sealed runs together, once all groups were carried out.</summary>
    public void End()
    {
        long[] numbers = [.. _runs.Select(run => run.Number).Distinct().Order()];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] >= _made)
            {
                NoteSealed($"run {numbers[i]} is sealed, and the journal makes {_made} runs");
            }
            else if (numbers[i] != i)
            {
                NoteSealed($"run {i} is missing among {numbers.Length} that are sealed");
                return;
            }
        }
    }

    private void Judge(CheckpointHead head, byte[] state, LedgerMachine machine)
    {
        DamageException.Need(
            head.World.AsSpan().SequenceEqual(audited!.World), 80, "it is of another world than its stream");
        byte[] said;
        byte[] saidHash;
        try
        {
            (said, saidHash) = machine.Load(state);
        }
        catch (InvalidDataException damage)
        {
            throw new DamageException(-1, $"it does not load: {damage.Message}");
        }

        (byte[] made, byte[] madeHash) = machine.State();
        DamageException.Need(
            saidHash.AsSpan().SequenceEqual(madeHash), -1,
            $"the state hash of what it holds is {Convert.ToHexStringLower(saidHash)}, and the journal makes it "
            + Convert.ToHexStringLower(madeHash));
        DamageException.Need(
            said.AsSpan().SequenceEqual(made), -1,
            "what it remembers of instructions is not what the journal makes of them");
    }

    private async Task JudgeAsync(StoredHead head, LeavingRun run, CancellationToken cancellation)
    {
        try
        {
            byte[] entries = await SealedRunReader
                .ReadAsync(store, stream, head, ArchivedInstruction.Octets, cancellation).ConfigureAwait(false);
            DamageException.Need(
                entries.AsSpan().SequenceEqual(Sorted(run.Entries.Span)), -1,
                "its entries are not those that the journal makes");
        }
        catch (DamageException damage)
        {
            NoteSealed($"run {run.Number}: {damage.Sentence}");
        }
    }

    private static byte[] Sorted(ReadOnlySpan<byte> entries)
    {
        const int Octets = ArchivedInstruction.Octets;
        byte[] all = entries.ToArray();
        int[] order = [.. Enumerable.Range(0, all.Length / Octets)];
        Array.Sort(order, (a, b) => all.AsSpan(a * Octets, 16).SequenceCompareTo(all.AsSpan(b * Octets, 16)));
        byte[] sorted = new byte[all.Length];
        for (int i = 0; i < order.Length; i++)
        {
            all.AsSpan(order[i] * Octets, Octets).CopyTo(sorted.AsSpan(i * Octets));
        }

        return sorted;
    }

    // A service keeps the newest two, so one may be gone by the time it is read.
    private async Task NoteUnlessReplacedAsync(
        CheckpointHead head, DamageException damage, CancellationToken cancellation)
    {
        IReadOnlyList<StoredHead> now =
            await store.HeadsAsync(stream, StoredHead.Checkpoint, cancellation).ConfigureAwait(false);
        if (now.Any(stored => stored.Number == head.Stored.Number && stored.Epoch == head.Stored.Epoch))
        {
            Note(head.Place.Sequence, damage);
        }
    }

    private void Note(long group, DamageException damage) => findings.Add(
        AuditParts.Checkpoints, group, 0, $"the checkpoint behind it: {damage.Sentence}", NextOfCheckpoint);

    private void NoteSealed(string what) => findings.Add(AuditParts.Sealed, 0, 0, what, NextOfSealed);
}
