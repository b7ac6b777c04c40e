using System.Globalization;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>Account reports as camt.052, camt.053 and camt.054.</summary>
internal static class IsoReportWriter
{
    public static IsoMessage? Write(AccountReport report, IsoUsage usage, string? documentId, MessageErrors errors)
    {
        ReportLayout layout = ReportLayout.Of(report.Kind);
        documentId ??= layout.Family + ".001.08";
        if (!documentId.StartsWith(layout.Family, StringComparison.Ordinal))
        {
            errors.Add(
                ConversionCodes.Type, MessageLayer.Semantic, "Document",
                $"This report is a {layout.Family}, not a {documentId}.");
            return null;
        }

        DateTimeOffset createdAt = report.CreatedAt ?? CreatedAt(report);
        IsoElement document = IsoElement.Of(
            layout.Root,
            IsoElement.Of("GrpHdr", IsoLeaf.Text("MsgId", report.Reference), IsoLeaf.Time("CreDtTm", createdAt)),
            Item(report, layout));
        IsoMessage message = new() { DocumentId = documentId, Document = document };
        return report.Servicer is { } from && report.Recipient is { } to
            ? IsoHeader.Add(
                message, from, to, usage == IsoUsage.Cbpr ? "swift.cbprplus.03" : null, createdAt, false, usage)
            : message;
    }

    // The last day that the report tells of, where nothing says when it was made.
    private static DateTimeOffset CreatedAt(AccountReport report)
    {
        DateOnly day = report.Balances.Select(b => b.Date).Concat(report.Entries.Select(e => e.ValueDate))
            .DefaultIfEmpty(DateOnly.MinValue).Max();
        return new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
    }

    private static IsoElement Item(AccountReport report, ReportLayout layout)
    {
        bool isNotice = layout.Family == "camt.054";
        List<IsoElement?> elements =
        [
            IsoLeaf.Text("Id", report.Reference),
            report.SequenceNumber is { } page ? IsoElement.Of(
                layout.Pages,
                IsoElement.Leaf("PgNb", page.ToString(CultureInfo.InvariantCulture)),
                IsoElement.Leaf("LastPgInd", HasMore(report) ? "false" : "true")) : null,
            report.StatementNumber == 0
                ? null
                : IsoElement.Leaf("LglSeqNb", report.StatementNumber.ToString(CultureInfo.InvariantCulture)),
            report.CreatedAt is { } created && !isNotice ? IsoLeaf.Time("CreDtTm", created) : null,
            Account(report),
            .. isNotice ? [] : report.Balances.Select(balance => Bal(balance, report.Currency)),
            Sums(report),
            .. report.Entries.Select(entry => Entry(entry, report, isNotice)),
            IsoLeaf.Text(layout.Remark, string.Join('\n', report.Information), 500),
        ];
        return IsoElement.Of(layout.Item, [.. elements]);
    }

    // A page whose closing balance is one between pages is not the last.
    private static bool HasMore(AccountReport report) =>
        report.Balances.Any(balance => balance is { IsIntermediate: true, Code: "CLBD" or "ITBD" });

    private static IsoElement Account(AccountReport report)
    {
        IsoElement? id = IsoParties.WriteAccount("Acct", report.Account)?.Children[0];
        return IsoElement.Of(
            "Acct",
            id ?? IsoElement.Of("Id", IsoElement.Of("Othr", IsoElement.Leaf("Id", "NOTPROVIDED"))),
            IsoElement.Leaf("Ccy", report.Currency),
            report.Owner is { } owner ? IsoParties.WriteParty("Ownr", owner) : null);
    }

    private static IsoElement Bal(Balance balance, string currency) => IsoElement.Of(
        "Bal",
        IsoElement.Of(
            "Tp",
            IsoLeaf.Choice("CdOrPrtry", balance.Code),
            balance.IsIntermediate ? IsoElement.Of("SubTp", IsoElement.Leaf("Cd", "INTM")) : null),
        IsoLeaf.Amount("Amt", new Charge(currency, balance.Amount)),
        Side(balance.Amount),
        IsoElement.Of("Dt", IsoLeaf.Date("Dt", balance.Date)));

    private static IsoElement Side(DecimalAmount amount) =>
        IsoElement.Leaf("CdtDbtInd", amount.Mantissa < 0 ? "DBIT" : "CRDT");

    private static IsoElement? Sums(AccountReport report) => IsoLeaf.Some(IsoElement.Of(
        "TxsSummry",
        report.Credits is { } credits ? Sum("TtlCdtNtries", credits, report.Currency) : null,
        report.Debits is { } debits ? Sum("TtlDbtNtries", debits, report.Currency) : null));

    private static IsoElement Sum(string name, EntrySum sum, string currency) => IsoElement.Of(
        name,
        IsoElement.Leaf("NbOfNtries", sum.Count.ToString(CultureInfo.InvariantCulture)),
        IsoElement.Leaf("Sum", sum.Sum.ToText(FinText.MinorDigits(currency))));

    private static IsoElement Entry(StatementEntry entry, AccountReport report, bool isNotice)
    {
        Charge amount = new(report.Currency, entry.Amount);
        string? reference = isNotice ? report.RelatedReference ?? entry.OwnerReference : entry.OwnerReference;
        return IsoElement.Of(
            "Ntry",
            IsoLeaf.Amount("Amt", amount),
            Side(entry.Amount),
            entry.IsReversal ? IsoElement.Leaf("RvslInd", "true") : null,
            IsoElement.Of("Sts", IsoElement.Leaf("Cd", entry.IsPending ? "PDNG" : "BOOK")),
            entry.BookingDate is { } booked ? IsoElement.Of("BookgDt", IsoLeaf.Date("Dt", booked)) : null,
            IsoElement.Of("ValDt", IsoLeaf.Date("Dt", entry.ValueDate)),
            IsoLeaf.Text("AcctSvcrRef", entry.ServicerReference),
            Code(entry),
            IsoElement.Of("NtryDtls", IsoElement.Of(
                "TxDtls",
                IsoElement.Of(
                    "Refs",
                    IsoLeaf.Text("InstrId", entry.InstructionId),
                    IsoLeaf.Text("EndToEndId", reference ?? "NONREF"),
                    IsoLeaf.Text("UETR", entry.Uetr, 36)),
                IsoLeaf.Amount("Amt", amount),
                Side(entry.Amount),
                Parties(report),
                Agents(report),
                IsoLeaf.Text("AddtlTxInf", string.Join('\n', entry.Information), 500))),
            IsoLeaf.Text("AddtlNtryInf", entry.Supplement, 500));
    }

    private static IsoElement Code(StatementEntry entry)
    {
        string[] parts = entry.Domain?.Split('/') ?? [];
        bool hasDomain = parts.Length == 3;
        string kind = entry.Code.All(char.IsAsciiDigit) ? "S" : "N";
        string own = FinEntries.IsCode(entry.Code) ? kind + entry.Code : entry.Code;
        return IsoElement.Of(
            "BkTxCd",
            hasDomain ? IsoElement.Of(
                "Domn",
                IsoElement.Leaf("Cd", parts[0]),
                IsoElement.Of("Fmly", IsoElement.Leaf("Cd", parts[1]), IsoElement.Leaf("SubFmlyCd", parts[2]))) : null,
            hasDomain && entry.Code == "MSC" ? null : IsoElement.Of(
                "Prtry", IsoLeaf.Text("Cd", own), IsoElement.Leaf("Issr", "SWIFT")));
    }

    private static IsoElement? Parties(AccountReport report) => report.Debtor is not { } debtor
        ? null
        : IsoElement.Of(
            "RltdPties",
            IsoElement.Of("Dbtr", IsoParties.WriteParty("Pty", debtor)),
            IsoParties.WriteAccount("DbtrAcct", debtor.Account));

    private static IsoElement? Agents(AccountReport report) => IsoLeaf.Some(IsoElement.Of(
        "RltdAgts",
        IsoParties.WriteAgent("DbtrAgt", report.DebtorAgent),
        IsoParties.WriteAgent("IntrmyAgt1", report.Intermediaries is [{ } first, ..] ? first : null)));
}
