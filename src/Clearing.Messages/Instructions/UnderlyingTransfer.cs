namespace Clearing.Messages.Instructions;

/// <summary>The customer credit transfer under a cover payment: sequence B of MT 202 COV, UndrlygCstmrCdtTrf.</summary>
public sealed record UnderlyingTransfer
{
    public required Party Debtor { get; init; }

    public Agent? DebtorAgent { get; init; }

    public IReadOnlyList<Agent> Intermediaries { get; init; } = [];

    public Agent? CreditorAgent { get; init; }

    public required Party Creditor { get; init; }

    public IReadOnlyList<string> Remittance { get; init; } = [];

    public IReadOnlyList<string> AgentInstructions { get; init; } = [];

    public Charge? Instructed { get; init; }
}
