namespace Clearing.Grains.Accounts;

/// <summary>One reserve account of a world that is served, and what went over it since its ledger began.</summary>
[GenerateSerializer, Immutable]
public sealed record AccountTotals
{
    /// <summary>Minor units, when the ledger began.</summary>
    [Id(0)]
    public required long OpeningMinor { get; init; }

    /// <summary>Balance now; of a system that settles elsewhere its position. Minor units.</summary>
    [Id(1)]
    public required long BalanceMinor { get; init; }

    /// <summary>Lowest balance seen, the opening included.</summary>
    [Id(2)]
    public required long MinimumMinor { get; init; }

    /// <summary>Payments settled that it sent.</summary>
    [Id(3)]
    public long SentCount { get; init; }

    [Id(4)]
    public Int128 SentMinor { get; init; }

    /// <summary>Payments settled that it received.</summary>
    [Id(5)]
    public long ReceivedCount { get; init; }

    [Id(6)]
    public Int128 ReceivedMinor { get; init; }
}

/// <summary>The accounts of one system.</summary>
/// <param name="Name">Of the system.</param>
/// <param name="Accounts">By account index.</param>
[GenerateSerializer, Immutable]
public sealed record SystemAccounts(string Name, AccountTotals[] Accounts);

/// <summary>All accounts of a ledger as of one group of its journal, so that they add up.</summary>
/// <param name="Sequence">The group.</param>
/// <param name="Systems">By member.</param>
[GenerateSerializer, Immutable]
public sealed record LedgerAccounts(long Sequence, SystemAccounts[] Systems);
