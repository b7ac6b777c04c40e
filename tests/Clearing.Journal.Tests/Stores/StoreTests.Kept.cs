using System.Buffers;
using Clearing.Journal.Groups;
using Clearing.Journal.Storage;

namespace Clearing.Journal.Tests.Stores;

// What is kept beside the groups, in parts: checkpoints and sealed ids; and what retention takes.
public abstract partial class StoreTests
{
    [Fact]
    public async Task A_checkpoint_comes_back_whole_and_the_newest_two_are_kept()
    {
        IJournalStore store = await OpenAsync();
        IJournal journal = await store.OpenAsync(Stream, Stop);
        foreach (int octets in (int[])[0, 10, 1_300_000, 700_000])
        {
            journal.Append(2);
            await journal.SaveCheckpointAsync(journal.Tail, Slices.Stamp, State(octets, octets), Stop);
            Checkpoint newest = (await journal.NewestCheckpointAsync(cancellation: Stop))!;
            Assert.Equal((journal.Tail, Slices.Stamp), (newest.Place, newest.Stamp));
            Assert.Equal(State(octets, octets).ToArray(), newest.State.ToArray());
        }

        await using IStreamTables tables = await TablesAsync(store, Stream);
        IReadOnlyList<StoredHead> heads = await tables.HeadsAsync(StoredKind.Checkpoint, Stop);
        Assert.Equal([6, 8], heads.Select(h => h.Key.Number).Order());
        Assert.Null(await tables.PartAsync(new StoredKey(StoredKind.Checkpoint, 4, 1), 0, Stop));
        Assert.NotNull(await tables.PartAsync(heads[0].Key, 0, Stop));
    }

    [Fact]
    public async Task A_checkpoint_before_the_newest_changes_nothing_and_one_behind_no_group_is_refused()
    {
        IJournal journal = await (await OpenAsync()).OpenAsync(Stream, Stop);
        journal.Append(1);
        GroupPlace first = journal.Tail;
        journal.Append(1);
        await journal.SaveCheckpointAsync(journal.Tail, Slices.Stamp, State(1, 20), Stop);
        await journal.SaveCheckpointAsync(first, Slices.Stamp, State(2, 20), Stop);
        Checkpoint newest = (await journal.NewestCheckpointAsync(cancellation: Stop))!;
        Assert.Equal(State(1, 20).ToArray(), newest.State.ToArray());
        await Assert.ThrowsAsync<ArgumentException>(() => journal.SaveCheckpointAsync(
            journal.Tail with { Sequence = 3 }, Slices.Stamp, State(3, 20), Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => journal.SaveCheckpointAsync(
            journal.Tail with { Hash = default }, Slices.Stamp, State(3, 20), Stop));
    }

    [Fact]
    public async Task S5_A_checkpoint_that_was_not_finished_does_not_count_and_is_swept_away()
    {
        IJournalStore store = await OpenAsync();
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(2);
        await journal.SaveCheckpointAsync(journal.Tail, Slices.Stamp, State(1, 2_000_000), Stop);
        GroupPlace whole = journal.Tail;
        journal.Append(2);
        StoredKey torn = new(StoredKind.Checkpoint, 4, journal.Epoch);
        await using (IStreamTables tables = await TablesAsync(store, Stream))
        {
            Assert.True(await tables.PutPartsAsync(torn, 0, [Slices.Octets(1, 500), Slices.Octets(2, 500)], Stop));
        }

        IJournal again = await store.OpenAsync(Stream, Stop);
        Assert.Equal(whole, (await again.NewestCheckpointAsync(cancellation: Stop))!.Place);
        await again.SaveCheckpointAsync(again.Tail, Slices.Stamp, State(3, 300), Stop);
        Checkpoint newest = (await again.NewestCheckpointAsync(cancellation: Stop))!;
        Assert.Equal((again.Tail, 300), (newest.Place, newest.State.Length));
        await using IStreamTables swept = await TablesAsync(store, Stream);
        Assert.Null(await swept.PartAsync(torn, 0, Stop));
        Assert.Null(await swept.PartAsync(torn, 1, Stop));
    }

    [Fact]
    public async Task S12_A_damaged_checkpoint_is_passed_over_for_the_one_before()
    {
        IJournalStore store = await OpenAsync();
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(2);
        GroupPlace good = journal.Tail;
        await journal.SaveCheckpointAsync(good, Slices.Stamp, State(1, 100), Stop);
        journal.Append(2);
        await using (IStreamTables tables = await TablesAsync(store, Stream))
        {
            // A head that promises other octets than its parts have.
            StoredKey key = new(StoredKind.Checkpoint, 4, journal.Epoch);
            CheckpointHead head = new(
                journal.Tail, Slices.Stamp, GroupFormat.StreamHash(Stream), 500, 1, Hash256.Of("x"u8));
            Assert.True(await tables.PutPartsAsync(key, 0, [Slices.Octets(1, 500)], Stop));
            Assert.True(await tables.PutHeadAsync(new StoredHead(key, head.Write()), Stop));
        }

        List<string> passedOver = [];
        Assert.Equal(good, (await journal.NewestCheckpointAsync(passedOver, Stop))!.Place);
        Assert.Contains("group 4 is damaged", Assert.Single(passedOver), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_is_found_that_is_not_behind_a_place()
    {
        IJournalStore store = await OpenAsync();
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(2);
        GroupPlace first = journal.Tail;
        await journal.SaveCheckpointAsync(first, Slices.Stamp, State(1, 100), Stop);
        journal.Append(3);
        await journal.SaveCheckpointAsync(journal.Tail, Slices.Stamp, State(2, 100), Stop);

        Assert.Null(await journal.CheckpointBeforeAsync(first.Sequence - 1, Stop));
        Assert.Equal(first, (await journal.CheckpointBeforeAsync(first.Sequence, Stop))!.Place);
        Assert.Equal(first, (await journal.CheckpointBeforeAsync(journal.Tail.Sequence - 1, Stop))!.Place);
        Assert.Equal(journal.Tail, (await journal.CheckpointBeforeAsync(journal.Tail.Sequence, Stop))!.Place);
    }

    [Fact]
    public async Task S12_A_checkpoint_newer_than_the_journal_halts()
    {
        IJournalStore store = await OpenAsync();
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(2);
        await using IStreamTables tables = await TablesAsync(store, Stream);
        StoredKey key = new(StoredKind.Checkpoint, 9, journal.Epoch);
        CheckpointHead head = new(
            journal.Tail with { Sequence = 9 }, Slices.Stamp, GroupFormat.StreamHash(Stream), 0, 0,
            Hash256.Of([]));
        Assert.True(await tables.PutHeadAsync(new StoredHead(key, head.Write()), Stop));
        JournalException halt = await Slices.FaultAsync(
            JournalFault.Corrupt, () => journal.NewestCheckpointAsync(cancellation: Stop));
        Assert.Contains("groups are missing", halt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S12_A_checkpoint_of_an_unknown_format_halts_with_its_name()
    {
        IJournalStore store = await OpenAsync();
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(2);
        await using IStreamTables tables = await TablesAsync(store, Stream);
        byte[] head = new byte[60];
        "CLC9"u8.CopyTo(head);
        BitConverter.TryWriteBytes(head.AsSpan(56), Crc32C.Of(head.AsSpan(0, 56)));
        StoredKey key = new(StoredKind.Checkpoint, 2, journal.Epoch);
        Assert.True(await tables.PutHeadAsync(new StoredHead(key, head), Stop));
        await Slices.FaultAsync(JournalFault.Version, () => journal.NewestCheckpointAsync(cancellation: Stop));
    }

    [Fact]
    public async Task Retention_takes_what_is_old_and_no_checkpoint_needs()
    {
        IJournalStore store = await OpenAsync();
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(100);
        await journal.PruneAsync(long.MaxValue, Stop);
        Assert.Equal(GroupPlace.Start, await journal.BeginningAsync(Stop));
        await journal.SaveCheckpointAsync(journal.Tail, Slices.Stamp, State(1, 10), Stop);
        journal.Append(50);
        await journal.SaveCheckpointAsync(journal.Tail, Slices.Stamp, State(2, 10), Stop);
        journal.Append(5);

        // The instants of groups are 1,000, 1,001, ...
        await journal.PruneAsync(1_070, Stop);
        GroupPlace beginning = await journal.BeginningAsync(Stop);
        Assert.Equal((70, 1_069), (beginning.Sequence, beginning.Instant));
        await journal.PruneAsync(1_030, Stop);
        Assert.Equal(beginning, await journal.BeginningAsync(Stop));
        await journal.PruneAsync(long.MaxValue, Stop);
        beginning = await journal.BeginningAsync(Stop);
        Assert.Equal(100, beginning.Sequence);

        await Slices.FaultAsync(JournalFault.Absent, () => journal.ReadAndExpectAsync(GroupPlace.Start));
        await Slices.FaultAsync(JournalFault.Absent, () => journal.ReadTextsAsync(99, Stop));
        await Slices.FaultAsync(
            JournalFault.Corrupt, () => journal.ReadAndExpectAsync(beginning with { Hash = default }));
        IJournal again = await store.OpenAsync(Stream, Stop);
        Assert.Equal(again.Tail, await again.ReadAndExpectAsync(beginning));
        Checkpoint newest = (await again.NewestCheckpointAsync(cancellation: Stop))!;
        Assert.Equal(again.Tail, await again.ReadAndExpectAsync(newest.Place));
    }

    [Fact]
    public async Task Sealed_ids_are_found_with_their_values_and_others_are_not()
    {
        IJournalStore store = await OpenAsync();
        IJournal journal = await store.OpenAsync(Stream, Stop);
        ISealedIds ids = await journal.SealedIdsAsync(Stop);
        int[] sizes = [1, 5_000, 20_000, 700];
        for (int run = 0; run < sizes.Length; run++)
        {
            await ids.SealAsync(Slices.Run(run, sizes[run]), Stop);
        }

        await ExpectSealedAsync(ids, sizes);
        await ids.SealAsync(Slices.Run(1, 5_000), Stop);
        await ExpectSealedAsync(ids, sizes);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => ids.SealAsync(Slices.Run(9, 1), Stop));
        IJournal again = await store.OpenAsync(Stream, Stop);
        await ExpectSealedAsync(await again.SealedIdsAsync(Stop), sizes);
    }

    [Fact]
    public async Task A_run_that_was_not_finished_does_not_count()
    {
        IJournalStore store = await OpenAsync();
        IJournal journal = await store.OpenAsync(Stream, Stop);
        (SealedRunHead _, List<ReadOnlyMemory<byte>> parts) =
            SealedPages.Cut(Slices.Run(0, 3_000), GroupFormat.StreamHash(Stream));
        await using (IStreamTables tables = await TablesAsync(store, Stream))
        {
            StoredKey key = new(StoredKind.SealedRun, 0, journal.Epoch);
            Assert.True(await tables.PutPartsAsync(key, 0, parts, Stop));
        }

        IJournal again = await store.OpenAsync(Stream, Stop);
        ISealedIds ids = await again.SealedIdsAsync(Stop);
        Assert.Equal(0, ids.Runs);
        await ids.SealAsync(Slices.Run(0, 2_000), Stop);
        await ExpectSealedAsync(await again.SealedIdsAsync(Stop), [2_000]);
    }

    private static async Task ExpectSealedAsync(ISealedIds ids, int[] sizes)
    {
        Assert.Equal(sizes.Length, ids.Runs);
        for (int run = 0; run < sizes.Length; run++)
        {
            foreach (int entry in (int[])[0, sizes[run] / 3, sizes[run] / 2, sizes[run] - 1])
            {
                UInt128 id = Slices.Id(run, entry);
                Assert.True(ids.MayHold(id));
                Assert.Equal(
                    BitConverter.GetBytes(run * 1_000_000L + entry), await ids.FindAsync(id, Stop));
            }
        }

        int asked = 0;
        for (int other = 0; other < 20_000; other++)
        {
            asked += ids.MayHold(Slices.Id(999, other)) ? 1 : 0;
        }

        Assert.InRange(asked, 0, 8);
        Assert.Null(await ids.FindAsync(Slices.Id(999, 1), Stop));
        Assert.Null(await ids.FindAsync(UInt128.MaxValue, Stop));
        Assert.Null(await ids.FindAsync(UInt128.Zero, Stop));
    }
}
