using System.Buffers;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;

namespace Clearing.Settlement.Ledgers;

/// <summary>
/// What a ledger asks of the systems behind it: one that stands alone, or an arrangement of linked ones.
/// </summary>
internal interface ILedgerMachine
{
    /// <summary>Next instant at which something happens by itself; <see cref="long.MaxValue"/> = none.</summary>
    long NextInstant { get; }

    /// <summary>Payments that wait.</summary>
    int WaitingCount { get; }

    /// <summary>True when <see cref="Save"/> works.</summary>
    bool CanSave { get; }

    /// <summary>
    /// False when what is counted of the two accounts, or between them, is so large that sums could overflow.
    /// </summary>
    bool HasRoom(int from, int to);

    /// <summary>Completes every instant strictly before this one.</summary>
    void AdvanceTo(long time);

    /// <summary>An order of the instant that begins; all of them come before its payments.</summary>
    void Order(int member, in SettlementCommand order);

    /// <summary>The payments of an instant.</summary>
    /// <param name="payments">In order.</param>
    /// <param name="currencies">Of each its currency.</param>
    void Submit(ReadOnlySpan<SettlementCommand> payments, ReadOnlySpan<byte> currencies);

    /// <summary>The engine of a member, to be asked and not to be told.</summary>
    SettlementEngine EngineOf(int member);

    /// <summary>SHA-256 of the state; 32 octets.</summary>
    byte[] StateHash();

    void Save(IBufferWriter<byte> to);
}
