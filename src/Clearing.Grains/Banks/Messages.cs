using System.Runtime.InteropServices;
using Clearing.Grains.Wire;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Banks;

/// <summary>A payment as its payer's bank knows it: 24 bytes, in scenario order within the bank.</summary>
/// <param name="DueAt">Instant.</param>
/// <param name="AmountMinor">Minor units.</param>
/// <param name="Payment">Dense payment index.</param>
/// <param name="Day">Business day, from 1.</param>
/// <param name="Priority">As the scenario gives it; scripted changes reach the systems, not the bank.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PaymentInstruction(
    long DueAt, long AmountMinor, int Payment, ushort Day, Priority Priority);

/// <summary>A bank's decision: this payment leaves at this instant.</summary>
/// <param name="Time">Instant at which the payment leaves the bank.</param>
/// <param name="Payment">Dense payment index.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SendOrder(long Time, int Payment);

/// <summary>What a notice tells a bank about its account.</summary>
public enum NoticeKind : byte
{
    /// <summary>A payment to the bank was settled, or in a net system released into the cycle.</summary>
    Receipt = 0,

    /// <summary>Any other change: a scripted balance change, a payment of its own that came to nothing.</summary>
    Correction = 1,
}

/// <summary>Something that happened on a bank's account: 24 bytes.</summary>
/// <param name="At">Instant at which it happened; the bank sees it its reaction delay later.</param>
/// <param name="AmountMinor">What it adds to the balance, or takes from it.</param>
/// <param name="Account">The account concerned.</param>
/// <param name="Arrangement">Index of the arrangement in which it happened.</param>
/// <param name="Kind">What it was.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Notice(
    long At, long AmountMinor, int Account, ushort Arrangement, NoticeKind Kind);

/// <summary>A stretch in which messages are held: [<paramref name="From"/>, <paramref name="Until"/>).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Outage(long From, long Until);

/// <summary>The hours of a business day as they really are, scripted closes included; both ends inclusive.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ServiceHours(long OpenAt, long CloseAt);

/// <summary>How one bank sends in one arrangement, or alike in several.</summary>
public sealed class SendPolicy
{
    /// <summary>Bit a set: holds in the arrangement with index a.</summary>
    public required ulong Arrangements { get; init; }

    public SendRule Rule { get; init; }

    /// <summary>Hold-until: per day (index = day number - 1) the instant.</summary>
    public long[] HoldUntil { get; init; } = [];

    /// <summary>Receipt-reactive: length of a window, microseconds.</summary>
    public long WindowUs { get; init; }

    /// <summary>Balance-reactive: what the bank keeps, minor units.</summary>
    public long KeepMinor { get; init; }

    /// <summary>What the bank sees at t moves nothing before t plus this.</summary>
    public long ReactionDelayUs { get; init; }

    /// <summary>Outages of this bank, in which it cannot send.</summary>
    public Outage[] Outages { get; init; } = [];

    /// <summary>Reactive rules: the hours of the system, by day.</summary>
    public ServiceHours[] Days { get; init; } = [];

    /// <summary>Balance-reactive: opening balance of the account, minor units.</summary>
    public long OpeningBalanceMinor { get; init; }

    /// <summary>Balance-reactive: true when balances live on over the night.</summary>
    public bool CarryBalances { get; init; }

    /// <summary>True when what the bank is told can change what it sends; it then has exactly one system.</summary>
    public bool IsReactive => Rule is SendRule.ReceiptReactive or SendRule.BalanceReactive;
}

/// <summary>Everything a bank starts a simulation with.</summary>
[GenerateSerializer, Immutable]
public sealed class BankBook
{
    [Id(0)]
    public required int Account { get; init; }

    /// <summary>Its outgoing payments, in scenario order.</summary>
    [Id(1)]
    public required Blob<PaymentInstruction> Instructions { get; init; }

    /// <summary>Every system is in exactly one of these.</summary>
    [Id(2)]
    public required SendPolicy[] Policies { get; init; }
}

/// <summary>Payments that leave a bank for the same systems.</summary>
[GenerateSerializer, Immutable]
public sealed class SendBatch
{
    /// <summary>Bit s set: goes to the system with index s.</summary>
    [Id(0)]
    public required ulong Arrangements { get; init; }

    [Id(1)]
    public required Blob<SendOrder> Orders { get; init; }
}

/// <summary>What a bank answers.</summary>
[GenerateSerializer, Immutable]
public sealed class BankReply
{
    [Id(0)]
    public required SendBatch[] Batches { get; init; }

    /// <summary>Next instant at which the bank acts whatever it is told; <see cref="long.MaxValue"/> = none.</summary>
    [Id(1)]
    public long NextWake { get; init; } = long.MaxValue;

    /// <summary>Bit s set: in that system payments wait in the bank, so that what it sees can make it send.</summary>
    [Id(2)]
    public ulong Waiting { get; init; }

    /// <summary>True when the bank has nothing left to send: it need not be told anything more.</summary>
    [Id(3)]
    public bool Done { get; init; } = true;
}
