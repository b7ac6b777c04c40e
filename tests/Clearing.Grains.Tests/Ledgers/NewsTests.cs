using Clearing.Grains.Ledgers;
using Clearing.Journal.Tests.Faults;
using Clearing.Settlement.Events;

namespace Clearing.Grains.Tests.Ledgers;

/// <summary>Observers are told everything that is durable, once and in order, or that they were dropped.</summary>
public sealed class NewsTests
{
    private readonly SimulatedDevice _device = new();

    [Fact]
    public async Task An_observer_is_told_everything_in_order_without_gaps_and_the_same_can_be_had_again_later()
    {
        Bench bench = new() { Store = new FaultyStore(_device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        await desk.SubmitAsync(Bench.Batch(Bench.Pay(1_000)));
        Listener listener = new();
        long after = await desk.SubscribeAsync(listener);
        Assert.True(after >= 1);
        for (int i = 0; i < 200; i++)
        {
            await desk.SubmitAsync(Bench.Batch(Bench.Pay(i), Bench.Pay(500 + i)));
        }

        await bench.Time.AdvanceUntilAsync(() => listener.Events.Count >= 400, TimeSpan.FromMilliseconds(1));
        Assert.Equal(after + 1, listener.News[0].First);
        Assert.All(
            listener.News.Zip(listener.News.Skip(1)), pair => Assert.Equal(pair.First.Last + 1, pair.Second.First));
        Assert.Equal(
            Enumerable.Range(0, 200).SelectMany(i => new[] { Bench.Id(i), Bench.Id(500 + i) }),
            listener.Events.Select(e => e.Id));
        Assert.All(listener.Events, e => Assert.Equal(EventKind.Settled, e.Event.Kind));
        List<LedgerEvent> past = [];
        LedgerNews news;
        for (long told = after; (news = await desk.NewsAsync(told)).Last > told; told = news.Last)
        {
            past.AddRange(news.Events.ToArray());
        }

        Assert.Equal(listener.Events, past);
        Assert.Equal(listener.News[^1].Last, desk.Status.Sequence);
        await desk.UnsubscribeAsync(listener);
        await desk.SubmitAsync(Bench.Batch(Bench.Pay(700)));
        Assert.Equal(400, listener.Events.Count);
    }

    [Fact]
    public async Task One_that_does_not_keep_up_is_dropped_and_told_from_where_to_go_on()
    {
        Bench bench = new() { Store = new FaultyStore(_device), Options = new LedgerOptions { MostNews = 50 } };
        await using LedgerDesk desk = await bench.OpenAsync();
        Listener slow = new() { Gate = new TaskCompletionSource() };
        Listener quick = new();
        await desk.SubscribeAsync(slow);
        long after = await desk.SubscribeAsync(quick);
        for (int i = 0; i < 200; i++)
        {
            await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)));
            await bench.Time.AdvanceUntilAsync(() => quick.Events.Count > i, TimeSpan.FromMilliseconds(1));
        }

        slow.Gate.SetResult();
        long resume = await slow.Dropped.Task;
        Assert.Equal(slow.News[^1].Last, resume);
        Assert.InRange(slow.Events.Count, 1, 60);
        Assert.False(quick.Dropped.Task.IsCompleted);
        LedgerNews rest = await desk.NewsAsync(resume);
        Assert.Equal(resume + 1, rest.First);
        Assert.Equal(quick.Events, slow.Events.Concat(rest.Events.ToArray()));
        Assert.True(resume > after);
    }

    [Fact]
    public async Task When_the_journal_fails_all_are_dropped_and_nothing_is_told_that_is_not_durable()
    {
        Bench bench = new() { Store = new FaultyStore(_device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        Listener listener = new();
        long after = await desk.SubscribeAsync(listener);
        _device.StopAfter = _device.Operations;
        await desk.SubmitAsync(Bench.Batch(Bench.Pay(0)));
        Assert.Equal(after, await listener.Dropped.Task);
        Assert.Empty(listener.Events);
    }

    [Fact]
    public async Task One_that_failed_is_told_that_it_is_told_no_more()
    {
        Bench bench = new() { Store = new FaultyStore(_device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        Listener broken = new() { Gate = new TaskCompletionSource() };
        long after = await desk.SubscribeAsync(broken);
        broken.Gate.SetException(new TimeoutException("it did not answer"));
        await desk.SubmitAsync(Bench.Batch(Bench.Pay(0)));
        await bench.Time.AdvanceUntilAsync(() => broken.Dropped.Task.IsCompleted, TimeSpan.FromMilliseconds(1));

        Assert.Equal(after, await broken.Dropped.Task);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public async Task Past_news_ends_where_it_is_asked_to_and_is_the_same_however_it_is_cut(long step)
    {
        Bench bench = new()
        {
            Store = new FaultyStore(_device),
            Window = 64,
            Options = new LedgerOptions { CheckpointRecords = 40 },
        };
        await using LedgerDesk desk = await bench.OpenAsync();
        long begin = desk.Status.Sequence;
        for (int i = 0; i < 100; i++)
        {
            await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)));
        }

        // From the back to the front: each reading begins anew, from the beginning or a checkpoint.
        long end = desk.Status.Sequence;
        List<LedgerEvent> told = [];
        for (long until = end; until > begin; until = Math.Max(begin, until - step))
        {
            long after = Math.Max(begin, until - step);
            LedgerNews news = await desk.NewsAsync(after, until);
            Assert.Equal((after + 1, until), (news.First, news.Last));
            told.InsertRange(0, news.Events.ToArray());
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(Bench.Id), told.Select(e => e.Id).Where(id => id != default));
    }

    private sealed class Listener : ILedgerObserver
    {
        public List<LedgerNews> News { get; } = [];

        public List<LedgerEvent> Events { get; } = [];

        public TaskCompletionSource? Gate { get; init; }

        public TaskCompletionSource<long> Dropped { get; } = new();

        public async Task TellAsync(LedgerNews news)
        {
            await (Gate?.Task ?? Task.CompletedTask);
            News.Add(news);
            Events.AddRange(news.Events.ToArray());
        }

        public Task DroppedAsync(long after)
        {
            Dropped.SetResult(after);
            return Task.CompletedTask;
        }
    }
}
