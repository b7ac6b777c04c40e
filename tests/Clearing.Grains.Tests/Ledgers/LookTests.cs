using Clearing.Grains.Ledgers;
using Clearing.Journal.Tests.Faults;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Tests.Ledgers;

/// <summary>What people may ask of a ledger that is open.</summary>
public sealed class LookTests
{
    private readonly SimulatedDevice _device = new();

    [Fact]
    public async Task A_payment_that_waits_tells_since_when_and_why_and_the_account_what_it_has()
    {
        Bench bench = new() { Store = new FaultyStore(_device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        PaymentState first = await PayAsync(desk, 0, Bench.Opening + 1);
        await PayAsync(desk, 1, 5);
        await PayAsync(desk, 2, 7, notBefore: Bench.OpenAt + 60_000_000);
        await desk.OrderAsync(Bench.Order(3, SettlementCommand.SetLimit(0, 0, 1, 300)));

        QueuePage page = await desk.QueueAsync(new QueueQuestion { Member = 0, Payer = 0, Most = 2 });
        WaitingLine[] lines = page.Lines.ToArray();
        Assert.Equal([Bench.Id(0), Bench.Id(1)], lines.Select(line => line.Id));
        Assert.Equal(first.Time, lines[0].EnteredAt);
        Assert.Equal(
            [
                new FailedTest(0, WaitTest.Funds, Bench.Opening + 1, Bench.Opening),
                new FailedTest(0, WaitTest.BilateralLimit, Bench.Opening + 1, 300),
                new FailedTest(1, WaitTest.Order, 0, 0),
            ],
            page.Why.ToArray());
        QueuePage rest = await desk.QueueAsync(new QueueQuestion { Member = 0, Payer = 0, Most = 2, From = page.Next });
        Assert.Equal((Bench.Id(2), 0UL), (Assert.Single(rest.Lines.ToArray()).Id, rest.Next));
        Assert.Equal([new FailedTest(2, WaitTest.NotBefore, 0, 0)], rest.Why.ToArray());

        AccountView view = await desk.AccountAsync(new AccountQuestion { Account = 0, MostLimits = 10 });
        AccountLook look = view.Members[0].Look.Span[0];
        Assert.Equal((Bench.Opening, Bench.Opening), (look.BalanceMinor, look.AvailableMinor));
        Assert.Equal((3, Bench.Opening + 13), (look.WaitingSent, look.WaitingSentMinor));
        Assert.Equal([new LimitLook(1, 300, 0)], view.Members[0].Limits.ToArray());
        Assert.Equal(desk.Status.Sequence, view.Sequence);
    }

    [Theory]
    [InlineData(-1, 0, 1)]
    [InlineData(0, -2, 1)]
    [InlineData(0, Bench.Banks, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, 1_001)]
    public async Task A_question_about_what_is_not_there_or_about_too_much_is_refused(int member, int payer, int most)
    {
        Bench bench = new() { Store = new FaultyStore(_device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => desk.QueueAsync(new QueueQuestion { Member = member, Payer = payer, Most = most }));
    }

    private static async Task<PaymentState> PayAsync(LedgerDesk desk, int number, long amountMinor, long notBefore = 0)
    {
        LedgerCommand command = new()
        {
            Id = Bench.Id(number),
            Command = SettlementCommand.Submit(
                0, -1, 0, 1, amountMinor, Priority.Normal, notBefore: notBefore),
        };
        PaymentState state = (await desk.SubmitAsync(Bench.Batch(command))).Answers.Span[0];
        Assert.Equal(Standing.Queued, state.Standing);
        return state;
    }
}
