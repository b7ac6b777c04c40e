using System.Globalization;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>How and when a payment settles: SttlmInf, PmtTpInf and the settlement times.</summary>
internal static class IsoSettlement
{
    // Code word of field 13C, element of SttlmTmReq.
    private static readonly (string Word, string Element)[] Requests =
        [("CLSTIME", "CLSTm"), ("TILTIME", "TillTm"), ("FROTIME", "FrTm"), ("REJTIME", "RjctTm")];

    private static readonly (string Word, string Element)[] Indications =
        [("SNDTIME", "DbtDtTm"), ("RNCTIME", "CdtDtTm")];

    public static PaymentInstruction Read(
        IsoFields fields, IsoElement group, IsoElement item, PaymentInstruction instruction)
    {
        IsoElement? settlement = group.Find("SttlmInf");
        IsoElement? type = item.Find("PmtTpInf") ?? group.Find("PmtTpInf");
        Agent? senders = IsoParties.ReadAgent(fields, settlement, "InstgRmbrsmntAgt");
        if (senders is null && IsoParties.ReadAccount(fields, settlement?.Find("SttlmAcct")) is { } account)
        {
            senders = new Agent { Account = account };
        }

        string? system = fields.Choice(settlement, "ClrSys");
        string? local = fields.Choice(type, "LclInstrm");
        return instruction with
        {
            SettlementMethod = fields.Text(settlement, "SttlmMtd"),
            ClearingSystem = system,
            SendersCorrespondent = senders,
            ReceiversCorrespondent = IsoParties.ReadAgent(fields, settlement, "InstdRmbrsmntAgt"),
            ThirdReimbursement = IsoParties.ReadAgent(fields, settlement, "ThrdRmbrsmntAgt"),
            Priority = fields.Text(type, "InstrPrty"),
            SettlementPriority = fields.Text(item, "SttlmPrty"),
            Services = Services(fields, type),
            LocalInstrument = system == "FDW" && local == UsualInstrument(item) ? null : local,
            CategoryPurpose = fields.Choice(type, "CtgyPurp"),
            SettlementTimes = ReadTimes(fields, item),
        };
    }

    // On Fedwire every payment says what it is; only another word than the usual one says more.
    private static string UsualInstrument(IsoElement item) =>
        item.Find("UndrlygCstmrCdtTrf") is not null ? "COVC"
        : item.Find("Dbtr", "FinInstnId") is null ? "CTRC" : "BTRC";

    private static List<string> Services(IsoFields fields, IsoElement? type)
    {
        List<string> services = [];
        foreach (IsoElement level in IsoFields.All(type, "SvcLvl"))
        {
            if ((fields.Text(level, "Cd") ?? fields.Text(level, "Prtry")) is { } code)
            {
                services.Add(code);
            }
        }

        return services;
    }

    private static List<string> ReadTimes(IsoFields fields, IsoElement item)
    {
        List<string> times = [];
        foreach ((string word, string element) in Indications)
        {
            if (fields.Time(item, "SttlmTmIndctn", element) is { } time)
            {
                times.Add($"/{word}/{Format(time)}");
            }
        }

        foreach ((string word, string element) in Requests)
        {
            if (fields.Time(item, "SttlmTmReq", element) is { } time)
            {
                times.Add($"/{word}/{Format(time)}");
            }
        }

        return times;
    }

    private static string Format(DateTimeOffset time) =>
        time.ToString("HHmmzzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    public static IsoElement Settlement(PaymentInstruction instruction, IsoUsage usage)
    {
        bool isClearing = usage is not IsoUsage.Cbpr;
        string system = usage == IsoUsage.Fedwire ? "FDW" : "CHI";
        Agent? senders = instruction.SendersCorrespondent;
        bool isAccount = senders is { Bic: null, Name: null, MemberId: null, Account: not null };
        string method = isClearing ? "CLRG" : Method(instruction, isAccount);
        string? clearing = isClearing ? system : method == "CLRG" ? instruction.ClearingSystem : null;
        return IsoElement.Of(
            "SttlmInf",
            [
                IsoElement.Leaf("SttlmMtd", method),
                isAccount ? IsoParties.WriteAccount("SttlmAcct", senders!.Account) : null,
                IsoLeaf.Choice("ClrSys", clearing),
                .. isAccount || isClearing ? [] : IsoParties.WriteWithAccount("InstgRmbrsmntAgt", senders),
                .. isClearing
                    ? []
                    : IsoParties.WriteWithAccount("InstdRmbrsmntAgt", instruction.ReceiversCorrespondent),
                .. isClearing ? [] : IsoParties.WriteWithAccount("ThrdRmbrsmntAgt", instruction.ThirdReimbursement),
            ]);
    }

    // Reimbursement through other banks is a cover; else the payment settles on the account that the two have.
    private static string Method(PaymentInstruction instruction, bool isAccount) =>
        instruction.SettlementMethod is { } method && (method != "CLRG" || instruction.ClearingSystem is not null)
            ? method
            : !isAccount && instruction is { Kind: InstructionKind.CustomerTransfer, SendersCorrespondent: not null }
            ? "COVE"
            : "INDA";

    public static IsoElement? Type(PaymentInstruction instruction, IsoUsage usage)
    {
        string? local = instruction.LocalInstrument;
        if (usage == IsoUsage.Fedwire)
        {
            local ??= instruction.Kind switch
            {
                InstructionKind.CustomerTransfer => "CTRC",
                InstructionKind.CoverTransfer => "COVC",
                _ => "BTRC",
            };
        }

        IReadOnlyList<string> services = instruction.Services;
        return IsoLeaf.Some(IsoElement.Of(
            "PmtTpInf",
            [
                IsoLeaf.Text("InstrPrty", instruction.Priority),
                .. services.Select(service => IsoLeaf.Choice("SvcLvl", service)),
                local is null ? null : IsoElement.Of("LclInstrm", IsoLeaf.Text("Prtry", local)),
                IsoLeaf.Choice("CtgyPurp", instruction.CategoryPurpose),
            ]));
    }

    /// <summary>SttlmTmIndctn and SttlmTmReq of the codes of field 13C.</summary>
    public static IsoElement?[] Times(PaymentInstruction instruction) =>
    [
        IsoLeaf.Some(IsoElement.Of(
            "SttlmTmIndctn",
            [.. Indications.Select(pair => Time(instruction, pair.Word, pair.Element, withDay: true))])),
        IsoLeaf.Some(IsoElement.Of(
            "SttlmTmReq", [.. Requests.Select(pair => Time(instruction, pair.Word, pair.Element, withDay: false))])),
    ];

    private static IsoElement? Time(PaymentInstruction instruction, string word, string element, bool withDay)
    {
        string start = $"/{word}/";
        string? value = instruction.SettlementTimes
            .FirstOrDefault(time => time.StartsWith(start, StringComparison.Ordinal))?[start.Length..];
        if (value is not { Length: 9 })
        {
            return null;
        }

        string time = $"{value[..2]}:{value[2..4]}:00{value[4..7]}:{value[7..]}";
        string day = instruction.ValueDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return IsoElement.Leaf(element, withDay ? $"{day}T{time}" : time);
    }
}
