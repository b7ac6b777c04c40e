using System.Globalization;
using Clearing.Settlement.Model;

namespace Clearing.Reports.Page;

/// <summary>A labelled place on an axis.</summary>
internal readonly record struct Tick(Int128 At, string Label);

/// <summary>One axis of a chart: whole numbers, so that every coordinate is integer arithmetic.</summary>
internal sealed record Axis(Int128 Min, Int128 Max, IReadOnlyList<Tick> Ticks, string Title)
{
    private const long Second = 1_000_000;

    private static readonly long[] TimeSteps =
    [
        Second, 5 * Second, 15 * Second, 30 * Second, 60 * Second, 300 * Second, 900 * Second, 1800 * Second,
        3600 * Second, 2 * 3600 * Second, 3 * 3600 * Second, 4 * 3600 * Second, 6 * 3600 * Second,
    ];

    /// <summary>Parts of a whole in which shares are counted.</summary>
    public static int Whole => 1_000_000;

    /// <summary>An axis of amounts that includes zero.</summary>
    public static Axis Amounts(Int128 least, Int128 most, Currency currency, string what)
    {
        Int128 low = Int128.Min(0, least);
        Int128 high = Int128.Max(Int128.Max(0, most), low + 1);
        Int128 step = NiceStep(high - low, 5);
        Int128 first = FloorTo(low, step);
        Int128 last = -FloorTo(-high, step);
        Unit unit = Humane.UnitOf(Humane.Major(Int128.Max(-first, last), currency));
        var ticks = new List<Tick>();
        for (Int128 at = first; at <= last; at += step)
        {
            decimal shown = Humane.Major(at, currency) / unit.Size;
            ticks.Add(new(at, shown.ToString("#,0.####", CultureInfo.InvariantCulture)));
        }

        string scale = unit.Name.Length == 0 ? currency.Code : unit.Name + " " + currency.Code;
        return new(first, last, ticks, what + ", " + scale);
    }

    /// <summary>The hours of a day, in local time.</summary>
    /// <param name="open">Instant.</param>
    /// <param name="close">Instant.</param>
    /// <param name="offset">Of the local clock, microseconds.</param>
    public static Axis Times(long open, long close, long offset)
    {
        long span = Math.Max(1, close - open);
        long step = Array.Find(TimeSteps, s => span / s <= 9);
        step = step == 0 ? span : step;
        var ticks = new List<Tick>();
        long first = -(long)FloorTo(-(open + offset), step);
        for (long at = first; at <= close + offset; at += step)
        {
            long seconds = (long)((at - FloorTo(at, 86_400 * Second)) / Second);
            string label = string.Create(
                CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}");
            ticks.Add(new(at - offset, step < 60 * Second ? label + $":{seconds % 60:00}" : label));
        }

        return new(open, open + span, ticks, "time of day");
    }

    /// <summary>Zero to one hundred per cent, in parts of <see cref="Whole"/>.</summary>
    public static Axis Shares(string title) =>
        new(0, Whole, [.. Enumerable.Range(0, 5).Select(i => new Tick(i * Whole / 4, $"{i * 25} %"))], title);

    /// <summary>Zero to one in parts of <see cref="Whole"/>.</summary>
    public static Axis Ratios(string title) =>
        new(0, Whole, [.. "0 0.25 0.5 0.75 1".Split(' ').Select((t, i) => new Tick(i * Whole / 4, t))], title);

    /// <summary>Named places side by side: 0, 1, 2, ….</summary>
    public static Axis Names(IReadOnlyList<string> names, string title) =>
        new(0, names.Count - 1, [.. names.Select((name, i) => new Tick(i, name))], title);

    /// <summary>The place of a value between two pixels, in tenths of a pixel.</summary>
    public long Place(Int128 value, int from, int to) =>
        (from * 10L) + (long)((value - Min) * ((to - from) * 10) / Int128.Max(1, Max - Min));

    private static Int128 NiceStep(Int128 range, int most)
    {
        Int128 power = 1;
        while (true)
        {
            foreach (int factor in (ReadOnlySpan<int>)[1, 2, 5])
            {
                if (range / (power * factor) < most)
                {
                    return power * factor;
                }
            }

            power *= 10;
        }
    }

    private static Int128 FloorTo(Int128 value, Int128 step)
    {
        Int128 rest = value % step;
        return value - rest - (rest < 0 ? step : 0);
    }
}
