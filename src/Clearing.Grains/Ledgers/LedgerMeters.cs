using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Clearing.Grains.Ledgers;

/// <summary>
/// What ledgers tell whoever watches: the meter <c>clearing.ledger</c>, and one span a batch from the source of the
/// same name. While nobody watches it costs nothing.
/// </summary>
internal static class LedgerMeters
{
    private static readonly ConcurrentDictionary<LedgerDesk, byte> Desks = new();

    private static readonly Meter Meter = new("clearing.ledger");

    private static readonly ActivitySource Source = new("clearing.ledger");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "clearing.ledger.batch.duration", "s", "From a batch's coming to the ledger to its answers, all durable.");

    private static readonly Histogram<int> Sizes = Meter.CreateHistogram<int>(
        "clearing.ledger.batch.size", "{instruction}", "Instructions of a batch.");

    private static readonly Counter<long> Answers = Meter.CreateCounter<long>(
        "clearing.ledger.answers", "{instruction}", "Instructions that were answered, by `standing`.");

    static LedgerMeters()
    {
        Meter.CreateObservableGauge(
            "clearing.ledger.waiting", () => Look(desk => desk.WaitingCount), "{payment}",
            "Payments that wait in the queues of the ledger's systems.");
        Meter.CreateObservableGauge(
            "clearing.ledger.serving", () => Look(desk => desk.Status.State == LedgerState.Serving ? 1 : 0), null,
            "1 while the ledger serves, 0 while it reads its journal, cannot be reached, or has stopped.");
        Meter.CreateObservableGauge(
            "clearing.ledger.epoch", () => Look(desk => desk.Status.Epoch), null,
            "How often the ledger was opened by anybody: it grows when a ledger moves or recovers.");
    }

    /// <summary>True when somebody wants to know of batches.</summary>
    public static bool AreWatched => Durations.Enabled || Source.HasListeners();

    public static void Add(LedgerDesk desk) => Desks.TryAdd(desk, 0);

    public static void Remove(LedgerDesk desk) => Desks.TryRemove(desk, out _);

    /// <summary>Tells of a batch when it is answered.</summary>
    public static async Task<InstructionAnswers> WatchAsync(
        string stream, int count, Task<InstructionAnswers> answering)
    {
        long start = Stopwatch.GetTimestamp();
        using Activity? span = Source.StartActivity("clearing.ledger.batch", ActivityKind.Server);
        InstructionAnswers answers = await answering.ConfigureAwait(false);
        KeyValuePair<string, object?> tag = new("stream", stream);
        Durations.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tag);
        Sizes.Record(count, tag);
        CountStandings(answers, tag);
        if (span is not null)
        {
            span.SetTag("clearing.stream", stream);
            span.SetTag("clearing.instructions", count);
            span.SetTag("clearing.sequence", answers.Sequence);
        }

        return answers;
    }

    private static void CountStandings(InstructionAnswers answers, KeyValuePair<string, object?> stream)
    {
        Span<int> counts = stackalloc int[byte.MaxValue + 1];
        counts.Clear();
        foreach (ref readonly PaymentState state in answers.Answers.Span)
        {
            counts[(byte)state.Standing]++;
        }

        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                Answers.Add(counts[i], stream, new KeyValuePair<string, object?>("standing", ((Standing)i).ToString()));
            }
        }
    }

    private static IEnumerable<Measurement<long>> Look(Func<LedgerDesk, long> ask) => Desks.Keys.Select(
        desk => new Measurement<long>(ask(desk), new KeyValuePair<string, object?>("stream", desk.Status.Stream)));
}
