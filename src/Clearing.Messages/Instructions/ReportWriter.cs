using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>The account report in MT and ISO 20022; null where the format cannot carry it, with the reason.</summary>
public static class ReportWriter
{
    /// <summary>MT 900, 910, 940 or 942 by the kind of the report.</summary>
    /// <param name="report">What to write.</param>
    /// <param name="errors">Why it cannot be written.</param>
    /// <param name="type">950 instead of 940; null = by the kind.</param>
    public static FinMessage? ToFin(AccountReport report, MessageErrors errors, string? type = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(errors);
        return FinReports.Write(report, type, errors);
    }

    /// <summary>camt.054, camt.053 or camt.052 by the kind of the report.</summary>
    /// <param name="report">What to write.</param>
    /// <param name="errors">Why it cannot be written.</param>
    /// <param name="usage">By whose rules the header is written.</param>
    /// <param name="documentId">Another version; null = .08.</param>
    public static IsoMessage? ToIso(
        AccountReport report, MessageErrors errors, IsoUsage usage = IsoUsage.Cbpr, string? documentId = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(errors);
        return IsoReportWriter.Write(report, usage, documentId, errors);
    }
}
