namespace Clearing.Messages.Instructions;

/// <summary>A message about a payment: status, cancellation request, its resolution.</summary>
/// <param name="Payment">The payment that it is about.</param>
/// <param name="PaymentType">Type of the payment's message: 103, pacs.008.001.08.</param>
/// <param name="Reference">Of the answer, at most 16 characters for MT.</param>
/// <param name="From">Who answers.</param>
/// <param name="To">To whom.</param>
/// <param name="At">When.</param>
public sealed record Answer(
    PaymentInstruction Payment, string PaymentType, string Reference, Agent From, Agent To, DateTimeOffset At)
{
    /// <summary>
    /// Status of a payment (ACSC, RJCT, PDNG ...) or of a cancellation (CNCL, RJCR, PDCR).
    /// </summary>
    public string Status { get; init; } = "";

    /// <summary>Reason, an ISO 20022 code of four characters.</summary>
    public string? Reason { get; init; }

    /// <summary>A text for people.</summary>
    public string? Text { get; init; }
}
