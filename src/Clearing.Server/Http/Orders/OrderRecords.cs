using System.Text.Json.Serialization;

namespace Clearing.Server.Http.Orders;

/// <summary>Which payment is cancelled says the address.</summary>
/// <param name="System">Where it waits; may be left out where the ledger has one system.</param>
public sealed record CancellationRequest(string? System);

/// <summary>Another priority for a payment that waits.</summary>
/// <param name="System">Where it waits; may be left out where the ledger has one system.</param>
/// <param name="Priority">urgent, high or normal.</param>
public sealed record PriorityRequest(string? System, string Priority);

/// <summary>How much may be owed, or is set aside.</summary>
/// <param name="System">In which system; may be left out where the ledger has one.</param>
/// <param name="Amount">Decimal digits with at most the decimals of the currency; of a limit also: unlimited.</param>
public sealed record AmountRequest(string? System, string Amount);

/// <summary>Money that is paid into a position.</summary>
/// <param name="System">In which system; may be left out where the ledger has one.</param>
/// <param name="Amount">Decimal digits with at most the decimals of the currency, greater than zero.</param>
/// <param name="Supplemental">True for money beyond what is required, which can be taken back.</param>
public sealed record FundingRequest(string? System, string Amount, bool? Supplemental);

/// <summary>JSON of these, for the description of the interface.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CancellationRequest))]
[JsonSerializable(typeof(PriorityRequest))]
[JsonSerializable(typeof(AmountRequest))]
[JsonSerializable(typeof(FundingRequest))]
internal sealed partial class OrderJson : JsonSerializerContext;
