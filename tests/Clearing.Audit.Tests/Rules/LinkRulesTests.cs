using Clearing.Audit.Rules;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Audit.Tests.Rules;

/// <summary>What a link may move where its member settles: what the member asked for, and that once.</summary>
public sealed class LinkRulesTests
{
    // The member is 1 and settles in 0, where account 3 stands for it.
    private const int Own = 1;
    private const int Other = 0;
    private const int Scheme = 3;
    private const int Made = Ledger.FirstMade;

    private static readonly (int, SettlementEvent)[] Nets =
        [(Own, Of(EventKind.NetDue, 0, -60)), (Own, Of(EventKind.NetDue, 1, 90))];

    [Fact]
    public void A_payment_that_a_requirement_asks_for_brings_money_into_a_position_once()
    {
        (int, SettlementEvent)[] once =
        [
            (Own, Of(EventKind.RequirementDue, 0, 10)),
            (Other, Paid(0, Scheme, 10)),
            (Own, Of(EventKind.Funded, 0, 10)),
        ];

        Assert.Empty(Found(LinkMode.File, once));
        Assert.Contains("nobody instructed it", Found(LinkMode.File, [once[1]]));
        Assert.Contains(
            "nobody instructed it", Found(LinkMode.File, [.. once, (Other, Paid(0, Scheme, 10, Made + 1))]));
        Assert.Contains("no payment brought them", Found(LinkMode.File, [once[0], once[2]]));
        Assert.Contains("no payment brought them", Found(LinkMode.File, [.. once, once[2]]));
    }

    [Fact]
    public void What_a_position_pays_out_is_paid_to_that_participant_and_no_more_than_once()
    {
        (int, SettlementEvent) due = (Own, Of(EventKind.PaidOut, 0, 10));

        Assert.Empty(Found(LinkMode.File, [due, (Other, Paid(Scheme, 0, 10))]));
        Assert.Contains("nobody instructed it", Found(LinkMode.File, [due, (Other, Paid(Scheme, 1, 10))]));
        Assert.Contains("nobody instructed it", Found(LinkMode.File, [due, (Other, Paid(Scheme, 0, 11))]));
        Assert.Contains(
            "nobody instructed it",
            Found(LinkMode.File, [due, (Other, Paid(Scheme, 0, 10)), (Other, Paid(Scheme, 0, 10, Made + 1))]));
    }

    [Fact]
    public void A_net_that_was_paid_in_may_be_given_back_and_one_that_was_not_may_not()
    {
        (int, SettlementEvent) back = (Other, Paid(Scheme, 0, 60, Made + 1));

        Assert.Empty(Found(LinkMode.Payments, [.. Nets, (Other, Paid(0, Scheme, 60)), back]));
        Assert.Contains("nobody instructed it", Found(LinkMode.Payments, [.. Nets, back]));
        Assert.Contains("nobody instructed it", Found(LinkMode.File, [.. Nets, (Other, Paid(0, Scheme, 60))]));
    }

    [Fact]
    public void Money_from_outside_is_what_the_nets_lack_and_covers_a_loss()
    {
        (int, SettlementEvent) brought = (Other, Of(EventKind.BalanceAdded, Scheme, 30));
        (int, SettlementEvent)[] posted =
            [(Own, new() { Kind = EventKind.CyclePosted, Time = 5 }), (Own, Cover(0, 30))];

        Assert.Empty(Found(LinkMode.File, [.. Nets, brought, .. File(-60, 90, -30), .. posted]));
        Assert.Contains(
            "nobody ordered that", Found(LinkMode.File, [.. Nets, (Other, Of(EventKind.BalanceAdded, 2, 30))]));
        Assert.Contains("do not need that", Found(LinkMode.File, [brought]));
        Assert.Contains(
            "do not need that", Found(LinkMode.File, [.. Nets, (Other, Of(EventKind.BalanceAdded, Scheme, 31))]));
        Assert.Contains("do not need that", Found(LinkMode.File, [.. Nets, brought, brought]));
        Assert.Contains("cover no loss", Found(LinkMode.File, [.. Nets, brought, posted[0]]));
        Assert.Contains("cover no loss", Found(LinkMode.File, [.. Nets, brought, posted[0], (Own, Cover(0, 29))]));
    }

    [Fact]
    public void What_came_for_a_file_that_was_refused_goes_back()
    {
        (int, SettlementEvent) brought = (Other, Of(EventKind.BalanceAdded, Scheme, 30));
        (int, SettlementEvent) back = (Other, Of(EventKind.BalanceAdded, Scheme, -30));
        (int, SettlementEvent) refused = (Other, Of(EventKind.FileRefused, 1, 5));
        (int, SettlementEvent) postponed = (Own, new() { Kind = EventKind.CyclePostponed, Time = 5 });

        Assert.Empty(Found(LinkMode.File, [.. Nets, brought, refused, back, postponed]));
        Assert.Contains("do not need that", Found(LinkMode.File, [.. Nets, brought, back]));
        Assert.Contains("stays", Found(LinkMode.File, [.. Nets, brought, refused, postponed]));
    }

    [Fact]
    public void The_legs_of_a_file_are_the_nets_that_were_told_last()
    {
        (int, SettlementEvent)[] even = [(Own, Of(EventKind.NetDue, 0, -60)), (Own, Of(EventKind.NetDue, 1, 60))];

        Assert.Empty(Found(LinkMode.File, [.. even, .. File(-60, 60)]));
        Assert.Contains("the nets of no member", Found(LinkMode.File, [.. even, .. File(-61, 61)]));
        Assert.Contains("the nets of no member", Found(LinkMode.File, File(-60, 60)));
    }

    private static (int, SettlementEvent)[] File(params long[] legsMinor) =>
    [
        (Other, new() { Kind = EventKind.FilePosted, Time = 3 }),
        .. legsMinor.Select((leg, i) =>
            (Other, Of(EventKind.NetPosted, i < 2 ? i : Scheme, leg) with { Payment = -1 })),
    ];

    private static SettlementEvent Of(EventKind kind, int account, long amountMinor) =>
        new() { Kind = kind, Time = 2, From = account, AmountMinor = amountMinor, Payment = 1 };

    private static SettlementEvent Paid(int from, int to, long amountMinor, int payment = Made) => new()
    {
        Kind = EventKind.Settled,
        Time = 3,
        From = from,
        To = to,
        AmountMinor = amountMinor,
        Payment = payment,
    };

    private static SettlementEvent Cover(int step, long amountMinor) => new()
    {
        Kind = EventKind.LossCovered,
        Time = 5,
        From = 0,
        To = 0,
        AmountMinor = amountMinor,
        Payment = step,
    };

    // What rules of links say; balances, which these events do not tell, are others' affair.
    private static string Found(LinkMode mode, (int Member, SettlementEvent Event)[] events)
    {
        SystemDefinition gross = Bench.Gross();
        SystemDefinition own = gross with
        {
            Name = "scheme",
            Position = PositionKind.Net,
            SettlesElsewhere = true,
            Failure = [new FailureStep { Kind = FailureStepKind.Guarantee }],
        };
        AuditedLedger ledger = Bench.Ledger();
        ledger = ledger with
        {
            Book = new LedgerBook
            {
                Payers = [],
                Arrangement = ledger.Book.Arrangement with
                {
                    Definition = new ArrangementDefinition
                    {
                        Name = "linked",
                        Members = [0, 1],
                        Links = [new Link { Member = Own, SettlesIn = Other, SystemAccount = Scheme, Mode = mode }],
                    },
                    Systems = [gross, own],
                },
            },
        };
        LinkRules links = new(ledger);
        PaymentRule payments = new(ledger, links);
        List<string?> found = [];
        foreach ((int member, SettlementEvent e) in events)
        {
            payments.Take(member, e);
            found.Add(links.Take(member, e));
            found.Add(e.Kind == EventKind.BalanceAdded ? links.Bring(member, e) : null);
        }

        found.Add(links.EndSlice());
        found.Add(payments.Fault);
        return string.Join("; ", found.OfType<string>());
    }
}
