using Clearing.Client.Load.Profiles;
using Clearing.Messages.Generation;

namespace Clearing.Client.Load.Sending;

/// <summary>A stretch of a schedule in which the rate changes evenly, or not at all.</summary>
/// <param name="Start">From the beginning of the phase.</param>
/// <param name="Length">Greater than zero.</param>
/// <param name="From">Payments a second at its start.</param>
/// <param name="To">Payments a second at its end.</param>
internal readonly record struct RateStretch(TimeSpan Start, TimeSpan Length, double From, double To)
{
    public double Payments => (From + To) / 2 * Length.TotalSeconds;
}

/// <summary>
/// When the frames of an open-loop phase fall due: due(k) is fixed before the phase begins and no answer moves it.
/// Frame k of all falls due when k frames' worth of payments have; the sessions take frames in turn.
/// </summary>
internal sealed class Schedule
{
    private readonly RateStretch[] _stretches;
    private readonly double[] _before;
    private readonly int _frame;

    /// <param name="stretches">One after the other.</param>
    /// <param name="frame">Payments a frame.</param>
    public Schedule(IEnumerable<RateStretch> stretches, int frame)
    {
        _stretches = [.. stretches];
        _frame = frame;
        _before = new double[_stretches.Length + 1];
        for (int i = 0; i < _stretches.Length; i++)
        {
            _before[i + 1] = _before[i] + (_stretches[i].Payments / frame);
        }

        // What is left of rounding must not make or lose a frame.
        Frames = (long)Math.Ceiling(_before[^1] - 1e-6);
    }

    /// <summary>Frames of all sessions.</summary>
    public long Frames { get; }

    /// <summary>Payments of all sessions.</summary>
    public long Payments => Frames * _frame;

    /// <summary>The schedule of a phase of an open loop.</summary>
    /// <param name="shape">Not a closed loop.</param>
    /// <param name="length">Of the phase.</param>
    /// <param name="frame">Payments a frame.</param>
    /// <param name="seed">Names random rates.</param>
    /// <param name="achieved">Payments a second that an earlier phase achieved, for a rate that is a share of it.</param>
    public static Schedule Of(
        LoadShape shape, TimeSpan length, int frame, ulong seed, Func<string, double> achieved) => new(
        shape switch
        {
            ConstantRate { Of: null } rate => [Even(TimeSpan.Zero, length, rate.PerSecond)],
            ConstantRate rate => [Even(TimeSpan.Zero, length, (double)rate.Share * achieved(rate.Of))],
            RampingRate ramp => [new RateStretch(TimeSpan.Zero, length, ramp.From, ramp.To)],
            BurstingRate burst => Bursts(burst, length),
            RandomRate random => Random(random, length, seed),
            _ => [],
        },
        frame);

    /// <summary>When a frame falls due, from the beginning of the phase.</summary>
    /// <param name="k">From 0, below <see cref="Frames"/>.</param>
    /// <param name="stretch">Where to look from; the caller keeps it and asks for rising frames.</param>
    public TimeSpan Due(long k, ref int stretch)
    {
        while (stretch < _stretches.Length - 1 && k >= _before[stretch + 1])
        {
            stretch++;
        }

        RateStretch s = _stretches[stretch];
        double from = s.From / _frame;
        double bend = (s.To - s.From) / _frame / s.Length.TotalSeconds;
        double count = k - _before[stretch];

        // The time at which from * t + bend * t * t / 2 = count, in the form that loses no digits.
        double root = Math.Sqrt(Math.Max(0, (from * from) + (2 * bend * count)));
        double seconds = count <= 0 ? 0 : 2 * count / (from + root);
        double ticks = Math.Min(seconds, s.Length.TotalSeconds) * TimeSpan.TicksPerSecond;
        return s.Start + TimeSpan.FromTicks((long)Math.Round(ticks));
    }

    private static RateStretch Even(TimeSpan start, TimeSpan length, double rate) => new(start, length, rate, rate);

    private static IEnumerable<RateStretch> Bursts(BurstingRate burst, TimeSpan length)
    {
        for (TimeSpan at = TimeSpan.Zero; at < length; at += burst.Every)
        {
            TimeSpan peak = Least(burst.Lasting, length - at);
            TimeSpan rest = Least(burst.Every, length - at) - peak;
            yield return Even(at, peak, burst.Peak);
            if (rest > TimeSpan.Zero)
            {
                yield return Even(at + peak, rest, burst.Base);
            }
        }
    }

    private static IEnumerable<RateStretch> Random(RandomRate random, TimeSpan length, ulong seed)
    {
        long index = 0;
        for (TimeSpan at = TimeSpan.Zero; at < length; at += random.Every)
        {
            int above = new Draw(seed, index++).Below((int)(random.To - random.From) + 1);
            yield return Even(at, Least(random.Every, length - at), random.From + above);
        }
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
