using System.Buffers;
using Clearing.Journal.Tests.Faults;

namespace Clearing.Journal.Tests.Stores;

/// <summary>
/// The crash matrix: a script that does everything a journal does is stopped after each operation of the device, and
/// what is left must hold all that was acknowledged and at most the one thing that was under way.
/// </summary>
public sealed class CrashTests
{
    private const string Stream = "riverside/RTGS";
    private const int PowerLosses = 6;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S1_Stopped_after_each_operation_a_journal_holds_all_that_was_acknowledged()
    {
        int operations = await OperationsAsync();
        Assert.InRange(operations, 60, 500);
        for (int stop = 0; stop <= operations; stop++)
        {
            (SimulatedDevice device, Acknowledged known) = await StoppedAsync(stop);
            await ExpectAsync(device.AfterKill(), known, $"killed after operation {stop}");
        }
    }

    [Fact]
    public async Task S4_Of_what_was_not_flushed_any_sectors_may_be_lost_in_any_order()
    {
        int operations = await OperationsAsync();
        for (int stop = 0; stop <= operations; stop++)
        {
            (SimulatedDevice device, Acknowledged known) = await StoppedAsync(stop);
            for (ulong seed = 0; seed < PowerLosses; seed++)
            {
                await ExpectAsync(
                    device.AfterPowerLoss(seed), known, $"power lost after operation {stop}, seed {seed}");
            }
        }
    }

    [Fact]
    public async Task S3_A_torn_tail_is_cut_at_every_octet_and_nothing_acknowledged_goes_with_it()
    {
        SimulatedDevice device = new();
        IJournal journal = await new FaultyStore(device).OpenAsync(Stream, Stop);
        journal.Append(3, octets: 1_500);
        Acknowledged known = new() { Tail = journal.Tail };
        device.StopAfter = device.Operations + 1;
        Assert.Throws<JournalException>(() => journal.Append(1, octets: 1_500));

        int written = device.UnflushedOctets;
        Assert.InRange(written, 3 * SimulatedDevice.SectorOctets, 4_000);
        for (int kept = 0; kept <= written; kept++)
        {
            await ExpectAsync(device.Torn(kept), known, $"{kept} octets kept", octets: 1_500);
        }
    }

    [Fact]
    public async Task S2_A_group_flushed_but_not_acknowledged_is_found_once_and_is_the_tail()
    {
        SimulatedDevice device = new();
        IJournal journal = await new FaultyStore(device).OpenAsync(Stream, Stop);
        journal.Append(2);
        device.StopAfter = device.Operations + 2;
        PendingGroup third = Slices.After(Stream, journal.Tail, journal.Epoch);
        Slices.Fault(JournalFault.Unknown, () => journal.Append(third));

        IJournal again = await new FaultyStore(device.AfterPowerLoss(1)).OpenAsync(Stream, Stop);
        Assert.Equal(third.Place, again.Tail);
        again.Append(1);
        Assert.Equal(4, (await again.ReadAndExpectAsync(GroupPlace.Start)).Sequence);
    }

    [Fact]
    public async Task S5_Stopped_anywhere_in_a_checkpoint_the_one_before_and_the_journal_suffice()
    {
        SimulatedDevice device = new();
        IJournal journal = await new FaultyStore(device).OpenAsync(Stream, Stop);
        journal.Append(2);
        await journal.SaveCheckpointAsync(journal.Tail, Slices.Stamp, State(2), Stop);
        journal.Append(2);
        int before = device.Operations;
        await journal.SaveCheckpointAsync(journal.Tail, Slices.Stamp, State(4), Stop);
        int after = device.Operations;
        for (int stop = before; stop < after; stop++)
        {
            SimulatedDevice again = new();
            IJournal stopped = await new FaultyStore(again).OpenAsync(Stream, Stop);
            stopped.Append(2);
            GroupPlace first = stopped.Tail;
            await stopped.SaveCheckpointAsync(first, Slices.Stamp, State(2), Stop);
            stopped.Append(2);
            again.StopAfter = stop;
            await Assert.ThrowsAsync<JournalException>(
                () => stopped.SaveCheckpointAsync(stopped.Tail, Slices.Stamp, State(4), Stop));

            IJournal found = await new FaultyStore(again.AfterPowerLoss((ulong)stop)).OpenAsync(Stream, Stop);
            Checkpoint newest = (await found.NewestCheckpointAsync(cancellation: Stop))!;
            Assert.Equal(State(newest.Place.Sequence).ToArray(), newest.State.ToArray());
            Assert.Equal(found.Tail, await found.ReadAndExpectAsync(newest.Place));
            Assert.Equal(found.Tail, await found.ReadAndExpectAsync(first));
        }
    }

    private static async Task<int> OperationsAsync()
    {
        SimulatedDevice device = new();
        await PlayAsync(device, new Acknowledged());
        return device.Operations;
    }

    private static async Task<(SimulatedDevice Device, Acknowledged Known)> StoppedAsync(int stop)
    {
        SimulatedDevice device = new() { StopAfter = stop };
        Acknowledged known = new();
        try
        {
            await PlayAsync(device, known);
        }
        catch (JournalException)
        {
            // Stopped: what is known by now was acknowledged.
        }

        return (device, known);
    }

    private static async Task PlayAsync(SimulatedDevice device, Acknowledged known)
    {
        FaultyStore store = new(device);
        IJournal journal = await store.OpenAsync(Stream, Stop);
        known.Epoch = journal.Epoch;
        Append(journal, known, 2);
        known.Fact = await store.PutFactAsync("world", null, [1], Stop) ? [1] : null;
        Append(journal, known, 2);
        await CheckpointAsync(journal, known);
        ISealedIds ids = await journal.SealedIdsAsync(Stop);
        await ids.SealAsync(Slices.Run(0, 30), Stop);
        known.Runs = ids.Runs;
        Append(journal, known, 3);
        await CheckpointAsync(journal, known);
        Append(journal, known, 1);
        await journal.PruneAsync(1_002, Stop);
        known.Beginning = (await journal.BeginningAsync(Stop)).Sequence;
        await CheckpointAsync(journal, known);
        journal = await store.OpenAsync(Stream, Stop);
        known.Epoch = journal.Epoch;
        Append(journal, known, 2);
    }

    private static void Append(IJournal journal, Acknowledged known, int groups)
    {
        for (int i = 0; i < groups; i++)
        {
            journal.Append(1);
            known.Tail = journal.Tail;
        }
    }

    private static async Task CheckpointAsync(IJournal journal, Acknowledged known)
    {
        await journal.SaveCheckpointAsync(journal.Tail, Slices.Stamp, State(journal.Tail.Sequence), Stop);
        known.Checkpoint = journal.Tail.Sequence;
    }

    private static ReadOnlySequence<byte> State(long sequence) => new(Slices.Octets(sequence, 900));

    // Everything acknowledged, at most one thing more, and a journal that goes on.
    private static async Task ExpectAsync(SimulatedDevice device, Acknowledged known, string when, int octets = 600)
    {
        FaultyStore store = new(device);
        IJournal journal = await store.OpenAsync(Stream, Stop);
        try
        {
            Assert.InRange(journal.Epoch, known.Epoch + 1, known.Epoch + 2);
            Assert.InRange(journal.Tail.Sequence, known.Tail.Sequence, known.Tail.Sequence + 1);
            byte[]? fact = await store.GetFactAsync("world", Stop);
            Assert.True(fact is [1] || (fact is null && known.Fact is null));
            GroupPlace beginning = await journal.BeginningAsync(Stop);
            Assert.InRange(beginning.Sequence, known.Beginning, 2);
            Assert.InRange((await journal.SealedIdsAsync(Stop)).Runs, known.Runs, 1);
            Checkpoint? newest = await journal.NewestCheckpointAsync(cancellation: Stop);
            Assert.InRange(newest?.Place.Sequence ?? 0, known.Checkpoint, journal.Tail.Sequence);
            if (newest is not null)
            {
                Assert.Equal(State(newest.Place.Sequence).ToArray(), newest.State.ToArray());
                Assert.Equal(journal.Tail, await journal.ReadAndExpectAsync(newest.Place, octets));
            }

            if (known.Tail.Sequence == journal.Tail.Sequence)
            {
                Assert.Equal(known.Tail, journal.Tail);
            }

            journal.Append(2, octets);
            Assert.Equal(journal.Tail, await journal.ReadAndExpectAsync(beginning, octets));
        }
        catch (Exception failed) when (failed is not JournalException { Fault: JournalFault.Absent })
        {
            throw new InvalidOperationException(when, failed);
        }
    }

    /// <summary>What the script was told was durable.</summary>
    private sealed class Acknowledged
    {
        public long Epoch { get; set; }

        public GroupPlace Tail { get; set; } = GroupPlace.Start;

        public byte[]? Fact { get; set; }

        public long Checkpoint { get; set; }

        public long Runs { get; set; }

        public long Beginning { get; set; }
    }
}
