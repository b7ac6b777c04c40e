using Clearing.Audit.Rules;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Audit.Tests.Rules;

/// <summary>What may cover the loss of a cycle.</summary>
public sealed class LossRuleTests
{
    private const int Guarantee = 0;
    private const int Collateral = 1;
    private const int Pool = 2;
    private const int Share = 3;

    private static readonly SettlementEvent Failed = new() { Kind = EventKind.NetFailed, From = 0, AmountMinor = 90 };
    private static readonly SettlementEvent Posted = new() { Kind = EventKind.CyclePosted };
    private static readonly SettlementEvent NextDay = new() { Kind = EventKind.DayOpened };

    [Fact]
    public void Covers_that_the_rulebook_has_are_right()
    {
        Assert.Null(Found(
            Failed, Posted, Cover(Guarantee, -1, 90), Cover(Collateral, 0, 20), Cover(Pool, 1, 5), Cover(Share, 2, 7)));
        Assert.Null(Found(Failed, Posted, Cover(Collateral, 0, 20), NextDay, Failed, Posted, Cover(Collateral, 0, 20)));
    }

    [Fact]
    public void Nobody_is_covered_who_has_not_failed_in_the_cycle_that_is_posted()
    {
        Assert.Contains("nobody has failed", Found(Posted, Cover(Guarantee, -1, 90)));
        Assert.Contains("nobody has failed", Found(Failed, Cover(Guarantee, -1, 90)));
        Assert.Contains("nobody has failed", Found(Failed, Posted, Cover(Guarantee, -1, 90) with { To = 1 }));
        Assert.Contains("nobody has failed", Found(Failed, Posted, Cover(Guarantee, -1, -90)));
    }

    [Fact]
    public void Nobody_pays_who_does_not_owe_it_and_collateral_and_pool_no_more_than_was_paid_in()
    {
        Assert.Contains("does not owe it", Found(Failed, Posted, Cover(Guarantee, 1, 90)));
        Assert.Contains("does not owe it", Found(Failed, Posted, Cover(Collateral, 1, 5)));
        Assert.Contains("does not owe it", Found(Failed, Posted, Cover(Collateral, 0, 21)));
        Assert.Contains("does not owe it", Found(Failed, Posted, Cover(Pool, 1, 3), Cover(Pool, 1, 3)));
        Assert.Contains("does not owe it", Found(Failed, Posted, Cover(Share, 0, 5)));
        Assert.Contains("does not owe it", Found(Failed, Posted, Cover(9, -1, 5)));
    }

    private static SettlementEvent Cover(int step, int from, long amountMinor) => new()
    {
        Kind = EventKind.LossCovered,
        Payment = step,
        From = from,
        To = 0,
        AmountMinor = amountMinor,
    };

    private static string? Found(params SettlementEvent[] events)
    {
        SystemDefinition gross = Bench.Gross();
        LossRule rule = new(gross with
        {
            Accounts = [.. gross.Accounts.Select(account => account with
            {
                CollateralMinor = 20,
                PoolContributionMinor = 5,
            })],
            Failure =
            [
                new FailureStep { Kind = FailureStepKind.Guarantee },
                new FailureStep { Kind = FailureStepKind.Collateral },
                new FailureStep { Kind = FailureStepKind.Pool },
                new FailureStep { Kind = FailureStepKind.Share },
            ],
        });
        return events.Select(e => rule.Take(e)).FirstOrDefault(fault => fault is not null);
    }
}
