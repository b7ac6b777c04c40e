using Clearing.Audit.Rules;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Audit.Tests.Rules;

/// <summary>What only net systems, files and sets can do wrong.</summary>
public sealed class SystemRulesTests
{
    [Fact]
    public void A_cycle_that_posts_what_credit_covers_holds()
    {
        SystemRules rules = Net(credit: 100);
        rules.Take([Opened(), Released(0, 1_050), Cycle(), Posted(0, -1_050, -50), Posted(1, 1_050, 2_050)]);
        Assert.Null(rules.MoneyFault());
        Assert.Null(rules.BoundFault);
    }

    [Fact]
    public void A_net_posted_beyond_balance_and_credit_is_found()
    {
        SystemRules rules = Net(credit: 100);
        rules.Take([Opened(), Released(0, 1_150), Cycle(), Posted(0, -1_150, -150), Posted(1, 1_150, 2_150)]);
        Assert.Null(rules.MoneyFault());
        Assert.Contains(
            "the posting of its net leaves BANK0 with -150", rules.BoundFault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_net_posted_with_another_amount_is_found_as_soon_as_the_position_moves_again()
    {
        SystemRules rules = Net(credit: 100);
        rules.Take([Opened(), Released(0, 50), Cycle(), Posted(0, -50, 950), Posted(1, 51, 1_051)]);
        rules.Take([Released(1, 10, payerAfter: -10, payeeAfter: 10)]);
        Assert.Contains(
            "position of BANK1 is at -10 minor units, its payments make it -11", rules.MoneyFault(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_balance_that_does_not_take_its_net_is_found()
    {
        SystemRules rules = Net(credit: 100);
        rules.Take([Opened(), Released(0, 50), Cycle(), Posted(0, -50, 950), Posted(1, 50, 1_051)]);
        Assert.Contains("account BANK1 has 1051 minor units", rules.MoneyFault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_net_that_nobody_is_credited_with_is_found()
    {
        SystemRules rules = Net(credit: 100);
        rules.Take([Opened(), Released(0, 50), Cycle(), Posted(0, -50, 950)]);
        Assert.Null(rules.MoneyFault());
        rules.Take([Released(1, 10, payerAfter: -10, payeeAfter: 10)]);
        Assert.Contains("position of BANK1", rules.MoneyFault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_legs_do_not_sum_to_zero_makes_money()
    {
        SystemRules rules = new(Bench.Gross(), _ => 0);
        rules.Take([Opened(), File(), Posted(0, -50, 950), Posted(1, 50, 1_050)]);
        Assert.Null(rules.MoneyFault());
        rules.Take([File(), Posted(0, -50, 900), Posted(1, 60, 1_110)]);
        Assert.Contains("all accounts together hold 4010", rules.MoneyFault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_leg_of_a_file_below_the_floor_is_found()
    {
        SystemRules rules = new(Bench.Gross(), _ => 0);
        rules.Take([Opened(), File(), Posted(0, -1_001, -1), Posted(1, 1_001, 2_001)]);
        Assert.Contains("a file leaves BANK0 with -1", rules.BoundFault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_whose_payments_did_not_wait_is_found_with_its_certificate()
    {
        SystemRules rules = new(
            Bench.Gross() with { Release = [new Mechanism(MechanismKind.Partial, TriggerKind.Change, 0)] }, _ => 0);
        rules.Take(
        [
            Opened(),
            new SettlementEvent { Kind = EventKind.SetReleased, From = 0, Payment = 1, AmountMinor = 50 },
            new SettlementEvent
            {
                Kind = EventKind.Settled,
                Route = Route.Multilateral,
                To = 1,
                AmountMinor = 50,
                PayerBalanceMinor = 950,
                PayeeBalanceMinor = 1_050,
            },
        ]);
        Assert.Contains("payment 0, one of them, did not wait", rules.SetFault, StringComparison.Ordinal);
    }

    private static SystemRules Net(long credit)
    {
        SystemDefinition gross = Bench.Gross();
        return new SystemRules(
            gross with
            {
                Position = PositionKind.Net,
                Accounts = [.. gross.Accounts.Select(a => a with { CreditMinor = credit, Floor = Bound.None })],
            },
            _ => SetAudit.UnknownKind);
    }

    private static SettlementEvent Opened() => new() { Kind = EventKind.DayOpened, Payment = 1 };

    private static SettlementEvent Cycle() => new() { Kind = EventKind.CyclePosted };

    private static SettlementEvent File() => new() { Kind = EventKind.FilePosted };

    private static SettlementEvent Released(
        int from, long amountMinor, long? payerAfter = null, long? payeeAfter = null) => new()
        {
            Kind = EventKind.Released,
            Payment = from,
            From = from,
            To = from + 1,
            AmountMinor = amountMinor,
            PayerBalanceMinor = payerAfter ?? -amountMinor,
            PayeeBalanceMinor = payeeAfter ?? amountMinor,
        };

    private static SettlementEvent Posted(int account, long amountMinor, long after) => new()
    {
        Kind = EventKind.NetPosted,
        From = account,
        To = -1,
        Payment = -1,
        AmountMinor = amountMinor,
        PayerBalanceMinor = after,
    };
}
