using System.Buffers;
using Clearing.Journal.Groups;
using Clearing.Journal.Storage;

namespace Clearing.Journal.Tests.Stores;

/// <summary>
/// What every store does alike. Each store derives from this and says how it is opened; opening again finds what the
/// store before left.
/// </summary>
public abstract class StoreTests : IAsyncDisposable
{
    private const string Stream = "riverside/RTGS";

    private readonly List<IAsyncDisposable> _open = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_stream_is_empty_and_its_first_opener_has_epoch_1()
    {
        IJournalStore store = await OpenAsync();
        Assert.Empty(await store.StreamsAsync(Stop));
        Assert.Equal(GroupPlace.Start, await store.Reader(Stream).DurableAsync(Stop));

        IJournal journal = await store.OpenAsync(Stream, Stop);
        Assert.Equal(1, journal.Epoch);
        Assert.Equal(GroupPlace.Start, journal.Tail);
        Assert.Equal(GroupPlace.Start, await journal.BeginningAsync(Stop));
        Assert.Equal(GroupPlace.Start, await journal.ReadAndExpectAsync(GroupPlace.Start));
        Assert.Null(await journal.NewestCheckpointAsync(cancellation: Stop));
        Assert.Equal([Stream], await store.StreamsAsync(Stop));
    }

    [Fact]
    public async Task Groups_come_back_octet_for_octet_with_their_texts_also_after_opening_again()
    {
        IJournal journal = await (await OpenAsync()).OpenAsync(Stream, Stop);
        journal.Append(40);
        GroupPlace tail = journal.Tail;
        Assert.Equal((40, 400), (tail.Sequence, tail.Records));
        Assert.Equal(tail, await journal.ReadAndExpectAsync(GroupPlace.Start));
        await CloseAsync();

        IJournal again = await (await OpenAsync()).OpenAsync(Stream, Stop);
        Assert.Equal((2, tail), (again.Epoch, again.Tail));
        again.Append(3);
        Assert.Equal(again.Tail, await again.ReadAndExpectAsync(GroupPlace.Start));
        Assert.Equal(again.Tail, await again.DurableAsync(Stop));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20_000)]
    [InlineData(3_000_000)]
    public async Task A_group_may_be_of_any_size(int octets)
    {
        IJournal journal = await (await OpenAsync()).OpenAsync(Stream, Stop);
        journal.Append(3, octets);
        Assert.Equal(journal.Tail, await journal.ReadAndExpectAsync(GroupPlace.Start, octets));
    }

    [Fact]
    public async Task Of_two_openers_the_older_is_refused_and_nothing_forks()
    {
        IJournalStore store = await OpenAsync();
        IJournal old = await store.OpenAsync(Stream, Stop);
        old.Append(2);
        IJournal young = await store.OpenAsync(Stream, Stop);
        Assert.Equal((old.Epoch + 1, old.Tail), (young.Epoch, young.Tail));

        PendingGroup late = Slices.After(Stream, old.Tail, old.Epoch);
        Slices.Fault(JournalFault.Fenced, () => old.Append(late));
        young.Append(2);
        Slices.Fault(JournalFault.Fenced, () => old.Append(late));
        Assert.Equal(young.Tail, await young.ReadAndExpectAsync(GroupPlace.Start));
    }

    [Fact]
    public async Task Of_many_who_open_and_append_at_once_the_groups_make_one_chain()
    {
        IJournalStore store = await OpenAsync();
        int fenced = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(
            async () =>
            {
                for (int opening = 0; opening < 5; opening++)
                {
                    try
                    {
                        await using IJournal journal = await store.OpenAsync(Stream, Stop);
                        journal.Append(4);
                    }
                    catch (JournalException refused) when (refused.Fault == JournalFault.Fenced)
                    {
                        Interlocked.Increment(ref fenced);
                    }
                }
            },
            Stop)));
        IJournal last = await store.OpenAsync(Stream, Stop);
        Assert.Equal(31, last.Epoch);
        Assert.InRange(last.Tail.Sequence, 120 - 4 * fenced, 120 - fenced);
        Assert.Equal(last.Tail, await last.ReadAndExpectAsync(GroupPlace.Start));
    }

    [Fact]
    public async Task Who_was_fenced_can_write_nothing_else_either()
    {
        IJournalStore store = await OpenAsync();
        IJournal old = await store.OpenAsync(Stream, Stop);
        old.Append(3);
        GroupPlace place = old.Tail;
        await old.SaveCheckpointAsync(place, Slices.Stamp, State(1, 100), Stop);
        old.Append(1);
        ISealedIds ids = await old.SealedIdsAsync(Stop);
        IJournal young = await store.OpenAsync(Stream, Stop);

        await Slices.FaultAsync(
            JournalFault.Fenced, () => old.SaveCheckpointAsync(old.Tail, Slices.Stamp, State(2, 100), Stop));
        await Slices.FaultAsync(JournalFault.Fenced, () => old.PruneAsync(long.MaxValue, Stop));
        await Slices.FaultAsync(JournalFault.Fenced, () => ids.SealAsync(Slices.Run(0, 10), Stop));
        Assert.Equal(place, (await young.NewestCheckpointAsync(cancellation: Stop))!.Place);
        Assert.Equal(0, (await young.SealedIdsAsync(Stop)).Runs);
        Assert.Equal(GroupPlace.Start, await young.BeginningAsync(Stop));
    }

    [Fact]
    public async Task A_group_whose_reply_was_lost_is_the_tail_or_not_there_when_the_stream_is_opened_again()
    {
        IJournalStore store = await OpenAsync();
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(2);
        PendingGroup written = Slices.After(Stream, journal.Tail, journal.Epoch);
        await using (IStreamTables tables = await TablesAsync(store, Stream))
        {
            Assert.True(tables.Append(journal.Epoch, written));
        }

        // The journal does not know: its next append says so instead of forking.
        Slices.Fault(JournalFault.Fenced, () => journal.Append(written));
        IJournal again = await store.OpenAsync(Stream, Stop);
        Assert.Equal(written.Place, again.Tail);
        again.Append(1);
        Assert.Equal(again.Tail, await again.ReadAndExpectAsync(GroupPlace.Start));
    }

    [Fact]
    public async Task A_group_that_does_not_follow_the_tail_is_a_mistake_of_the_caller()
    {
        IJournal journal = await (await OpenAsync()).OpenAsync(Stream, Stop);
        journal.Append(1);
        PendingGroup second = Slices.After(Stream, journal.Tail, journal.Epoch);
        PendingGroup third = Slices.After(Stream, second.Place, journal.Epoch);
        Assert.Throws<InvalidOperationException>(() => journal.Append(third));
        journal.Append(second);
        journal.Append(third);
        Assert.Equal(3, journal.Tail.Sequence);
    }

    [Fact]
    public async Task Streams_lie_apart_in_one_store()
    {
        IJournalStore store = await OpenAsync();
        string[] names = ["b/RTGS", "a/Übertrag", "a/NET"];
        foreach (string name in names)
        {
            IJournal journal = await store.OpenAsync(name, Stop);
            journal.Append(name.Length);
            await journal.SaveCheckpointAsync(journal.Tail, Slices.Stamp, State(name.Length, 50), Stop);
        }

        Assert.Equal(["a/NET", "a/Übertrag", "b/RTGS"], await store.StreamsAsync(Stop));
        foreach (string name in names)
        {
            IJournalReader reader = store.Reader(name);
            Assert.Equal(name.Length, (await reader.ReadAndExpectAsync(GroupPlace.Start)).Sequence);
            Assert.Equal(
                State(name.Length, 50).ToArray(),
                (await reader.NewestCheckpointAsync(cancellation: Stop))!.State.ToArray());
        }
    }

    [Fact]
    public async Task A_reader_sees_what_is_durable_beside_the_writer()
    {
        IJournalStore store = await OpenAsync();
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(5);
        IJournalStore beside = await OpenAsync(StoreAccess.Read);
        IJournalReader reader = beside.Reader(Stream);
        Assert.Equal(journal.Tail, await reader.ReadAndExpectAsync(GroupPlace.Start));
        journal.Append(5);
        Assert.Equal(journal.Tail, await reader.ReadAndExpectAsync(GroupPlace.Start));
        Assert.Equal(journal.Tail, await reader.DurableAsync(Stop));
    }

    [Fact]
    public async Task Reading_begins_only_at_a_place_of_the_stream_and_for_its_world()
    {
        IJournal journal = await (await OpenAsync()).OpenAsync(Stream, Stop);
        journal.Append(3);
        GroupPlace third = journal.Tail;
        journal.Append(3);
        Assert.Equal(journal.Tail, await journal.ReadAndExpectAsync(third));
        Assert.Equal(journal.Tail, await journal.ReadAndExpectAsync(journal.Tail));

        await Slices.FaultAsync(
            JournalFault.Corrupt, () => journal.ReadAndExpectAsync(third with { Hash = Hash256.Of("other"u8) }));
        await Slices.FaultAsync(
            JournalFault.Corrupt, () => journal.ReadAndExpectAsync(journal.Tail with { Hash = default }));
        await Slices.FaultAsync(
            JournalFault.Corrupt, () => journal.ReadAndExpectAsync(journal.Tail with { Sequence = 7 }));
        JournalException world = await Slices.FaultAsync(JournalFault.World, async () =>
        {
            await foreach (JournalGroup group in journal.ReadAsync(GroupPlace.Start, Hash256.Of("mars"u8), Stop))
            {
                Assert.Fail($"Group {group.Place.Sequence} is of another world.");
            }
        });
        Assert.Contains("another store", world.Message, StringComparison.Ordinal);
    }

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

    [Fact]
    public async Task A_fact_changes_only_from_what_the_caller_expects()
    {
        IJournalStore store = await OpenAsync();
        Assert.Null(await store.GetFactAsync("world", Stop));
        Assert.False(await store.PutFactAsync("world", [1], [2], Stop));
        Assert.True(await store.PutFactAsync("world", null, [1, 2], Stop));
        Assert.False(await store.PutFactAsync("world", null, [3], Stop));
        Assert.False(await store.PutFactAsync("world", [1], [3], Stop));
        Assert.True(await store.PutFactAsync("world", [1, 2], [], Stop));
        Assert.Empty((await store.GetFactAsync("world", Stop))!);
        Assert.True(await store.PutFactAsync("world", [], [5], Stop));
        Assert.Null(await store.GetFactAsync("WORLD", Stop));
        await CloseAsync();
        Assert.Equal(5, Assert.Single((await (await OpenAsync()).GetFactAsync("world", Stop))!));
    }

    [Fact]
    public async Task Of_many_who_count_with_one_fact_nobody_is_lost()
    {
        IJournalStore store = await OpenAsync();
        Assert.True(await store.PutFactAsync("count", null, [0], Stop));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(
            async () =>
            {
                for (int counted = 0; counted < 8;)
                {
                    byte[] now = (await store.GetFactAsync("count", Stop))!;
                    if (await store.PutFactAsync("count", now, [(byte)(now[0] + 1)], Stop))
                    {
                        counted++;
                    }
                }
            },
            Stop)));
        Assert.Equal(40, Assert.Single((await store.GetFactAsync("count", Stop))!));
    }

    [Fact]
    public async Task Slices_through_a_group_commit_become_durable_in_order_while_a_checkpoint_is_saved()
    {
        IJournalStore store = await OpenAsync();
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(1);
        List<Task<GroupPlace>> tasks = [];
        await using (GroupCommit commit = new(journal, Slices.Stamp, new GroupBounds(1_000, 50_000)))
        {
            Task saved = journal.SaveCheckpointAsync(journal.Tail, Slices.Stamp, State(1, 3_000_000), Stop);
            for (int slice = 0; slice < 400; slice++)
            {
                tasks.Add(commit.Append(10_000 + slice, 10, Slices.Octets(slice, 480), [1, 2, 3]));
            }

            await saved;
        }

        GroupPlace[] places = await Task.WhenAll(tasks);
        Assert.Equal(places.OrderBy(p => p.Sequence), places);
        Assert.Equal((journal.Tail.Sequence, 4_010L), (places[^1].Sequence, journal.Tail.Records));
        List<byte> payload = [];
        await foreach (JournalGroup group in journal.ReadAsync(GroupPlace.Start, Slices.Stamp.World, Stop))
        {
            payload.AddRange(group.Place.Sequence > 1 ? group.Payload.ToArray() : []);
        }

        Assert.Equal(Enumerable.Range(0, 400).SelectMany(s => Slices.Octets(s, 480)), payload);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Clean();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<IJournalStore> OpenStoreAsync(StoreAccess access);

    /// <summary>The tables of a stream under a store's journals, that of an appender among them.</summary>
    private protected abstract Task<IStreamTables> TablesAsync(IJournalStore store, string stream);

    private protected abstract void Clean();

    private protected async Task<IJournalStore> OpenAsync(StoreAccess access = StoreAccess.Write)
    {
        IJournalStore store = await OpenStoreAsync(access);
        _open.Add(store);
        return store;
    }

    private protected async Task CloseAsync()
    {
        foreach (IAsyncDisposable store in _open)
        {
            await store.DisposeAsync();
        }

        _open.Clear();
    }

    private static ReadOnlySequence<byte> State(int seed, int octets) => new(Slices.Octets(seed, octets));

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
