using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Tests;

/// <summary>A small run with everything that failures, overdrafts, queues and links leave behind.</summary>
internal static class LinkedRun
{
    private const int Nine = 9 * 3600;
    private const int Noon = 12 * 3600;
    private const int Five = 17 * 3600;
    private const int A = 0;
    private const int B = 1;
    private const int C = 2;
    private const int Net = 3;

    /// <summary>
    /// An arrangement `linked` of `wire` (real money) and `net` (which settles in it), beside a system `alone`.
    /// </summary>
    public static RunSummary Build(Action<RunBuilder>? also = null)
    {
        var builder = new RunBuilder
        {
            Name = "linked-run",
            Arrangements =
            [
                new()
                {
                    Name = "linked",
                    Members = [0, 1],
                    Links = [new() { Member = 1, SettlesIn = 0, SystemAccount = Net }],
                },
                new() { Name = "alone", Members = [2] },
            ],
        }
            .WithBanks("A", "B", "C").WithAccountOf("NET", 1).WithDay(Nine, Five)
            .Pay("p1", Nine, "A", "B", 100_00).Pay("p2", Nine + 60, "B", "C", 40_00)
            .Pay("p3", Noon, "C", "A", 30_00).Pay("p4", Noon, "A", "C", 20_00)
            .WithSystem("wire", "fedwire", Wire, WireDefinition)
            .WithSystem("net", "chips-classic", Netted, NetDefinition)
            .WithSystem("alone", "rtgs", o => o.Settle(0, Nine, Route.Entry).Closed(100_00));
        also?.Invoke(builder);
        return builder.Build();
    }

    private static void Wire(OutcomeBuilder o)
    {
        o.Settle(0, Nine, Route.Entry).Closed(100_00);
        o.Made(new("net/net/A/1", "net", 1, A, Net, 5_00, Priority.Urgent, 0, RunBuilder.At(Five - 600)), Five - 599);
        o.Made(new("net/net/B/1", "net", 1, B, Net, 7_00, Priority.Urgent, 0, RunBuilder.At(Five - 600)));
        o.Overdrafts =
        [
            Line(1, A, fee: 200_00, breaches: 3), Line(2, A, fee: 100_00, breaches: 0), Line(3, A, fee: 60_00, 1),
            Line(1, B, fee: 10_00, breaches: 0),
        ];
        o.Observations =
        [
            new(RunBuilder.At(Nine), QueueState.Free, 0, 0, 0),
            new(RunBuilder.At(Nine + 60), QueueState.Gridlock, 3, 90_00, 0),
            new(RunBuilder.At(Noon), QueueState.SequenceDeadlock, 3, 90_00, 1_00),
            new(RunBuilder.At(Noon) + 500_000, QueueState.Deadlock, 2, 70_00, 30_00),
            new(RunBuilder.At(Five - 1), QueueState.Free, 0, 0, 0),
        ];
    }

    private static void Netted(OutcomeBuilder o)
    {
        o.Settle(1, Noon, Route.Cycle).End(2, Noon, PaymentStatus.Unwound).Closed(40_00);
        o.CyclesPosted = 1;
        o.ExposurePeak = 70_00;
        o.Failures =
        [
            new(1, RunBuilder.At(Noon), 1, FailureEvent.Failed, -1, B, -1, 40_00),
            new(1, RunBuilder.At(Noon), 1, FailureEvent.Unwound, -1, B, -1, 30_00),
            new(1, RunBuilder.At(Noon), 2, FailureEvent.Failed, -1, C, -1, 10_00),
            new(1, RunBuilder.At(Noon), 1, FailureEvent.Covered, 0, B, B, 12_00),
            new(1, RunBuilder.At(Noon), 1, FailureEvent.Covered, 2, B, A, 20_00),
            new(1, RunBuilder.At(Noon), 1, FailureEvent.Covered, 3, B, -1, 8_00),
        ];
        o.Nets =
        [
            new(1, RunBuilder.At(Noon), A, 50_00), new(1, RunBuilder.At(Noon), B, -40_00),
            new(1, RunBuilder.At(Noon), C, -10_00),
        ];
        o.FailedTests =
        [
            new(3, WaitTest.Funds, 20_00, 12_50), new(3, WaitTest.BilateralLimit, 20_00, 5_00),
        ];
        o.Certificates = new(
            [new(1, RunBuilder.At(Noon), 0, 1, B, C, 40_00)], [new(1, B, -40_00, -40_00), new(1, C, 40_00, 40_00)]);
    }

    private static OverdraftLine Line(int day, int account, long fee, int breaches) => new()
    {
        Day = day,
        Account = account,
        Periods = 10,
        Breaches = breaches,
        PeakMinor = 500_00,
        AverageMinor = 50_00,
        UncollateralisedAverageMinor = 40_00,
        FeeMinor = fee,
        OvernightMinor = 1_00,
        OvernightFeeMinor = 2,
    };

    private static SystemDefinition WireDefinition(IReadOnlyList<Account> accounts) => new()
    {
        Name = "wire",
        Rulebook = "fedwire",
        Arrangement = 0,
        Position = PositionKind.Balance,
        Queue = QueueDiscipline.Fifo,
        Accounts = accounts,
        Days = [],
        Overdraft = new() { PeriodUs = 60_000_000, WaiverMinor = 150_00, WaiverDays = 2 },
        Observation = new(0),
    };

    private static SystemDefinition NetDefinition(IReadOnlyList<Account> accounts) => new()
    {
        Name = "net",
        Rulebook = "chips-classic",
        Arrangement = 0,
        Position = PositionKind.Net,
        SettlesElsewhere = true,
        Queue = QueueDiscipline.Fifo,
        Accounts =
        [
            .. accounts.Select((a, i) => a with
            {
                CollateralMinor = i == A ? 6_00 : 12_00,
                PoolContributionMinor = i < Net ? 1_00 : 0,
                IsMember = i < Net,
            }),
        ],
        Limits = [new(B, A, 60_00), new(B, C, 30_00)],
        Release = [new(MechanismKind.Bilateral, TriggerKind.Change, 0)],
        Failure =
        [
            new(FailureStepKind.Collateral), new(FailureStepKind.Pool), new(FailureStepKind.Share),
            new(FailureStepKind.Guarantee),
        ],
        Days = [],
    };
}
