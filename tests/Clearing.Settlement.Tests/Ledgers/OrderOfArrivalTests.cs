using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Ledgers;

/// <summary>What comes in another order than it was sent, and what comes at the very end of a day.</summary>
public sealed class OrderOfArrivalTests
{
    private static readonly InstructionId Payment = Books.Id(0);

    [Fact]
    public void N5_A_cancellation_before_its_payment_finds_nothing_and_the_payment_takes_its_course()
    {
        var ledger = new Ledger(Books.Alone(Books.Gross(0, 1_000)));
        LedgerCommand early = Books.Order(Books.Id(9), SettlementCommand.Cancel(0, -1, 0));
        Assert.Equal(Verdict.UnknownPayment, ledger.Execute(Books.Open, early)[0].Verdict);
        CommandResult taken = ledger.Execute(Books.Open + 1, Books.Pay(Payment, 0, 1, 7))[0];
        Assert.Equal(new CommandResult(Verdict.Accepted, 0), taken);
        Assert.Equal(FateStatus.Queued, ledger.FateOf(0).Status);

        // Its id was not taken: given again, now that there is something to cancel, it cancels.
        LedgerCommand again = Books.Order(Books.Id(9), SettlementCommand.Cancel(0, 0, 0));
        Assert.Equal(Verdict.Accepted, ledger.Execute(Books.Open + 2, again)[0].Verdict);
        Assert.Equal(FateStatus.Cancelled, ledger.FateOf(0).Status);
    }

    [Fact]
    public void N5_A_cancellation_behind_the_settlement_is_not_done_and_undoes_nothing()
    {
        var ledger = new Ledger(Books.Alone(Books.Gross(1_000, 0)));
        ledger.Execute(Books.Open, Books.Pay(Payment, 0, 1, 7));
        int cancellation = ledger.Execute(
            Books.Open + 1, Books.Order(Books.Id(9), SettlementCommand.Cancel(0, 0, 0)))[0].Number;
        Assert.Equal(
            (FateStatus.Settled, FateStatus.NotDone),
            (ledger.FateOf(0).Status, ledger.FateOf(cancellation).Status));
        Assert.Equal(993, ledger.PositionOf(0, 0));
    }

    [Theory]
    [InlineData(-1, FateStatus.Settled)]
    [InlineData(0, FateStatus.Settled)]
    [InlineData(1, FateStatus.Rejected)]
    public void N6_A_payment_goes_up_to_the_instant_of_the_close_and_not_a_tick_later(int ticks, FateStatus fate)
    {
        long close = Books.Open + 1_000;
        SystemDefinition system = Books.Gross(1_000, 0) with
        {
            Days = [new SettlementDay { Number = 1, OpenAt = Books.Open, CloseAt = close }],
        };
        var ledger = new Ledger(Books.Alone(system));
        ledger.Execute(close + ticks, Books.Pay(Payment, 0, 1, 7));
        Assert.Equal(fate, ledger.FateOf(0).Status);
        Assert.Equal(fate == FateStatus.Settled ? Reason.None : Reason.Closed, ledger.FateOf(0).Reason);
    }

    [Theory]
    [InlineData(-1, FateStatus.Settled)]
    [InlineData(0, FateStatus.Settled)]
    [InlineData(1, FateStatus.Rejected)]
    public void T5_Money_that_comes_in_the_very_instant_of_an_expiry_comes_first(int ticks, FateStatus fate)
    {
        long last = Books.Open + 100;
        var ledger = new Ledger(Books.Alone(Books.Gross(0, 1_000)));
        LedgerCommand payment = Books.Pay(Payment, 0, 1, 7);
        ledger.Execute(Books.Open, payment with { Command = payment.Command with { NotAfter = last } });
        ledger.Execute(last + ticks, Books.Order(Books.Id(9), SettlementCommand.AddBalance(0, 0, 7)));
        Assert.Equal(fate, ledger.FateOf(0).Status);
        Assert.Equal(fate == FateStatus.Settled ? last + ticks : last, ledger.FateOf(0).Time);
    }

    [Fact]
    public void T5_What_was_set_aside_serves_a_payment_of_its_instant_before_the_day_closes()
    {
        long close = Books.Open + 1_000;
        SystemDefinition gross = Books.Gross(10, 0);
        SystemDefinition system = gross with
        {
            Accounts = [gross.Accounts[0] with { ReservesMinor = [10, 0, 0] }, gross.Accounts[1]],
            Days = [new SettlementDay { Number = 1, OpenAt = Books.Open, CloseAt = close }],
        };
        var ledger = new Ledger(Books.Alone(system));
        ledger.Execute(close - 1, Books.Pay(Payment, 0, 1, 7));
        Assert.Equal(FateStatus.Queued, ledger.FateOf(0).Status);
        ledger.Execute(close, Books.Pay(Books.Id(1), 0, 1, 7, Priority.Urgent));
        Assert.Equal(FateStatus.Settled, ledger.FateOf(1).Status);
        Assert.Equal((FateStatus.Unsettled, close), (ledger.FateOf(0).Status, ledger.FateOf(0).Time));
    }
}
