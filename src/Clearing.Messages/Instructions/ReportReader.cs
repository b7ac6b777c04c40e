using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>Account reports of MT and ISO 20022 into the one <see cref="AccountReport"/>.</summary>
public static class ReportReader
{
    /// <summary>True of 900, 910, 940, 942, 950 and of camt.052, camt.053, camt.054 in any version.</summary>
    public static bool IsReport(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return ReportLayout.Find(type) is not null;
    }

    /// <summary>An MT report; null = none.</summary>
    public static AccountReport? Read(FinMessage message, Losses losses, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(errors);
        return FinReports.Read(message, losses, errors);
    }

    /// <summary>How many reports a message holds; each entry of a camt.054 is one.</summary>
    public static int Count(IsoMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return IsoReportReader.Count(message);
    }

    /// <summary>The report at a place, from 0; null = none.</summary>
    public static AccountReport? Read(IsoMessage message, int index, Losses losses, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(errors);
        return IsoReportReader.Read(message, index, losses, errors);
    }
}
