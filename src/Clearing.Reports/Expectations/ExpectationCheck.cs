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
            ExpectationSubject.SystemMetric => Metric(run, expectation),
            ExpectationSubject.AccountColumn => AccountColumn(run, expectation),
            _ => PaymentField(run, expectation),
        };
        Currency currency = run.CurrencyOf(expectation.System);
        return found is { } value
            ? new(expectation.Text, Met(value, expectation, currency), value.Format(currency))
            : Missing(expectation);
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

    private static MetricValue? Metric(RunSummary run, Expectation expectation)
    {
        if (expectation.Arrangement < 0)
        {
            return run.Metric(expectation.System, expectation.Field);
        }

        string name = run.Scenario.Arrangements[expectation.Arrangement].Name;
        return run.Arrangements.FirstOrDefault(a => a.Name == name) is { } arrangement
            ? RunSummary.Find(arrangement.Metrics, expectation.Field)
            : null;
    }

    // A payment of the scenario, or one that the arrangement made, if it did.
    private static (OutcomeTable Fates, int Row)? PaymentOf(RunSummary run, Expectation expectation)
    {
        SystemOutcome outcome = run.Outcomes[expectation.System];
        if (expectation.MadePayment is not { } id)
        {
            return (outcome.Payments, expectation.Payment);
        }

        int row = Array.FindIndex(outcome.Made, made => made.Id == id);
        return row < 0 ? null : (outcome.MadePayments, row);
    }

    private static MetricValue? PaymentField(RunSummary run, Expectation expectation) =>
        PaymentOf(run, expectation) is not var (fates, row)
            ? null
            : expectation.Field switch
            {
                "status" => MetricValue.Text(CsvWords.Of(fates.StatusOf(row))),
                "route" => MetricValue.Text(CsvWords.Of(fates.RouteOf(row))),
                "reason" => MetricValue.Text(CsvWords.Of(fates.ReasonOf(row))),
                _ => null,
            };

    private static ExpectationResult CheckInstant(RunSummary run, Expectation expectation)
    {
        if (PaymentOf(run, expectation) is not var (fates, row))
        {
            return Missing(expectation);
        }

        bool settled = fates.StatusOf(row) == PaymentStatus.Settled;
        long at = fates.SettledAt(row);
        string found = settled ? LocalTime.Of(run.Scenario).Format(at) : "null";
        bool met = long.TryParse(expectation.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out long expected)
            ? settled && Holds(at.CompareTo(expected), expectation.Comparison)
            : expectation.Value == "null" && !settled;
        return new(expectation.Text, met, found);
    }

    private static ExpectationResult Missing(Expectation expectation) => new(
        expectation.Text, false, expectation.MadePayment is { } id
            ? $"no payment '{id}' was made"
            : $"there is no '{expectation.Field}' to compare");

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
