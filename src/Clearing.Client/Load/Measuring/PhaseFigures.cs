using Clearing.Client.Load.Profiles;

namespace Clearing.Client.Load.Measuring;

/// <summary>A look at the run once a second.</summary>
/// <param name="At">From the start of the phase.</param>
/// <param name="Answered">Payments answered so far.</param>
/// <param name="MemoryBytes">Memory of the service, where the run started it; else 0.</param>
/// <param name="OpenFiles">Its open files; else 0.</param>
public readonly record struct Sample(TimeSpan At, long Answered, long MemoryBytes, int OpenFiles);

/// <summary>What came of one phase of one repeat.</summary>
public sealed class PhaseFigures
{
    private const double RecoveredShare = 0.9;

    private readonly Dictionary<LoadMetric, double> _values = [];

    internal PhaseFigures(
        PhaseTally tally, IReadOnlyList<Sample> samples, IReadOnlyList<TimeSpan> kills, TimeSpan driverCpu,
        TimeSpan serviceCpu)
    {
        Tally = tally;
        Samples = samples;
        DriverCpu = driverCpu;
        ServiceCpu = serviceCpu;
        foreach (Latencies quarter in tally.QuarterLatencies)
        {
            Latency.Add(quarter);
        }

        double seconds = tally.Phase.Length.TotalSeconds;
        double due = Math.Max(1, tally.Due);
        _values[LoadMetric.Offered] = tally.Due / seconds;
        _values[LoadMetric.Rate] = tally.Bins.SkipLast(1).Sum() / seconds;
        if (Latency.Count > 0)
        {
            _values[LoadMetric.P50] = Latency.QuantileUs(50);
            _values[LoadMetric.P90] = Latency.QuantileUs(90);
            _values[LoadMetric.P99] = Latency.QuantileUs(99);
            _values[LoadMetric.P999] = Latency.QuantileUs(99.9);
            _values[LoadMetric.Max] = Latency.MaxUs;
        }

        _values[LoadMetric.Lag] = tally.Lag.QuantileUs(99);
        _values[LoadMetric.Drain] = Math.Max(0, (tally.LastAnswer - tally.Phase.Length).TotalMicroseconds);
        _values[LoadMetric.Errors] = tally.Of(LoadOutcome.Error) / due;
        _values[LoadMetric.Busy] = tally.Of(LoadOutcome.Busy) / due;
        _values[LoadMetric.NotSent] = tally.NotSent / due;
        _values[LoadMetric.Unanswered] = (tally.Lost + tally.Of(LoadOutcome.InDoubt)) / due;
        _values[LoadMetric.P99Drift] = Growth(
            tally.QuarterLatencies[1].QuantileUs(99), tally.QuarterLatencies[^1].QuantileUs(99));
        _values[LoadMetric.MemoryGrowth] = Growth(samples, s => s.MemoryBytes);
        _values[LoadMetric.FileGrowth] = Growth(samples, s => s.OpenFiles);
        if (kills.Count > 0)
        {
            _values[LoadMetric.Recovery] = kills.Max(kill => RecoveryOf(kill).TotalMicroseconds);
        }
    }

    public PhaseTally Tally { get; }

    /// <summary>From due to answer, over the whole phase, of what was not refused.</summary>
    public Latencies Latency { get; } = new();

    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Processor time of this program while the phase ran and drained.</summary>
    public TimeSpan DriverCpu { get; }

    /// <summary>Processor time of the service, where the run started it; else zero.</summary>
    public TimeSpan ServiceCpu { get; }

    /// <summary>A figure in its metric's unit; null where the phase has none.</summary>
    public double? this[LoadMetric metric] => _values.TryGetValue(metric, out double value) ? value : null;

    private static double Growth(double from, double to) => from > 0 ? Math.Max(0, (to - from) / from) : 0;

    private double Growth(IReadOnlyList<Sample> samples, Func<Sample, double> figure)
    {
        double Mean(double first, double last) => samples
            .Where(s => s.At / Tally.Phase.Length >= first && s.At / Tally.Phase.Length < last && figure(s) > 0)
            .Select(figure).DefaultIfEmpty(0).Average();

        return Growth(Mean(0.25, 0.5), Mean(0.75, 1));
    }

    /// <summary>Until ten bins in a row hold nine tenths of what ten before the kill held.</summary>
    private TimeSpan RecoveryOf(TimeSpan kill)
    {
        int binsPerSecond = (int)(TimeSpan.FromSeconds(1) / PhaseTally.BinLength);
        int bin = (int)(kill / PhaseTally.BinLength);
        long before = Sum(Math.Max(0, bin - binsPerSecond), binsPerSecond);
        for (int at = bin; at + binsPerSecond < Tally.Bins.Count; at++)
        {
            if (Sum(at, binsPerSecond) >= before * RecoveredShare)
            {
                return ((at + binsPerSecond) * PhaseTally.BinLength) - kill;
            }
        }

        return Tally.Phase.Length;
    }

    private long Sum(int first, int count) => Tally.Bins.Skip(first).Take(count).Sum();
}
