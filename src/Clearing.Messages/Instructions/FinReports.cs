using System.Globalization;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Instructions;

/// <summary>MT 900, 910, 940, 942 and 950 as account reports and back.</summary>
internal static class FinReports
{
    private const string NoReference = "NONREF";

    public static AccountReport? Read(FinMessage message, Losses losses, MessageErrors errors)
    {
        FinEnvelope envelope = FinEnvelope.Read(message, losses);
        if (ReportLayout.Find(envelope.Type) is not { } layout)
        {
            errors.Add(
                ConversionCodes.Type, MessageLayer.Semantic, "{2:}",
                $"MT {envelope.Type} is no account report; 900, 910, 940, 942 and 950 are.");
            return null;
        }

        FinFields fields = new(message.Fields);
        bool isNotice = layout.Kind is AccountReportKind.DebitNotification or AccountReportKind.CreditNotification;
        string? reference = fields.Take("20")?.Value;
        string[] account = fields.TakeLines("25");
        string? related = fields.Take("21")?.Value;
        AccountReport report = new()
        {
            Kind = layout.Kind,
            Reference = reference ?? "",
            RelatedReference = related == NoReference ? null : related,
            Servicer = envelope.Sender.NamesNobody() ? null : envelope.Sender,
            Recipient = envelope.Receiver.NamesNobody() ? null : envelope.Receiver,
            Account = account.Length > 0 ? account[0].TrimStart('/') : "",
            Owner = account.Length > 1 ? new Party { Bic = FinText.ShortBic(account[1]) } : null,
            Currency = "",
            CreatedAt = FinEntries.ReadTime(fields.Take("13D")?.Value) ?? envelope.SentAt,
        };
        report = isNotice ? ReadNotice(report, fields, losses) : ReadStatement(report, message, fields, losses);
        fields.ReportRest(losses);
        if (report.Currency.Length > 0 && report.Reference.Length > 0 && report.Account.Length > 0)
        {
            return report;
        }

        errors.Add(
            ConversionCodes.Missing, MessageLayer.Semantic, ":20:, :25:, :32A:, :60F:",
            "A report needs a reference, an account and a currency.");
        return null;
    }

    private static AccountReport ReadNotice(AccountReport report, FinFields fields, Losses losses)
    {
        string? settled = fields.Take("32A")?.Value;
        if (settled is not { Length: > 9 } || FinText.Date(settled[..6]) is not { } date
            || FinText.Amount(settled[9..]) is not { } amount)
        {
            return report;
        }

        bool isDebit = report.Kind == AccountReportKind.DebitNotification;
        Agent? intermediary = FinParties.ReadAgent(fields.Take("56"), losses);
        return report with
        {
            Currency = settled[6..9],
            Debtor = FinParties.ReadParty(fields.Take("50"), losses),
            DebtorAgent = FinParties.ReadAgent(fields.Take("52"), losses),
            Intermediaries = intermediary is null ? [] : [intermediary],
            Information = fields.TakeLines("72"),
            Entries =
            [
                new StatementEntry
                {
                    Amount = isDebit ? amount with { Mantissa = -amount.Mantissa } : amount,
                    ValueDate = date,
                    Code = "TRF",
                    OwnerReference = report.RelatedReference ?? NoReference,
                },
            ],
        };
    }

    private static AccountReport ReadStatement(
        AccountReport report, FinMessage message, FinFields fields, Losses losses)
    {
        string[] number = (fields.Take("28C")?.Value ?? "").Split('/');
        List<Balance> balances = [];
        string currency = "";
        foreach ((string tag, string code) in
            ((string, string)[])[("60", "OPBD"), ("62", "CLBD"), ("64", "CLAV"), ("65", "FWAV")])
        {
            foreach (FinField field in fields.TakeAll(tag))
            {
                if (FinEntries.ReadBalance(code, field.Value, field.Tag.EndsWith('M')) is { } read)
                {
                    balances.Add(read.Balance);
                    currency = currency.Length == 0 ? read.Currency : currency;
                }
            }
        }

        List<FloorLimit> limits = [];
        foreach (FinField field in fields.TakeAll("34F"))
        {
            string value = field.Value;
            string side = value.Length > 3 && value[3] is 'D' or 'C' ? value[3..4] : "";
            if (value.Length > 3 && FinText.Amount(value[(3 + side.Length)..]) is { } limit)
            {
                limits.Add(new FloorLimit(limit, side.Length == 0 ? null : side));
                currency = value[..3];
            }
        }

        report = report with
        {
            Currency = currency,
            StatementNumber = Number(number[0]) ?? 0,
            SequenceNumber = number.Length > 1 ? Number(number[1]) : null,
            Balances = balances,
            FloorLimits = limits,
            Debits = FinEntries.ReadSum(fields.Take("90D")?.Value),
            Credits = FinEntries.ReadSum(fields.Take("90C")?.Value),
        };
        return ReadEntries(report, message, fields, losses);
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    // An 86 belongs to the 61 before it; one behind the balances belongs to the statement.
    private static AccountReport ReadEntries(AccountReport report, FinMessage message, FinFields fields, Losses losses)
    {
        List<StatementEntry> entries = [];
        List<string> remarks = [];
        bool isBehindEntry = false;
        foreach (FinField field in message.Fields)
        {
            if (field.Tag == "61")
            {
                fields.Take("61");
                StatementEntry? entry = FinEntries.Read(field.Value, report.Currency, losses);
                isBehindEntry = entry is not null;
                if (entry is null)
                {
                    losses.Dropped(":61:", field.Value, "this line cannot be read");
                }
                else
                {
                    entries.Add(entry);
                }
            }
            else if (field.Tag == "86")
            {
                fields.Take("86");
                string[] lines = FinText.Lines(field.Value);
                if (isBehindEntry)
                {
                    entries[^1] = entries[^1] with { Information = lines };
                }
                else
                {
                    remarks.AddRange(lines);
                }

                isBehindEntry = false;
            }
            else
            {
                isBehindEntry = false;
            }
        }

        return report with { Entries = entries, Information = remarks };
    }

    public static FinMessage? Write(AccountReport report, string? type, MessageErrors errors)
    {
        ReportLayout layout = ReportLayout.Of(report.Kind);
        type ??= layout.Mt;
        if (ReportLayout.Find(type) != layout)
        {
            errors.Add(
                ConversionCodes.Type, MessageLayer.Semantic, "{2:}",
                $"This report is an MT {layout.Mt}, not an MT {type}.");
            return null;
        }

        bool isNotice = layout.Kind is AccountReportKind.DebitNotification or AccountReportKind.CreditNotification;
        List<FinField>? fields = isNotice ? Notice(report, type, errors) : Statement(report, type, errors);
        FinMessage? envelope = fields is null ? null : FinEnvelope.Write(
            type, report.Servicer ?? new Agent(), report.Recipient ?? new Agent(), isUrgent: false, [], errors);
        return envelope is null ? null : envelope with { Fields = fields! };
    }

    private static FinField Account(AccountReport report, string type)
    {
        string account = FinText.Cut(report.Account, 35);
        return report.Owner?.Bic is { } bic && type != "950"
            ? new FinField("25P", $"{account}\n{bic}")
            : new FinField("25", account);
    }

    private static List<FinField>? Notice(AccountReport report, string type, MessageErrors errors)
    {
        if (report.Entries is not [{ } entry, ..])
        {
            errors.Add(ConversionCodes.Missing, MessageLayer.Semantic, "Ntry", "A notification needs an entry.");
            return null;
        }

        List<FinField> fields =
        [
            new("20", FinText.Reference(report.Reference)),
            new("21", Reference(report.RelatedReference ?? entry.OwnerReference)),
            Account(report, type),
        ];
        if (report.CreatedAt is { } created)
        {
            fields.Add(new("13D", FinEntries.WriteTime(created)));
        }

        fields.Add(new(
            "32A",
            FinText.Date(entry.ValueDate) + report.Currency + FinText.Amount(entry.Amount, report.Currency)));
        if (type == "910" && report.Debtor is { } debtor)
        {
            fields.Add(FinParties.WriteParty("50", debtor));
        }
        else if (FinParties.WriteAgent("52", Ordering(report, type), "AD") is { } agent)
        {
            fields.Add(agent);
        }

        Agent? intermediary = report.Intermediaries is [{ } first, ..] ? first : null;
        if (type == "910" && FinParties.WriteAgent("56", intermediary, "AD") is { } field)
        {
            fields.Add(field);
        }

        AddLines(fields, "72", FinText.Wrap(report.Information, 35, 6));
        return fields;
    }

    // An MT 910 names who ordered (C06): if nobody is known, the sender itself.
    private static Agent? Ordering(AccountReport report, string type) =>
        report.DebtorAgent ?? (type == "910" ? report.Servicer ?? new Agent { Name = "NOTPROVIDED" } : null);

    private static string Reference(string text)
    {
        string reference = FinText.Reference(text);
        return reference.Length > 0 ? reference : NoReference;
    }

    private static List<FinField>? Statement(AccountReport report, string type, MessageErrors errors)
    {
        List<FinField> fields = [new("20", FinText.Reference(report.Reference))];
        if (report.RelatedReference is { } related && type != "950")
        {
            fields.Add(new("21", Reference(related)));
        }

        fields.Add(Account(report, type));
        string sequence = report.SequenceNumber is { } page ? $"/{Last5(page)}" : "";
        fields.Add(new("28C", Last5(report.StatementNumber) + sequence));
        if (type == "942")
        {
            AddLimits(fields, report);
        }
        else if (!AddBalances(fields, report, "OPBD", "60", errors))
        {
            return null;
        }

        foreach (StatementEntry entry in report.Entries)
        {
            fields.Add(new("61", FinEntries.Write(entry, report.Currency)));
            AddLines(fields, "86", type == "950" ? [] : FinText.Wrap(entry.Information, 65, 6));
        }

        if (type == "942")
        {
            AddSums(fields, report);
        }
        else if (!AddBalances(fields, report, "CLBD", "62", errors))
        {
            return null;
        }
        else
        {
            AddBalances(fields, report, "CLAV", "64", null);
            if (type != "950")
            {
                AddBalances(fields, report, "FWAV", "65", null);
            }
        }

        AddLines(fields, "86", type == "950" ? [] : FinText.Wrap(report.Information, 65, 6));
        return fields;
    }

    private static string Last5(int number) => (number % 100_000).ToString(CultureInfo.InvariantCulture);

    private static void AddLimits(List<FinField> fields, AccountReport report)
    {
        FloorLimit[] limits = report.FloorLimits.Count > 0
            ? [.. report.FloorLimits.Take(2)]
            : [new FloorLimit(new DecimalAmount(0, 0))];
        foreach (FloorLimit limit in limits)
        {
            fields.Add(new("34F", report.Currency + limit.Side + FinText.Amount(limit.Amount, report.Currency)));
        }

        DateTimeOffset created = report.CreatedAt ?? default;
        fields.Add(new("13D", FinEntries.WriteTime(created)));
    }

    private static void AddSums(List<FinField> fields, AccountReport report)
    {
        if (report.Debits is { } debits)
        {
            fields.Add(new("90D", FinEntries.WriteSum(debits, report.Currency)));
        }

        if (report.Credits is { } credits)
        {
            fields.Add(new("90C", FinEntries.WriteSum(credits, report.Currency)));
        }
    }

    private static bool AddBalances(
        List<FinField> fields, AccountReport report, string code, string tag, MessageErrors? errors)
    {
        Balance[] balances = [.. report.Balances.Where(balance => balance.Code == code)];
        if (balances.Length == 0)
        {
            errors?.Add(
                ConversionCodes.Missing, MessageLayer.Semantic, $":{tag}a:",
                $"An MT statement needs a balance {code}, and the source has none.");
            return errors is null;
        }

        bool isOne = tag is "60" or "62" or "64";
        foreach (Balance balance in balances.Take(isOne ? 1 : balances.Length))
        {
            string option = tag is "60" or "62" ? (balance.IsIntermediate ? "M" : "F") : "";
            fields.Add(new(tag + option, FinEntries.WriteBalance(balance, report.Currency)));
        }

        return true;
    }

    private static void AddLines(List<FinField> fields, string tag, List<string> lines)
    {
        if (lines.Count > 0)
        {
            fields.Add(new(tag, string.Join('\n', lines)));
        }
    }
}
