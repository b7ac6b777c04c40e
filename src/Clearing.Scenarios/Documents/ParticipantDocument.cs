using System.ComponentModel;
using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Generators;
using Clearing.Scenarios.Values;

namespace Clearing.Scenarios.Documents;

/// <summary>A source of participants: a row, a file or a generator.</summary>
[ExactlyOne("id", "file", "generate")]
[DisplayName("a participant")]
public sealed record ParticipantDocument
{
    [Description("1 to 11 of A-Z and 0-9; a BIC where the participant has one.")]
    public Id? Id { get; init; }

    [Description("Name for people.")]
    public string? Name { get; init; }

    [Description("BIC by which messages name the participant. Default: its id, where that is one.")]
    public Id? Bic { get; init; }

    [Description("ABA routing number by which messages name the participant.")]
    public Id? RoutingNumber { get; init; }

    [Description("Opening balance. Default 0.")]
    public Amount? Balance { get; init; }

    [Description("Intraday credit, or `unlimited`. Default 0.")]
    public Credit? Credit { get; init; }

    [Description("Opening balances in other currencies, by ISO 4217 code.")]
    public IReadOnlyDictionary<string, Amount>? Balances { get; init; }

    [Description("The participant through whom an indirect one settles.")]
    public Id? Via { get; init; }

    [Description("Decimal numbers that rulebooks use by name.")]
    public IReadOnlyDictionary<string, decimal>? Attributes { get; init; }

    [Description("A CSV file: id, name, bic, routing-number, balance, credit, via, balances.EUR and any attribute.")]
    public string? File { get; init; }

    [Description("Draws participants at random.")]
    public ParticipantGeneratorDocument? Generate { get; init; }
}

/// <summary>A source of payments: a row, a file, messages or a generator.</summary>
[ExactlyOne("id", "file", "messages", "generate")]
[DisplayName("a payment")]
public sealed record PaymentDocument
{
    [Description("Unique over all sources; 1 to 64 visible ASCII characters, the first a letter or digit.")]
    public Id? Id { get; init; }

    [Description("When the payment falls due: a time of day, or a local date-time. messages: of those without one.")]
    public DueTime? At { get; init; }

    [Description("Business day. Default 1.")]
    public int? Day { get; init; }

    [Description("Payer.")]
    public Id? From { get; init; }

    [Description("Payee.")]
    public Id? To { get; init; }

    [Description("Greater than 0.")]
    public Amount? Amount { get; init; }

    [Description("ISO 4217 code. Default the scenario's currency.")]
    public Id? Currency { get; init; }

    [Description("Rank in the payer's queue. Default normal.")]
    public Clearing.Settlement.Model.Priority? Priority { get; init; }

    [Description("A free word by which rulebooks route and rank. Default bank.")]
    public Id? Kind { get; init; }

    [Description("Not released before.")]
    public DueTime? NotBefore { get; init; }

    [Description("Rejected when it still waits then.")]
    public DueTime? NotAfter { get; init; }

    [Description("Payments of one group settle all together or not at all.")]
    public Id? Group { get; init; }

    [Description("A CSV file: id, at, from, to, amount and any other key of a payment.")]
    public string? File { get; init; }

    [Description("A file of payment messages, or a folder of such files: SWIFT MT, ISO 20022 or Fedwire.")]
    public string? Messages { get; init; }

    [Description("messages: from one message without a time of its own to the next. Default 0s.")]
    public Duration? Spacing { get; init; }

    [Description("Draws payments at random.")]
    public PaymentGeneratorDocument? Generate { get; init; }
}
