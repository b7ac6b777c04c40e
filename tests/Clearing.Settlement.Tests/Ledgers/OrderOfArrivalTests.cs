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
}
