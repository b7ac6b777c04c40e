namespace Clearing.Grains.Accounts;

/// <summary>One reserve account of a world that is served, and what went over it since its ledger began.</summary>
[GenerateSerializer]
public record struct AccountTotals
{
    /// <summary>Minor units, when the ledger began.</summary>
    [Id(0)]
    public long OpeningMinor { get; set; }

    /// <summary>Balance now; of a system that settles elsewhere its position. Minor units.</summary>
    [Id(1)]
    public long BalanceMinor { get; set; }

    /// <summary>Lowest balance seen, the opening included.</summary>
    [Id(2)]
    public long MinimumMinor { get; set; }

    /// <summary>Payments settled that it sent.</summary>
    [Id(3)]
    public long SentCount { get; set; }

    [Id(4)]
    public Int128 SentMinor { get; set; }

    /// <summary>Payments settled that it received.</summary>
    [Id(5)]
    public long ReceivedCount { get; set; }

    [Id(6)]
    public Int128 ReceivedMinor { get; set; }
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
