using System.Runtime.InteropServices;
using Clearing.Grains.Wire;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Ledgers;

/// <summary>Instructions of one sender, answered together.</summary>
[GenerateSerializer, Immutable]
public sealed class InstructionBatch
{
    /// <summary>Participant whose session it is: numbered ids must be its own. -1 = the operator.</summary>
    [Id(0)]
    public required int Participant { get; init; }

    /// <summary>The account that it may have debited, mostly its own; -1 = any (the operator).</summary>
    [Id(1)]
    public required int Account { get; init; }

    /// <summary>Payments, in the order in which they came; 1 to 4,096.</summary>
    [Id(2)]
    public required Blob<LedgerCommand> Commands { get; init; }

    /// <summary>SHA-256 of each message, 32 octets each, one after the other; empty = none is kept.</summary>
    [Id(3)]
    public Blob<byte> Digests { get; init; }

    /// <summary>
    /// The messages themselves, each after its length (u32, big-endian), kept with their records; empty = not kept.
    /// </summary>
    [Id(4)]
    public Blob<byte> Texts { get; init; }
}

/// <summary>What an answer says: values are stable, docs/reference/ledger.md lists them.</summary>
public enum Standing : byte
{
    /// <summary>The ledger knows no such instruction.</summary>
    Unknown = 0,

    Settled = 1,
    Queued = 2,
    Rejected = 3,
    Cancelled = 4,
    Unsettled = 5,
    Provisional = 6,
    Unwound = 7,
    Done = 8,
    NotDone = 9,

    /// <summary>The ledger had it, long ago; what became of it is in the journal.</summary>
    Archived = 10,

    // Refused: no effect, the same again whenever it is sent again (but TooLarge and NumbersUsedUp).
    Different = 16,
    TooOld = 17,
    BadId = 18,
    BadKind = 19,
    UnknownMember = 20,
    UnknownParty = 21,
    SameParty = 22,
    BadAmount = 23,
    TooLarge = 24,
    BadPriority = 25,
    BadTime = 26,
    UnknownPayment = 27,
    NumbersUsedUp = 28,

    /// <summary>The sender may not act for this payer, or under this id.</summary>
    NotYours = 32,

    /// <summary>The batch is empty, too long, or its digests or texts do not fit its commands.</summary>
    BadBatch = 33,

    /// <summary>Too much is on its way to the disk: no effect, send it again in a moment.</summary>
    Busy = 64,

    /// <summary>The ledger is not open (recovering, its store is gone): no effect, send it again later.</summary>
    Unavailable = 65,

    /// <summary>
    /// It was being written when the store failed: it has its effect once or not at all. Ask, or send it again.
    /// </summary>
    InDoubt = 66,

    /// <summary>The ledger has stopped for good and waits for its operator: no effect.</summary>
    Halted = 67,
}

/// <summary>The answer to one instruction, or where it stands when asked: 40 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PaymentState
{
    public InstructionId Id { get; init; }

    /// <summary>Instant of the standing, microseconds since 1970 UTC; 0 where it was refused.</summary>
    public long Time { get; init; }

    /// <summary>Its number in the ledger; -1 = none.</summary>
    public int Number { get; init; }

    public Standing Standing { get; init; }

    /// <summary>Why, where it was rejected.</summary>
    public Reason Reason { get; init; }

    public Route Route { get; init; }

    /// <summary>True when the same instruction had come before: this is what became of that one.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>
    /// Where it was asked about: one more than its payer's account, or the account of an order; 0 = the ledger does not
    /// remember any more.
    /// </summary>
    public int PayerPlusOne { get; init; }
}

/// <summary>What a <see cref="PaymentState"/> is between silos.</summary>
[GenerateSerializer, Immutable]
public struct PaymentStateSurrogate
{
    [Id(0)]
    public Blob<PaymentState> One { get; set; }
}

/// <summary>Sends a single state as octets.</summary>
[RegisterConverter]
public sealed class PaymentStateConverter : IConverter<PaymentState, PaymentStateSurrogate>
{
    public PaymentState ConvertFromSurrogate(in PaymentStateSurrogate surrogate) => surrogate.One.Span[0];

    public PaymentStateSurrogate ConvertToSurrogate(in PaymentState value) =>
        new() { One = new Blob<PaymentState>(new[] { value }) };
}

/// <summary>The answers to a batch, in its order, as of <see cref="Sequence"/>.</summary>
[GenerateSerializer, Immutable]
public sealed class InstructionAnswers
{
    /// <summary>The durable sequence that the answers stand on; 0 = nothing was ever written.</summary>
    [Id(0)]
    public required long Sequence { get; init; }

    [Id(1)]
    public required Blob<PaymentState> Answers { get; init; }
}

/// <summary>Anything asked of a ledger but a payment.</summary>
[GenerateSerializer, Immutable]
public sealed class LedgerOrder
{
    /// <summary>As in a batch; -1 = the operator.</summary>
    [Id(0)]
    public required int Participant { get; init; }

    /// <summary>The account that it may give orders for; -1 = any (the operator).</summary>
    [Id(1)]
    public required int Account { get; init; }

    /// <summary>
    /// One command (a blob of one: it travels as octets) with an id of its own, by which it is carried out once.
    /// </summary>
    [Id(2)]
    public required Blob<LedgerCommand> Command { get; init; }

    /// <summary>
    /// The payment that it is about, by the id of its instruction (cancellation, change of priority); a scripted
    /// payment is named by its index in the command instead.
    /// </summary>
    [Id(3)]
    public Blob<InstructionId> About { get; init; }
}

/// <summary>One account of one system as of a durable sequence: 24 bytes.</summary>
/// <param name="PositionMinor">Minor units; in a gross system the balance.</param>
/// <param name="BalanceMinor">Minor units.</param>
/// <param name="Account">Its index.</param>
/// <param name="Member">The system, by its place in the arrangement.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AccountState(long PositionMinor, long BalanceMinor, int Account, int Member);

/// <summary>All accounts of a ledger at one moment.</summary>
[GenerateSerializer, Immutable]
public sealed class AccountStates
{
    /// <summary>The durable sequence that this is after.</summary>
    [Id(0)]
    public required long Sequence { get; init; }

    /// <summary>Business time, microseconds since 1970 UTC.</summary>
    [Id(1)]
    public required long Time { get; init; }

    /// <summary>By member, then account.</summary>
    [Id(2)]
    public required Blob<AccountState> Accounts { get; init; }

    /// <summary>SHA-256 over the state of all members, 32 octets.</summary>
    [Id(3)]
    public required byte[] StateHash { get; init; }
}

/// <summary>What a ledger does at the moment.</summary>
public enum LedgerState : byte
{
    /// <summary>It reads its journal.</summary>
    Recovering = 0,

    Serving = 1,

    /// <summary>Its store failed; it opens it again and again until that works.</summary>
    Unavailable = 2,

    /// <summary>Stopped for good, rather than guess: its operator must look.</summary>
    Halted = 3,

    /// <summary>Another writer has the stream.</summary>
    Fenced = 4,
}

/// <summary>What a ledger is and where it stands.</summary>
[GenerateSerializer, Immutable]
public sealed class LedgerInfo
{
    /// <summary>Name of its stream: WORLD/ARRANGEMENT.</summary>
    [Id(0)]
    public required string Stream { get; init; }

    [Id(1)]
    public required LedgerState State { get; init; }

    /// <summary>What is wrong, where something is; else empty.</summary>
    [Id(2)]
    public required string Trouble { get; init; }

    /// <summary>The systems by member.</summary>
    [Id(3)]
    public required string[] Systems { get; init; }

    /// <summary>Of the accounts, the participant ids.</summary>
    [Id(4)]
    public required string[] Accounts { get; init; }

    /// <summary>How often the stream was opened by anybody.</summary>
    [Id(5)]
    public required long Epoch { get; init; }

    /// <summary>Durable sequence: the last group that is safe.</summary>
    [Id(6)]
    public required long Sequence { get; init; }

    /// <summary>Durable records.</summary>
    [Id(7)]
    public required long Records { get; init; }

    /// <summary>Instant of the last slice carried out, microseconds since 1970 UTC.</summary>
    [Id(8)]
    public required long Time { get; init; }

    /// <summary>The number that the next instruction gets.</summary>
    [Id(9)]
    public required int NextNumber { get; init; }

    /// <summary>Payments of the script, whose numbers come first.</summary>
    [Id(10)]
    public required int Scripted { get; init; }

    /// <summary>True where it is unavailable because its store has no room: its operator must make some.</summary>
    [Id(11)]
    public bool IsFull { get; init; }

    /// <summary>Where in its cluster it is: the address of a process; empty = its service stands alone.</summary>
    [Id(12)]
    public string Process { get; init; } = "";

    /// <summary>Payments that wait in the queues of its systems; 0 while it does not serve.</summary>
    [Id(13)]
    public int Waiting { get; init; }

    /// <summary>What is said of a ledger that does not answer.</summary>
    /// <param name="site">What it is.</param>
    /// <param name="why">Why it does not.</param>
    public static LedgerInfo Silent(LedgerSite site, string why) => new()
    {
        Stream = site.Stream,
        State = LedgerState.Unavailable,
        Trouble = why,
        Systems = [.. site.Book.Arrangement.Systems.Select(system => system.Name)],
        Accounts = [.. site.Book.Arrangement.Systems[0].Accounts.Select(account => account.Id)],
        Epoch = 0,
        Sequence = 0,
        Records = 0,
        Time = long.MinValue,
        NextNumber = site.Book.Payers.Length,
        Scripted = site.Book.Payers.Length,
    };
}

/// <summary>One durable event with what its readers need to know of the instruction behind it: 80 bytes.</summary>
/// <param name="Id">Of the instruction; none for scripted and made payments, and where no payment is concerned.</param>
/// <param name="Event">What happened.</param>
/// <param name="Member">In which system.</param>
/// <param name="Format">Kind of message that the instruction came as.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LedgerEvent(InstructionId Id, SettlementEvent Event, byte Member, byte Format);

/// <summary>Durable events in order.</summary>
[GenerateSerializer, Immutable]
public sealed class LedgerNews
{
    /// <summary>The first group told of.</summary>
    [Id(0)]
    public required long First { get; init; }

    /// <summary>The last one; the next news begins with the group after it.</summary>
    [Id(1)]
    public required long Last { get; init; }

    /// <summary>By group, then in order of execution.</summary>
    [Id(2)]
    public required Blob<LedgerEvent> Events { get; init; }
}
