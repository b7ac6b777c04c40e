using System.Text.Json;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;

namespace Clearing.Client.Load.Reporting;

/// <summary>The result of a run as JSON, for programs and baselines.</summary>
public static class LoadJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="result">Of the run.</param>
    /// <param name="to">Where to.</param>
    /// <param name="isIndented">True for files that people look at.</param>
    public static void Write(LoadResult result, Stream to, bool isIndented = false)
    {
        ArgumentNullException.ThrowIfNull(result);
        using Utf8JsonWriter writer = new(to, new JsonWriterOptions { Indented = isIndented });
        writer.WriteStartObject();
        writer.WriteString("profile", result.Profile.Name);
        writer.WriteNumber("seed", result.Profile.Seed);
        writer.WriteString("run", result.Run.ToString("x16", null));
        writer.WriteString("target", result.Target);
        writer.WriteNumber("sessions", result.Profile.Sessions);
        writer.WriteNumber("repeats", result.Profile.Repeats);
        writer.WriteNumber("acknowledged_per_second", Math.Round(result.MostPerSecond, 1));
        Machine(writer, result.Machine);
        writer.WriteStartArray("phases");
        foreach (PhaseResult phase in result.Phases.Where(p => p.Phase.Shape is not PauseShape))
        {
            Phase(writer, phase);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("thresholds");
        foreach (ThresholdResult threshold in result.Thresholds)
        {
            writer.WriteStartObject();
            writer.WriteString("text", threshold.Text);
            writer.WriteString("found", threshold.Found);
            writer.WriteBoolean("holds", threshold.Holds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("audit");
        foreach (AuditLine line in result.Audit)
        {
            writer.WriteStartObject();
            writer.WriteString("text", line.Text);
            writer.WriteBoolean("holds", line.Holds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Machine(Utf8JsonWriter writer, MachineFacts machine)
    {
        writer.WriteStartObject("machine");
        writer.WriteString("processor", machine.Processor);
        writer.WriteNumber("cores", machine.Cores);
        writer.WriteNumber("memory_bytes", machine.MemoryBytes);
        writer.WriteString("system", machine.System);
        writer.WriteString("runtime", machine.Runtime);
        writer.WriteString("collector", machine.Collector);
        writer.WriteNumber("flush_p50_us", machine.FlushP50Us);
        writer.WriteNumber("flush_p99_us", machine.FlushP99Us);
        writer.WriteEndObject();
    }

    private static void Phase(Utf8JsonWriter writer, PhaseResult phase)
    {
        writer.WriteStartObject();
        writer.WriteString("name", phase.Phase.Name);
        writer.WriteString("load", LoadReport.WordsOf(phase.Phase.Shape));
        writer.WriteString("message", phase.Phase.Traffic.Message.ToString().ToLowerInvariant());
        writer.WriteNumber("frame", phase.Phase.Traffic.Frame);
        writer.WriteNumber("seconds", phase.Phase.Length.TotalSeconds);
        Latencies(writer, "latency_us", phase.Latency());
        Latencies(writer, "refusal_us", phase.Refusals());
        writer.WriteStartArray("repeats");
        foreach (PhaseFigures repeat in phase.Repeats)
        {
            Repeat(writer, repeat);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Latencies(Utf8JsonWriter writer, string of, Latencies latency)
    {
        writer.WriteStartObject(of);
        foreach ((string name, double percent) in ((string, double)[])
            [("p50", 50), ("p90", 90), ("p99", 99), ("p99.9", 99.9), ("p99.99", 99.99)])
        {
            writer.WriteNumber(name, latency.QuantileUs(percent));
        }

        writer.WriteNumber("max", latency.MaxUs);
        writer.WriteEndObject();
    }

    private static void Repeat(Utf8JsonWriter writer, PhaseFigures repeat)
    {
        writer.WriteStartObject();
        foreach (LoadMetric metric in Enum.GetValues<LoadMetric>())
        {
            if (repeat[metric] is { } value)
            {
                string unit = LoadMetrics.UnitOf(metric) switch
                {
                    LoadUnit.PerSecond => "_per_second",
                    LoadUnit.Microseconds => "_us",
                    _ => "_share",
                };
                writer.WriteNumber(LoadMetrics.NameOf(metric).Replace('-', '_') + unit, Math.Round(value, 6));
            }
        }

        PhaseTally tally = repeat.Tally;
        foreach (LoadOutcome outcome in Enum.GetValues<LoadOutcome>())
        {
            writer.WriteNumber(
                JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString()), tally.Of(outcome));
        }

        writer.WriteNumber("due", tally.Due);
        writer.WriteNumber("over_bound", tally.OverBound);
        writer.WriteNumber("not_connected", tally.NotConnected);
        writer.WriteNumber("lost", tally.Lost);
        writer.WriteNumber("orders", tally.Orders);
        writer.WriteNumber("orders_answered", tally.OrdersAnswered);
        writer.WriteNumber("notices", tally.Notices);
        writer.WriteNumber("driver_cpu_seconds", repeat.DriverCpu.TotalSeconds);
        writer.WriteNumber("service_cpu_seconds", repeat.ServiceCpu.TotalSeconds);
        writer.WriteStartArray("seconds");
        foreach (Sample sample in repeat.Samples)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(Math.Round(sample.At.TotalSeconds, 3));
            writer.WriteNumberValue(sample.Answered);
            writer.WriteNumberValue(sample.MemoryBytes);
            writer.WriteNumberValue(sample.OpenFiles);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
