using System.Globalization;
using Clearing.Reports.Files;
using Clearing.Reports.Metrics;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Expectations;

/// <summary>Compares what a scenario expects with what its run shows.</summary>
internal static class ExpectationCheck
{
    public static ExpectationResult Check(RunSummary run, Expectation expectation)
    {
        if (expectation is { Subject: ExpectationSubject.PaymentField, Field: "at" })
        {
            return CheckInstant(run, expectation);
        }

        MetricValue? found = expectation.Subject switch
        {
            ExpectationSubject.SystemMetric => run.Metric(expectation.System, expectation.Field),
            ExpectationSubject.AccountColumn => AccountColumn(run, expectation),
            _ => PaymentField(run, expectation),
        };
        Currency currency = run.CurrencyOf(expectation.System);
        return found is { } value
            ? new(expectation.Text, Met(value, expectation, currency), value.Format(currency))
            : new(expectation.Text, false, $"there is no '{expectation.Field}' to compare");
    }

    private static MetricValue? AccountColumn(RunSummary run, Expectation expectation)
    {
        if (expectation.Field == MetricNames.AccountCurrency)
        {
            return MetricValue.Text(
                run.Scenario.Systems[expectation.System].Accounts[expectation.Account].CurrencyCode);
        }

        AccountOutcome account = run.Outcomes[expectation.System].Accounts[expectation.Account];
        return AccountColumns.Find(expectation.Field)?.Of(account);
    }

    private static MetricValue? PaymentField(RunSummary run, Expectation expectation)
    {
        OutcomeTable outcomes = run.Outcomes[expectation.System].Payments;
        return expectation.Field switch
        {
            "status" => MetricValue.Text(CsvWords.Of(outcomes.StatusOf(expectation.Payment))),
            "route" => MetricValue.Text(CsvWords.Of(outcomes.RouteOf(expectation.Payment))),
            "reason" => MetricValue.Text(CsvWords.Of(outcomes.ReasonOf(expectation.Payment))),
            _ => null,
        };
    }

    private static ExpectationResult CheckInstant(RunSummary run, Expectation expectation)
    {
        OutcomeTable outcomes = run.Outcomes[expectation.System].Payments;
        bool settled = outcomes.StatusOf(expectation.Payment) == PaymentStatus.Settled;
        long at = outcomes.SettledAt(expectation.Payment);
        string found = settled ? LocalTime.Of(run.Scenario).Format(at) : "null";
        bool met = long.TryParse(expectation.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out long expected)
            ? settled && Holds(at.CompareTo(expected), expectation.Comparison)
            : expectation.Value == "null" && !settled;
        return new(expectation.Text, met, found);
    }

    private static bool Met(MetricValue found, Expectation expectation, Currency currency)
    {
        switch (found.Kind)
        {
            case MetricKind.None:
                return expectation is { Value: "null", Comparison: Comparison.EqualTo };
            case MetricKind.Text:
                return expectation.Comparison == Comparison.EqualTo && found.Words == expectation.Value;
            default:
                int places = found.Kind switch
                {
                    MetricKind.Amount => currency.Decimals,
                    MetricKind.Ratio => 9,
                    _ => 0,
                };
                return ExactDecimal.TryParse(expectation.Value, out ExactDecimal expected)
                    && Holds(new ExactDecimal(found.Number, places).CompareTo(expected), expectation.Comparison);
        }
    }

    private static bool Holds(int order, Comparison comparison) => comparison switch
    {
        Comparison.AtLeast => order >= 0,
        Comparison.AtMost => order <= 0,
        _ => order == 0,
    };
}
