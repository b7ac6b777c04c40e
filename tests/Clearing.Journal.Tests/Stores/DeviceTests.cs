using Clearing.Journal.Tests.Faults;

namespace Clearing.Journal.Tests.Stores;

/// <summary>Disks that fill up, fail, or answer late.</summary>
public sealed class DeviceTests
{
    private const string Stream = "riverside/RTGS";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S9_A_disk_full_at_any_octet_refuses_keeps_serving_reads_and_goes_on_when_there_is_room()
    {
        for (int room = 0; room < 1_400; room += 7)
        {
            SimulatedDevice device = new();
            FaultyStore store = new(device);
            IJournal journal = await store.OpenAsync(Stream, Stop);
            journal.Append(3);
            GroupPlace durable = journal.Tail;
            device.Capacity = device.Length + room;
            GroupPlace acknowledged = durable;
            for (int group = 0; group < 3; group++)
            {
                JournalException? full = Record.Exception(() => journal.Append(1)) as JournalException;
                if (full is null)
                {
                    acknowledged = journal.Tail;
                    continue;
                }

                Assert.True(full.Fault is JournalFault.Full or JournalFault.Unavailable, full.Message);
            }

            Assert.InRange(
                (await store.Reader(Stream).ReadAndExpectAsync(GroupPlace.Start)).Sequence,
                acknowledged.Sequence,
                acknowledged.Sequence + 1);
            await Assert.ThrowsAsync<JournalException>(() => FillAsync(store));

            device.Capacity = long.MaxValue;
            IJournal again = await store.OpenAsync(Stream, Stop);
            Assert.InRange(again.Tail.Sequence, acknowledged.Sequence, acknowledged.Sequence + 1);
            again.Append(2);
            Assert.Equal(again.Tail, await again.ReadAndExpectAsync(GroupPlace.Start));
        }
    }

    [Fact]
    public async Task S10_A_flush_that_failed_once_ends_the_writer_and_what_is_found_then_outlives_a_power_loss()
    {
        SimulatedDevice device = new();
        FaultyStore store = new(device);
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(3);
        GroupPlace acknowledged = journal.Tail;
        PendingGroup group = Slices.After(Stream, acknowledged, journal.Epoch);
        device.FailNextFlush = true;
        Slices.Fault(JournalFault.Unknown, () => journal.Append(group));

        // The next flush would succeed and mean nothing: the writer must not use it.
        Slices.Fault(JournalFault.Unavailable, () => journal.Append(group));
        Assert.Equal(acknowledged, journal.Tail);
        IJournal again = await store.OpenAsync(Stream, Stop);
        Assert.InRange(again.Tail.Sequence, acknowledged.Sequence, acknowledged.Sequence + 1);
        again.Append(1);
        for (ulong seed = 0; seed < 8; seed++)
        {
            IJournal last = await new FaultyStore(device.AfterPowerLoss(seed)).OpenAsync(Stream, Stop);
            Assert.Equal(again.Tail, last.Tail);
            Assert.Equal(last.Tail, await last.ReadAndExpectAsync(GroupPlace.Start));
        }
    }

    [Fact]
    public async Task S11_Short_reads_are_read_on_and_a_read_error_halts_until_it_is_gone()
    {
        SimulatedDevice device = new();
        FaultyStore store = new(device);
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(3, octets: 3_000);
        foreach (int most in (int[])[1, 3, 500])
        {
            device.MostRead = most;
            Assert.Equal(journal.Tail, await new FaultyStore(device.AfterKill()).Reader(Stream).DurableAsync(Stop));
            Assert.Equal(journal.Tail, await journal.ReadAndExpectAsync(GroupPlace.Start, 3_000));
        }

        device.BadOctet = device.Length / 2;
        await Slices.FaultAsync(JournalFault.Unavailable, () => journal.ReadAndExpectAsync(GroupPlace.Start, 3_000));
        await Slices.FaultAsync(JournalFault.Unavailable, () => store.OpenAsync(Stream, Stop));
        device.BadOctet = null;
        IJournal again = await store.OpenAsync(Stream, Stop);
        Assert.Equal(again.Tail, await again.ReadAndExpectAsync(GroupPlace.Start, 3_000));
    }

    [Fact]
    public async Task S13_A_disk_that_stalls_makes_callers_wait_and_refuse_and_nothing_is_written_twice()
    {
        ManualTime time = new();
        SimulatedDevice device = new(time);
        FaultyStore store = new(device);
        IJournal journal = await store.OpenAsync(Stream, Stop);
        device.Delay = TimeSpan.FromSeconds(5);
        await using GroupCommit commit = new(journal, Slices.Stamp, new GroupBounds(100, 1_000_000));
        int begun = device.FlushesBegun;
        List<Task<GroupPlace>> tasks = [];
        for (int slice = 1; commit.HasRoomFor(10, 480); slice++)
        {
            tasks.Add(commit.Append(slice, 10, Slices.Octets(slice, 480), []));
        }

        Assert.Equal(20, tasks.Count);
        Assert.DoesNotContain(tasks, t => t.IsCompleted);
        while (!Task.WhenAll(tasks).IsCompleted)
        {
            SpinWait.SpinUntil(() => device.FlushesBegun > begun || tasks[^1].IsCompleted);
            begun = device.FlushesBegun;
            time.Advance(TimeSpan.FromSeconds(5));
        }

        device.Delay = TimeSpan.Zero;
        Assert.True(commit.HasRoomFor(10, 480));
        Assert.Equal(200, (await tasks[^1]).Records);
        Assert.Equal(200, (await store.Reader(Stream).DurableAsync(Stop)).Records);
    }

    [Fact]
    public async Task S6_One_bit_flipped_anywhere_in_a_journal_is_seen_and_nothing_acknowledged_is_lost()
    {
        SimulatedDevice device = new();
        FaultyStore store = new(device);
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(3, octets: 40);
        for (long octet = 0; octet < device.Length; octet++)
        {
            SimulatedDevice flipped = device.AfterKill();
            flipped.Flip(octet, (int)(octet % 8));
            try
            {
                IJournal again = await new FaultyStore(flipped).OpenAsync(Stream, Stop);
                GroupPlace read = await again.ReadAndExpectAsync(GroupPlace.Start, octets: 40);
                Assert.True(journal.Tail == read, $"Octet {octet}: group {read.Sequence} is the last.");
            }
            catch (JournalException seen)
            {
                Assert.Equal(JournalFault.Corrupt, seen.Fault);
            }
        }
    }

    // Until the disk is full, if a restart found a few octets left.
    private static async Task FillAsync(FaultyStore store)
    {
        for (int opening = 0; opening < 100; opening++)
        {
            (await store.OpenAsync(Stream, Stop)).Append(1);
        }
    }
}
