using HdrHistogram;

namespace Clearing.Client.Load.Measuring;

/// <summary>
/// Times in microseconds, 1 to two minutes, to three digits. Recorded by any number of sessions at once; several are
/// merged by adding, never by averaging quantiles.
/// </summary>
public sealed class Latencies
{
    private const long MostUs = 120_000_000;

    private readonly LongConcurrentHistogram _histogram = new(1, MostUs, 3);

    public long Count => _histogram.TotalCount;

    /// <summary>The greatest; 0 when there is none.</summary>
    public long MaxUs => _histogram.GetMaxValue();

    public void Record(long us, long count)
    {
        if (count > 0)
        {
            _histogram.RecordValueWithCount(Math.Clamp(us, 1, MostUs), count);
        }
    }

    public void Add(Latencies other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _histogram.Add(other._histogram);
    }

    /// <summary>The time that so many of a hundred do not exceed; 0 when there is none.</summary>
    public long QuantileUs(double percent) => Count == 0 ? 0 : _histogram.GetValueAtPercentile(percent);
}
