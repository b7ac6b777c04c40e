using System.Runtime.InteropServices;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Commands;

/// <summary>What a command asks of a settlement system.</summary>
public enum CommandKind : byte
{
    Submit = 0,
    Cancel = 1,
    Reprioritise = 2,
    AddBalance = 3,
    SetCredit = 4,
    SetLimit = 5,
    Suspend = 6,
    Halt = 7,
    Resume = 8,
    MoveClose = 9,
}

/// <summary>
/// One thing asked of a settlement system at one instant: 48 bytes, immutable, no references, so that batches travel
/// as arrays. Commands of a system come in ascending time; at one instant those that are not
/// <see cref="CommandKind.Submit"/> come first (contract, "One instant").
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SettlementCommand
{
    /// <summary>Microseconds since the Unix epoch, UTC.</summary>
    public long Time { get; init; }

    /// <summary>Minor units; the new close (an instant) for <see cref="CommandKind.MoveClose"/>.</summary>
    public long AmountMinor { get; init; }

    /// <summary>0 = none.</summary>
    public long NotBefore { get; init; }

    /// <summary>0 = none.</summary>
    public long NotAfter { get; init; }

    /// <summary>Dense payment index; -1 where the command names none.</summary>
    public int Payment { get; init; }

    /// <summary>Account: the payer, or the one the command is about.</summary>
    public int From { get; init; }

    /// <summary>Account: the payee, or the other side of a limit.</summary>
    public int To { get; init; }

    public CommandKind Kind { get; init; }

    public Priority Priority { get; init; }

    /// <summary>Index into the payment table's kind names.</summary>
    public byte PaymentKind { get; init; }

    public static SettlementCommand Submit(
        long time, int payment, int from, int to, long amountMinor, Priority priority, byte paymentKind = 0,
        long notBefore = 0, long notAfter = 0) => new()
        {
            Kind = CommandKind.Submit,
            Time = time,
            Payment = payment,
            From = from,
            To = to,
            AmountMinor = amountMinor,
            Priority = priority,
            PaymentKind = paymentKind,
            NotBefore = notBefore,
            NotAfter = notAfter,
        };

    /// <summary>Cancels a payment that still waits; refused (an event) when it no longer does.</summary>
    public static SettlementCommand Cancel(long time, int payment, int from) =>
        new() { Kind = CommandKind.Cancel, Time = time, Payment = payment, From = from };

    /// <summary>Gives a waiting payment another priority; its order of entry stays.</summary>
    public static SettlementCommand Reprioritise(long time, int payment, int from, Priority to) =>
        new() { Kind = CommandKind.Reprioritise, Time = time, Payment = payment, From = from, Priority = to };

    /// <summary>Adds to (or, negative, takes from) the account's balance; bounds do not stop it.</summary>
    public static SettlementCommand AddBalance(long time, int account, long amountMinor) =>
        new() { Kind = CommandKind.AddBalance, Time = time, Payment = -1, From = account, AmountMinor = amountMinor };

    /// <summary>Sets intraday credit; <see cref="long.MaxValue"/> = unlimited.</summary>
    public static SettlementCommand SetCredit(long time, int account, long creditMinor) =>
        new() { Kind = CommandKind.SetCredit, Time = time, Payment = -1, From = account, AmountMinor = creditMinor };

    /// <summary>Sets the bilateral limit from one account to another.</summary>
    public static SettlementCommand SetLimit(long time, int from, int to, long limitMinor) =>
        new()
        {
            Kind = CommandKind.SetLimit,
            Time = time,
            Payment = -1,
            From = from,
            To = to,
            AmountMinor = limitMinor,
        };

    /// <summary>Suspends a participant: what waits on either side, and what comes later, is rejected.</summary>
    public static SettlementCommand Suspend(long time, int account) =>
        new() { Kind = CommandKind.Suspend, Time = time, Payment = -1, From = account };

    /// <summary>Stops releases, mechanisms and cycles until a <see cref="Resume"/>.</summary>
    public static SettlementCommand Halt(long time) => new() { Kind = CommandKind.Halt, Time = time, Payment = -1 };

    public static SettlementCommand Resume(long time) => new() { Kind = CommandKind.Resume, Time = time, Payment = -1 };

    /// <summary>Moves the close of the open day; an instant not before <paramref name="time"/>.</summary>
    public static SettlementCommand MoveClose(long time, long closeAt) =>
        new() { Kind = CommandKind.MoveClose, Time = time, Payment = -1, AmountMinor = closeAt };
}
