namespace Clearing.Messages.Instructions;

/// <summary>What an account report is.</summary>
public enum AccountReportKind
{
    /// <summary>A single debit: MT 900, camt.054.</summary>
    DebitNotification = 1,

    /// <summary>A single credit: MT 910, camt.054.</summary>
    CreditNotification = 2,

    /// <summary>A day's statement: MT 940 and 950, camt.053.</summary>
    Statement = 3,

    /// <summary>During the day: MT 942, camt.052.</summary>
    InterimReport = 4,
}

/// <summary>A balance with its date.</summary>
/// <param name="Code">OPBD, CLBD, CLAV, FWAV, ITBD ... of ISO 20022.</param>
/// <param name="Date">Date it holds for.</param>
/// <param name="Amount">Negative for a debit balance.</param>
/// <param name="IsIntermediate">True of a balance between the pages of one statement: 60M, 62M.</param>
public sealed record Balance(string Code, DateOnly Date, DecimalAmount Amount, bool IsIntermediate = false);

/// <summary>Count and sum of the entries of one side: :90D:, :90C:.</summary>
/// <param name="Count">How many.</param>
/// <param name="Sum">Not negative.</param>
public sealed record EntrySum(int Count, DecimalAmount Sum);

/// <summary>Amount from which on entries are told one by one: :34F:.</summary>
/// <param name="Amount">Not negative.</param>
/// <param name="Side">D or C; null = both.</param>
public sealed record FloorLimit(DecimalAmount Amount, string? Side = null);

/// <summary>A line of a statement.</summary>
public sealed record StatementEntry
{
    /// <summary>Negative for a debit.</summary>
    public required DecimalAmount Amount { get; init; }

    public bool IsReversal { get; init; }

    public required DateOnly ValueDate { get; init; }

    public DateOnly? BookingDate { get; init; }

    /// <summary>Three letters or S and three digits of :61: without the first letter: TRF, 103.</summary>
    public required string Code { get; init; }

    /// <summary>Account owner's reference; NONREF when there is none.</summary>
    public required string OwnerReference { get; init; }

    /// <summary>Account servicer's reference.</summary>
    public string? ServicerReference { get; init; }

    public string? Supplement { get; init; }

    /// <summary>Domain, family and sub-family of ISO 20022, with slashes: PMNT/ICDT/XBCT.</summary>
    public string? Domain { get; init; }

    /// <summary>Instruction id of the payment behind the entry.</summary>
    public string? InstructionId { get; init; }

    /// <summary>True of an entry that is not booked yet.</summary>
    public bool IsPending { get; init; }

    /// <summary>Version-4 UUID of the payment behind the entry.</summary>
    public string? Uetr { get; init; }

    /// <summary>:86: of the entry, one a line.</summary>
    public IReadOnlyList<string> Information { get; init; } = [];
}

/// <summary>A notification, interim report or statement of an account, in ISO 20022 words.</summary>
public sealed record AccountReport
{
    public required AccountReportKind Kind { get; init; }

    public required string Reference { get; init; }

    public string? RelatedReference { get; init; }

    /// <summary>Who services the account and sends the report; null in a file without headers.</summary>
    public Agent? Servicer { get; init; }

    /// <summary>Who receives it.</summary>
    public Agent? Recipient { get; init; }

    public required string Account { get; init; }

    /// <summary>Whose account it is, where that is said: second line of :25P:, Acct/Ownr.</summary>
    public Party? Owner { get; init; }

    public IReadOnlyList<FloorLimit> FloorLimits { get; init; } = [];

    public EntrySum? Debits { get; init; }

    public EntrySum? Credits { get; init; }

    public required string Currency { get; init; }

    public int StatementNumber { get; init; }

    public int? SequenceNumber { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public IReadOnlyList<Balance> Balances { get; init; } = [];

    /// <summary>One for a notification.</summary>
    public IReadOnlyList<StatementEntry> Entries { get; init; } = [];

    /// <summary>Closing :86:, one a line.</summary>
    public IReadOnlyList<string> Information { get; init; } = [];

    /// <summary>Ordering customer or institution of a credit notification.</summary>
    public Party? Debtor { get; init; }

    public Agent? DebtorAgent { get; init; }

    public IReadOnlyList<Agent> Intermediaries { get; init; } = [];
}
