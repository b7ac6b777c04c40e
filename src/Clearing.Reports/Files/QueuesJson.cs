using System.Buffers;
using System.Text.Json;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Files;

/// <summary>
/// The queues that a run kept, one JSON object a line: what waited, the accounts that have a part in it, and what
/// bounded them. Written only where there is one.
/// </summary>
internal static class QueuesJson
{
    public const string Name = "queues.jsonl";

    public static void Write(string folder, RunSummary run)
    {
        if (run.Outcomes.All(outcome => outcome.Queues.Length == 0))
        {
            return;
        }

        LocalTime time = LocalTime.Of(run.Scenario);
        using FileStream file = new(Path.Combine(folder, Name), FileMode.CreateNew, FileAccess.Write);
        ArrayBufferWriter<byte> line = new();
        using Utf8JsonWriter json = new(line);
        for (int s = 0; s < run.Outcomes.Count; s++)
        {
            foreach (QueueSnapshot queue in run.Outcomes[s].Queues)
            {
                WriteQueue(json, run, s, queue, time.Format(queue.Time));
                json.Flush();
                file.Write(line.WrittenSpan);
                file.WriteByte((byte)'\n');
                line.ResetWrittenCount();
                json.Reset();
            }
        }
    }

    private static void WriteQueue(Utf8JsonWriter json, RunSummary run, int system, QueueSnapshot queue, string time)
    {
        Currency currency = run.CurrencyOf(system);
        SortedSet<int> parts = [.. queue.Payments.Select(p => p.From), .. queue.Payments.Select(p => p.To)];
        string Id(int account) => run.Scenario.Participants[account].Id;
        string Amount(Int128 minor) => currency.Format(minor);

        json.WriteStartObject();
        json.WriteString("system", run.Outcomes[system].Name);
        json.WriteString("time", time);
        json.WriteString("currency", currency.Code);
        json.WriteStartArray("accounts");
        foreach (int account in parts)
        {
            (long position, long floor, long ceiling) = queue.Accounts[account];
            json.WriteStartObject();
            json.WriteString("id", Id(account));
            json.WriteString("position", Amount(position));
            json.WriteString("floor", floor == long.MinValue ? null : Amount(floor));
            json.WriteString("ceiling", ceiling == long.MaxValue ? null : Amount(ceiling));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("limits");
        foreach (QueuedLimit limit in queue.Limits.Where(l => parts.Contains(l.From) && parts.Contains(l.To)))
        {
            json.WriteStartObject();
            json.WriteString("from", Id(limit.From));
            json.WriteString("to", Id(limit.To));
            json.WriteString("room", Amount((Int128)limit.LimitMinor - limit.FlowMinor));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("payments");
        foreach (QueuedPayment payment in queue.Payments)
        {
            json.WriteStartObject();
            json.WriteString("id", run.PaymentId(system, payment.Payment));
            json.WriteString("from", Id(payment.From));
            json.WriteString("to", Id(payment.To));
            json.WriteString("amount", Amount(payment.AmountMinor));
            json.WriteNumber("class", payment.Class);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
