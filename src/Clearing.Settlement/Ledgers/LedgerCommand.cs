using System.Runtime.InteropServices;
using Clearing.Settlement.Commands;

namespace Clearing.Settlement.Ledgers;

/// <summary>
/// One journaled record: a payment instruction, or an order. 80 bytes, no references. Its time is that of its slice:
/// <see cref="SettlementCommand.Time"/> is not looked at.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LedgerCommand
{
    /// <summary>Known for ever; <see cref="InstructionId.None"/> only for what the script says.</summary>
    public InstructionId Id { get; init; }

    /// <summary>
    /// What is asked. <see cref="SettlementCommand.Payment"/> of a payment is -1 (the ledger numbers it), of a scripted
    /// one its index in the scenario, of an order the payment it is about, -1 where there is none.
    /// </summary>
    public SettlementCommand Command { get; init; }

    /// <summary>The member an order is for. A payment goes where the routes of the arrangement say.</summary>
    public byte Member { get; init; }

    /// <summary>Kind of message it came as; the ledger keeps it and never asks what it means. 0 = none.</summary>
    public byte Format { get; init; }

    /// <summary>Currency of a payment, in the numbers of the scenario; 0 = that of the scenario.</summary>
    public byte Currency { get; init; }

    /// <summary>True for what the script of the world says; nothing from outside may say so.</summary>
    public bool IsScripted { get; init; }
}

/// <summary>
/// What the ledger makes of a command before any system sees it. Everything but the first has no effect.
/// </summary>
public enum Verdict : byte
{
    /// <summary>Carried out and to be journaled; what became of it says its fate.</summary>
    Accepted = 0,

    /// <summary>Same id, same body as one before: its answer is that one's fate.</summary>
    Repeated = 1,

    /// <summary>Same id as one before, other body.</summary>
    Different = 2,

    /// <summary>A numbered id below the window of its participant: it was taken long ago, or never will be.</summary>
    TooOld = 3,

    /// <summary>No id, or a numbered one of a participant that does not exist.</summary>
    BadId = 4,

    /// <summary>Not a command, or one that only the ledger itself gives.</summary>
    BadKind = 5,

    /// <summary>No such member of the arrangement, or none with this currency.</summary>
    UnknownMember = 6,

    /// <summary>The payer or payee, or the account of an order, does not exist or is nobody's.</summary>
    UnknownParty = 7,

    /// <summary>Payer and payee are one.</summary>
    SameParty = 8,

    /// <summary>The amount is not greater than zero (of an order: is none that it may have).</summary>
    BadAmount = 9,

    /// <summary>The sums of the ledger could overflow.</summary>
    TooLarge = 10,

    /// <summary>No such priority, or for a reserve no such class.</summary>
    BadPriority = 11,

    /// <summary>An instant that is none, or before the commands before it.</summary>
    BadTime = 12,

    /// <summary>An order about a payment that the ledger does not know, or that another pays.</summary>
    UnknownPayment = 13,

    /// <summary>The ledger has given all its numbers (about a thousand million).</summary>
    NumbersUsedUp = 14,
}

/// <summary>What became of one command of a slice.</summary>
/// <param name="Verdict">Whether it was carried out.</param>
/// <param name="Number">
/// Its number in the ledger, by which its fate is known; -1 where it has none (refused, or scripted order).
/// </param>
public readonly record struct CommandResult(Verdict Verdict, int Number);

/// <summary>Where an instruction stands.</summary>
public enum FateStatus : byte
{
    /// <summary>The ledger does not know it, or not any more.</summary>
    Unknown = 0,

    /// <summary>Final.</summary>
    Settled = 1,

    /// <summary>It waits, in the queue or for the answer of its payee.</summary>
    Queued = 2,

    Rejected = 3,
    Cancelled = 4,

    /// <summary>It still waited when the day closed.</summary>
    Unsettled = 5,

    /// <summary>Released into a cycle that is not posted yet.</summary>
    Provisional = 6,

    /// <summary>Taken out of its cycle again.</summary>
    Unwound = 7,

    /// <summary>An order that was carried out.</summary>
    Done = 8,

    /// <summary>An order that could not be carried out.</summary>
    NotDone = 9,
}
