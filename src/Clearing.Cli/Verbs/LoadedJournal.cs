using System.Globalization;
using Clearing.Audit;
using Clearing.Audit.Ids;
using Clearing.Client.Load;
using Clearing.Client.Load.Measuring;

namespace Clearing.Cli.Verbs;

/// <summary>Audits the journal of a service that was loaded.</summary>
internal static class LoadedJournal
{
    /// <summary>What the audit found, a line for each part of it, and one about what was acknowledged.</summary>
    public static async Task<IReadOnlyList<AuditLine>> AuditAsync(
        JournalPlace place, AcknowledgedPayments acknowledged, CancellationToken cancellation)
    {
        AuditPlace at = new(place.Folder, place.Postgres);
        ServedScenario served = await VerifyVerb.FindAsync(at, null, cancellation);
        using AuditResult result = await VerifyVerb.AuditAsync(at, served, null, cancellation);
        List<AuditLine> lines = [.. LinesOf("journal", result.Report.Store)];
        foreach (LedgerFindings ledger in result.Report.Ledgers)
        {
            lines.AddRange(ledger.Sections.SelectMany(section => LinesOf(ledger.Stream, section)));
        }

        return [.. lines, .. Hold(result, acknowledged)];
    }

    // The service was asked too; but it might answer from memory what it never wrote.
    private static IEnumerable<AuditLine> Hold(AuditResult result, AcknowledgedPayments acknowledged)
    {
        string stream = result.Report.Ledgers.Select(ledger => ledger.Stream).FirstOrDefault(
            name => name.EndsWith($"/{acknowledged.Ledger}", StringComparison.Ordinal), acknowledged.Ledger);
        HeldIds held = result.Ids.Hold(stream, acknowledged.Ids);
        string found = held.NotOnce == 0 ? "each is there exactly once"
            : string.Create(CultureInfo.InvariantCulture, $"{held.NotOnce:N0} are not there exactly once");
        return held.First
            .Select(id => new AuditLine($"{id} was acknowledged and is not there exactly once", Holds: false))
            .Prepend(new AuditLine(
                string.Create(
                    CultureInfo.InvariantCulture, $"{stream}, all {held.Count:N0} acknowledged payments: {found}"),
                Holds: held.NotOnce == 0));
    }

    private static IEnumerable<AuditLine> LinesOf(string of, AuditSection section) => section.Findings
        .Select(finding => new AuditLine($"{of}, {section.Name}, group {finding.Group}: {finding.What}", Holds: false))
        .Prepend(new AuditLine(
            $"{of}, {section.Name}: {section.Text}", Holds: section.Verdict == AuditVerdict.Holds));
}
