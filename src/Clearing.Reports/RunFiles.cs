using Clearing.Reports.Files;
using Clearing.Reports.Page;

namespace Clearing.Reports;

/// <summary>How the payments of a run are written.</summary>
public enum PaymentsFormat
{
    Csv,
    Parquet,
    None,
}

/// <summary>How far the writing of the payments has come.</summary>
public readonly record struct WriteProgress(long RowsWritten, long RowsTotal);

/// <summary>
/// What the report may say beyond the run itself; the only text of it that may differ from one run of the same file
/// and seed to the next.
/// </summary>
/// <param name="Command">The command line that reproduces the run; null for the plain one.</param>
/// <param name="Facts">Machine and wall-clock facts for the foot, a line each.</param>
public sealed record ReportNotes(string? Command, IReadOnlyList<string> Facts)
{
    public static ReportNotes None { get; } = new(null, []);
}

/// <summary>Writes the files of a run (contract, section 3).</summary>
public static class RunFiles
{
    /// <param name="run">The run.</param>
    /// <param name="folder">New, empty, or an earlier run's; then it is replaced whole.</param>
    /// <param name="format">How to write the payments.</param>
    /// <param name="notes">For the report.</param>
    /// <param name="progress">Told after every few thousand rows of payments.</param>
    /// <returns>Null when all is written; otherwise why not, and the folder is as it was.</returns>
    public static FolderProblem? Write(
        RunSummary run,
        string folder,
        PaymentsFormat format,
        ReportNotes? notes = null,
        IProgress<WriteProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        return OutputFolder.Replace(folder, fresh => WriteAll(run, fresh, format, notes ?? ReportNotes.None, progress));
    }

    private static void WriteAll(
        RunSummary run, string folder, PaymentsFormat format, ReportNotes notes, IProgress<WriteProgress>? progress)
    {
        long written = 0;
        long total = (long)run.Outcomes.Count * run.Scenario.Payments.Count;
        void Advance(long rows) => progress?.Report(new WriteProgress(written += rows, total));

        if (format == PaymentsFormat.Csv)
        {
            PaymentsCsv.Write(Path.Combine(folder, "payments.csv"), run, Advance);
        }
        else if (format == PaymentsFormat.Parquet)
        {
            PaymentsParquet.Write(Path.Combine(folder, "payments.parquet"), run, Advance);
        }

        File.WriteAllText(Path.Combine(folder, "report.html"), ReportPage.Of(run, notes));
        AccountsCsv.Write(Path.Combine(folder, "accounts.csv"), run);
        TableCsv.WriteAll(folder, run);
        QueuesJson.Write(folder, run);
        using FileStream summary = new(Path.Combine(folder, "summary.json"), FileMode.CreateNew, FileAccess.Write);
        SummaryFile.Write(summary, run);
    }
}
