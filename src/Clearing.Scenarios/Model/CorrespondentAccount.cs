namespace Clearing.Scenarios.Model;

/// <summary>How a bank pays through its correspondent (CO-1).</summary>
public enum CorrespondentMethod
{
    /// <summary>One customer transfer hop by hop.</summary>
    Serial,

    /// <summary>The customer transfer goes to the payee's bank directly, the money as a cover behind it.</summary>
    Cover,
}

/// <summary>
/// The account of a bank with the member of the systems through whom it pays: its nostro, the other's vostro.
/// </summary>
public sealed record CorrespondentAccount
{
    /// <summary>Participant that pays through another one.</summary>
    public required int Bank { get; init; }

    /// <summary>Participant that keeps the account: the bank's <see cref="Participant.Via"/>.</summary>
    public required int At { get; init; }

    /// <summary>What is on it at first, minor units of the scenario's currency.</summary>
    public long BalanceMinor { get; init; }

    /// <summary>How far it may be overdrawn; <see cref="long.MaxValue"/> = without limit.</summary>
    public long CreditMinor { get; init; }

    /// <summary>Microseconds that the correspondent takes for a message.</summary>
    public long ProcessingUs { get; init; }

    /// <summary>Per day the last instant at which an instruction is carried out on it; empty = none.</summary>
    public IReadOnlyList<long> CutOffs { get; init; } = [];

    public CorrespondentMethod Method { get; init; }
}
