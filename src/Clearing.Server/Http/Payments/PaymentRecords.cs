using System.Text.Json.Serialization;

namespace Clearing.Server.Http.Payments;

/// <summary>A payment to be made by the bank that calls.</summary>
/// <param name="Uetr">UUID of version 4 in lower case, by which the payment is known for ever; without it the
/// Idempotency-Key names it.</param>
/// <param name="Payer">Participant that pays: the caller itself. May be left out.</param>
/// <param name="Payee">Participant that is paid, by its id.</param>
/// <param name="Amount">Decimal digits with at most the decimals of the currency: 1250.00. Never rounded.</param>
/// <param name="Currency">ISO 4217, in capitals.</param>
/// <param name="Priority">urgent, high or normal; normal when left out.</param>
/// <param name="Kind">customer or bank: whose payment it is; customer when left out.</param>
public sealed record PaymentRequest(
    string? Uetr, string? Payer, string Payee, string Amount, string Currency, string? Priority, string? Kind);

/// <summary>Payments to be made, each for itself: a bad one does not stop the others.</summary>
/// <param name="Payments">1 to 4,096, in the order in which they are taken.</param>
public sealed record BulkRequest(IReadOnlyList<PaymentRequest> Payments);

/// <summary>What became of a payment or an order.</summary>
/// <param name="Id">By which it is known for ever: its UETR, or derived from its key or message.</param>
/// <param name="Status">settled, queued, rejected, cancelled, unsettled, provisional, unwound or archived; of an order
/// done or not-done.</param>
/// <param name="Reason">Why it was rejected: closed, expired, suspended, funds, amount, kind, cut-off, refused,
/// timeout, group or network; null otherwise.</param>
/// <param name="Number">Its number in the ledger.</param>
/// <param name="Time">Business time of the status, ISO 8601 in UTC; null where the ledger no longer has it.</param>
/// <param name="Repeated">True when the same came before: this is what became of that.</param>
public sealed record InstructionAnswer(
    string Id, string Status, string? Reason, int Number, string? Time, bool Repeated);

/// <summary>The answer to one payment of a bulk: what became of it, or why nothing did.</summary>
/// <param name="Payment">What became of it; left out where there is a problem.</param>
/// <param name="Problem">Why it had no effect, or that it is in doubt; left out where there is an answer.</param>
public sealed record BulkEntry(InstructionAnswer? Payment, ProblemBody? Problem);

/// <summary>The answers to a bulk.</summary>
/// <param name="Answers">One for each payment, in the same order.</param>
public sealed record BulkAnswer(IReadOnlyList<BulkEntry> Answers);

/// <summary>JSON of these, for the description of the interface.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PaymentRequest))]
[JsonSerializable(typeof(BulkRequest))]
[JsonSerializable(typeof(InstructionAnswer))]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class PaymentJson : JsonSerializerContext;
