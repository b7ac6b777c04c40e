using Clearing.Scenarios.Csv;

namespace Clearing.Scenarios.Compilation;

/// <summary>Which column of a CSV file of participants is what; -1 = not there.</summary>
internal sealed record ParticipantColumns(
    int Id, int Name, int Bic, int RoutingNumber, int Balance, int Credit, int Via, IReadOnlyList<int> Balances,
    IReadOnlyList<int> Attributes)
{
    /// <summary>A column of balances in another currency is named so, then its code: <c>balances.EUR</c>.</summary>
    public const string BalancePrefix = "balances.";

    private static readonly string[] Names = ["id", "name", "bic", "routing-number", "balance", "credit", "via"];

    /// <summary>The columns by the header, or null where there are no ids.</summary>
    public static ParticipantColumns? Of(CsvFile csv)
    {
        int[] others =
            [.. Enumerable.Range(0, csv.Header.Count).Where(column => !Names.Contains(csv.Header[column]))];
        ILookup<bool, int> isBalance =
            others.ToLookup(column => csv.Header[column].StartsWith(BalancePrefix, StringComparison.Ordinal));
        return csv.ColumnOf("id") < 0
            ? null
            : new ParticipantColumns(
                csv.ColumnOf("id"), csv.ColumnOf("name"), csv.ColumnOf("bic"), csv.ColumnOf("routing-number"),
                csv.ColumnOf("balance"), csv.ColumnOf("credit"), csv.ColumnOf("via"),
                [.. isBalance[true]], [.. isBalance[false]]);
    }
}
