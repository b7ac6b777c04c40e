using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Tests;

/// <summary>The recorder adds the money up itself, and says so when the events do not agree with it.</summary>
public sealed class OutcomeAuditTests
{
    [Fact]
    public void Events_that_conserve_money_break_nothing() =>
        Assert.Null(Record(Settled(payerAfter: 60, payeeAfter: 40)).BrokenInvariant);

    [Fact]
    public void Money_from_nowhere_is_named_with_account_and_day() =>
        Assert.Equal(
            "at the end of day 1 account B has 41 minor units, its payments make it 40",
            Record(Settled(payerAfter: 60, payeeAfter: 41)).BrokenInvariant);

    [Fact]
    public void A_payment_that_settles_twice_is_named() =>
        Assert.Equal(
            "payment 0 of the scenario's order ended twice",
            Record(Settled(60, 40), Settled(20, 80)).BrokenInvariant);

    private static SystemOutcome Record(params SettlementEvent[] settled)
    {
        SystemDefinition system = new()
        {
            Name = "gross",
            Rulebook = "rtgs",
            Position = PositionKind.Balance,
            Queue = QueueDiscipline.Fifo,
            Accounts =
            [
                new Account { Id = "A", Owner = 0, CurrencyCode = "USD", OpeningBalanceMinor = 100 },
                new Account { Id = "B", Owner = 1, CurrencyCode = "USD" },
            ],
            Days = [new SettlementDay { Number = 1, OpenAt = 0, CloseAt = 10 }],
        };
        OutcomeRecorder recorder = new(system, [5]);
        recorder.Record([new SettlementEvent { Kind = EventKind.DayOpened, Payment = 1 }]);
        recorder.Record(settled);
        recorder.Record([new SettlementEvent { Kind = EventKind.DayClosed, Payment = 1, Time = 10 }]);
        return recorder.Complete([]);
    }

    private static SettlementEvent Settled(long payerAfter, long payeeAfter) => new()
    {
        Kind = EventKind.Settled,
        Time = 5,
        From = 0,
        To = 1,
        AmountMinor = 40,
        PayerBalanceMinor = payerAfter,
        PayeeBalanceMinor = payeeAfter,
        Route = Route.Entry,
    };
}
