using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Sending;
using Clearing.Client.Tests.Fakes;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Tests.Load;

/// <summary>The rules of measuring, on a clock that the test turns.</summary>
public sealed class LoadSessionTests : IAsyncDisposable
{
    private readonly ObservedTime _time = new();
    private readonly FakeService _service = new(new FakeLedger());
    private readonly LoadTraffic _traffic = new() { Message = LoadMessage.Bulk, Frame = 10 };
    private LoadSession? _session;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
        {
            await _session.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stalled_service_shows_in_the_latency_of_all_that_fell_due_meanwhile()
    {
        (LoadSession session, PaymentWriter writer) = await OpenAsync();
        _service.IsStalled = true;
        PhaseTally tally = TallyOf(new ConstantRate(1_000), TimeSpan.FromSeconds(1));

        Task sending = session.SendScheduleAsync(ScheduleOf(tally), 1, 1_000, writer, tally, Stop);
        await TurnAsync(TimeSpan.FromSeconds(2), tally);
        await sending;
        _service.IsStalled = false;
        await Scene.Until(() => session.InFlight == 0);

        // Ten payments fell due every 10 ms of the first second, and all were answered at the end of the second one.
        Latencies all = Latency(tally);
        Assert.Equal(1_000, all.Count);
        Assert.InRange(all.MaxUs, 2_000_000, 2_010_000);
        Assert.InRange(all.QuantileUs(50), 1_490_000, 1_520_000);
        Assert.InRange(all.QuantileUs(1), 1_005_000, 1_030_000);
        Assert.Equal(1_000, tally.Of(LoadOutcome.Settled));
    }

    [Fact]
    public async Task L1_Beyond_the_bound_of_frames_in_flight_payments_are_counted_and_not_sent()
    {
        (LoadSession session, PaymentWriter writer) = await OpenAsync();
        _service.IsStalled = true;
        PhaseTally tally = TallyOf(new ConstantRate(1_000), TimeSpan.FromSeconds(1));

        Task sending = session.SendScheduleAsync(ScheduleOf(tally), 1, bound: 8, writer, tally, Stop);
        await TurnAsync(TimeSpan.FromSeconds(1), tally);
        await sending;

        Assert.Equal((1_000, 920, 80), (tally.Due, tally.OverBound, session.Sent));
        Assert.Equal((8, 80), (session.InFlight, session.Unanswered));
        _service.IsStalled = false;
        await Scene.Until(() => session.InFlight == 0);
        Assert.Equal(80, tally.Of(LoadOutcome.Settled));
        Assert.Equal(80, _service.Ledger.Effects.Count);
    }

    [Fact]
    public async Task Sending_late_is_lag_and_not_hidden_in_the_schedule()
    {
        (LoadSession session, PaymentWriter writer) = await OpenAsync();
        PhaseTally tally = TallyOf(new ConstantRate(1_000), TimeSpan.FromMilliseconds(100));

        // The sender gets to run when half of the schedule is long over.
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Task sending = session.SendScheduleAsync(ScheduleOf(tally), 1, 1_000, writer, tally, Stop);
        await TurnAsync(TimeSpan.FromMilliseconds(100), tally);
        await sending;
        await Scene.Until(() => session.InFlight == 0);

        Assert.InRange(tally.Lag.MaxUs, 50_000, 51_000);
        Assert.True(Latency(tally).MaxUs >= 50_000);
        Assert.Equal(100, tally.Due);
    }

    [Fact]
    public async Task A_closed_loop_keeps_its_window_full_and_no_fuller()
    {
        (LoadSession session, PaymentWriter writer) = await OpenAsync();
        _service.IsStalled = true;
        PhaseTally tally = TallyOf(new ClosedLoop(3), TimeSpan.FromSeconds(1));

        Task sending = session.SendClosedAsync(3, writer, tally, Stop);
        await Scene.Until(() => session.InFlight == 3);
        Assert.Equal(30, session.Sent);
        _service.IsStalled = false;
        await Scene.Until(() => session.Sent > 1_000);
        _time.Advance(TimeSpan.FromSeconds(2));
        await sending;
        await Scene.Until(() => session.InFlight == 0);

        Assert.Equal(session.Sent, tally.Of(LoadOutcome.Settled));
        Assert.Equal(0, tally.OverBound);
    }

    [Fact]
    public async Task L7_A_lost_connection_is_opened_again_and_its_payments_count_as_lost()
    {
        (LoadSession session, PaymentWriter writer) = await OpenAsync();
        _service.IsStalled = true;
        PhaseTally tally = TallyOf(new ConstantRate(1_000), TimeSpan.FromSeconds(1));
        Task sending = session.SendScheduleAsync(ScheduleOf(tally), 1, 1_000, writer, tally, Stop);
        await TurnAsync(TimeSpan.FromMilliseconds(300), tally);

        _service.Cut();
        await Scene.Until(() => !session.IsConnected && session.InFlight == 0);
        await TurnAsync(TimeSpan.FromMilliseconds(30), tally);
        long missed = tally.NotConnected;
        _service.IsStalled = false;
        while (!session.IsConnected)
        {
            await TurnAsync(TimeSpan.FromMilliseconds(1), tally);
            await Task.Yield();
        }

        await TurnAsync(TimeSpan.FromSeconds(1), tally);
        await sending;
        await Scene.Until(() => session.InFlight == 0);

        Assert.Equal(1_000, tally.Due);
        Assert.InRange(missed, 10, 60);
        Assert.InRange(tally.Lost, 290, 320);
        Assert.Equal(1_000, tally.Lost + tally.NotConnected + tally.Of(LoadOutcome.Settled));
    }

    [Fact]
    public async Task L6_Each_answer_is_judged_by_what_was_sent()
    {
        LoadTraffic traffic = _traffic with { Mix = new LoadMix(0.1m, 0.1m, 0.1m) };
        (LoadSession session, PaymentWriter writer) = await OpenAsync(traffic);
        PhaseTally tally = TallyOf(new ConstantRate(10_000), TimeSpan.FromSeconds(1), traffic);

        Task sending = session.SendScheduleAsync(ScheduleOf(tally), 1, 10_000, writer, tally, Stop);
        await TurnAsync(TimeSpan.FromSeconds(1), tally);
        await sending;
        await Scene.Until(() => session.InFlight == 0 && tally.Orders == tally.OrdersAnswered);

        Assert.Equal(0, tally.Of(LoadOutcome.Error));
        Assert.InRange(tally.Of(LoadOutcome.BadRefused), 900, 1_100);
        Assert.InRange(tally.Of(LoadOutcome.Repeated), 900, 1_100);
        Assert.InRange(tally.Orders, 900, 1_100);
        Assert.Equal(10_000, tally.Answered);
        Assert.Equal(tally.Of(LoadOutcome.Settled) + tally.Orders, _service.Ledger.Effects.Count);
    }

    [Fact]
    public async Task Refusals_for_load_are_told_apart_from_errors()
    {
        int calls = 0;
        _service.Ledger.Refuses = _ => (calls++ % 3) switch
        {
            0 => Standing.Busy,
            1 => Standing.ValueDate,
            _ => Standing.Unknown,
        };
        (LoadSession session, PaymentWriter writer) = await OpenAsync();
        PhaseTally tally = TallyOf(new ConstantRate(3_000), TimeSpan.FromMilliseconds(100));

        Task sending = session.SendScheduleAsync(ScheduleOf(tally), 1, 1_000, writer, tally, Stop);
        await TurnAsync(TimeSpan.FromMilliseconds(100), tally);
        await sending;
        await Scene.Until(() => session.InFlight == 0);

        Assert.Equal((100, 100, 100), (
            tally.Of(LoadOutcome.Busy), tally.Of(LoadOutcome.Error), tally.Of(LoadOutcome.Settled)));
        Assert.Equal(100, tally.Bins.Sum());
        Assert.Equal(Standing.ValueDate, session.Book[1]);
    }

    [Fact]
    public async Task L1_Refusals_are_in_no_latency_and_have_one_of_their_own()
    {
        int calls = 0;
        _service.Ledger.Refuses = _ => calls++ < 900 ? Standing.Busy : Standing.Unknown;
        (LoadSession session, PaymentWriter writer) = await OpenAsync();
        PhaseTally tally = TallyOf(new ConstantRate(1_000), TimeSpan.FromSeconds(1));

        Task sending = session.SendScheduleAsync(ScheduleOf(tally), 1, 1_000, writer, tally, Stop);
        for (int turn = 0; turn < 89; turn++)
        {
            await TurnAsync(TimeSpan.FromMilliseconds(10), tally);
            await Scene.Until(() => session.InFlight == 0);
        }

        _service.IsStalled = true;
        await TurnAsync(TimeSpan.FromSeconds(2), tally);
        await sending;
        _service.IsStalled = false;
        await Scene.Until(() => session.InFlight == 0);

        // Nine of ten were refused at once; those that were taken waited for more than a second.
        Assert.Equal((900, 100), (tally.Refusals.Count, Latency(tally).Count));
        Assert.True(Latency(tally).QuantileUs(1) > 1_000_000);
        Assert.True(tally.Refusals.QuantileUs(90) < 500_000);
    }

    private async Task<(LoadSession Session, PaymentWriter Writer)> OpenAsync(LoadTraffic? traffic = null)
    {
        _session = new LoadSession(0, Scene.Options(_service, _time).Session);
        await _session.OpenAsync(Stop);
        LoadTraffic sent = traffic ?? _traffic;
        PaymentPlan plan = new(1, 0, _session.Welcome.Participant, new PayeeTable(default, 300), sent);
        return (_session, new PaymentWriter(
            sent, plan, new PaymentIds(1, 0), _session.Welcome.Participant, 1, _service.Directory,
            new DateOnly(2026, 1, 5)));
    }

    private PhaseTally TallyOf(LoadShape shape, TimeSpan length, LoadTraffic? traffic = null) => new(
        new LoadPhase { Name = "phase", Shape = shape, Length = length, Traffic = traffic ?? _traffic },
        _time.GetTimestamp(), _time);

    private static Schedule ScheduleOf(PhaseTally tally) =>
        Schedule.Of(tally.Phase.Shape, tally.Phase.Length, tally.Phase.Traffic.Frame, 1, _ => 0);

    private static Latencies Latency(PhaseTally tally)
    {
        Latencies all = new();
        foreach (Latencies quarter in tally.QuarterLatencies)
        {
            all.Add(quarter);
        }

        return all;
    }

    /// <summary>Turns the clock by milliseconds, and after each waits until all that fell due has been handled.
    /// </summary>
    private async Task TurnAsync(TimeSpan by, PhaseTally tally)
    {
        Schedule schedule = ScheduleOf(tally);
        int stretch = 0;
        long frames = 0;
        for (TimeSpan turned = TimeSpan.Zero; turned < by; turned += TimeSpan.FromMilliseconds(1))
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            TimeSpan now = _time.GetElapsedTime(tally.Start);
            while (frames < schedule.Frames && schedule.Due(frames, ref stretch) <= now)
            {
                frames++;
            }

            await Scene.Until(() => tally.Due >= frames * tally.Phase.Traffic.Frame);
        }
    }
}
