using System.Diagnostics.Metrics;

namespace Clearing.Journal;

/// <summary>What a journal tells whoever watches: the meter <c>clearing.journal</c>, a value a group.</summary>
internal static class JournalMeters
{
    private static readonly Meter Meter = new("clearing.journal");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "clearing.journal.append.duration", "s", "From the hand-over of a group to its being durable.");

    private static readonly Histogram<int> Octets = Meter.CreateHistogram<int>(
        "clearing.journal.group.size", "By", "Octets of a group with its texts.");

    private static readonly Counter<long> Records = Meter.CreateCounter<long>(
        "clearing.journal.records", "{record}", "Records made durable.");

    public static void Written(string stream, TimeSpan duration, int octets, int records)
    {
        KeyValuePair<string, object?> tag = new("stream", stream);
        Durations.Record(duration.TotalSeconds, tag);
        Octets.Record(octets, tag);
        Records.Add(records, tag);
    }
}
