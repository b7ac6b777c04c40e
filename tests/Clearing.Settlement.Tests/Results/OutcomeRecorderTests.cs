using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Tests.Results;

/// <summary>What the recorder makes of events that tell of failures, funding and payments that were made.</summary>
public sealed class OutcomeRecorderTests
{
    private const int A = 0;
    private const int B = 1;
    private const int C = 2;

    private static SystemDefinition System(PositionKind position, long requirement = 0) => new()
    {
        Name = "netted",
        Rulebook = "dns",
        Position = position,
        Queue = QueueDiscipline.Fifo,
        Failure =
            [new(FailureStepKind.Collateral), new(FailureStepKind.Share), new(FailureStepKind.Guarantee)],
        Accounts =
        [
            .. "ABC".Select((id, i) => new Account
            {
                Id = id.ToString(),
                Owner = i,
                CurrencyCode = "USD",
                OpeningBalanceMinor = 100,
                OpeningRequirementMinor = requirement,
            }),
        ],
        Days = [],
    };

    private static SystemOutcome Record(SystemDefinition system, int payments, params SettlementEvent[] events)
    {
        OutcomeRecorder recorder = new(system, new long[payments]);
        Record(recorder, events);
        return recorder.Complete([]);
    }

    private static void Record(OutcomeRecorder recorder, params SettlementEvent[] events) => recorder.Record(
    [
        Event(EventKind.DayOpened, 0, payment: 1), .. events, Event(EventKind.DayClosed, 100, payment: 1),
    ]);

    private static SettlementEvent Event(
        EventKind kind, long time, int from = -1, int to = -1, long amount = 0, int payment = -1, long payer = 0,
        long payee = 0) => new()
        {
            Kind = kind,
            Time = time,
            From = from,
            To = to,
            AmountMinor = amount,
            Payment = payment,
            PayerBalanceMinor = payer,
            PayeeBalanceMinor = payee,
        };

    [Fact]
    public void A_chain_of_failures_is_told_by_round_with_what_was_taken_out_because_of_whom()
    {
        SystemOutcome outcome = Record(
            System(PositionKind.Net), 3,
            Event(EventKind.Released, 10, A, B, 60, payment: 0), Event(EventKind.Released, 11, A, C, 30, payment: 1),
            Event(EventKind.Released, 12, B, C, 40, payment: 2),
            Event(EventKind.NetFailed, 50, A, amount: 90, payment: 1),
            Event(EventKind.Unwound, 50, A, B, 60, payment: 0), Event(EventKind.Unwound, 50, A, C, 30, payment: 1),
            Event(EventKind.NetFailed, 50, B, amount: 40, payment: 2),
            Event(EventKind.Unwound, 50, B, C, 40, payment: 2));

        Assert.Equal(
        [
            new FailureLine(1, 50, 1, FailureEvent.Failed, -1, A, -1, 90),
            new FailureLine(1, 50, 1, FailureEvent.Unwound, -1, A, -1, 90),
            new FailureLine(1, 50, 2, FailureEvent.Failed, -1, B, -1, 40),
            new FailureLine(1, 50, 2, FailureEvent.Unwound, -1, B, -1, 40),
        ], outcome.Failures);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(PaymentStatus.Unwound, outcome.Payments.StatusOf(i)));
        Assert.Equal(50, outcome.Payments.EndedAt(0));
        Assert.Equal(130, outcome.ExposurePeakMinor);
    }

    [Fact]
    public void Losses_that_are_told_after_the_posting_belong_to_the_round_in_which_their_bank_failed()
    {
        SystemOutcome outcome = Record(
            System(PositionKind.Net), 1,
            Event(EventKind.Released, 10, A, B, 35, payment: 0, payer: -35, payee: 35),
            Event(EventKind.NetFailed, 50, A, amount: 35, payment: 1),
            Event(EventKind.CyclePosted, 50, amount: 35, payment: 1),
            Event(EventKind.Settled, 50, A, B, 35, payment: 0, payer: 100, payee: 117),
            Event(EventKind.NetPosted, 50, A, amount: -35, payer: 100),
            Event(EventKind.NetPosted, 50, B, amount: 35, payer: 117),
            Event(EventKind.LossCovered, 50, B, A, 18, payment: 1, payer: 117),
            Event(EventKind.LossCovered, 50, -1, A, 17, payment: 2),
            Event(EventKind.NetFailed, 90, A, amount: 5, payment: 1),
            Event(EventKind.CyclePostponed, 90, A, amount: 3, payment: 1));

        Assert.Equal(
        [
            new FailureLine(1, 50, 1, FailureEvent.Failed, -1, A, -1, 35),
            new FailureLine(1, 50, 1, FailureEvent.Covered, 1, A, B, 18),
            new FailureLine(1, 50, 1, FailureEvent.Covered, 2, A, -1, 17),
            new FailureLine(1, 90, 1, FailureEvent.Failed, -1, A, -1, 5),
            new FailureLine(1, 90, 1, FailureEvent.Postponed, -1, A, -1, 3),
        ], outcome.Failures);
        Assert.Equal([new NetLine(1, 50, A, -35), new NetLine(1, 50, B, 35)], outcome.Nets);
        Assert.Equal([100L, 117, 100], outcome.Accounts.Select(a => a.ClosingMinor));
        Assert.Null(outcome.BrokenInvariant);
    }

    [Fact]
    public void Money_in_positions_is_not_in_balances_and_what_comes_first_is_opening_funding()
    {
        SystemOutcome outcome = Record(
            System(PositionKind.Prefunded, requirement: 30), 1,
            Event(EventKind.Funded, 1, A, amount: 20, payer: 80, payee: 20),
            Event(EventKind.Funded, 2, A, amount: 25, payer: 55, payee: 45),
            Event(EventKind.Settled, 3, A, B, 40, payment: 0, payer: 5, payee: 40),
            Event(EventKind.PaidOut, 100, B, amount: 40, payer: 140, payee: 0));

        Assert.Null(outcome.BrokenInvariant);
        Assert.Equal([new FundingLine(1, 30, 45)], outcome.Funding);
        Assert.Equal([55L, 140, 100], outcome.Accounts.Select(a => a.ClosingMinor));
        Assert.Equal(45, outcome.Days[0].LiquidityUsedMinor);
    }

    [Fact]
    public void A_payment_that_the_arrangement_made_has_its_fate_beside_those_of_the_scenario()
    {
        OutcomeRecorder recorder = new(System(PositionKind.Balance), [5]);
        MadePayment made = new("net/pay-out/A/1", "pay-out", 1, A, B, 7, Priority.Urgent, 0, 20);
        recorder.Announce(3, made);
        recorder.Announce(9, made with { Id = "net/pay-out/A/2", DueAt = 30 });
        recorder.Enter(0, 5);
        recorder.Enter(3, 20);
        recorder.Enter(9, 31);
        Record(
            recorder,
            Event(EventKind.Settled, 5, A, C, 10, payment: 0, payer: 90, payee: 110),
            Event(EventKind.Settled, 21, A, B, 7, payment: 3, payer: 83, payee: 107),
            Event(EventKind.Unsettled, 100, A, B, 7, payment: 9));
        SystemOutcome outcome = recorder.Complete([]);

        Assert.Null(outcome.BrokenInvariant);
        Assert.Equal(1, outcome.Payments.Count);
        Assert.Equal(2, outcome.MadePayments.Count);
        Assert.Equal(PaymentStatus.Settled, outcome.MadePayments.StatusOf(0));
        Assert.Equal(21, outcome.MadePayments.SettledAt(0));
        Assert.Equal(PaymentStatus.Unsettled, outcome.MadePayments.StatusOf(1));
        Assert.Equal(31, outcome.MadePayments.EnteredAt(1, 30));
        Assert.Equal(2, outcome.Accounts[A].SentCount);
    }

    [Fact]
    public void Sets_are_kept_with_net_effects_and_the_positions_they_left()
    {
        SetBook book = new();
        book.Record(
        [
            Event(EventKind.Settled, 1, A, B, 1, payment: 9),
            Event(EventKind.SetReleased, 2, from: 4, amount: 50, payment: 2),
            Event(EventKind.Settled, 2, C, A, 30, payment: 5, payer: 80, payee: 110),
        ]);
        book.Record(
        [
            Event(EventKind.Settled, 2, A, B, 20, payment: 6, payer: 110, payee: 120),
            Event(EventKind.Settled, 3, A, B, 1, payment: 7),
        ]);

        Assert.Equal(
            [new SetPayment(1, 2, 4, 5, C, A, 30), new SetPayment(1, 2, 4, 6, A, B, 20)], book.Certificates.Payments);
        Assert.Equal(
            [new SetPosition(1, A, 10, 110), new SetPosition(1, B, 20, 120), new SetPosition(1, C, -30, 80)],
            book.Certificates.Positions);
    }
}
