using Clearing.Settlement.Linking;

namespace Clearing.Settlement.Ledgers;

/// <summary>Everything a ledger starts with.</summary>
public sealed class LedgerBook
{
    /// <summary>
    /// The arrangement. Its scripts are empty: what a script says reaches a ledger as commands, when it is due.
    /// </summary>
    public required ArrangementBook Arrangement { get; init; }

    /// <summary>By scripted payment its payer. Their numbers in the ledger are their places here.</summary>
    public int[] Payers { get; init; } = [];

    /// <summary>
    /// How many instructions are remembered in memory: a power of two, 64 to 2^28. 40 octets each, and twice as many
    /// slots of 8 octets in the index of ids.
    /// </summary>
    public int Window { get; init; } = 1 << 22;

    /// <summary>
    /// How many numbers of a sender that numbers its instructions are remembered behind its highest: a power of two.
    /// 4 octets each.
    /// </summary>
    public int NumberWindow { get; init; } = 1 << 16;

    /// <summary>
    /// Goes into the hash by which ids are looked up, so that nobody outside can choose ids that fall together. No
    /// result depends on it.
    /// </summary>
    public ulong Salt { get; init; }
}
