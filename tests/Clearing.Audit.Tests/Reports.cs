namespace Clearing.Audit.Tests;

/// <summary>What tests ask of reports.</summary>
internal static class Reports
{
    /// <summary>A part of the only ledger, or of the store.</summary>
    public static AuditSection Part(this AuditReport report, string name) => name == AuditParts.Store
        ? report.Store
        : report.Ledgers.Single().Sections.Single(section => section.Name == name);

    /// <summary>Everything holds and was judged.</summary>
    public static void Holds(this AuditReport report) =>
        Assert.True(report.Holds && report.IsWhole, Text(report));

    /// <summary>This part is broken, of no other anything was found, and the finding says where and what.</summary>
    public static AuditFinding Breaks(this AuditReport report, string part, long group, string what)
    {
        AuditSection section = report.Part(part);
        Assert.True(section.Verdict == AuditVerdict.Broken, Text(report));
        Assert.All(
            report.Ledgers.SelectMany(ledger => ledger.Sections).Append(report.Store).Where(s => s.Name != part),
            other => Assert.True(other.Findings.Count == 0, Text(report)));
        AuditFinding finding = section.Findings[0];
        Assert.Contains(what, finding.What, StringComparison.Ordinal);
        Assert.Equal(group, finding.Group);
        Assert.NotEmpty(finding.Next);
        return finding;
    }

    public static string Text(AuditReport report) => string.Join('\n', report.Ledgers
        .SelectMany(ledger => ledger.Sections)
        .Prepend(report.Store)
        .SelectMany(section => section.Findings
            .Select(f => $"    group {f.Group} record {f.Record}: {f.What}")
            .Prepend($"{section.Verdict} {section.Name}: {section.Text}")));
}
