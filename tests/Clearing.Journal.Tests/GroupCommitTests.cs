using Clearing.Journal.Groups;
using Clearing.Journal.Tests.Faults;

namespace Clearing.Journal.Tests;

/// <summary>Group commit against a journal whose writes end when the test says so.</summary>
public sealed class GroupCommitTests : IDisposable
{
    private readonly HeldJournal _journal = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Idle_it_writes_a_slice_at_once_and_what_comes_meanwhile_gathers_into_the_next_group()
    {
        GroupCommit commit = Commit();
        Task<GroupPlace> first = Append(commit, 1);
        PendingGroup alone = _journal.Take();
        Task<GroupPlace>[] meanwhile = [Append(commit, 2), Append(commit, 3), Append(commit, 4)];
        Assert.All(meanwhile, t => Assert.Same(meanwhile[0], t));
        Assert.NotSame(first, meanwhile[0]);
        Assert.False(first.IsCompleted);

        _journal.Answer();
        Assert.Equal(alone.Place, await first);
        PendingGroup together = _journal.Take();
        Assert.Equal(alone.Place, commit.Durable);
        Assert.False(meanwhile[0].IsCompleted);
        _journal.Answer();
        Assert.Equal((2, 40), ((await meanwhile[0]).Sequence, (await meanwhile[0]).Records));
        Assert.Equal(
            new[] { 2L, 3, 4 }.SelectMany(i => Slices.Octets(i, 480)),
            together.Body[GroupHead.Octets..].ToArray());
        await commit.DisposeAsync();
    }

    [Fact]
    public async Task The_head_says_what_the_group_holds_and_the_digest_covers_the_events_in_order()
    {
        GroupCommit commit = Commit();
        _ = commit.Append(5, 0, [9], [1], [7, 7]);
        _journal.Take();
        _ = commit.Append(6, 3, [1, 2], [1, 2, 3], [4]);
        Task<GroupPlace> last = commit.Append(8, 4, [3], [4], [5, 6]);
        _journal.Answer();
        PendingGroup group = _journal.Take();
        _journal.Answer();
        await last;
        await commit.DisposeAsync();

        GroupChain chain = new(_journal.Stream, GroupPlace.Start, Slices.Stamp.World);
        chain.Follow(_journal.Written[0].Body);
        GroupHead head = chain.Follow(group.Body).Head;
        Assert.Equal(group.Place, chain.Place);
        Assert.Equal(
            (2, 0, 7, 2, 6, 8), (head.Sequence, head.FirstRecord, head.Records, head.Slices, head.FirstInstant,
            head.LastInstant));
        Assert.Equal((1, Slices.Stamp), (head.Epoch, head.Stamp));
        Assert.Equal(Hash256.Of([1, 2, 3, 4]), head.Digest);
        Assert.Equal([4, 5, 6], group.Texts.ToArray());
        Assert.Equal((3, Crc32C.Of([4, 5, 6])), (head.TextOctets, head.TextChecksum));
    }

    [Fact]
    public async Task A_group_ends_at_its_bounds_and_a_slice_is_never_divided()
    {
        GroupCommit commit = Commit(new GroupBounds(25, 100_000));
        Task<GroupPlace> first = Append(commit, 1);
        _journal.Take();
        Task<GroupPlace> a = Append(commit, 2);
        Assert.Same(a, Append(commit, 3));
        Task<GroupPlace> b = Append(commit, 4);
        Assert.NotSame(a, b);
        Task<GroupPlace> large = commit.Append(5, 60, Slices.Octets(5, 3_000), []);
        Task<GroupPlace> after = Append(commit, 6);
        for (int group = 0; group < 4; group++)
        {
            _journal.Answer();
            _journal.Take();
        }

        _journal.Answer();
        Assert.Equal(
            [(1L, 10L), (2, 30), (3, 40), (4, 100), (5, 110)],
            (await Task.WhenAll(first, a, b, large, after)).Select(p => (p.Sequence, p.Records)));
        await commit.DisposeAsync();
    }

    [Fact]
    public async Task Beyond_two_full_groups_there_is_no_room_until_one_is_durable()
    {
        GroupCommit commit = Commit(new GroupBounds(20, 1_000_000));
        Assert.True(commit.HasRoomFor(1_000, 0));
        List<Task> tasks = [];
        for (int slice = 1; slice <= 4; slice++)
        {
            Assert.True(commit.HasRoomFor(10, 480));
            tasks.Add(Append(commit, slice));
        }

        Assert.False(commit.HasRoomFor(10, 480));
        Assert.False(commit.HasRoomFor(1, 0));
        Assert.True(commit.HasRoomFor(0, 480));
        Assert.False(commit.HasRoomFor(0, 2_000_000));
        tasks.Add(Append(commit, 5));
        while (!Task.WhenAll(tasks).IsCompleted)
        {
            _journal.Answer();
            SpinWait.SpinUntil(() => _journal.SomebodyWaits || Task.WhenAll(tasks).IsCompleted);
            if (_journal.SomebodyWaits)
            {
                _journal.Take();
            }
        }

        Assert.True(commit.HasRoomFor(20, 480));
        await commit.DisposeAsync();
    }

    [Theory]
    [InlineData(JournalFault.Full, JournalFault.Full)]
    [InlineData(JournalFault.Fenced, JournalFault.Fenced)]
    [InlineData(JournalFault.Unknown, JournalFault.Unavailable)]
    public async Task The_first_fault_ends_it_and_everybody_learns_whether_his_group_was_written(
        JournalFault fault, JournalFault ofOthers)
    {
        GroupCommit commit = Commit(new GroupBounds(10, 1_000));
        Task<GroupPlace> durable = Append(commit, 1);
        _journal.Take();
        Task<GroupPlace> under = Append(commit, 2);
        Task<GroupPlace> next = Append(commit, 3);
        Task<GroupPlace> gathering = Append(commit, 4);
        _journal.Answer();
        await durable;
        _journal.Take();
        JournalException thrown = new(fault, "It failed.");
        _journal.Answer(thrown);

        Assert.Same(thrown, await Slices.FaultAsync(fault, () => under));
        await Slices.FaultAsync(ofOthers, () => next);
        await Slices.FaultAsync(ofOthers, () => gathering);
        Assert.Same(thrown, commit.Fault);
        await Slices.FaultAsync(ofOthers, () => Append(commit, 5));
        Assert.Single(_journal.Written);
        Assert.False(_journal.SomebodyWaits);
        Assert.Equal(1, commit.Durable.Sequence);
        await commit.DisposeAsync();
    }

    [Fact]
    public async Task A_fault_that_nobody_foresaw_is_an_unknown_outcome()
    {
        GroupCommit commit = Commit();
        Task<GroupPlace> slice = Append(commit, 1);
        _journal.Dispose();
        await Slices.FaultAsync(JournalFault.Unknown, () => slice);
        await commit.DisposeAsync();
    }

    [Fact]
    public async Task Ending_it_writes_what_has_gathered_and_takes_nothing_more()
    {
        GroupCommit commit = Commit();
        Task<GroupPlace> first = Append(commit, 1);
        _journal.Take();
        Task<GroupPlace> second = Append(commit, 2);
        ValueTask ended = commit.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => { _ = Append(commit, 3); });
        _journal.Answer();
        _journal.Take();
        Assert.False(ended.IsCompleted);
        _journal.Answer();
        await ended;
        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
        Assert.Equal(2, _journal.Written.Count);
    }

    [Fact]
    public async Task An_instant_that_does_not_ascend_is_a_mistake_of_the_caller()
    {
        GroupCommit commit = Commit();
        Task<GroupPlace> first = Append(commit, 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = Append(commit, 5); });
        _journal.Take();
        _journal.Answer();
        await first;
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = Append(commit, 4); });
        await commit.DisposeAsync();
    }

    [Fact]
    public async Task A_slice_costs_no_allocation_and_a_group_little()
    {
        const int SlicesOfGroup = 100;
        byte[] slice = Slices.Octets(1, 4_800);
        byte[] events = Slices.Octets(2, 9_600);
        GroupCommit commit = Commit(new GroupBounds(1_000_000, 10_000_000));
        Task<GroupPlace> last = Append(commit, 1);
        _journal.Take();
        long allocated = 0;
        long instant = 1;
        for (int group = 0; group < 6; group++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < SlicesOfGroup; i++)
            {
                last = commit.Append(++instant, 100, slice, events);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            _journal.Answer();
            _journal.Take();
        }

        _journal.Answer();
        await last;
        await commit.DisposeAsync();
        Assert.InRange(allocated, 0, 4_096);
    }

    [Fact]
    public async Task Many_slices_from_one_caller_keep_their_order_through_a_store_that_takes_its_time()
    {
        FaultyStore store = new(new SimulatedDevice());
        IJournal journal = await store.OpenAsync("a/b", Stop);
        List<Task<GroupPlace>> tasks = [];
        await using (GroupCommit commit = new(journal, Slices.Stamp, new GroupBounds(500, 100_000)))
        {
            for (int slice = 1; slice <= 3_000; slice++)
            {
                tasks.Add(commit.Append(slice, 1, BitConverter.GetBytes(slice), []));
                if (slice % 64 == 0)
                {
                    await tasks[^1];
                }
            }
        }

        int next = 1;
        await foreach (JournalGroup group in journal.ReadAsync(GroupPlace.Start, Slices.Stamp.World, Stop))
        {
            for (int at = 0; at < group.Payload.Length; at += sizeof(int), next++)
            {
                Assert.Equal(next, BitConverter.ToInt32(group.Payload.Span[at..]));
                Assert.Equal(group.Place, await tasks[next - 1]);
            }
        }

        Assert.Equal(3_001, next);
    }

    public void Dispose() => _journal.Dispose();

    private GroupCommit Commit(GroupBounds? bounds = null) => new(_journal, Slices.Stamp, bounds);

    private static Task<GroupPlace> Append(GroupCommit commit, long instant) =>
        commit.Append(instant, 10, Slices.Octets(instant, 480), Slices.Octets(-instant, 96));
}
