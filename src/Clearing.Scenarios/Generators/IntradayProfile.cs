using System.Runtime.CompilerServices;
using Clearing.Scenarios.Calibrations;

namespace Clearing.Scenarios.Generators;

/// <summary>When payments of a day fall due: evenly within each stretch of the profile, by its share.</summary>
internal sealed class IntradayProfile
{
    private readonly long[] _start;
    private readonly long[] _length;
    private readonly AliasTable _stretches;

    private IntradayProfile(List<(long Start, long Length, decimal Weight)> stretches)
    {
        _start = [.. stretches.Select(s => s.Start)];
        _length = [.. stretches.Select(s => s.Length)];
        decimal most = stretches.Max(s => s.Weight);
        decimal unit = (1L << Math.Min(40, AliasTable.WeightBits(stretches.Count))) / most;
        _stretches = new([.. stretches.Select(s => (ulong)decimal.Round(s.Weight * unit))]);
    }

    /// <summary>The profile within the hours of a day: what falls outside them is left out.</summary>
    public static IntradayProfile Of(PaymentGeneratorDocument options, GeneratorDay day) => new(Stretches(options, day));

    public static bool IsEmpty(PaymentGeneratorDocument options, GeneratorDay day) =>
        Stretches(options, day).Sum(s => s.Weight) <= 0;

    /// <summary>Fills the column with ascending due instants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(Span<long> dueAt, RandomStream hours, RandomStream times)
    {
        var keys = new long[dueAt.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            int stretch = _stretches.Draw(hours.At(i));
            keys[i] = _start[stretch] + FixedPoint.Scale(times.At(i), _length[stretch]);
        }

        RadixSort.Ascending(keys, dueAt);
    }

    private static List<(long Start, long Length, decimal Weight)> Stretches(
        PaymentGeneratorDocument options, GeneratorDay day)
    {
        // The close is inclusive, so the last microsecond belongs to the day.
        long dayLength = day.CloseAt - day.OpenAt + 1;
        IReadOnlyList<ProfileSegment>? segments =
            options.Hours ?? (options.Profile is null ? null : CalibrationFile.Profiles[options.Profile]);
        if (segments is null)
        {
            return [(day.OpenAt, dayLength, 1)];
        }

        var stretches = new List<(long, long, decimal)>();
        foreach (ProfileSegment segment in segments)
        {
            long from = TimeOfDay.Parse(segment.From);
            long to = TimeOfDay.Parse(segment.To);
            long length = to > from ? to - from : to - from + TimeOfDay.DayUs;
            long start = (((from - day.OpenTimeOfDayUs) % TimeOfDay.DayUs) + TimeOfDay.DayUs) % TimeOfDay.DayUs;

            // A stretch may lie across the open: its tail is then at the start of the day, its head a day later.
            for (long shift = start - TimeOfDay.DayUs; shift < dayLength; shift += TimeOfDay.DayUs)
            {
                long first = Math.Max(shift, 0);
                long last = Math.Min(shift + length, dayLength);
                if (first < last && segment.Share > 0)
                {
                    stretches.Add((day.OpenAt + first, last - first, segment.Share.Value * (last - first) / length));
                }
            }
        }

        return stretches;
    }
}
