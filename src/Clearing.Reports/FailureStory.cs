using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports;

/// <summary>One thing that happened in a failure procedure, in words.</summary>
/// <param name="Round">Of the chain, from 1.</param>
/// <param name="What">Who failed, or who paid for whom.</param>
/// <param name="Amount">With the currency's decimals.</param>
public sealed record FailureStory(int Round, string What, string Amount)
{
    /// <summary>Of a system, in order; none where nobody failed and nothing was taken back.</summary>
    public static IReadOnlyList<FailureStory> Of(RunSummary run, int system)
    {
        ArgumentNullException.ThrowIfNull(run);
        FailureLine[] lines = run.Outcomes[system].Failures;
        return Array.Exists(lines, line => line.Event is FailureEvent.Failed or FailureEvent.Unwound)
            ? [.. lines.Select(line => new FailureStory(
                line.Round, Tell(run.Scenario, system, line), run.CurrencyOf(system).Format(line.AmountMinor)))]
            : [];
    }

    private static string Tell(Scenario scenario, int system, FailureLine line)
    {
        string Id(int account) => scenario.Participants[account].Id;
        string failed = line.Failed < 0 ? "the cycle" : Id(line.Failed);
        return line.Event switch
        {
            FailureEvent.Failed => $"{failed} fails, net debit",
            FailureEvent.Unwound => line.Failed < 0 ? "all payments taken out" : $"payments of {failed} taken out",
            FailureEvent.Postponed => line.Failed < 0 ? "cycle postponed" : $"cycle postponed, {failed} short by",
            _ => scenario.Systems[system].Failure[line.Step].Kind switch
            {
                FailureStepKind.Collateral => $"{failed}: own collateral",
                FailureStepKind.Pool => $"{failed}: pool, share of {Id(line.Payer)}",
                FailureStepKind.Guarantee => $"{failed}: the operator pays",
                _ => line.Payer < 0 ? $"{failed}: the operator pays" : $"{failed}: {Id(line.Payer)} pays",
            },
        };
    }
}
