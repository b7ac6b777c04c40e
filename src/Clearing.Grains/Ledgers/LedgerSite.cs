using Clearing.Journal;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Ledgers;

/// <summary>Where a ledger stands: what it is, where its journal is, what its clock shows.</summary>
public sealed class LedgerSite
{
    /// <summary>Name of its stream, WORLD/ARRANGEMENT.</summary>
    public required string Stream { get; init; }

    public required LedgerBook Book { get; init; }

    /// <summary>
    /// What the script of the world has for it: ascending in the time of the commands, at one instant orders before
    /// payments, each with <see cref="LedgerCommand.IsScripted"/>.
    /// </summary>
    public LedgerCommand[] Script { get; init; } = [];

    /// <summary>What its groups say of who decided: version of the engine, hash of the world.</summary>
    public required GroupStamp Stamp { get; init; }

    public required IJournalStore Store { get; init; }

    public required BusinessClock Clock { get; init; }

    public required TimeProvider Time { get; init; }

    public LedgerOptions Options { get; init; } = new();
}

/// <summary>A ledger must stop for good: going on would be a guess.</summary>
public sealed class LedgerHaltException(string message, Exception? inner = null) : Exception(message, inner);
