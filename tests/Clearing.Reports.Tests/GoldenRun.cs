using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Reports.Tests;

/// <summary>The small run whose files are kept as golden files: two systems, one of each fate.</summary>
internal static class GoldenRun
{
    private const int Nine = 9 * 3600;
    private const int Noon = 12 * 3600;
    private const int Five = 17 * 3600;

    public static string FileOf(string name) => "tests/Clearing.Reports.Tests/golden/" + name;

    public static RunSummary Build() => new RunBuilder
    {
        Name = "golden",
        Description = "Three banks, one day, gross beside netted.",
        Seed = 7,
        Zone = "America/New_York",
    }
        .WithBanks("ALFA", "BETA", "GAMMA")
        .WithDay(Nine, Five)
        .Pay("p1", Nine, "ALFA", "BETA", 100_00)
        .Pay("p,2", Nine + 60, "BETA", "GAMMA", 80_50)
        .Pay("p\"3", Nine + 3600, "GAMMA", "ALFA", 70_05)
        .Pay("=p4", Noon, "ALFA", "GAMMA", 1_000_000_00)
        .Pay("p5", Noon + 1, "BETA", "ALFA", 12)
        .Pay("p6", Five + 1, "BETA", "ALFA", 9_99)
        .WithSystem("gross", "rtgs", o => o
            .Settle(0, Nine, Route.Entry)
            .Settle(1, Nine + 90, Route.Queue)
            .Settle(2, Nine + 3600, Route.Entry)
            .End(3, Five, PaymentStatus.Unsettled)
            .End(4, Noon + 30, PaymentStatus.Cancelled)
            .End(5, Five + 1, PaymentStatus.Rejected, Reason.Closed)
            .Closed(100_00))
        .WithSystem("netted", "dns", o =>
        {
            o.CyclesPosted = 1;
            for (int i = 0; i < 5; i++)
            {
                o.Settle(i, Five, Route.Cycle);
            }

            o.End(5, Five + 1, PaymentStatus.Rejected, Reason.Closed).Closed(1_000_029_83);
        })
        .Expect(Fact("gross: settled 3", "settled", "3"))
        .Expect(Fact("gross: turnover at least 3", "turnover", "3", Comparison.AtLeast))
        .Build();

    private static Expectation Fact(
        string text, string field, string value, Comparison comparison = Comparison.EqualTo) => new()
        {
            Text = text,
            Subject = ExpectationSubject.SystemMetric,
            System = 0,
            Field = field,
            Value = value,
            Comparison = comparison,
        };
}
