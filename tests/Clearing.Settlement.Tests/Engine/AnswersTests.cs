using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>Payments that somebody has to accept: asked about when they come, or held when they are released.</summary>
public sealed class AnswersTests
{
    private const long Time = Engines.Open + 10;
    private const long Timeout = 20;

    [Fact]
    public void A_yes_settles_what_was_set_aside()
    {
        Run run = new(Asking(new AnswerHabit(5)), Engines.Payments("A>B 60"));
        Assert.Equal(
            [(EventKind.Earmarked, Time, 40L, 0L), (EventKind.Settled, Time + 5, 40, 60)],
            run.Events.Select(e => (e.Kind, e.Time, e.PayerBalanceMinor, e.PayeeBalanceMinor)));
        Assert.All(run.Events, e => Assert.Equal(Route.Entry, e.Route));
    }

    [Fact]
    public void An_answer_is_the_systems_own_instant_and_until_then_nothing_waits()
    {
        SettlementEngine engine = new(Asking(new AnswerHabit(5)));
        EventBuffer events = new();
        engine.Execute(Engines.Payments("A>B 60"), events);
        engine.AdvanceTo(Time + 1, events);
        byte[] asked = engine.StateHash();
        Assert.Equal((Time + 5, 0, 40L), (engine.NextOwnInstant, engine.WaitingCount, engine.BalanceOf(0)));
        engine.AdvanceTo(Time + 6, events);
        Assert.NotEqual(asked, engine.StateHash());
        Assert.Equal(60, engine.BalanceOf(1));
    }

    [Theory]
    [InlineData(0L, false, EventKind.Settled, Reason.None, 0L)]
    [InlineData(0L, true, EventKind.Rejected, Reason.Refused, 0L)]
    [InlineData(7L, true, EventKind.Rejected, Reason.Refused, 7L)]
    [InlineData(Timeout, false, EventKind.Settled, Reason.None, Timeout)]
    [InlineData(Timeout + 1, false, EventKind.Rejected, Reason.Timeout, Timeout)]
    [InlineData(-1L, false, EventKind.Rejected, Reason.Timeout, Timeout)]
    public void What_comes_first_is_acted_on(long after, bool refuses, EventKind kind, Reason reason, long atLast)
    {
        Run run = new(Asking(new AnswerHabit(after, refuses)), Engines.Payments("A>B 60"));
        Assert.Equal(2, run.Events.Length);
        SettlementEvent last = run.Events[^1];
        Assert.Equal((kind, reason, Time + atLast), (last.Kind, last.Reason, last.Time));
        Assert.Equal(kind == EventKind.Settled ? [40L, 60] : [100, 0], run.Balances(2));
    }

    [Fact]
    public void What_cannot_go_now_is_rejected_and_asks_nobody()
    {
        Run run = new(Asking(new AnswerHabit(5)), Engines.Payments("A>B 60, A>B 41"));
        Assert.Equal([(0, Reason.None), (1, Reason.Funds), (0, Reason.None)],
            run.Events.Select(e => (e.Payment, e.Reason)));
    }

    [Fact]
    public void A_payee_that_is_suspended_meanwhile_refuses_and_the_habit_at_the_question_counts()
    {
        Run run = new(
            Asking(new AnswerHabit(5)),
            [
                .. Engines.Payments("A>B 60"),
                SettlementCommand.SetAnswer(Time + 1, 1, -1, refuses: false),
                SettlementCommand.Suspend(Time + 2, 1),
            ]);
        Assert.Equal((EventKind.Rejected, Reason.Refused, Time + 5),
            (run.Events[^1].Kind, run.Events[^1].Reason, run.Events[^1].Time));
    }

    [Fact]
    public void At_the_close_what_is_still_asked_about_times_out()
    {
        SettlementCommand late = SettlementCommand.Submit(Engines.Close - 1, 0, 0, 1, 60, Priority.Normal);
        Run run = new(Asking(new AnswerHabit(5)), [late]);
        Assert.Equal((Reason.Timeout, Engines.Close), (run.Events[^1].Reason, run.Events[^1].Time));
        Assert.Equal([100L, 0], run.Balances(2));
    }

    [Fact]
    public void Without_earmarks_the_accepted_payment_is_submitted_then()
    {
        Run run = new(
            Asking(new AnswerHabit(5), earmarks: false),
            [
                .. Engines.Payments("A>B 60, A>B 50"),
                SettlementCommand.AddBalance(Time + 9, 0, 10),
            ]);
        Assert.Equal(
            [
                (0, EventKind.Settled, Route.Entry), (1, EventKind.Queued, Route.None),
                (1, EventKind.Settled, Route.Queue),
            ],
            run.Events.Where(e => e.Payment >= 0).Select(e => (e.Payment, e.Kind, e.Route)));
        Assert.Equal(Time + 5, run.Events[0].Time);
    }

    [Fact]
    public void A_held_payment_is_set_aside_when_released_and_settles_when_answered()
    {
        Run run = new(
            Engines.Gross([50, 0]),
            [
                Held(0, 60), SettlementCommand.AddBalance(Time + 1, 0, 10),
                SettlementCommand.Answer(Time + 2, 0, 0, true),
            ]);
        Assert.Equal(
            [(EventKind.Queued, Route.None), (EventKind.Earmarked, Route.Queue), (EventKind.Settled, Route.Queue)],
            run.Events.Where(e => e.Payment == 0).Select(e => (e.Kind, e.Route)));
        Assert.Equal([0L, 60], run.Balances(2));
    }

    [Fact]
    public void A_no_gives_the_money_back_and_releases_what_it_can_pay()
    {
        Run run = new(
            Engines.Gross([60, 0]),
            [
                Held(0, 60), SettlementCommand.Submit(Time, 1, 0, 1, 50, Priority.Normal),
                SettlementCommand.Answer(Time + 2, 0, 0, false), SettlementCommand.Answer(Time + 3, 0, 0, false),
            ]);
        Assert.Equal(
            [EventKind.Earmarked, EventKind.Queued, EventKind.Rejected, EventKind.Settled, EventKind.RequestRefused],
            run.Events.Select(e => e.Kind));
        Assert.Equal(Reason.Group, run.Events[2].Reason);
        Assert.Equal([10L, 50], run.Balances(2));
    }

    [Fact]
    public void A_held_payment_that_waits_can_be_refused_only()
    {
        Run run = new(
            Engines.Gross([50, 0]),
            [
                Held(0, 60), SettlementCommand.Answer(Time + 1, 0, 0, true),
                SettlementCommand.Answer(Time + 2, 0, 0, false),
            ]);
        Assert.Equal(
            [EventKind.Queued, EventKind.RequestRefused, EventKind.Rejected], run.Events.Select(e => e.Kind));
    }

    [Fact]
    public void What_is_held_at_the_close_goes_back_unsettled()
    {
        Run run = new(Engines.Gross([60, 0]), [Held(0, 60)]);
        Assert.Equal(EventKind.Unsettled, run.Events[^1].Kind);
        Assert.Equal([60L, 0], run.Balances(2));
    }

    [Theory]
    [InlineData(MechanismKind.Partial)]
    [InlineData(MechanismKind.AllOrNothing)]
    [InlineData(MechanismKind.Bilateral)]
    public void Mechanisms_pass_over_held_payments(MechanismKind kind)
    {
        SystemDefinition system = Engines.Gross([0, 0], QueueDiscipline.Fifo, Engines.OnChange(kind));
        SettlementCommand back = SettlementCommand.Submit(Time, 1, 1, 0, 60, Priority.Normal);
        Assert.DoesNotContain(new Run(system, [Held(0, 60), back]).Events, e => e.Kind == EventKind.SetReleased);
        Assert.Contains(
            new Run(system, [Held(0, 60) with { Flag = false }, back]).Events, e => e.Kind == EventKind.SetReleased);
    }

    private static SettlementCommand Held(int payment, long amount) =>
        SettlementCommand.Submit(Time, payment, 0, 1, amount, Priority.Normal) with { Flag = true };

    private static SystemDefinition Asking(AnswerHabit habit, bool earmarks = true)
    {
        SystemDefinition gross = Engines.Gross([100, 0]);
        return new SystemDefinition
        {
            Name = gross.Name,
            Rulebook = gross.Rulebook,
            Position = gross.Position,
            Queue = gross.Queue,
            Accounts = [gross.Accounts[0], gross.Accounts[1] with { Answer = habit }],
            Days = gross.Days,
            Answer = new AnswerRule(Timeout, earmarks),
        };
    }

    // What payments did; days and orders left out.
    private sealed class Run
    {
        private readonly SettlementEngine _engine;

        public Run(SystemDefinition system, SettlementCommand[] commands)
        {
            _engine = new SettlementEngine(system);
            EventBuffer events = new();
            _engine.Execute(commands, events);
            _engine.Finish(events);
            Events = [.. events.Events.ToArray().Where(e => e.Payment >= 0
                && e.Kind is not (EventKind.DayOpened or EventKind.DayClosed))];
        }

        public SettlementEvent[] Events { get; }

        public IEnumerable<long> Balances(int count) => Enumerable.Range(0, count).Select(_engine.BalanceOf);
    }
}
