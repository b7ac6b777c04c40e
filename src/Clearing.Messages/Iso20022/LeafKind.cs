namespace Clearing.Messages.Iso20022;

/// <summary>What the text of a leaf must be.</summary>
internal enum LeafKind : byte
{
    Text,
    Codes,
    Pattern,
    Bic,
    Uetr,
    Currency,
    Iban,
    Decimal,
    Boolean,
    Date,
    DateTime,
    DateTimeUtc,
    Time,
    Year,
    YearMonth,
    Base64,
}
