using System.Globalization;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;

namespace Clearing.Client.Load.Reporting;

/// <summary>The summary of a run as people read it, in sections that are always the same.</summary>
public static class LoadReport
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>Its lines; one that begins with ✓ or ✗ says whether something holds.</summary>
    /// <param name="result">Of the run.</param>
    /// <param name="command">How it was started, without the profile.</param>
    public static IEnumerable<string> Lines(LoadResult result, string command = "clearing load")
    {
        ArgumentNullException.ThrowIfNull(result);
        return
        [
            .. Profile(result),
            "",
            .. Results(result),
            "",
            .. Latency(result),
            "",
            "THRESHOLDS",
            .. result.Thresholds.Select(t => $"{Mark(t.Holds)} {t.Text} (found {t.Found})"),
            .. (string[])(result.Thresholds.Count == 0 ? ["  none"] : []),
            "",
            "AUDIT",
            .. result.Audit.Select(a => $"{Mark(a.Holds)} {a.Text}"),
            .. (string[])(result.Audit.Count == 0 ? ["  none was made"] : []),
            "",
            "REPRODUCE",
            Text($"  {command} {result.Profile.File}"),
            Text($"  seed {result.Profile.Seed} (amounts, payees, random rates); run {result.Run:x16} (ids)"),
        ];
    }

    /// <summary>A line about how far it is.</summary>
    public static string Progress(in LoadProgress p) => p.Length == TimeSpan.Zero
        ? p.Phase
        : Text($"{p.Repeat}. {p.Phase}  {p.Elapsed.TotalSeconds:0} of {p.Length.TotalSeconds:0} s  ")
            + Text($"due {p.OfferedPerSecond:N0}/s  answered {p.AnsweredPerSecond:N0}/s  ")
            + $"p99 {Figures.Time(p.P99Us)}  lag {Figures.Time(p.LagUs)}  "
            + Text($"in flight {p.InFlight:N0}{(p.Errors > 0 ? Text($"  errors {p.Errors:N0}") : "")}");

    /// <summary>How fast payments fall due, in words.</summary>
    public static string WordsOf(LoadShape shape) => shape switch
    {
        ConstantRate { Of: { } of } rate => $"{Figures.Share((double)rate.Share)} of {of}",
        ConstantRate rate => Rate(rate.PerSecond),
        RampingRate ramp => $"{Rate(ramp.From)} to {Rate(ramp.To)}",
        BurstingRate b =>
            $"{Rate(b.Base)}, every {Figures.Length(b.Every)} {Rate(b.Peak)} for {Figures.Length(b.Lasting)}",
        RandomRate random => $"{Rate(random.From)} to {Rate(random.To)}, drawn every {Figures.Length(random.Every)}",
        ClosedLoop closed => Text($"closed loop, {closed.Window} frames in flight a session"),
        _ => "pause",
    };

    private static IEnumerable<string> Profile(LoadResult result)
    {
        LoadProfile profile = result.Profile;
        MachineFacts machine = result.Machine;
        yield return "PROFILE";
        yield return $"  {profile.Name}  {profile.Description.ReplaceLineEndings(" ").Trim()}";
        yield return $"  target    {result.Target}";
        yield return Text($"  sessions  {profile.Sessions}, at most {profile.InFlight} frames in flight each; ")
            + $"answers {Word(profile.Answers)}, notices {Word(profile.Notices)}";
        foreach (LoadPhase phase in profile.Phases)
        {
            yield return $"  phase     {phase.Name}: {WordsOf(phase.Shape)} for {Figures.Length(phase.Length)}"
                + (phase.Shape is PauseShape ? "" : $"; {WordsOf(phase.Traffic)}")
                + (phase.Kills.Count == 0 ? ""
                    : $"; service killed at {string.Join(", ", phase.Kills.Select(Figures.Length))}");
        }

        yield return Text($"  repeats   {profile.Repeats}")
            + (profile.WarmUp == TimeSpan.Zero
                ? ", no warm-up" : $", {Figures.Length(profile.WarmUp)} of warm-up each");
        yield return Text($"  machine   {machine.Processor}, {machine.Cores} cores, ")
            + Text($"{machine.MemoryBytes / Mebibyte:N0} MiB; {machine.System}; ")
            + $"{machine.Runtime}, {machine.Collector}; "
            + $"flush of 4 KiB p50 {Figures.Time(machine.FlushP50Us)}, p99 {Figures.Time(machine.FlushP99Us)}";
        yield return "  counted   from the due instant to the answer read by the session; the driver runs beside the "
            + "service where it was started for the run";
    }

    private static IEnumerable<string> Results(LoadResult result)
    {
        yield return "RESULTS" + (result.Profile.Repeats > 1
            ? Text($"  median [least..most] of {result.Profile.Repeats}; counts are sums") : "");
        TextTable table = new(
            "phase", "offered", "answered", "settled", "pending", "rejected", "busy", "not sent", "unanswered",
            "errors", "driver CPU", "service CPU");
        foreach (PhaseResult phase in Loaded(result))
        {
            long Sum(Func<PhaseTally, long> count) => phase.Repeats.Sum(r => count(r.Tally));
            table.Add(
                phase.Phase.Name,
                Over(phase, LoadMetric.Offered),
                Over(phase, LoadMetric.Rate),
                Figures.Count(Sum(t => t.Of(LoadOutcome.Settled))),
                Figures.Count(Sum(t => t.Of(LoadOutcome.Pending))),
                Figures.Count(Sum(t => t.Of(LoadOutcome.Rejected))),
                Figures.Count(Sum(t => t.Of(LoadOutcome.Busy))),
                Figures.Count(Sum(t => t.NotSent)),
                Figures.Count(Sum(t => t.Lost + t.Of(LoadOutcome.InDoubt))),
                Figures.Count(Sum(t => t.Of(LoadOutcome.Error))),
                Cpu(phase, r => r.DriverCpu),
                Cpu(phase, r => r.ServiceCpu));
        }

        foreach (string line in table.Lines())
        {
            yield return line;
        }

        foreach (string line in Loaded(result).SelectMany(Notes))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Notes(PhaseResult phase)
    {
        long Sum(Func<PhaseTally, long> count) => phase.Repeats.Sum(r => count(r.Tally));
        if (phase.Phase.Traffic.Mix != default)
        {
            yield return Text($"  {phase.Phase.Name}: {Sum(t => t.Of(LoadOutcome.BadRefused)):N0} bad refused, ")
                + Text($"{Sum(t => t.Of(LoadOutcome.Repeated)):N0} duplicates told as repeats, ")
                + Text($"{Sum(t => t.OrdersAnswered):N0} of {Sum(t => t.Orders):N0} orders to cancel answered");
        }

        if (Sum(t => t.Notices) > 0)
        {
            yield return Text($"  {phase.Phase.Name}: {Sum(t => t.Notices):N0} notices");
        }

        if (phase.Of(LoadMetric.Recovery) is { } recovery)
        {
            yield return $"  {phase.Phase.Name}: back at nine tenths of the rate "
                + $"{Figures.Time(recovery.Median)} after a kill";
        }

        if (phase.Of(LoadMetric.Spread) is { Median: > 0.1 } spread && phase.Repeats.Count > 1)
        {
            yield return $"  {phase.Phase.Name}: the repeats lie {Figures.Share(spread.Median)} apart; "
                + "above 10 % do not compare them";
        }
    }

    private static IEnumerable<string> Latency(LoadResult result)
    {
        yield return "LATENCY  from due to answer; closed loop: from sending. "
            + "Repeats added, the spread is of their p99";
        TextTable table = new("phase", "p50", "p90", "p99", "p99.9", "max", "p99 of repeats", "lag p99", "drain");
        foreach (PhaseResult phase in Loaded(result))
        {
            Latencies all = phase.Latency();
            table.Add(
                phase.Phase.Name,
                Figures.Time(all.QuantileUs(50)),
                Figures.Time(all.QuantileUs(90)),
                Figures.Time(all.QuantileUs(99)),
                Figures.Time(all.QuantileUs(99.9)),
                Figures.Time(all.MaxUs),
                Over(phase, LoadMetric.P99),
                phase.Phase.Shape is ClosedLoop ? "-" : Over(phase, LoadMetric.Lag),
                Over(phase, LoadMetric.Drain));
        }

        foreach (string line in table.Lines())
        {
            yield return line;
        }

        foreach (PhaseResult phase in Loaded(result))
        {
            if (phase.Refusals() is { Count: > 0 } refusals)
            {
                yield return Text($"  {phase.Phase.Name}: {refusals.Count:N0} refused, in doubt or in error are not ")
                    + $"among these; they were told after p50 {Figures.Time(refusals.QuantileUs(50))}, "
                    + $"p99 {Figures.Time(refusals.QuantileUs(99))}";
            }
        }
    }

    private static IEnumerable<PhaseResult> Loaded(LoadResult result) =>
        result.Phases.Where(p => p.Phase.Shape is not PauseShape);

    private static string Over(PhaseResult phase, LoadMetric metric)
    {
        LoadUnit unit = LoadMetrics.UnitOf(metric);
        return phase.Of(metric) is not { } spread ? "-"
            : phase.Repeats.Count == 1 ? Figures.Format(spread.Median, unit)
            : $"{Figures.Format(spread.Median, unit)} [{Figures.Format(spread.Least, unit)}.."
                + $"{Figures.Format(spread.Most, unit)}]";
    }

    // Of all cores: 100 % means that there was nothing left.
    private static string Cpu(PhaseResult phase, Func<PhaseFigures, TimeSpan> cpu)
    {
        double share = phase.Repeats.Average(r =>
            cpu(r) / r.Tally.Phase.Length / Environment.ProcessorCount);
        return share > 0 ? Figures.Share(Math.Round(share, 3)) : "-";
    }

    private static string WordsOf(LoadTraffic traffic) =>
        Text($"{Word(traffic.Message)}, {traffic.Frame} a frame, payees ") + traffic.Payees.Choice switch
        {
            PayeeChoice.Hot => $"{Figures.Share((double)traffic.Payees.Value)} one bank",
            PayeeChoice.Zipf => Text($"Zipf {traffic.Payees.Value}"),
            _ => "evenly",
        };

    private static string Rate(long perSecond) => Text($"{perSecond:N0}/s");

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Mark(bool holds) => holds ? "✓" : "✗";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
