using Clearing.Audit;
using Clearing.Client.Load;
using Clearing.Client.Load.Measuring;

namespace Clearing.Cli.Verbs;

/// <summary>Audits the journal of a service that was loaded.</summary>
internal static class LoadedJournal
{
    /// <summary>What the audit found, a line for each part of it.</summary>
    public static async Task<IReadOnlyList<AuditLine>> AuditAsync(JournalPlace place, CancellationToken cancellation)
    {
        AuditPlace at = new(place.Folder, place.Postgres);
        ServedScenario served = await VerifyVerb.FindAsync(at, null, cancellation);
        using AuditResult result = await VerifyVerb.AuditAsync(at, served, null, cancellation);
        List<AuditLine> lines = [.. LinesOf("journal", result.Report.Store)];
        foreach (LedgerFindings ledger in result.Report.Ledgers)
        {
            lines.AddRange(ledger.Sections.SelectMany(section => LinesOf(ledger.Stream, section)));
        }

        return lines;
    }

    private static IEnumerable<AuditLine> LinesOf(string of, AuditSection section) => section.Findings
        .Select(finding => new AuditLine($"{of}, {section.Name}, group {finding.Group}: {finding.What}", Holds: false))
        .Prepend(new AuditLine(
            $"{of}, {section.Name}: {section.Text}", Holds: section.Verdict == AuditVerdict.Holds));
}
