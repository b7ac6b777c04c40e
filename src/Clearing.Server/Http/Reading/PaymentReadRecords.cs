using System.Text.Json.Serialization;

namespace Clearing.Server.Http.Reading;

/// <summary>One thing that happened to a payment.</summary>
public sealed record HistoryStep
{
    /// <summary>ISO 8601, UTC.</summary>
    public required string Time { get; init; }

    /// <summary>entered, queued, reprioritised, request-refused, set-aside, provisional, settled, rejected, cancelled,
    /// unsettled or unwound.</summary>
    public required string Event { get; init; }

    /// <summary>Null where the ledger itself did it.</summary>
    public required string? System { get; init; }

    /// <summary>By which way it was released or settled; null = neither.</summary>
    public required string? Route { get; init; }

    /// <summary>Why it was rejected; null = it was not.</summary>
    public required string? Reason { get; init; }

    /// <summary>That it had then.</summary>
    public required string Priority { get; init; }

    /// <summary>Where money moved, and to whom it belongs: position of the payer after it.</summary>
    public required string? PayerBalance { get; init; }

    /// <summary>The same of the payee.</summary>
    public required string? PayeeBalance { get; init; }
}

/// <summary>Where a payment stands. What the ledger no longer has in memory is null unless its history is asked for.
/// </summary>
public sealed record PaymentAnswer
{
    /// <summary>By which it is known for ever.</summary>
    public required string Id { get; init; }

    /// <summary>settled, queued, rejected, cancelled, unsettled, provisional, unwound or archived; of an order done or
    /// not-done.</summary>
    public required string Status { get; init; }

    /// <summary>Why it was rejected; null = it was not.</summary>
    public required string? Reason { get; init; }

    /// <summary>By which way it was released or settled; null = neither.</summary>
    public required string? Route { get; init; }

    /// <summary>In the ledger.</summary>
    public required int Number { get; init; }

    /// <summary>Business time of the status.</summary>
    public required string? Time { get; init; }

    /// <summary>Id of the participant that pays.</summary>
    public string? Payer { get; init; }

    /// <summary>Id of the participant that is paid.</summary>
    public string? Payee { get; init; }

    /// <summary>Decimal digits.</summary>
    public string? Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; init; }

    /// <summary>urgent, high or normal.</summary>
    public string? Priority { get; init; }

    /// <summary>When it came to the ledger, ISO 8601, UTC.</summary>
    public string? EnteredAt { get; init; }

    /// <summary>While it waits: all that holds it back.</summary>
    public IReadOnlyList<WaitReason>? Why { get; init; }

    /// <summary>If it was asked for.</summary>
    public IReadOnlyList<HistoryStep>? History { get; init; }
}

/// <summary>Where several payments stand.</summary>
/// <param name="Payments">In the order of the question; one that is not known, or is not the caller's, is unknown.
/// </param>
public sealed record PaymentList(IReadOnlyList<PaymentAnswer> Payments);

/// <summary>JSON of these.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PaymentAnswer))]
[JsonSerializable(typeof(PaymentList))]
internal sealed partial class PaymentReadJson : JsonSerializerContext;
