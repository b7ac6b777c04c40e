using System.Numerics;
using Clearing.Reports.Files;
using Clearing.Reports.Metrics;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Reports.Tests;

public sealed class MetricTests
{
    private const int Nine = 9 * 3600;
    private const int Noon = 12 * 3600;
    private const int Five = 17 * 3600;

    private static string Found(RunSummary run, string metric, int system = 0) =>
        run.Metric(system, metric)!.Value.Format(run.Scenario.Currency);

    private static RunBuilder FourBanks(long unit = 1) => new RunBuilder { Currency = new("USD", 0) }
        .WithBanks("A", "B", "C", "D")
        .Pay("p1", Nine, "A", "B", 60 * unit).Pay("p2", Nine + 1, "A", "C", 30 * unit)
        .Pay("p3", Nine + 2, "B", "A", 20 * unit).Pay("p4", Nine + 3, "B", "C", 50 * unit)
        .Pay("p5", Nine + 4, "C", "A", 10 * unit).Pay("p6", Nine + 5, "C", "D", 40 * unit)
        .Pay("p7", Nine + 6, "D", "A", 25 * unit).Pay("p8", Nine + 7, "D", "B", 10 * unit);

    [Fact]
    public void Vectors_V1_and_V2_give_a_lower_bound_of_35_an_upper_bound_of_100_and_85_7_percent()
    {
        RunSummary run = FourBanks().WithSystem("gross", "rtgs", o => o.Closed(100)).Build();

        Assert.Equal("245", Found(run, "value"));
        Assert.Equal("35", Found(run, "lower_bound_liquidity"));
        Assert.Equal("100", Found(run, "upper_bound_liquidity"));
        Assert.Equal("0.857142857", Found(run, "netting_ratio"));
    }

    [Theory]
    [InlineData(false, "100")]
    [InlineData(true, "180")]
    public void Vector_G6_has_one_lower_bound_and_an_upper_bound_that_depends_on_the_order(bool reversed, string upper)
    {
        (string From, string To, long Amount)[] trace = [("A", "B", 100), ("B", "C", 80), ("C", "A", 70)];
        var builder = new RunBuilder { Currency = new("USD", 0) }.WithBanks("A", "B", "C");
        foreach ((string from, string to, long amount) in reversed ? trace.Reverse() : trace)
        {
            builder.Pay(from + to, Nine, from, to, amount);
        }

        RunSummary run = builder.WithSystem("s", "rtgs", o => o.Closed(0)).Build();

        Assert.Equal("30", Found(run, "lower_bound_liquidity"));
        Assert.Equal(upper, Found(run, "upper_bound_liquidity"));
        Assert.Equal("0.88", Found(run, "netting_ratio"));
    }

    [Theory]
    [InlineData("value")]
    [InlineData("lower_bound_liquidity")]
    [InlineData("upper_bound_liquidity")]
    [InlineData("peak_liquidity")]
    [InlineData("queue_value_max")]
    public void Sums_that_do_not_fit_64_bits_are_as_exact_as_small_ones(string metric)
    {
        const long unit = 100_000_000_000_000_000;
        static void Fill(OutcomeBuilder o)
        {
            for (int i = 0; i < 8; i++)
            {
                o.Settle(i, Nine + (2 * i), Route.Queue);
            }

            o.Closed(0);
        }

        RunSummary small = FourBanks().WithSystem("s", "rtgs", Fill).Build();
        RunSummary large = FourBanks(unit).WithSystem("s", "rtgs", Fill).Build();

        Assert.Equal(small.Metric(0, metric)!.Value.Number * unit, large.Metric(0, metric)!.Value.Number);
        Assert.NotEqual("0", Found(small, metric));
    }

    [Fact]
    public void Delay_weighs_waiting_by_value_and_leaves_out_what_was_rejected_or_cancelled()
    {
        RunSummary run = new RunBuilder().WithBanks("A", "B")
            .Pay("at-once", Nine, "A", "B", 100_00)
            .Pay("at-noon", Nine, "A", "B", 300_00)
            .Pay("never", Noon, "B", "A", 50_00)
            .Pay("cancelled", Noon, "B", "A", 999_00)
            .Pay("rejected", Five + 1, "B", "A", 999_00)
            .WithSystem("s", "rtgs", o => o
                .Settle(0, Nine, Route.Entry).Settle(1, Noon, Route.Queue)
                .End(2, Five, PaymentStatus.Unsettled)
                .End(3, Noon + 60, PaymentStatus.Cancelled)
                .End(4, Five + 1, PaymentStatus.Rejected, Reason.Closed)
                .Closed(400_00))
            .Build();

        // (300 x 3 h + 50 x 5 h) / (100 x 8 h + 300 x 8 h + 50 x 5 h) = 1150 / 3450
        Assert.Equal("0.333333333", Found(run, "delay_indicator"));
        Assert.Equal("8100", Found(run, "mean_delay_seconds"));
        Assert.Equal("1", Found(run, "turnover"));
        Assert.Equal("400.00", Found(run, "settled_value"));
        Assert.Equal("50.00", Found(run, "unsettled_value"));
        Assert.Equal("1", Found(run, "rejected"));
        Assert.Equal("1", Found(run, "cancelled_count"));
    }

    [Fact]
    public void The_close_that_counts_is_the_one_that_really_happened()
    {
        RunSummary run = new RunBuilder().WithBanks("A", "B").Pay("p", Nine, "A", "B", 1)
            .WithSystem("late", "rtgs", o => o.Settle(0, Noon, Route.Queue).Closed(1, close: Nine + (12 * 3600)))
            .Build();

        Assert.Equal("0.25", Found(run, "delay_indicator"));
    }

    [Fact]
    public void The_queue_is_measured_at_the_end_of_an_instant()
    {
        RunSummary run = FourBanks()
            .WithSystem("s", "rtgs", o => o
                .Settle(0, Nine + 1, Route.Queue)      // 60 leaves as p2 comes
                .Settle(1, Nine + 10, Route.Queue)     // 30
                .Settle(2, Nine + 2, Route.Entry)      // never waits
                .Settle(3, Nine + 10, Route.Queue)     // 50
                .End(4, Nine + 5, PaymentStatus.Cancelled)
                .End(5, Five, PaymentStatus.Unsettled) // 40
                .Closed(0))
            .Build();

        Assert.Equal("120", Found(run, "queue_value_max"));
        Assert.Equal("3", Found(run, "queue_count_max"));
    }

    [Fact]
    public void Of_several_days_liquidity_is_the_largest_days_and_delays_pool()
    {
        RunSummary run = new RunBuilder { Currency = new("USD", 0) }.WithBanks("A", "B").WithDay().WithDay()
            .Pay("d1", Nine, "A", "B", 10)
            .Pay("d2", Nine, "B", "A", 30, day: 2)
            .Pay("d3", Nine, "A", "B", 25, day: 2)
            .WithSystem("s", "rtgs", o => o
                .Settle(0, Five, Route.Queue).Settle(1, Nine, Route.Entry).Settle(2, Nine, Route.Entry)
                .Closed(10).Closed(30))
            .Build();

        Assert.Equal("10", Found(run, "lower_bound_liquidity"));
        Assert.Equal("30", Found(run, "upper_bound_liquidity"));
        Assert.Equal("30", Found(run, "liquidity_used"));
        Assert.Equal("2.166666667", Found(run, "turnover"));
        Assert.Equal("0.153846154", Found(run, "delay_indicator"));
    }

    [Fact]
    public void A_zero_denominator_gives_null()
    {
        RunSummary run = new RunBuilder().WithBanks("A", "B").WithSystem("s", "rtgs", o => o.Closed(0)).Build();

        foreach (string metric in new[] { "turnover", "delay_indicator", "mean_delay_seconds", "netting_ratio" })
        {
            Assert.Equal("null", Found(run, metric));
        }
    }

    [Theory]
    [InlineData(1, 3, "0.333333333")]
    [InlineData(2, 3, "0.666666667")]
    [InlineData(1, 2_000_000_000, "0")]            // 0.5 of the last place: to the even 0
    [InlineData(3, 2_000_000_000, "0.000000002")]  // 1.5: to the even 2
    [InlineData(5, 2_000_000_000, "0.000000002")]  // 2.5: to the even 2
    [InlineData(-1, 2_000_000_000, "0")]
    [InlineData(-3, 2_000_000_000, "-0.000000002")]
    [InlineData(70, 10, "7")]
    public void Ratios_round_half_to_even_at_nine_places(long numerator, long denominator, string expected) =>
        Assert.Equal(expected, MetricValue.Ratio(numerator, denominator).Format(new("USD", 2)));

    [Fact]
    public void A_ratio_is_exact_where_doubles_are_not()
    {
        BigInteger large = BigInteger.Pow(10, 33);
        Assert.Equal("1.000000001", MetricValue.Ratio(large + BigInteger.Pow(10, 24), large).Format(new("USD", 2)));
    }

    [Fact]
    public void Every_metric_that_a_scenario_may_expect_exists_and_is_of_its_kind()
    {
        RunSummary run = FourBanks()
            .WithSystem("s", "rtgs", o => o.Settle(0, Noon, Route.Queue).Closed(60).Closings =
                [new(1, RunBuilder.At(Noon) + 1, 0, 1)], accounts => new()
                {
                    Name = "s",
                    Rulebook = "rtgs",
                    Position = PositionKind.Balance,
                    Queue = QueueDiscipline.Fifo,
                    Accounts = accounts,
                    Days = [],
                    Overdraft = new() { PeriodUs = 60_000_000 },
                    Observation = new(0),
                })
            .Build();
        string[] Named(MetricKind kind) =>
            [.. MetricTable.All.Where(m => run.Metric(0, m.Name)!.Value.Kind == kind).Select(m => m.Name).Order()];

        Assert.Equal(MetricNames.Amounts.Order(), Named(MetricKind.Amount));
        Assert.Equal(MetricNames.Counts.Order(), Named(MetricKind.Count));
        Assert.Equal(MetricNames.Ratios.Order(), Named(MetricKind.Ratio));
        Assert.Equal([MetricNames.StateHash], Named(MetricKind.Text));
        Assert.All(MetricNames.Aliases, a => Assert.Equal(run.Metric(0, a.Value), run.Metric(0, a.Key)));
        Assert.Null(run.Metric(0, "no_such_metric"));
    }

    [Fact]
    public void The_accounts_file_has_every_column_that_a_scenario_may_expect() =>
        Assert.Equal(
            MetricNames.AccountAmounts.Concat(MetricNames.AccountCounts).Order(),
            AccountColumns.All.Select(c => c.Name).Order());

    [Fact]
    public void The_peak_of_liquidity_is_smaller_than_what_was_used_when_banks_need_money_at_different_times()
    {
        RunSummary run = new RunBuilder { Currency = new("USD", 0) }.WithBanks("A", "B")
            .Pay("p1", Nine, "A", "B", 100).Pay("p2", Nine + 1, "B", "A", 180)
            .WithSystem("s", "rtgs", o => o.Settle(0, Nine, Route.Entry).Settle(1, Noon, Route.Queue).Closed(180))
            .Build();

        Assert.Equal("100", Found(run, "peak_liquidity"));
        Assert.Equal("180", Found(run, "liquidity_used"));
    }

    [Fact]
    public void Outcomes_of_other_systems_are_refused()
    {
        RunSummary run = FourBanks().WithSystem("s", "rtgs", o => o.Closed(0)).Build();

        Assert.Throws<ArgumentException>(() => RunSummary.Of(run.Scenario, []));
    }
}
