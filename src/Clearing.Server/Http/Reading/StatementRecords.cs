using System.Text.Json.Serialization;

namespace Clearing.Server.Http.Reading;

/// <summary>A movement on an account. Amounts are decimal digits in the system's currency.</summary>
public sealed record StatementEntry
{
    /// <summary>ISO 8601, UTC.</summary>
    public required string Time { get; init; }

    /// <summary>payment, provisional, unwound, net-posted, balance-added, funded, paid-out, loss-covered, set-aside,
    /// day-opened or other.</summary>
    public required string Kind { get; init; }

    /// <summary>Negative = a debit.</summary>
    public required string Amount { get; init; }

    /// <summary>Balance after it.</summary>
    public required string Balance { get; init; }

    /// <summary>Null where nobody is on the other side.</summary>
    public required string? Counterparty { get; init; }

    /// <summary>Of the payment; null for one of the script, or made by a system, and for what is no payment.</summary>
    public required string? PaymentId { get; init; }

    /// <summary>Of the payment in the ledger; null = it is none.</summary>
    public required int? PaymentNumber { get; init; }

    /// <summary>By which way it was settled; null = it is no payment.</summary>
    public required string? Route { get; init; }
}

/// <summary>A page of a statement.</summary>
public sealed record StatementAnswer
{
    /// <summary>Id of whose account it is.</summary>
    public required string Participant { get; init; }

    /// <summary>Name of the system.</summary>
    public required string System { get; init; }

    /// <summary>ISO 4217, of all amounts here.</summary>
    public required string Currency { get; init; }

    /// <summary>Movements from this instant on.</summary>
    public required string From { get; init; }

    /// <summary>Movements up to and with this one: what was asked for, or as far as the ledger is.</summary>
    public required string At { get; init; }

    /// <summary>The group of the ledger's journal up to which it was worked out.</summary>
    public required long Sequence { get; init; }

    /// <summary>Before the first movement of this page.</summary>
    public required string OpeningBalance { get; init; }

    /// <summary>After the last movement of this page; that at the end, if it is the last.</summary>
    public required string ClosingBalance { get; init; }

    /// <summary>Movements, in order.</summary>
    public required IReadOnlyList<StatementEntry> Entries { get; init; }

    /// <summary>Value of <c>after</c> for the next page; null = this is the last.</summary>
    public required string? Next { get; init; }
}

/// <summary>JSON of these.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StatementAnswer))]
internal sealed partial class StatementJson : JsonSerializerContext;
