using System.Text.Encodings.Web;
using System.Text.Json;
using Clearing.Reports.Expectations;
using Clearing.Reports.Metrics;
using Clearing.Settlement.Model;

namespace Clearing.Reports.Files;

/// <summary>Writes <c>summary.json</c>.</summary>
public static class SummaryFile
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document, to a file or to standard output (<c>--format json</c>).</summary>
    public static void Write(Stream target, RunSummary run)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(run);
        using (var json = new Utf8JsonWriter(target, Options))
        {
            json.WriteStartObject();
            json.WriteString("scenario", run.Scenario.Name);
            WriteSeed(json, run.Scenario.Seed);
            json.WriteString("engine", RunSummary.Engine);
            json.WriteString("currency", run.Scenario.Currency.Code);
            json.WriteStartArray("systems");
            for (int s = 0; s < run.Outcomes.Count; s++)
            {
                WriteSystem(json, run, s);
            }

            json.WriteEndArray();
            WriteArrangements(json, run);
            WriteExpectations(json, run.Expectations);
            json.WriteEndObject();
        }

        target.Write("\n"u8);
    }

    private static void WriteSeed(Utf8JsonWriter json, ulong? seed)
    {
        if (seed is { } number)
        {
            json.WriteNumber("seed", number);
        }
        else
        {
            json.WriteNull("seed");
        }
    }

    private static void WriteSystem(Utf8JsonWriter json, RunSummary run, int system)
    {
        json.WriteStartObject();
        json.WriteString("name", run.Outcomes[system].Name);
        json.WriteString("rulebook", run.Outcomes[system].Rulebook);
        if (run.Systems[system].Arrangement is { } arrangement)
        {
            json.WriteString("arrangement", arrangement);
        }

        Currency currency = run.CurrencyOf(system);
        if (currency != run.Scenario.Currency)
        {
            json.WriteString("currency", currency.Code);
        }

        IReadOnlyList<MetricValue> values = run.Metrics(system);
        for (int m = 0; m < values.Count; m++)
        {
            WriteMetric(json, MetricTable.All[m].Name, values[m], currency);
        }

        WriteMechanisms(json, run, system);
        json.WriteEndObject();
    }

    private static void WriteMetric(Utf8JsonWriter json, string name, MetricValue value, Currency currency)
    {
        json.WritePropertyName(name);
        string text = value.Format(currency);
        if (value.Kind is MetricKind.Amount or MetricKind.Text)
        {
            json.WriteStringValue(text);
        }
        else
        {
            json.WriteRawValue(text);
        }
    }

    // Only where systems are linked.
    private static void WriteArrangements(Utf8JsonWriter json, RunSummary run)
    {
        if (run.Arrangements.Count == 0)
        {
            return;
        }

        json.WriteStartArray("arrangements");
        foreach (ArrangementSummary arrangement in run.Arrangements)
        {
            json.WriteStartObject();
            json.WriteString("name", arrangement.Name);
            json.WriteStartArray("members");
            foreach (int member in arrangement.Members)
            {
                json.WriteStringValue(run.Systems[member].Name);
            }

            json.WriteEndArray();
            for (int m = 0; m < MetricTable.All.Count; m++)
            {
                if (MetricTable.All[m].Combines)
                {
                    WriteMetric(json, MetricTable.All[m].Name, arrangement.Metrics[m],
                        arrangement.Currency ?? run.Scenario.Currency);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMechanisms(Utf8JsonWriter json, RunSummary run, int system)
    {
        json.WriteStartArray("mechanisms");
        var mechanisms = run.Outcomes[system].Mechanisms;
        for (int m = 0; m < mechanisms.Length; m++)
        {
            json.WriteStartObject();
            json.WriteString("kind", CsvWords.Of(run.Scenario.Systems[system].Release[m].Kind));
            json.WriteNumber("sets", mechanisms[m].Sets);
            json.WriteNumber("payments", mechanisms[m].Payments);
            json.WriteString("value", run.CurrencyOf(system).Format(mechanisms[m].ValueMinor));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteExpectations(Utf8JsonWriter json, IReadOnlyList<ExpectationResult> expectations)
    {
        json.WriteStartArray("expectations");
        foreach (ExpectationResult expectation in expectations)
        {
            json.WriteStartObject();
            json.WriteString("text", expectation.Text);
            json.WriteBoolean("met", expectation.Met);
            json.WriteString("found", expectation.Found);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
