using System.Text.Encodings.Web;
using System.Text.Json;
using Clearing.Reports.Explanations;

namespace Clearing.Cli.Output;

/// <summary>What became of a payment, in sentences or as one JSON object.</summary>
internal static class ExplanationText
{
    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Print(Terminal terminal, Explanation explanation)
    {
        if (terminal.Format == OutputFormat.Json)
        {
            terminal.Line(JsonSerializer.Serialize(explanation, Snake));
            return;
        }

        PaymentFate first = explanation.Systems[0];
        terminal.Line($"{explanation.Payment}: {explanation.From} pays {explanation.To} "
            + $"{Figures.Separate(explanation.Amount)} {explanation.Currency}, {first.Priority}, "
            + $"due {Time(first.DueAt)}");
        foreach (PaymentFate fate in explanation.Systems)
        {
            terminal.Line();
            terminal.Line($"{fate.System}: {Sentence(fate)}");
            foreach (string line in Details(fate, explanation.Currency))
            {
                terminal.Line("  " + line);
            }
        }
    }

    private static string Sentence(PaymentFate fate) => fate.Status switch
    {
        "settled" => $"settled {Time(fate.SettledAt)}, {RouteOf(fate)}{Waited(fate)}.",
        "rejected" => $"{Came(fate)}rejected: {WhyRejected(fate.Reason)}.",
        "cancelled" => $"cancelled while it waited; it came {Time(fate.EnteredAt)}.",
        "unwound" => "taken back out of its cycle, which could not be settled with it.",
        _ when fate.EnteredAt.Length == 0 => "never sent; its bank still held it back at the end.",
        _ => $"came {Time(fate.EnteredAt)} and was not settled by the close.",
    };

    private static string Came(PaymentFate fate) => fate.EnteredAt.Length == 0 ? "" : $"came {Time(fate.EnteredAt)}, ";

    private static string RouteOf(PaymentFate fate) => fate.Route switch
    {
        "entry" => "at once when it came",
        "queue" => "by itself",
        "bilateral" => "together with payments the other way between the two banks",
        "multilateral" => "together with payments of other banks",
        "cycle" => "when the nets of its cycle were posted",
        "internal" => "inside the agent of both banks",
        "close" => "by the closing procedures of the day",
        _ => "by a route this program does not know",
    };

    private static string Waited(PaymentFate fate) =>
        fate.Route is "entry" or "internal" or "cycle" || fate.EnteredAt.Length == 0 || fate.EnteredAt == fate.SettledAt
            ? ""
            : $" after it had waited since {Time(fate.EnteredAt)}";

    private static string WhyRejected(string reason) => reason switch
    {
        "closed" => "the system was closed when it came",
        "expired" => "it still waited at the end of its time",
        "suspended" => "one of the two banks was suspended",
        "funds" => "it could not go at once, and may not wait",
        "amount" => "its amount is outside what the system takes",
        "kind" => "the system does not take payments of its kind",
        "cut-off" => "it came after the cut-off for its kind",
        "refused" => "the payee's bank said no",
        "timeout" => "the payee's bank did not answer in time",
        "group" => "another payment of its group came to another end",
        _ => "no reason is given",
    };

    private static IEnumerable<string> Details(PaymentFate fate, string currency)
    {
        if (fate.Origin.Length > 0)
        {
            yield return $"It was made by the arrangement: {fate.Origin}.";
        }

        if (fate.Set is { } set)
        {
            string with = set.With.Count switch
            {
                0 => "alone",
                <= 10 => "with " + string.Join(", ", set.With),
                int n => $"with {string.Join(", ", set.With.Take(10))} and {n - 10} more",
            };
            yield return $"Set {set.Number}{(set.Mechanism.Length > 0 ? $" ({set.Mechanism})" : "")}: {with}.";
        }

        else if (fate.Route is "bilateral" or "multilateral")
        {
            yield return "With which ones: clearing run … --certificates keeps that.";
        }

        foreach (string failed in fate.Failed)
        {
            yield return $"{failed} could not pay what it owed to the cycle.";
        }

        if (fate.Tests.Count > 0)
        {
            yield return "What held it back at the close:";
        }

        foreach (FailedWait test in fate.Tests)
        {
            yield return "- " + WhyWaiting(test, currency);
        }
    }

    private static string WhyWaiting(FailedWait test, string currency)
    {
        string amounts = $" (needed {Figures.Separate(test.Needed)}, "
            + $"available {Figures.Separate(test.Available)} {currency})";
        return test.Test switch
        {
            "order" => "another payment of its bank stood before it",
            "funds" => "not enough money" + amounts,
            "ceiling" => "the payee would have held too much" + amounts,
            "bilateral-limit" => "the limit between the two banks" + amounts,
            "multilateral-limit" => "the payer's limit towards all banks" + amounts,
            "not-ready" => "one of the two had not paid its opening requirement",
            "sets-only" => "its class is released in sets only, and none was found",
            "group" => "others of its group had not come or did not fit",
            "not-before" => "its time had not come",
            "halted" => "the system was halted",
            _ => test.Test + amounts,
        };
    }

    // 2026-01-05T09:00:00.000000-05:00 -> 2026-01-05 09:00:00-05:00
    private static string Time(string time) =>
        time.Replace('T', ' ').Replace(".000000", "", StringComparison.Ordinal);
}
