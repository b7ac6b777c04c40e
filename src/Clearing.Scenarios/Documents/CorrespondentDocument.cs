using System.ComponentModel;
using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Values;

namespace Clearing.Scenarios.Documents;

/// <summary>A bank that pays through a correspondent (docs/reference/network.md).</summary>
[DisplayName("a correspondent")]
public sealed record CorrespondentDocument
{
    [RequiredKey]
    [Description("The bank that is no member of the systems.")]
    public Id? Bank { get; init; }

    [RequiredKey]
    [Description("The participant that keeps its account and pays for it.")]
    public Id? At { get; init; }

    [Description("What is on the account at first. Default 0.")]
    public Amount? Balance { get; init; }

    [Description("How far it may be overdrawn, or `unlimited`. Default 0.")]
    public Credit? Credit { get; init; }

    [Description("How long the correspondent takes for a message; at least 1s. Default 1m.")]
    public Duration? ProcessingTime { get; init; }

    [Description("Instructions that would be ready later go the next business day. Default: none.")]
    public TimeOfDay? CutOff { get; init; }

    [Description("serial: one message hop by hop; cover: to the payee's bank directly, the money behind it. "
        + "Default serial.")]
    public CorrespondentMethod? Method { get; init; }
}
