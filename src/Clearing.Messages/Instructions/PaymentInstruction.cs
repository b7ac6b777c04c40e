namespace Clearing.Messages.Instructions;

/// <summary>
/// The one internal instruction: what every format says of a payment, in ISO 20022 words. Every format is read into it
/// and written from it; what a format cannot carry is reported, never dropped in silence. Not for the hot path: that
/// lives on <see cref="MessageFacts"/>.
/// </summary>
public sealed record PaymentInstruction
{
    public required InstructionKind Kind { get; init; }

    /// <summary>Sender's reference of the payment: :20:, PmtId/InstrId (else GrpHdr/MsgId), {3320}.</summary>
    public required string Reference { get; init; }

    /// <summary>GrpHdr/MsgId, where it is another than the reference and no IMAD.</summary>
    public string? MessageId { get; init; }

    /// <summary>
    /// End-to-end id, :21: of MT 202 and 205, /ROC/ of :70:, {4320}; null where it is NOTPROVIDED or NONREF.
    /// </summary>
    public string? EndToEndId { get; init; }

    /// <summary>TxId: the id that the first institution of the chain gave it.</summary>
    public string? TransactionId { get; init; }

    public string? ClearingSystemReference { get; init; }

    /// <summary>Reference of another message that this one answers, where a format has a field of its own.</summary>
    public string? RelatedReference { get; init; }

    /// <summary>Version-4 UUID in lower case.</summary>
    public string? Uetr { get; init; }

    /// <summary>IMAD of Fedwire: CCYYMMDD, source 8, sequence 6 (FW-5).</summary>
    public string? Imad { get; init; }

    /// <summary>Local date and time of the message; null where the format has none.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    public bool IsPossibleDuplicate { get; init; }

    /// <summary>ISO 4217 code of the interbank amount.</summary>
    public required string Currency { get; init; }

    /// <summary>Interbank settlement amount, greater than zero.</summary>
    public required DecimalAmount Amount { get; init; }

    /// <summary>Interbank settlement date.</summary>
    public required DateOnly ValueDate { get; init; }

    /// <summary>What the customer asked for, where it differs: :33B:, InstdAmt.</summary>
    public Charge? Instructed { get; init; }

    /// <summary>At most 12 digits with a decimal point.</summary>
    public string? ExchangeRate { get; init; }

    /// <summary>DEBT, CRED, SHAR or SLEV (OUR, BEN, SHA).</summary>
    public string? ChargeBearer { get; init; }

    public IReadOnlyList<Charge> SenderCharges { get; init; } = [];

    public Charge? ReceiverCharge { get; init; }

    /// <summary>Bank operation code :23B: where it is not CRED: SPRI, SSTD, SPAY.</summary>
    public string? ServiceLevel { get; init; }

    /// <summary>Services by their ISO 20022 code, G001 to G009; {111:001} of MT is G001.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>HIGH or NORM; urgent (U) and normal (N) delivery of MT.</summary>
    public string? Priority { get; init; }

    /// <summary>URGT, HIGH or NORM: in which order the system settles it.</summary>
    public string? SettlementPriority { get; init; }

    public string? CategoryPurpose { get; init; }

    /// <summary>True of an advice that moves no money by itself: pacs.009 ADV.</summary>
    public bool IsAdvice { get; init; }

    /// <summary>True of a message meant to be processed straight through: MT 103 STP, BizSvc with .stp.</summary>
    public bool IsStraightThrough { get; init; }

    /// <summary>Settlement method of ISO 20022: INDA, INGA, COVE, CLRG.</summary>
    public string? SettlementMethod { get; init; }

    /// <summary>Clearing system of ISO 20022: FDW, CHI, TGT ...</summary>
    public string? ClearingSystem { get; init; }

    /// <summary>Local instrument: CTRC, BTRC ... of Fedwire.</summary>
    public string? LocalInstrument { get; init; }

    /// <summary>:13C: codes with time and offset, as written: /CLSTIME/0915+0100.</summary>
    public IReadOnlyList<string> SettlementTimes { get; init; } = [];

    /// <summary>Who sends this message: header sender, InstgAgt, {3100}.</summary>
    public required Agent InstructingAgent { get; init; }

    /// <summary>Who receives it: header receiver, InstdAgt, {3400}.</summary>
    public required Agent InstructedAgent { get; init; }

    /// <summary>:53a:.</summary>
    public Agent? SendersCorrespondent { get; init; }

    /// <summary>:54a:.</summary>
    public Agent? ReceiversCorrespondent { get; init; }

    /// <summary>:55a:.</summary>
    public Agent? ThirdReimbursement { get; init; }

    /// <summary>On the way to the creditor's agent, nearest to the receiver first: :56a:, IntrmyAgt1-3.</summary>
    public IReadOnlyList<Agent> Intermediaries { get; init; } = [];

    /// <summary>Before the instructing agent: PrvsInstgAgt1-3.</summary>
    public IReadOnlyList<Agent> PreviousAgents { get; init; } = [];

    /// <summary>On whose behalf the debtor pays.</summary>
    public Party? UltimateDebtor { get; init; }

    /// <summary>For whom the creditor is paid.</summary>
    public Party? UltimateCreditor { get; init; }

    /// <summary>Paying customer (:50a:), null between institutions.</summary>
    public Party? Debtor { get; init; }

    /// <summary>Debtor's agent (:52a: of MT 103), or the paying institution (:52a: of MT 202).</summary>
    public Agent? DebtorAgent { get; init; }

    /// <summary>Agent of a paying institution: DbtrAgt of pacs.009.</summary>
    public Agent? DebtorInstitutionAgent { get; init; }

    /// <summary>Creditor's agent (:57a:), "account with institution".</summary>
    public Agent? CreditorAgent { get; init; }

    /// <summary>Paid customer (:59a:), null between institutions.</summary>
    public Party? Creditor { get; init; }

    /// <summary>Paid institution of a bank transfer: :58a:.</summary>
    public Agent? CreditorInstitution { get; init; }

    /// <summary>:70:, RmtInf/Ustrd; one entry a line.</summary>
    public IReadOnlyList<string> Remittance { get; init; } = [];

    /// <summary>:23E: codes with their text: PHOB/+41 1.</summary>
    public IReadOnlyList<string> InstructionCodes { get; init; } = [];

    /// <summary>:72:, InstrForNxtAgt, InstrForCdtrAgt texts; one entry a line, with code words as /ACC/.</summary>
    public IReadOnlyList<string> AgentInstructions { get; init; } = [];

    /// <summary>:77B:, one entry a line.</summary>
    public IReadOnlyList<string> RegulatoryReporting { get; init; } = [];

    /// <summary>Purpose code or :26T:.</summary>
    public string? Purpose { get; init; }

    /// <summary>The customer's transfer that a cover pays for.</summary>
    public UnderlyingTransfer? Underlying { get; init; }

    /// <summary>Why money comes back, of a return: ISO 20022 code such as AC01.</summary>
    public string? ReturnReason { get; init; }

    /// <summary>Reference of the message that a return answers.</summary>
    public string? OriginalReference { get; init; }

    /// <summary>Type of the message that a return answers: pacs.008.001.08, MT103.</summary>
    public string? OriginalType { get; init; }

    public Charge? OriginalAmount { get; init; }

    public DateOnly? OriginalValueDate { get; init; }
}
