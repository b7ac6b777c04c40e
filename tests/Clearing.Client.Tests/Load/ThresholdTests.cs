using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;

namespace Clearing.Client.Tests.Load;

/// <summary>What is judged although no profile asks, so that figures cannot flatter.</summary>
public sealed class ThresholdTests
{
    private static readonly LoadThreshold Tail = new(null, LoadMetric.P99, null, 50_000, null);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void L1_A_bound_on_latency_fails_when_payments_were_not_sent_for_whatever_reason(bool isConnected)
    {
        ThresholdResult[] results = Judge([Tail], new ConstantRate(1_000), tally => tally.Skip(300, isConnected));

        Assert.Equal(["phase: p99 at most 50.0 ms", "phase: lag at most 5.00 ms", "phase: not-sent at most 0 %"],
            results.Select(r => r.Text));
        Assert.Equal([true, true, false], results.Select(r => r.Holds));
        Assert.Equal("30 %", results[2].Found);
    }

    [Fact]
    public void Of_several_repeats_the_worst_counts_for_what_was_not_sent()
    {
        ThresholdResult[] results = Judge(
            [Tail], new ConstantRate(1_000), _ => { }, tally => tally.Skip(10, isConnected: true), _ => { });

        Assert.False(results.Single(r => r.Text.Contains("not-sent", StringComparison.Ordinal)).Holds);
    }

    [Theory]
    [InlineData(LoadMetric.P50, true)]
    [InlineData(LoadMetric.Max, true)]
    [InlineData(LoadMetric.P99Drift, true)]
    [InlineData(LoadMetric.Rate, false)]
    [InlineData(LoadMetric.Drain, false)]
    public void Only_where_a_latency_is_bounded_must_all_be_sent(LoadMetric metric, bool isJudged) => Assert.Equal(
        isJudged,
        Judge([new LoadThreshold("phase", metric, 0, null, null)], new ConstantRate(1_000), _ => { })
            .Any(r => r.Text.Contains("not-sent", StringComparison.Ordinal)));

    [Fact]
    public void A_profile_may_say_itself_how_many_need_not_be_sent_and_a_closed_loop_sends_what_it_can()
    {
        LoadThreshold own = new("phase", LoadMetric.NotSent, null, 0.4m, null);

        ThresholdResult[] results = Judge([Tail, own], new ConstantRate(1_000), tally => tally.Skip(300, true));
        ThresholdResult[] closed = Judge([Tail], new ClosedLoop(2), _ => { });

        Assert.True(results.Single(r => r.Text == "phase: not-sent at most 40 %").Holds);
        Assert.Single(closed);
    }

    /// <summary>Judges repeats of a phase in which 700 payments were sent and answered within a millisecond.</summary>
    private static ThresholdResult[] Judge(
        LoadThreshold[] thresholds, LoadShape shape, params Action<PhaseTally>[] repeats)
    {
        LoadTraffic traffic = new();
        LoadPhase phase = new() { Name = "phase", Shape = shape, Length = TimeSpan.FromSeconds(1), Traffic = traffic };
        PhaseFigures[] figures = [.. repeats.Select(repeat =>
        {
            PhaseTally tally = new(phase, 0, TimeProvider.System);
            long later = TimeProvider.System.TimestampFrequency / 1_000;
            tally.Sent(700, 0, 0);
            tally.Answer([700, 0, 0, 0, 0, 0, 0, 0], 700, 0, later);
            repeat(tally);
            return new PhaseFigures(tally, [], [], TimeSpan.Zero, TimeSpan.Zero);
        })];
        LoadProfile profile = new()
        {
            File = "test.yaml",
            Name = "test",
            Target = new LoadTarget("memory", 1, null, null, null),
            Phases = [phase],
            Thresholds = thresholds,
        };
        return [.. Thresholds.Judge(profile, [new PhaseResult(phase, figures)])];
    }
}
