using Clearing.Grains.Ledgers;
using Clearing.Grains.Past;
using Clearing.Grains.Tests.Ledgers;
using Clearing.Journal;
using Clearing.Journal.Tests.Faults;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using StatementLine = Clearing.Grains.Past.StatementLine;

namespace Clearing.Grains.Tests.Past;

/// <summary>The past is read beside a ledger that goes on, from the newest place that is early enough.</summary>
public sealed class PastReaderTests : IDisposable
{
    private readonly SimulatedDevice _device = new();
    private readonly CountedStore _store;
    private readonly Bench _bench;
    private readonly PastReader _past;

    public PastReaderTests()
    {
        _store = new CountedStore(new FaultyStore(_device));
        _bench = new Bench
        {
            Store = _store,
            Window = 64,
            Options = new LedgerOptions { CheckpointRecords = 40 },
        };
        _past = new PastReader(new OneSite(_bench.Site()), _bench.Time);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private StatementQuestion Statement => new()
    {
        Stream = Bench.Stream,
        Member = 0,
        Account = 0,
        From = Bench.OpenAt,
        At = Bench.CloseAt,
        Most = 10,
    };

    [Fact]
    public async Task Pages_go_on_where_the_last_ended_without_reading_anything_again_also_while_payments_come()
    {
        await using LedgerDesk desk = await _bench.OpenAsync();
        for (int i = 0; i < 200; i++)
        {
            await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)));
        }

        StatementPage page = await _past.StatementAsync(Statement, Stop);
        (int begun, long until) = (_store.Begun, page.Sequence);
        List<StatementLine> lines = [.. page.Lines];
        for (int i = 200; page.Next is not null; i++)
        {
            await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)));
            page = await _past.StatementAsync(Statement with { After = page.Next }, Stop);
            lines.AddRange(page.Lines);
        }

        Assert.Equal(begun, _store.Begun);
        Assert.Equal((100, until), (lines.Count, page.Sequence));
        Assert.Equal(Bench.Balances(Enumerable.Range(0, 200))[0], page.ClosingMinor);
        Assert.True(_store.Groups <= until);
    }

    [Fact]
    public async Task Another_statement_in_between_costs_a_new_beginning_and_changes_nothing()
    {
        await using LedgerDesk desk = await _bench.OpenAsync();
        for (int i = 0; i < 200; i++)
        {
            await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)));
        }

        List<StatementLine>[] lines = [[], [], []];
        StatementPlace?[] next = new StatementPlace?[lines.Length];
        do
        {
            for (int account = 0; account < lines.Length; account++)
            {
                StatementPage page = await _past.StatementAsync(
                    Statement with { Account = account, After = next[account] }, Stop);
                Assert.Equal(lines[account].Count, page.Told);
                lines[account].AddRange(page.Lines);
                next[account] = page.Next;
            }
        }
        while (next[0] is not null);
        for (int account = 0; account < lines.Length; account++)
        {
            Assert.Equal(100, lines[account].Count);
            Assert.Equal(Bench.Balances(Enumerable.Range(0, 200))[account], lines[account][^1].BalanceMinor);
        }
    }

    [Fact]
    public async Task A_late_moment_is_read_from_the_checkpoint_before_it_and_an_early_one_from_the_beginning()
    {
        await using LedgerDesk desk = await _bench.OpenAsync();
        for (int i = 0; i < 200; i++)
        {
            await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)));
        }

        long late = (await desk.SubmitAsync(Bench.Batch(Bench.Pay(200)))).Answers.Span[0].Time;
        Checkpoint? checkpoint = await _store.Reader(Bench.Stream).NewestCheckpointAsync(null, Stop);
        Assert.NotNull(checkpoint);
        int before = _store.Groups;
        StatementPage page = await _past.StatementAsync(Statement with { From = late }, Stop);
        Assert.Single(page.Lines);
        Assert.Equal(Bench.Balances(Enumerable.Range(0, 200))[0], page.OpeningMinor);
        Assert.True(_store.Groups - before < 100, $"{_store.Groups - before} groups were read");
        before = _store.Groups;
        page = await _past.StatementAsync(Statement with { Most = 1_000 }, Stop);
        Assert.Equal((Bench.Opening, 101), (page.OpeningMinor, page.Lines.Count));
        Assert.True(_store.Groups - before >= 200);
    }

    [Fact]
    public async Task X8_While_one_reads_the_next_is_refused_after_a_short_while_and_payments_flow()
    {
        await using LedgerDesk desk = await _bench.OpenAsync();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Gate = gate.Task;
        Task<StatementPage> first = _past.StatementAsync(Statement, Stop);
        Task<PaymentStory?> second = _past.StoryAsync(Bench.Stream, 0, Stop);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(
                Standing.Settled, (await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)))).Answers.Span[0].Standing);
        }

        Assert.False(second.IsCompleted);
        _bench.Time.Advance(PastReader.Patience);
        await Assert.ThrowsAsync<PastBusyException>(() => second);
        gate.SetResult();
        await first;
        Assert.NotNull(await _past.StoryAsync(Bench.Stream, 0, Stop));
    }

    [Fact]
    public async Task A_reading_that_is_given_up_lets_the_next_in()
    {
        await using LedgerDesk desk = await _bench.OpenAsync();
        _store.Gate = new TaskCompletionSource().Task;
        using CancellationTokenSource gone = new();
        Task<StatementPage> first = _past.StatementAsync(Statement, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _store.Gate = Task.CompletedTask;
        Assert.Equal(Bench.Opening, (await _past.StatementAsync(Statement, Stop)).ClosingMinor);
    }

    [Fact]
    public async Task A_payment_tells_how_it_waited_was_moved_and_went_from_before_and_behind_a_checkpoint()
    {
        await using LedgerDesk desk = await _bench.OpenAsync();
        await desk.SubmitAsync(Bench.Batch(Bench.Pay(0) with
        {
            Command = SettlementCommand.Submit(0, -1, 0, 1, Bench.Opening + 5, Priority.Normal),
        }));
        for (int i = 1; i < 120; i++)
        {
            await desk.SubmitAsync(Bench.Batch(Bench.Pay(i * 4)));
        }

        await desk.OrderAsync(Bench.Order(
            1_001, SettlementCommand.Reprioritise(0, -1, 0, Priority.Urgent), Bench.Id(0)));
        await desk.OrderAsync(Bench.Order(1_002, SettlementCommand.AddBalance(0, 0, 1_000)));
        PaymentStory story = (await _past.StoryAsync(Bench.Stream, 0, Stop))!;
        Assert.Equal((Bench.Id(0), Bench.Opening + 5), (story.Command.Id, story.Command.Command.AmountMinor));
        Assert.Equal(
            [EventKind.Queued, EventKind.Reprioritised, EventKind.Settled], story.Steps.Select(step => step.Kind));
        Assert.Equal((Route.Queue, Priority.Urgent), (story.Steps[2].Route, story.Steps[2].Priority));
        Assert.Equal(story.EnteredAt, story.Steps[0].Time);

        // One that waits still: told up to what is durable. One behind the checkpoints: not read from the beginning.
        int before = _store.Groups;
        PaymentStory waits = (await _past.StoryAsync(Bench.Stream, 119, Stop))!;
        Assert.Equal(Bench.Id(119 * 4), waits.Command.Id);
        Assert.Equal([EventKind.Queued, EventKind.Settled], waits.Steps.Select(step => step.Kind));
        Assert.True(_store.Groups - before < 100, $"{_store.Groups - before} groups were read");
        Assert.Null(await _past.StoryAsync(Bench.Stream, 5_000, Stop));
    }

    public void Dispose() => _past.Dispose();

    private sealed class OneSite(LedgerSite site) : ILedgerSites
    {
        public IReadOnlyList<string> Streams => [site.Stream];

        public LedgerSite? SiteOf(string stream) => stream == site.Stream ? site : null;
    }
}
