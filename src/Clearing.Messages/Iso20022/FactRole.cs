namespace Clearing.Messages.Iso20022;

/// <summary>What an element says of the message, by the path on which it stands.</summary>
internal enum FactRole : byte
{
    None,
    FromBic,
    FromMember,
    ToBic,
    ToMember,
    BusinessMessage,
    MessageDefinition,
    BusinessService,
    MarketPractice,
    CopyDuplicate,
    PossibleDuplicate,
    Reference,
    TransferCount,
    WholeGroup,
    ClearingSystem,
    Transfer,
    Uetr,
    Amount,
    ValueDate,
    Priority,
    GroupValueDate,
    InstructingBic,
    InstructingMember,
    InstructedBic,
    InstructedMember,
    GroupInstructingBic,
    GroupInstructingMember,
    GroupInstructedBic,
    GroupInstructedMember,
    Balance,
    Entry,
    BalanceCode,
    BalanceAmount,
    BalanceSign,
    BalanceDate,
    EntryAmount,
    EntryDate,
}

/// <summary>What is asked of an element wherever it stands.</summary>
internal enum LeafRule : byte
{
    None,
    Member,
    MemberScheme,
    MemberId,
}
