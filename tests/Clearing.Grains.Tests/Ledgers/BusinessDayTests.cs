using Clearing.Grains.Ledgers;
using Clearing.Grains.Past;
using Clearing.Journal.Tests.Faults;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Tests.Ledgers;

/// <summary>What goes wrong on a business day, on a ledger that is open to the outside.</summary>
public sealed class BusinessDayTests
{
    private readonly SimulatedDevice _device = new();

    [Fact]
    public async Task B3_Who_is_suspended_pays_and_gets_nothing_more_and_each_of_its_payments_has_its_fate()
    {
        Bench bench = BenchOn(_device, Net(cycleUs: 60_000) with
        {
            Accounts = [.. Bench.Gross.Accounts.Select(account => account with { Floor = Bound.Fixed(-1_000) })],
        });
        await using LedgerDesk desk = await bench.OpenAsync();
        PaymentState taken = await PayAsync(desk, 0, 0, 1, 600);
        PaymentState queued = await PayAsync(desk, 1, 0, 1, 900);
        PaymentState incoming = await PayAsync(desk, 2, 2, 0, 1_001);
        Assert.Equal(
            [Standing.Provisional, Standing.Queued, Standing.Queued],
            new[] { taken, queued, incoming }.Select(state => state.Standing));
        await desk.OrderAsync(Bench.Order(90, SettlementCommand.Suspend(0, 0)));
        PaymentState later = await PayAsync(desk, 3, 1, 0, 1);
        Assert.Equal((Standing.Rejected, Reason.Suspended), (later.Standing, later.Reason));
        bench.Time.Advance(TimeSpan.FromMicroseconds(100_000));
        await SteppedTime.UntilAsync(() => desk.Status.Time >= Bench.OpenAt + 60_000);
        PaymentState[] states = (await desk.AskAsync(new(new[] { Bench.Id(0), Bench.Id(1), Bench.Id(2) })))
            .Answers.ToArray();
        Assert.Equal(
            [
                (Standing.Settled, Reason.None), (Standing.Rejected, Reason.Suspended),
                (Standing.Rejected, Reason.Suspended),
            ],
            states.Select(state => (state.Standing, state.Reason)));
        long[] balances = await Bench.BalancesAsync(desk);
        Assert.Equal([Bench.Opening - 600, Bench.Opening + 600, Bench.Opening, Bench.Opening], balances);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(100)]
    public async Task B4_A_ring_of_banks_is_resolved_once_wherever_the_device_stops(int banks)
    {
        SimulatedDevice whole = await RingAsync(banks, null);
        int step = Math.Max(1, whole.Operations / 40);
        for (int stop = 0; stop <= whole.Operations + step; stop += step)
        {
            Bench bench = BenchOn((await RingAsync(banks, stop)).AfterKill(), Ring(banks));
            await using LedgerDesk desk = await bench.OpenAsync();
            await desk.SubmitAsync(RingOf(banks));
            PaymentState[] states = (await desk.SubmitAsync(RingOf(banks))).Answers.ToArray();
            Assert.All(states, state => Assert.Equal(
                (Standing.Settled, Route.Multilateral, true), (state.Standing, state.Route, state.IsRepeated)));
            SettlementEvent[] events = [.. (await desk.NewsAsync(0)).Events.ToArray().Select(e => e.Event)];
            Assert.Equal(
                Enumerable.Range(0, banks),
                events.Where(e => e.Kind == EventKind.Settled).Select(e => e.Payment).Order());
            Assert.Single(events, e => e.Kind == EventKind.SetReleased);
            long[] balances = await Bench.BalancesAsync(desk);
            Assert.All(balances, balance => Assert.Equal(0, balance));
        }
    }

    [Fact]
    public async Task B5_A_limit_below_what_is_used_takes_nothing_back_and_money_that_was_taken_away_releases_nothing()
    {
        Bench bench = BenchOn(_device, Ring(3) with
        {
            Accounts = [.. Bench.Gross.Accounts.Take(3).Select(account => account with { OpeningBalanceMinor = 50 })],
        });
        await using LedgerDesk desk = await bench.OpenAsync();
        await desk.OrderAsync(Bench.Order(89, SettlementCommand.SetLimit(0, 0, 1, 100)));
        Assert.Equal(Standing.Settled, (await PayAsync(desk, 0, 0, 1, 40)).Standing);
        await desk.OrderAsync(Bench.Order(90, SettlementCommand.SetLimit(0, 0, 1, 10)));
        Assert.Equal(Standing.Queued, (await PayAsync(desk, 1, 0, 1, 1)).Standing);
        AccountView view = await desk.AccountAsync(new AccountQuestion { Account = 0, MostLimits = 1 });
        Assert.Equal((10, 40), (view.Members[0].Limits.Span[0].LimitMinor, view.Members[0].Limits.Span[0].FlowMinor));

        // A ring that needs the money which leaves just before its last payment comes.
        await desk.OrderAsync(Bench.Order(91, SettlementCommand.AddBalance(0, 0, -10)));
        await desk.OrderAsync(Bench.Order(92, SettlementCommand.SetLimit(0, 0, 1, long.MaxValue)));
        Assert.Equal(Standing.Queued, (await PayAsync(desk, 2, 1, 2, 100)).Standing);
        Assert.Equal(Standing.Queued, (await PayAsync(desk, 3, 2, 0, 100)).Standing);
        Assert.Equal(Standing.Queued, (await PayAsync(desk, 4, 0, 1, 105)).Standing);
        long[] balances = await Bench.BalancesAsync(desk);
        Assert.Equal([0, 90, 50], balances);
        await desk.OrderAsync(Bench.Order(93, SettlementCommand.AddBalance(0, 0, 10)));
        InstructionAnswers states = await desk.AskAsync(
            new(new[] { Bench.Id(1), Bench.Id(2), Bench.Id(3), Bench.Id(4) }));
        Assert.All(states.Answers.ToArray(), state => Assert.Equal(Standing.Settled, state.Standing));
    }

    [Fact]
    public async Task B7_All_traffic_on_one_account_from_everywhere_and_back_ends_where_it_adds_up()
    {
        Bench bench = new() { Store = new FaultyStore(_device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 50; i++)
            {
                int number = ((caller * 50) + i) * 2;
                int other = 1 + (caller % 3);
                await PayAsync(desk, number, 0, other, 7);
                await PayAsync(desk, number + 1, other, 0, 7);
            }
        }, TestContext.Current.CancellationToken)));
        Assert.All(await Bench.BalancesAsync(desk), balance => Assert.Equal(Bench.Opening, balance));
        PaymentState self = await PayAsync(desk, 5_000, 0, 0, 1);
        Assert.Equal((Standing.SameParty, -1), (self.Standing, self.Number));
    }

    [Fact]
    public async Task B8_What_is_final_stays_as_it_is_and_a_return_is_a_new_opposite_entry()
    {
        Bench bench = new() { Store = new FaultyStore(_device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        PaymentState paid = await PayAsync(desk, 0, 0, 1, 500);
        PaymentState recalled = await desk.OrderAsync(Bench.Order(
            90, SettlementCommand.Cancel(0, -1, 0), Bench.Id(0)));
        PaymentState promoted = await desk.OrderAsync(Bench.Order(
            91, SettlementCommand.Reprioritise(0, -1, 0, Priority.Urgent), Bench.Id(0)));
        Assert.Equal((Standing.NotDone, Standing.NotDone), (recalled.Standing, promoted.Standing));
        using PastReader past = new(new OneSite(bench.Site()), TimeProvider.System);
        StatementQuestion asked = new()
        {
            Stream = Bench.Stream,
            Member = 0,
            Account = 0,
            From = Bench.OpenAt,
            At = Bench.CloseAt,
            Most = 10,
        };
        StatementPage before = await past.StatementAsync(asked, TestContext.Current.CancellationToken);
        PaymentState returned = await PayAsync(desk, 1, 1, 0, 500);
        StatementPage after = await past.StatementAsync(asked, TestContext.Current.CancellationToken);
        Assert.Equal((Standing.Settled, Standing.Settled), (paid.Standing, returned.Standing));
        Assert.Equal(before.Lines[0], after.Lines[0]);
        Assert.Equal([-500, 500], after.Lines.Select(line => line.AmountMinor));
        PaymentState still = (await desk.AskAsync(new(new[] { Bench.Id(0) }))).Answers.Span[0];
        Assert.Equal((paid.Standing, paid.Time, paid.Number), (still.Standing, still.Time, still.Number));
    }

    [Fact]
    public async Task T4_A_day_whose_close_is_moved_into_the_evening_takes_payments_till_then_and_the_next_one_opens()
    {
        const long Hour = 3_600_000_000;
        Bench bench = BenchOn(_device, Bench.Gross with
        {
            Days =
            [
                new SettlementDay { Number = 1, OpenAt = Bench.OpenAt, CloseAt = Bench.OpenAt + Hour },
                new SettlementDay
                {
                    Number = 2, OpenAt = Bench.OpenAt + (24 * Hour), CloseAt = Bench.OpenAt + (25 * Hour),
                },
            ],
        });
        await using LedgerDesk desk = await bench.OpenAsync();
        await desk.OrderAsync(Bench.Order(90, SettlementCommand.MoveClose(0, Bench.OpenAt + (5 * Hour))));
        bench.Time.Advance(TimeSpan.FromHours(4));
        Assert.Equal(Standing.Settled, (await PayAsync(desk, 0, 0, 1, 5)).Standing);
        bench.Time.Advance(TimeSpan.FromHours(2));
        PaymentState late = await PayAsync(desk, 1, 0, 1, 5);
        Assert.Equal((Standing.Rejected, Reason.Closed), (late.Standing, late.Reason));
        bench.Time.Advance(TimeSpan.FromHours(18));
        Assert.Equal(Standing.Settled, (await PayAsync(desk, 2, 0, 1, 5)).Standing);
        EventKind[] days = [.. (await desk.NewsAsync(0)).Events.ToArray().Select(e => e.Event.Kind)
            .Where(kind => kind is EventKind.DayOpened or EventKind.DayClosed)];
        Assert.Equal([EventKind.DayOpened, EventKind.DayClosed, EventKind.DayOpened], days);
    }

    private static Bench BenchOn(SimulatedDevice device, SystemDefinition system) => new()
    {
        Store = new FaultyStore(device),
        Options = new LedgerOptions { CheckpointRecords = 50 },
        System = system,
    };

    private static SystemDefinition Net(long cycleUs) => Bench.Gross with
    {
        Name = "dns",
        Position = PositionKind.Net,
        Days =
        [
            new SettlementDay
            {
                Number = 1, OpenAt = Bench.OpenAt, CloseAt = Bench.CloseAt, CyclesAt = [Bench.OpenAt + cycleUs],
            },
        ],
    };

    // Banks without any money, which can pay each other only all at once.
    private static SystemDefinition Ring(int banks) => Bench.Gross with
    {
        Release = [new Mechanism(MechanismKind.AllOrNothing, TriggerKind.Change, 0)],
        Accounts =
        [
            .. Enumerable.Range(0, banks).Select(i => Bench.Gross.Accounts[0] with
            {
                Id = $"BANK{i:D3}", Owner = i, OpeningBalanceMinor = 0,
            }),
        ],
    };

    private static InstructionBatch RingOf(int banks) => Bench.Batch(
        [.. Enumerable.Range(0, banks).Select(i => Payment(i, i, (i + 1) % banks, 100))]);

    // One by one, so that there is a group for each, and the last one resolves all.
    private static async Task<SimulatedDevice> RingAsync(int banks, int? stop)
    {
        SimulatedDevice device = new() { StopAfter = stop };
        await using LedgerDesk desk = BenchOn(device, Ring(banks)).Start();
        await desk.OpenAsync();
        for (int i = 0; i < banks; i++)
        {
            await desk.SubmitAsync(Bench.Batch(Payment(i, i, (i + 1) % banks, 100)));
        }

        return device;
    }

    private static LedgerCommand Payment(int number, int from, int to, long amountMinor) => new()
    {
        Id = Bench.Id(number),
        Command = SettlementCommand.Submit(0, -1, from, to, amountMinor, Priority.Normal),
    };

    private static async Task<PaymentState> PayAsync(LedgerDesk desk, int number, int from, int to, long amountMinor) =>
        (await desk.SubmitAsync(Bench.Batch(Payment(number, from, to, amountMinor)))).Answers.Span[0];

    private sealed class OneSite(LedgerSite site) : ILedgerSites
    {
        public IReadOnlyList<string> Streams => [site.Stream];

        public LedgerSite? SiteOf(string stream) => stream == site.Stream ? site : null;
    }
}
