using Clearing.Scenarios.Model;
using NodaTime;

namespace Clearing.Reports.Files;

/// <summary>
/// Turns instants into the local times of the scenario's zone, <c>YYYY-MM-DDTHH:MM:SS.ffffff</c>, with the offset
/// behind where the zone is not UTC. The offsets in force over the run are looked up once, so that a time costs
/// integer arithmetic only.
/// </summary>
internal sealed class LocalTime
{
    /// <summary>Most bytes a time takes: <c>2026-01-05T09:00:00.000000-05:00:00</c>.</summary>
    public const int MaxLength = 35;

    private const long MicrosecondsPerDay = 86_400_000_000;
    private const long TicksPerMicrosecond = 10;

    private readonly long[] _from;
    private readonly long[] _offset;
    private readonly byte[][] _suffix;

    private LocalTime(List<ZoneIntervalFacts> intervals)
    {
        _from = [.. intervals.Select(i => i.From)];
        _offset = [.. intervals.Select(i => i.OffsetUs)];
        _suffix = [.. intervals.Select(i => i.Suffix)];
    }

    /// <summary>The zone of the scenario over all its instants.</summary>
    public static LocalTime Of(Scenario scenario)
    {
        long first = scenario.Calendar.Days.Min(d => d.OpenAt);
        long last = scenario.Calendar.Days.Max(d => d.CloseAt);
        if (scenario.Payments.Count > 0)
        {
            first = Math.Min(first, scenario.Payments.DueAt[0]);
            last = Math.Max(last, scenario.Payments.DueAt[^1]);
        }

        // A close may be moved and a payment sent late, but hardly by more than a week.
        long end = (Instant.MaxValue.ToUnixTimeTicks() / TicksPerMicrosecond) - 1;
        return Of(
            scenario.Calendar.TimeZone,
            first - (7 * MicrosecondsPerDay),
            Math.Min(end, last + (7 * MicrosecondsPerDay)));
    }

    public static LocalTime Of(string zoneId, long first, long last)
    {
        DateTimeZone zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zoneId)
            ?? throw new ArgumentException($"'{zoneId}' is no IANA time zone.", nameof(zoneId));
        bool utc = zone.MinOffset == Offset.Zero && zone.MaxOffset == Offset.Zero;
        var intervals = new List<ZoneIntervalFacts>();
        foreach (var interval in zone.GetZoneIntervals(new Interval(ToInstant(first), ToInstant(last + 1))))
        {
            long offset = interval.WallOffset.Ticks / TicksPerMicrosecond;
            long from = interval.HasStart ? interval.Start.ToUnixTimeTicks() / TicksPerMicrosecond : long.MinValue;
            intervals.Add(new(from, offset, utc ? [] : Suffix(interval.WallOffset)));
        }

        return new LocalTime(intervals);
    }

    /// <summary>The time as text.</summary>
    public string Format(long instant)
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        var date = new DateCache();
        return System.Text.Encoding.ASCII.GetString(buffer[..Write(instant, buffer, ref date)]);
    }

    /// <summary>Microseconds of the local wall clock since 1970-01-01T00:00 of that clock.</summary>
    public long ToLocal(long instant) => instant + _offset[IntervalOf(instant)];

    /// <summary>Writes a time; returns how many bytes.</summary>
    /// <param name="instant">Microseconds since the Unix epoch, UTC.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="date">Of the caller's own; remembers the date of the last time written.</param>
    public int Write(long instant, Span<byte> target, ref DateCache date)
    {
        int interval = IntervalOf(instant);
        long local = instant + _offset[interval];
        long day = Math.DivRem(local, MicrosecondsPerDay, out long timeOfDay);
        if (timeOfDay < 0)
        {
            day--;
            timeOfDay += MicrosecondsPerDay;
        }

        date.Write(day, target);
        int seconds = (int)(timeOfDay / 1_000_000);
        int micros = (int)(timeOfDay - (seconds * 1_000_000L));
        Digits.Two(target, 11, seconds / 3600);
        target[13] = (byte)':';
        Digits.Two(target, 14, seconds / 60 % 60);
        target[16] = (byte)':';
        Digits.Two(target, 17, seconds % 60);
        target[19] = (byte)'.';
        Digits.Two(target, 20, micros / 10_000);
        Digits.Two(target, 22, micros / 100 % 100);
        Digits.Two(target, 24, micros % 100);
        byte[] suffix = _suffix[interval];
        suffix.CopyTo(target[26..]);
        return 26 + suffix.Length;
    }

    private static Instant ToInstant(long microseconds) =>
        Instant.FromUnixTimeTicks(microseconds * TicksPerMicrosecond);

    private static byte[] Suffix(Offset offset)
    {
        int seconds = Math.Abs(offset.Seconds);
        string text = (offset.Seconds < 0 ? "-" : "+") + Pair(seconds / 3600) + ":" + Pair(seconds / 60 % 60)
            + (seconds % 60 == 0 ? "" : ":" + Pair(seconds % 60));
        return System.Text.Encoding.ASCII.GetBytes(text);
    }

    private static string Pair(int number) => new([(char)('0' + (number / 10)), (char)('0' + (number % 10))]);

    private int IntervalOf(long instant)
    {
        int i = _from.Length - 1;
        while (i > 0 && _from[i] > instant)
        {
            i--;
        }

        return i;
    }

    private readonly record struct ZoneIntervalFacts(long From, long OffsetUs, byte[] Suffix);
}
