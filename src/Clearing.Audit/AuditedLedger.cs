using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Audit;

/// <summary>What a ledger is that is audited: from its scenario, not from its journal.</summary>
public sealed record AuditedLedger
{
    /// <summary>Name of its stream, WORLD/ARRANGEMENT.</summary>
    public required string Stream { get; init; }

    /// <summary>Everything it starts with.</summary>
    public required LedgerBook Book { get; init; }

    /// <summary>What the script of the world has for it, in the order in which it is due.</summary>
    public LedgerCommand[] Script { get; init; } = [];

    /// <summary>What its groups say of the world; 32 octets.</summary>
    public required byte[] World { get; init; }

    /// <summary>Currency of systems that name none.</summary>
    public required Currency Currency { get; init; }
}
