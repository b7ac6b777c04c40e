using System.Globalization;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>camt.052, camt.053 and camt.054 as account reports.</summary>
internal static class IsoReportReader
{
    private const string NoPlace = "the report has no place for this element";

    public static int Count(IsoMessage message) => Items(message).Count();

    // A notification is about one entry; a statement about all of its.
    private static IEnumerable<(IsoElement Item, IsoElement? Entry)> Items(IsoMessage message)
    {
        if (ReportLayout.Find(message.DocumentId ?? "") is not { } layout)
        {
            yield break;
        }

        foreach (IsoElement item in IsoFields.All(message.Document, layout.Item))
        {
            if (layout.Family != "camt.054")
            {
                yield return (item, null);
                continue;
            }

            foreach (IsoElement entry in IsoFields.All(item, "Ntry"))
            {
                yield return (item, entry);
            }
        }
    }

    public static AccountReport? Read(IsoMessage message, int index, Losses losses, MessageErrors errors)
    {
        (IsoElement? item, IsoElement? only) = Items(message).ElementAtOrDefault(index);
        if (item is null || ReportLayout.Find(message.DocumentId ?? "") is not { } layout)
        {
            errors.Add(
                ConversionCodes.Type, MessageLayer.Semantic, "Document",
                $"{message.DocumentId ?? "The message"} holds no account report; camt.052, camt.053 and camt.054 do.");
            return null;
        }

        IsoFields fields = new();
        IsoElement? group = message.Document!.Find("GrpHdr");
        string? currency = fields.Text(item, "Acct", "Ccy")
            ?? item.Find("Bal", "Amt")?.Currency ?? (only ?? item.Find("Ntry"))?.Find("Amt")?.Currency;
        string? account = IsoParties.ReadAccount(fields, item.Find("Acct"));
        if (currency is null || account is null)
        {
            errors.Add(
                ConversionCodes.Missing, MessageLayer.Semantic, $"{layout.Item}/Acct",
                "A report needs an account and a currency.");
            return null;
        }

        AccountReport report = ReadHead(fields, message, group, item, layout) with
        {
            Account = account,
            Currency = currency,
            Owner = IsoParties.ReadParty(fields, item.Find("Acct", "Ownr"), null),
        };
        report = only is null
            ? ReadStatement(fields, item, report)
            : ReadNotice(fields, only, report);
        fields.ReportRest(
            message.Document, "", NoPlace, losses,
            element => (element.Name == layout.Item && !ReferenceEquals(element, item))
                || (only is not null && element.Name == "Ntry" && !ReferenceEquals(element, only)));
        if (message.Header is { } header)
        {
            fields.ReportRest(header, "AppHdr", "belongs to the transport, not to the report", losses);
        }

        return report;
    }

    private static AccountReport ReadHead(
        IsoFields fields, IsoMessage message, IsoElement? group, IsoElement item, ReportLayout layout)
    {
        IsoElement? header = message.Header;
        DateTimeOffset? sent = fields.Time(group, "CreDtTm");
        DateTimeOffset? created = fields.Time(item, "CreDtTm");
        string reference = fields.Text(item, "Id") ?? "";
        fields.Expect(reference, group, "MsgId");
        fields.Expect(group?.Find("MsgId")?.Text?.Trim(), header, "BizMsgIdr");
        fields.Expect(message.DocumentId, header, "MsgDefIdr");
        fields.Expect(group?.Find("CreDtTm")?.Text?.Trim(), header, "CreDt");
        fields.Expect("swift.cbprplus.03", header, "BizSvc");
        string? number = fields.Text(item, "LglSeqNb") ?? fields.Text(item, "ElctrncSeqNb");
        fields.Expect("true", item, layout.Pages, "LastPgInd");
        fields.Expect("false", item, layout.Pages, "LastPgInd");
        string remarks = fields.Text(item, layout.Remark) ?? "";
        return new AccountReport
        {
            Kind = layout.Kind,
            Reference = reference,
            Account = "",
            Currency = "",
            Servicer = Party(fields, header, "Fr") ?? IsoParties.ReadAgent(fields, item.Find("Acct"), "Svcr"),
            Recipient = Party(fields, header, "To"),
            StatementNumber = Number(number) ?? 0,
            SequenceNumber = Number(fields.Text(item, layout.Pages, "PgNb")),
            CreatedAt = created ?? sent,
            Information = remarks.Length == 0 ? [] : FinText.Lines(remarks),
        };
    }

    private static Agent? Party(IsoFields fields, IsoElement? header, string name) =>
        header?.Find(name) is { } party ? IsoParties.ReadAgent(fields, party, "FIId") : null;

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static AccountReport ReadStatement(IsoFields fields, IsoElement item, AccountReport report)
    {
        List<Balance> balances = [];
        foreach (IsoElement balance in IsoFields.All(item, "Bal"))
        {
            DateOnly? date = fields.Date(balance, "Dt", "Dt")
                ?? (fields.Time(balance, "Dt", "DtTm") is { } time ? DateOnly.FromDateTime(time.DateTime) : null);
            if (Signed(fields, balance) is { } amount && date is { } day
                && fields.Choice(balance, "Tp", "CdOrPrtry") is { } code)
            {
                bool isIntermediate = fields.Text(balance, "Tp", "SubTp", "Cd") == "INTM";
                balances.Add(new Balance(code, day, amount.Amount, isIntermediate));
            }
        }

        return report with
        {
            Balances = balances,
            Entries = [.. IsoFields.All(item, "Ntry").Select(entry => ReadEntry(fields, entry, report))],
            Debits = Sum(fields, item, "TtlDbtNtries"),
            Credits = Sum(fields, item, "TtlCdtNtries"),
        };
    }

    private static EntrySum? Sum(IsoFields fields, IsoElement item, string name)
    {
        IsoElement? sum = item.Find("TxsSummry", name);
        return Number(fields.Text(sum, "NbOfNtries")) is { } count && fields.Decimal(sum, "Sum") is { } amount
            ? new EntrySum(count, amount)
            : null;
    }

    private static AccountReport ReadNotice(IsoFields fields, IsoElement entry, AccountReport report)
    {
        StatementEntry read = ReadEntry(fields, entry, report);
        IsoElement? details = entry.Find("NtryDtls", "TxDtls");
        IsoElement? parties = details?.Find("RltdPties");
        IsoElement? agents = details?.Find("RltdAgts");
        return report with
        {
            Kind = read.Amount.Mantissa < 0
                ? AccountReportKind.DebitNotification
                : AccountReportKind.CreditNotification,
            RelatedReference = read.OwnerReference == "NONREF" ? null : read.OwnerReference,
            Entries = [read],
            Debtor = IsoParties.ReadParty(
                fields, parties?.Find("Dbtr", "Pty") ?? parties?.Find("Dbtr"), parties?.Find("DbtrAcct")),
            DebtorAgent = IsoParties.ReadAgent(fields, agents, "DbtrAgt"),
            Intermediaries = IsoParties.ReadAgent(fields, agents, "IntrmyAgt1") is { } agent ? [agent] : [],
        };
    }

    private static Charge? Signed(IsoFields fields, IsoElement at)
    {
        Charge? amount = fields.Amount(at, "Amt");
        return fields.Text(at, "CdtDbtInd") == "DBIT" && amount is not null
            ? amount with { Amount = amount.Amount with { Mantissa = -amount.Amount.Mantissa } }
            : amount;
    }

    private static StatementEntry ReadEntry(IsoFields fields, IsoElement entry, AccountReport report)
    {
        IsoElement? details = entry.Find("NtryDtls", "TxDtls");
        IsoElement? references = details?.Find("Refs");
        DecimalAmount amount = Signed(fields, entry)?.Amount ?? default;
        fields.Expect(entry.Find("Amt")?.Text?.Trim(), details, "Amt");
        fields.Expect(entry.Find("CdtDbtInd")?.Text?.Trim(), details, "CdtDbtInd");
        fields.Expect("BOOK", entry, "Sts", "Cd");
        fields.Expect("BOOK", entry, "Sts");
        fields.Expect("false", entry, "RvslInd");
        DateOnly? booked = Day(fields, entry, "BookgDt");
        DateOnly? value = Day(fields, entry, "ValDt") ?? booked;
        (string code, string? domain) = ReadCode(fields, entry.Find("BkTxCd"));
        string text = fields.Text(details, "AddtlTxInf") ?? "";
        string? owner = fields.Text(references, "EndToEndId");
        string? servicer = fields.Text(entry, "AcctSvcrRef");
        fields.Expect(servicer, references, "AcctSvcrRef");
        return new StatementEntry
        {
            Amount = amount,
            IsReversal = fields.Text(entry, "RvslInd") is "true" or "1",
            IsPending = (fields.Text(entry, "Sts", "Cd") ?? fields.Text(entry, "Sts")) == "PDNG",
            ValueDate = value ?? DateOnly.FromDateTime((report.CreatedAt ?? default).DateTime),
            BookingDate = booked,
            Code = code,
            Domain = domain,
            OwnerReference = IsoInstructionReader.Provided(owner) ?? "NONREF",
            InstructionId = fields.Text(references, "InstrId"),
            Uetr = fields.Text(references, "UETR"),
            ServicerReference = servicer ?? fields.Text(references, "AcctSvcrRef"),
            Supplement = fields.Text(entry, "AddtlNtryInf"),
            Information = text.Length == 0 ? [] : FinText.Lines(text),
        };
    }

    private static DateOnly? Day(IsoFields fields, IsoElement entry, string name) =>
        fields.Date(entry, name, "Dt")
        ?? (fields.Time(entry, name, "DtTm") is { } time ? DateOnly.FromDateTime(time.DateTime) : null);

    // The code of an MT stands as a proprietary one: a letter of its kind, then three characters.
    private static (string Code, string? Domain) ReadCode(IsoFields fields, IsoElement? at)
    {
        string? own = fields.Text(at, "Prtry", "Cd");
        fields.Expect("SWIFT", at, "Prtry", "Issr");
        fields.Expect("NOTPROVIDED", at, "Prtry", "Issr");
        string?[] parts =
        [
            fields.Text(at, "Domn", "Cd"), fields.Text(at, "Domn", "Fmly", "Cd"),
            fields.Text(at, "Domn", "Fmly", "SubFmlyCd"),
        ];
        string code = own is { Length: 4 } && FinEntries.IsCode(own[1..]) ? own[1..]
            : own is null or "NOTPROVIDED" ? "MSC" : own;
        return (code, parts[0] is null ? null : string.Join('/', parts));
    }
}
