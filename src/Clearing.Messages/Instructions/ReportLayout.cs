namespace Clearing.Messages.Instructions;

/// <summary>Names of a kind of report in MT and ISO 20022.</summary>
internal sealed record ReportLayout(
    AccountReportKind Kind, string Mt, string Family, string Root, string Item, string Pages, string Remark)
{
    private static readonly ReportLayout[] All =
    [
        new(AccountReportKind.DebitNotification, "900", "camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn",
            "NtfctnPgntn", "AddtlNtfctnInf"),
        new(AccountReportKind.CreditNotification, "910", "camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn",
            "NtfctnPgntn", "AddtlNtfctnInf"),
        new(AccountReportKind.Statement, "940", "camt.053", "BkToCstmrStmt", "Stmt", "StmtPgntn", "AddtlStmtInf"),
        new(AccountReportKind.InterimReport, "942", "camt.052", "BkToCstmrAcctRpt", "Rpt", "RptPgntn", "AddtlRptInf"),
    ];

    public static ReportLayout Of(AccountReportKind kind) => All.First(layout => layout.Kind == kind);

    /// <summary>The layout of an MT type or of an ISO 20022 message id; null = no account report.</summary>
    public static ReportLayout? Find(string type) => All.FirstOrDefault(layout =>
        layout.Mt == (type == "950" ? "940" : type)
        || (type.Length >= 8 && type.StartsWith(layout.Family, StringComparison.Ordinal)));
}
