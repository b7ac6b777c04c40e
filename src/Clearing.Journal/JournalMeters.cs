using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Clearing.Journal;

/// <summary>
/// What a journal tells whoever watches: the meter <c>clearing.journal</c>, and the source of spans of the same name, a
/// value or a span a group.
/// </summary>
internal static class JournalMeters
{
    private static readonly Meter Meter = new("clearing.journal");

    private static readonly ActivitySource Source = new("clearing.journal");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "clearing.journal.append.duration", "s", "From the hand-over of a group to its being durable.");

    private static readonly Histogram<int> Octets = Meter.CreateHistogram<int>(
        "clearing.journal.group.size", "By", "Octets of a group with its texts.");

    private static readonly Counter<long> Records = Meter.CreateCounter<long>(
        "clearing.journal.records", "{record}", "Records made durable.");

    /// <summary>The span of one group's writing; null while nobody watches.</summary>
    public static Activity? Writing(string stream, int records)
    {
        Activity? span = Source.StartActivity("clearing.journal.append", ActivityKind.Client);
        span?.SetTag("clearing.stream", stream);
        span?.SetTag("clearing.records", records);
        return span;
    }

    public static void Written(string stream, TimeSpan duration, int octets, int records)
    {
        KeyValuePair<string, object?> tag = new("stream", stream);
        Durations.Record(duration.TotalSeconds, tag);
        Octets.Record(octets, tag);
        Records.Add(records, tag);
    }
}
