using Clearing.Settlement.Commands;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Linking;

/// <summary>Real engines: an RTGS, open from 50 to 300, and a member linked to it, from 100 to 200.</summary>
public sealed class RealLinkTests
{
    private const int X = 3;

    // Without a link an answer takes a second.
    private static readonly SettlementDay[] LongDay = [new() { Number = 1, OpenAt = 50, CloseAt = 3_000_000 }];

    private static readonly Link Link = new()
    {
        Member = 1,
        SettlesIn = 0,
        SystemAccount = X,
        DelayUs = 5,
        DeadlineUs = 30,
        FundingKind = 1,
        NetKind = 2,
        PayOutKind = 3,
    };

    [Fact]
    public void Positions_are_funded_from_the_rtgs_and_paid_out_into_it()
    {
        SystemOutcome[] outcomes = Run(Prefunded(40, 30, 0), [Pay(0, 120, 0, 1, 25), Pay(1, 130, 2, 0, 5)]);
        Assert.Equal(
            [
                "chips/opening/A/1 0>3 40 @105 Settled",
                "chips/opening/B/1 1>3 30 @105 Settled",
                "chips/pay-out/A/1 3>0 15 @205 Settled",
                "chips/pay-out/B/1 3>1 55 @205 Settled",
            ],
            MadeIn(outcomes[0]));
        Assert.Equal([75L, 125, 100, 0], Closing(outcomes[0]));
        Assert.Equal(PaymentStatus.Settled, outcomes[1].Payments.StatusOf(0));
        Assert.Equal(PaymentStatus.Unsettled, outcomes[1].Payments.StatusOf(1));
        Check(outcomes);
    }

    [Fact]
    public void One_that_cannot_fund_its_opening_waits_and_a_top_up_lets_it_pay()
    {
        SystemOutcome[] outcomes = Run(
            Prefunded(40, 130, 0), [Pay(0, 110, 0, 1, 25)],
            [SettlementCommand.AddBalance(150, 1, 30)],
            [SettlementCommand.Fund(170, 0, 7, supplemental: true)]);
        Assert.Equal(160, outcomes[1].Payments.SettledAt(0) + 5);
        Assert.Equal("chips/supplemental/A/1 0>3 7 @170 Settled", MadeIn(outcomes[0])[2]);
        Assert.Equal([75L, 155, 100, 0], Closing(outcomes[0]));
        Check(outcomes);
    }

    [Fact]
    public void Nets_are_posted_as_one_file()
    {
        SystemOutcome[] outcomes = Run(
            Net(FailureStepKind.Postpone), [Pay(0, 120, 0, 1, 60), Pay(1, 130, 1, 2, 20)]);
        Assert.Equal([40L, 140, 120, 0], Closing(outcomes[0]));
        Assert.Equal([210L, 210], Enumerable.Range(0, 2).Select(outcomes[1].Payments.SettledAt));
        Assert.Equal(1, outcomes[1].CyclesPosted);
        Check(outcomes);
    }

    [Fact]
    public void A_file_that_one_cannot_take_is_settled_with_the_operators_money()
    {
        SystemOutcome[] outcomes = Run(
            Net(FailureStepKind.Guarantee), [Pay(0, 120, 0, 1, 160), Pay(1, 130, 1, 2, 20)]);
        Assert.Equal([100L, 240, 120, 0], Closing(outcomes[0]));
        Assert.Equal([FailureEvent.Failed, FailureEvent.Covered], outcomes[1].Failures.Select(line => line.Event));
        Assert.Equal(220, outcomes[1].Payments.SettledAt(0));
        Check(outcomes);
    }

    [Fact]
    public void Pay_ins_come_first_and_then_the_long_are_paid()
    {
        SystemOutcome[] outcomes = Run(
            Net(FailureStepKind.Postpone), [Pay(0, 120, 0, 1, 60), Pay(1, 130, 1, 2, 20)],
            mode: LinkMode.Payments);
        Assert.Equal(
            [
                "chips/net/A/1 0>3 60 @205 Settled",
                "chips/net/B/1 3>1 40 @210 Settled",
                "chips/net/C/1 3>2 20 @210 Settled",
            ],
            MadeIn(outcomes[0]));
        Assert.Equal([40L, 140, 120, 0], Closing(outcomes[0]));
        Check(outcomes);
    }

    [Fact]
    public void When_a_pay_in_is_missing_all_is_returned_and_the_survivors_share_the_loss_by_file()
    {
        SystemOutcome[] outcomes = Run(
            Net(FailureStepKind.Share), [Pay(0, 120, 0, 1, 160), Pay(1, 130, 2, 1, 10)],
            mode: LinkMode.Payments);
        Assert.Equal(
            [
                "chips/net/A/1 0>3 160 @205 Cancelled",
                "chips/net/C/1 2>3 10 @205 Settled",
                "chips/return/C/1 3>2 10 @235 Settled",
            ],
            MadeIn(outcomes[0]));
        Assert.Equal([100L, 190, 10, 0], Closing(outcomes[0]));
        Assert.Equal(PaymentStatus.Settled, outcomes[1].Payments.StatusOf(0));
        Check(outcomes);
    }

    [Fact]
    public void Unwinding_the_one_who_failed_leaves_the_rest_to_a_file()
    {
        SystemOutcome[] outcomes = Run(
            Net(FailureStepKind.UnwindDefaulter), [Pay(0, 120, 0, 1, 160), Pay(1, 130, 2, 1, 10)]);
        Assert.Equal(PaymentStatus.Unwound, outcomes[1].Payments.StatusOf(0));
        Assert.Equal(PaymentStatus.Settled, outcomes[1].Payments.StatusOf(1));
        Assert.Equal([100L, 110, 90, 0], Closing(outcomes[0]));
        Check(outcomes);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(160, false)]
    public void Payment_versus_payment_settles_both_legs_or_none(long amountMinor, bool settles)
    {
        ArrangementBook book = new()
        {
            Definition = new ArrangementDefinition
            {
                Name = "pvp",
                Members = [0, 1],
                Routes = [new() { To = 1, Kinds = [false, true] }],
            },
            Systems = [Rtgs("dollars") with { Days = LongDay }, Rtgs("euros") with { Days = LongDay }],
            Scripts = [[], []],
            DueAt = [120, 150],
            JointGroups = [1, 1],
        };
        Arrangement arrangement = new(book);
        arrangement.Execute([Pay(0, 120, 0, 1, 60), Pay(1, 150, 1, 0, amountMinor) with { PaymentKind = 1 }]);
        SystemOutcome[] outcomes = arrangement.Finish();
        PaymentStatus[] found = [outcomes[0].Payments.StatusOf(0), outcomes[1].Payments.StatusOf(1)];
        PaymentStatus wanted = settles ? PaymentStatus.Settled : PaymentStatus.Unsettled;
        Assert.Equal([wanted, wanted], found);
        Assert.Equal(settles ? [40L, 160, 100, 0] : [100L, 100, 100, 0], Closing(outcomes[0]));
        Assert.Equal(settles ? 1_000_150 : 3_000_000, outcomes[0].Payments.EndedAt(0));
        Check(outcomes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void In_whatever_pieces_payments_come_the_outcome_is_the_same(int piece)
    {
        SettlementCommand[] payments = [.. Enumerable.Range(0, 300).Select(i => Pay(
            i, 100 + (i / 3), i * 7 % 3, ((i * 7 % 3) + 1 + (i % 2)) % 3, 1 + (i * 13 % 29)))];
        Arrangement whole = new(Book(Prefunded(40, 30, 20), payments.Length, [], [], LinkMode.File));
        whole.Execute(payments);
        Arrangement cut = new(Book(Prefunded(40, 30, 20), payments.Length, [], [], LinkMode.File));
        for (int i = 0; i < payments.Length; i += piece)
        {
            SettlementCommand[] next = [.. payments.Skip(i).Take(piece)];
            cut.AdvanceTo(next[0].Time);
            cut.Execute(next);
        }

        Assert.Equal(whole.Finish().Select(Line), cut.Finish().Select(Line));

        static string Line(SystemOutcome o) =>
            $"{Convert.ToHexString(o.StateHash)} {string.Join(' ', MadeIn(o))} {string.Join(' ', Closing(o))}";
    }

    [Fact]
    public void A_system_that_stands_alone_does_what_its_engine_does()
    {
        SystemDefinition system = Rtgs("rtgs");
        SettlementCommand[] payments = [Pay(0, 120, 0, 1, 60), Pay(1, 150, 1, 0, 200), Pay(2, 160, 2, 1, 70)];
        SettlementCommand[] script = [SettlementCommand.SetCredit(150, 1, 10)];
        Arrangement arrangement = new(new ArrangementBook
        {
            Definition = new ArrangementDefinition { Name = "rtgs", Members = [0] },
            Systems = [system],
            Scripts = [script],
            DueAt = [120, 150, 160],
        });
        arrangement.Execute(payments);
        SystemOutcome alone = arrangement.Finish()[0];
        SystemOutcome engine = Engines.Run("fast", system, [payments[0], script[0], .. payments[1..]]);
        Assert.Equal(engine.StateHash, alone.StateHash);
        Assert.Equal(Closing(engine), Closing(alone));
    }

    private static SettlementCommand Pay(int payment, long time, int from, int to, long amountMinor) =>
        SettlementCommand.Submit(time, payment, from, to, amountMinor, Priority.Normal);

    private static SystemOutcome[] Run(
        SystemDefinition member, SettlementCommand[] payments, SettlementCommand[]? ofRtgs = null,
        SettlementCommand[]? ofMember = null, LinkMode mode = LinkMode.File)
    {
        Arrangement arrangement = new(Book(member, payments.Length, ofRtgs ?? [], ofMember ?? [], mode));
        arrangement.Execute(payments);
        return arrangement.Finish();
    }

    private static ArrangementBook Book(
        SystemDefinition member, int payments, SettlementCommand[] ofRtgs, SettlementCommand[] ofMember,
        LinkMode mode) => new()
        {
            Definition = new ArrangementDefinition
            {
                Name = "both",
                Members = [0, 1],
                Routes = [new() { To = 1 }],
                Links = [Link with { Mode = mode }],
            },
            Systems = [Rtgs("rtgs"), member],
            Scripts = [ofRtgs, ofMember],
            DueAt = new long[payments],
        };

    private static SystemDefinition Rtgs(string name)
    {
        SystemDefinition system = Engines.Gross([100, 100, 100, 0]);
        return system with
        {
            Name = name,
            Accounts = [.. system.Accounts.Select((account, i) => account with { IsMember = i != X })],
            Days = [new() { Number = 1, OpenAt = 50, CloseAt = 300 }],
        };
    }

    private static SystemDefinition Prefunded(params long[] requirements)
    {
        SystemDefinition system = Rtgs("chips");
        return system with
        {
            Position = PositionKind.Prefunded,
            SettlesElsewhere = true,
            Accounts = [.. system.Accounts.Select((account, i) => account with
            {
                OpeningBalanceMinor = 0,
                Floor = Bound.Fixed(0),
                OpeningRequirementMinor = i == X ? 0 : requirements[i],
            })],
            Days = [new() { Number = 1, OpenAt = Engines.Open, CloseAt = Engines.Close }],
        };
    }

    private static SystemDefinition Net(FailureStepKind failure)
    {
        SystemDefinition system = Rtgs("chips");
        return system with
        {
            Position = PositionKind.Net,
            SettlesElsewhere = true,
            CycleAtClose = true,
            Failure = [new FailureStep(failure, Basis: ShareBasis.Equal)],
            Accounts = [.. system.Accounts.Select(account => account with
            {
                OpeningBalanceMinor = 0,
                Floor = Bound.None,
            })],
            Days = [new() { Number = 1, OpenAt = Engines.Open, CloseAt = Engines.Close }],
        };
    }

    private static long[] Closing(SystemOutcome outcome) => [.. outcome.Accounts.Select(a => a.ClosingMinor)];

    private static string[] MadeIn(SystemOutcome outcome) =>
    [
        .. outcome.Made.Select((made, i) =>
            $"{made.Id} {made.From}>{made.To} {made.AmountMinor} @{made.DueAt} {outcome.MadePayments.StatusOf(i)}"),
    ];

    private static void Check(SystemOutcome[] outcomes) =>
        Assert.All(outcomes, outcome => Assert.Null(outcome.BrokenInvariant));
}
