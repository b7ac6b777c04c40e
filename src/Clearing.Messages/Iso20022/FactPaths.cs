namespace Clearing.Messages.Iso20022;

/// <summary>
/// Where the facts of a message stand: a tree of element names made from paths. * is the message's own element.
/// </summary>
internal sealed class FactPaths
{
    private static readonly (string Path, FactRole Role)[] Header =
    [
        ("Fr/FIId/FinInstnId/BICFI", FactRole.FromBic),
        ("Fr/FIId/FinInstnId/ClrSysMmbId/MmbId", FactRole.FromMember),
        ("To/FIId/FinInstnId/BICFI", FactRole.ToBic),
        ("To/FIId/FinInstnId/ClrSysMmbId/MmbId", FactRole.ToMember),
        ("BizMsgIdr", FactRole.BusinessMessage),
        ("MsgDefIdr", FactRole.MessageDefinition),
        ("BizSvc", FactRole.BusinessService),
        ("MktPrctc/Id", FactRole.MarketPractice),
        ("CpyDplct", FactRole.CopyDuplicate),
        ("PssblDplct", FactRole.PossibleDuplicate),
    ];

    private static readonly (string Path, FactRole Role)[] EveryDocument =
    [
        ("*/GrpHdr/MsgId", FactRole.Reference),
        ("*/Assgnmt/Id", FactRole.Reference),
        ("*/GrpHdr/SttlmInf/ClrSys/Cd", FactRole.ClearingSystem),
        ("*/GrpHdr/InstgAgt/FinInstnId/BICFI", FactRole.GroupInstructingBic),
        ("*/GrpHdr/InstgAgt/FinInstnId/BIC", FactRole.GroupInstructingBic),
        ("*/GrpHdr/InstgAgt/FinInstnId/ClrSysMmbId/MmbId", FactRole.GroupInstructingMember),
        ("*/GrpHdr/InstdAgt/FinInstnId/BICFI", FactRole.GroupInstructedBic),
        ("*/GrpHdr/InstdAgt/FinInstnId/BIC", FactRole.GroupInstructedBic),
        ("*/GrpHdr/InstdAgt/FinInstnId/ClrSysMmbId/MmbId", FactRole.GroupInstructedMember),
    ];

    private static readonly string[] Agents =
        ["*/CdtTrfTxInf/", "*/TxInf/", "*/TxInfAndSts/", "*/CdtInstr/"];

    private static readonly (string Path, FactRole Role)[] Agent =
    [
        ("InstgAgt/FinInstnId/BICFI", FactRole.InstructingBic),
        ("InstgAgt/FinInstnId/BIC", FactRole.InstructingBic),
        ("InstgAgt/FinInstnId/ClrSysMmbId/MmbId", FactRole.InstructingMember),
        ("InstdAgt/FinInstnId/BICFI", FactRole.InstructedBic),
        ("InstdAgt/FinInstnId/BIC", FactRole.InstructedBic),
        ("InstdAgt/FinInstnId/ClrSysMmbId/MmbId", FactRole.InstructedMember),
    ];

    private static readonly (string Path, FactRole Role)[] Transfer =
    [
        ("*/GrpHdr/NbOfTxs", FactRole.TransferCount),
        ("*/GrpHdr/IntrBkSttlmDt", FactRole.GroupValueDate),
        ("*/CdtTrfTxInf", FactRole.Transfer),
        ("*/CdtTrfTxInf/PmtId/UETR", FactRole.Uetr),
        ("*/CdtTrfTxInf/IntrBkSttlmAmt", FactRole.Amount),
        ("*/CdtTrfTxInf/IntrBkSttlmDt", FactRole.ValueDate),
        ("*/CdtTrfTxInf/SttlmPrty", FactRole.Priority),
    ];

    private static readonly (string Path, FactRole Role)[] Return =
    [
        ("*/GrpHdr/NbOfTxs", FactRole.TransferCount),
        ("*/GrpHdr/GrpRtr", FactRole.WholeGroup),
        ("*/GrpHdr/IntrBkSttlmDt", FactRole.GroupValueDate),
        ("*/TxInf", FactRole.Transfer),
        ("*/TxInf/OrgnlUETR", FactRole.Uetr),
        ("*/TxInf/RtrdIntrBkSttlmAmt", FactRole.Amount),
        ("*/TxInf/IntrBkSttlmDt", FactRole.ValueDate),
    ];

    private static readonly (string Path, FactRole Role)[] Report =
    [
        ("Bal", FactRole.Balance),
        ("Bal/Tp/CdOrPrtry/Cd", FactRole.BalanceCode),
        ("Bal/Amt", FactRole.BalanceAmount),
        ("Bal/CdtDbtInd", FactRole.BalanceSign),
        ("Bal/Dt/Dt", FactRole.BalanceDate),
        ("Bal/Dt/DtTm", FactRole.BalanceDate),
        ("Ntry", FactRole.Entry),
        ("Ntry/Amt", FactRole.EntryAmount),
        ("Ntry/ValDt/Dt", FactRole.EntryDate),
        ("Ntry/ValDt/DtTm", FactRole.EntryDate),
    ];

    private readonly Dictionary<string, FactPaths> _children = new(StringComparer.Ordinal);

    /// <summary>What the element at this place says.</summary>
    public FactRole Role { get; private set; }

    /// <summary>The paths of a message.</summary>
    /// <param name="id">Message id: pacs.008.001.08, head.001.001.02 ...</param>
    public static FactPaths Of(string id)
    {
        FactPaths root = new();
        string family = id[..8];
        if (family == "head.001")
        {
            root.Add("", Header);
            return root;
        }

        root.Add("", EveryDocument);
        foreach (string place in Agents)
        {
            root.Add(place, Agent);
        }

        switch (family)
        {
            case "pacs.008" or "pacs.009":
                root.Add("", Transfer);
                break;
            case "pacs.004":
                root.Add("", Return);
                break;
            case "pacs.002":
                root.Add("", [("*/TxInfAndSts/OrgnlUETR", FactRole.Uetr)]);
                break;
            case "pacs.028":
                root.Add("", [("*/TxInf/OrgnlUETR", FactRole.Uetr)]);
                break;
            case "pacs.010":
                root.Add("", [("*/GrpHdr/NbOfTxs", FactRole.TransferCount),
                    ("*/CdtInstr/DrctDbtTxInf", FactRole.Transfer)]);
                break;
            case "pain.001":
                root.Add("", [("*/GrpHdr/NbOfTxs", FactRole.TransferCount),
                    ("*/PmtInf/CdtTrfTxInf", FactRole.Transfer)]);
                break;
            case "camt.052" or "camt.053" or "camt.054":
                root.Add("*/Rpt/", Report);
                root.Add("*/Stmt/", Report);
                root.Add("*/Ntfctn/", Report);
                break;
            default:
                break;
        }

        return root;
    }

    /// <summary>The place one element further; null = nothing is said from there on.</summary>
    public FactPaths? Then(string name) =>
        _children.TryGetValue(name, out FactPaths? child) || _children.TryGetValue("*", out child) ? child : null;

    private void Add(string before, ReadOnlySpan<(string Path, FactRole Role)> paths)
    {
        foreach ((string path, FactRole role) in paths)
        {
            FactPaths at = this;
            foreach (string name in (before + path).Split('/'))
            {
                if (!at._children.TryGetValue(name, out FactPaths? next))
                {
                    next = new FactPaths();
                    at._children.Add(name, next);
                }

                at = next;
            }

            at.Role = role;
        }
    }
}
