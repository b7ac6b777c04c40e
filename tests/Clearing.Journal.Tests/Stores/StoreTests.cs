using System.Buffers;
using Clearing.Journal.Storage;

namespace Clearing.Journal.Tests.Stores;

/// <summary>
/// What every store does alike. Each store derives from this and says how it is opened; opening again finds what the
/// store before left.
/// </summary>
public abstract partial class StoreTests : IAsyncDisposable
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
}
