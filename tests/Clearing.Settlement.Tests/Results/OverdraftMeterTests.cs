using System.Numerics;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using CsCheck;

namespace Clearing.Settlement.Tests.Results;

/// <summary>Overdrafts after the fact: FW-12 to FW-16.</summary>
public sealed class OverdraftMeterTests
{
    private const long Minute = 60_000_000;

    private static SystemDefinition System(OverdraftRule rule, params Account[] accounts) => new()
    {
        Name = "wire",
        Rulebook = "wire",
        Position = PositionKind.Balance,
        Queue = QueueDiscipline.Fifo,
        Overdraft = rule,
        Accounts = accounts,
        Days = [],
    };

    private static Account Bank(
        long balance = 0, long collateral = 0, long cap = long.MaxValue, string id = "A") => new()
        {
            Id = id,
            Owner = 0,
            CurrencyCode = "USD",
            OpeningBalanceMinor = balance,
            OverdraftCollateralMinor = collateral,
            OverdraftCapMinor = cap,
        };

    private static OverdraftRule FiftyBasisPoints(int periods = 0) => new()
    {
        PeriodUs = Minute,
        RateNumber = 50,
        RateDivisor = 10_000,
        PeriodsOfDay = periods,
        OvernightRateNumber = 825,
        OvernightRateDivisor = 10_000,
    };

    private static OverdraftLine[] Measure(
        SystemDefinition system, long close, params (long Time, long Balance)[] changes)
    {
        OverdraftMeter meter = new(system);
        meter.Open(1, 0, [.. system.Accounts.Select(a => a.OpeningBalanceMinor)]);
        foreach ((long time, long balance) in changes)
        {
            meter.Change(time, 0, balance);
        }

        meter.Close(close);
        return meter.Lines;
    }

    [Fact]
    public void One_billion_uncollateralised_for_60_of_1440_minutes_costs_578_70()
    {
        OverdraftLine line = Assert.Single(Measure(
            System(FiftyBasisPoints(1440), Bank()), 600 * Minute,
            (5 * Minute, -1_000_000_000_00), (65 * Minute, 0)));

        Assert.Equal(57_870, line.FeeMinor);
        Assert.Equal((60, 0), (line.Periods, line.Breaches));
        Assert.Equal(1_000_000_000_00, line.PeakMinor);
        Assert.Equal(4_166_666_667, line.AverageMinor);
        Assert.Equal(0, line.OvernightMinor);
    }

    [Fact]
    public void An_overdraft_that_ends_within_its_minute_is_not_seen_and_one_at_its_end_is()
    {
        SystemDefinition system = System(FiftyBasisPoints(), Bank());

        Assert.Empty(Measure(system, 10 * Minute, (Minute + 1, -5), ((2 * Minute) - 1, 0)));
        Assert.Empty(Measure(system, 10 * Minute, (Minute + 1, -5), (2 * Minute, 0)));
        Assert.Equal(1, Assert.Single(Measure(system, 10 * Minute, (2 * Minute, -5), ((2 * Minute) + 1, 0))).Periods);
    }

    [Fact]
    public void A_balance_that_is_negative_from_the_open_counts_without_any_change_and_overnight()
    {
        OverdraftLine line = Assert.Single(Measure(System(FiftyBasisPoints(), Bank(balance: -36_000)), 10 * Minute));

        Assert.Equal((10, 36_000, 36_000), (line.Periods, line.PeakMinor, line.AverageMinor));
        Assert.Equal(36_000, line.OvernightMinor);

        // 36,000 x 8.25 % / 360 = 8.25
        Assert.Equal(8, line.OvernightFeeMinor);
    }

    [Fact]
    public void Collateral_is_free_and_raises_the_cap()
    {
        OverdraftLine line = Assert.Single(Measure(
            System(FiftyBasisPoints(), Bank(collateral: 100, cap: 50)), 4 * Minute,
            (Minute, -90), (2 * Minute, -150), (3 * Minute, -151), (4 * Minute, 0)));

        Assert.Equal((3, 1), (line.Periods, line.Breaches));
        Assert.Equal(151, line.PeakMinor);

        // (0 + 50 + 51) / 4 = 25.25; (90 + 150 + 151) / 4 = 97.75
        Assert.Equal((25, 98), (line.UncollateralisedAverageMinor, line.AverageMinor));
    }

    [Fact]
    public void Days_are_measured_apart()
    {
        OverdraftMeter meter = new(System(FiftyBasisPoints(), Bank()));
        meter.Open(1, 0, [0]);
        meter.Change(Minute, 0, -10);
        meter.Close(2 * Minute);
        meter.Open(2, 1000 * Minute, [-10]);
        meter.Change(1001 * Minute, 0, 0);
        meter.Close(1002 * Minute);
        meter.Open(3, 2000 * Minute, [0]);
        meter.Close(2002 * Minute);

        Assert.Equal([(1, 2, 10L)], meter.Lines.Select(l => (l.Day, l.Periods, l.OvernightMinor)));
    }

    [Fact]
    public void Money_of_any_size_agrees_with_a_look_at_every_minute() =>
        Gen.Select(
            Gen.Select(Gen.Long[0, 20 * Minute], Gen.OneOf(Gen.Long[-100, 100], Gen.Long[-(1L << 61), 1L << 61]))
                .Array[0, 30],
            Gen.Long[0, 50], Gen.Long[0, 100]).Sample((changes, collateral, cap) =>
            {
                (long Time, long Balance)[] ordered = [.. changes.OrderBy(c => c.Item1)];
                OverdraftLine[] lines = Measure(
                    System(FiftyBasisPoints(), Bank(collateral: collateral, cap: cap)), 20 * Minute, ordered);
                long[] ends =
                [
                    .. Enumerable.Range(1, 20).Select(k =>
                        Math.Max(0, -ordered.LastOrDefault(c => c.Time <= k * Minute).Balance)),
                ];
                BigInteger open = ends.Aggregate(BigInteger.Zero, (s, e) => s + Math.Max(0, e - collateral));
                OverdraftLine line = lines.SingleOrDefault();

                Assert.Equal(ends.Count(e => e > 0), line.Periods);
                Assert.Equal(ends.Count(e => e > cap + collateral), line.Breaches);
                Assert.Equal(ends.Max(), line.PeakMinor);
                Assert.Equal(HalfToEven(open * 50, 20 * 10_000 * 360), line.FeeMinor);
                Assert.Equal(
                    HalfToEven(ends.Aggregate(BigInteger.Zero, (s, e) => s + e), 20), line.AverageMinor);
            }, iter: 2_000);

    private static BigInteger HalfToEven(BigInteger number, BigInteger divisor)
    {
        BigInteger twice = ((number * 2) + divisor) / (divisor * 2);
        return (number * 2) % (divisor * 2) == divisor && !twice.IsEven ? twice - 1 : twice;
    }
}
