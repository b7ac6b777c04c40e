namespace Clearing.Messages;

/// <summary>
/// What everybody wants to know of a message: who, to whom, which, when, how much. A struct of slots into the message's
/// own octets, filled by a reader without allocating; texts are made only when asked for. What each fact means per
/// format is in docs/reference/messages.md.
/// </summary>
public struct MessageFacts
{
    public MessageFormat Format { get; set; }

    /// <summary>
    /// 103, F21, pacs.008.001.08, CTR ...; a shared constant, never made per message. Empty when it could not be told.
    /// </summary>
    public string Type { get; set; }

    /// <summary>True for a message type whose body has no rules here: headers and reference only.</summary>
    public bool IsEnvelopeOnly { get; set; }

    /// <summary>True when the sender marked it as possibly sent before: PDE, PssblDplct, {1500} P.</summary>
    public bool IsPossibleDuplicate { get; set; }

    /// <summary>MT: 12-character address; XML: BIC or member id of the sender; Fedwire: ABA number.</summary>
    public Slot Sender { get; set; }

    public Slot Receiver { get; set; }

    /// <summary>MT :20:; XML GrpHdr/MsgId or Assgnmt/Id; Fedwire IMAD (22 octets, {1520}).</summary>
    public Slot Reference { get; set; }

    public Slot Uetr { get; set; }

    /// <summary>Value date as yyyymmdd; 0 = none.</summary>
    public int ValueDate { get; set; }

    /// <summary>Three letters; empty = none, or dollars that a Fedwire message does not write.</summary>
    public Slot Currency { get; set; }

    /// <summary>Meaningful where <see cref="HasAmount"/>; a debit balance is negative.</summary>
    public DecimalAmount Amount { get; set; }

    public bool HasAmount { get; set; }

    /// <summary>
    /// MT: LT, session and sequence of block 1, for an output message the MIR (28 octets). Fedwire: the IMAD.
    /// XML: BizMsgIdr of the header.
    /// </summary>
    public Slot Identity { get; set; }

    /// <summary>MT: {108}, which an acknowledgement repeats. Else empty.</summary>
    public Slot UserReference { get; set; }

    /// <summary>MT: the MIR that a PDE trailer names, 28 octets. Else empty.</summary>
    public Slot EarlierInput { get; set; }

    /// <summary>MT: priority of an input message in block 2 (U, N, S); XML: SttlmPrty (URGT, HIGH, NORM).</summary>
    public Slot Priority { get; set; }

    /// <summary>Fedwire: type and subtype, four digits of {1510}. Else empty.</summary>
    public Slot Subtype { get; set; }

    /// <summary>XML: how many transfers the document lists. Else 0.</summary>
    public int Transfers { get; set; }

    /// <summary>XML: true when its business service says that it only advises (swift.cbprplus.adv).</summary>
    public bool IsAdvice { get; set; }

    /// <summary>The currency of the amount, told or implied: a Fedwire message is always one of dollars.</summary>
    public readonly ReadOnlySpan<byte> CurrencyOf(ReadOnlySpan<byte> message) =>
        Format == MessageFormat.Fedwire && HasAmount ? "USD"u8 : Currency.Of(message);
}
