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

    /// <summary>Money paid into a position; <see cref="SettlementCommand.Flag"/> = supplemental.</summary>
    Fund = 10,

    /// <summary>Supplemental money taken back out of a position (CH-5).</summary>
    Withdraw = 11,

    /// <summary>Sets what is set aside for a class.</summary>
    SetReserve = 12,

    /// <summary>Sets the multilateral limit of an account.</summary>
    SetMultilateralLimit = 13,

    /// <summary>A participant fails: suspended, and it pays nothing at a posting.</summary>
    Default = 14,

    /// <summary>How a payee answers from now on.</summary>
    SetAnswer = 15,

    /// <summary>The answer to an earmarked payment of a group over several systems.</summary>
    Answer = 16,

    /// <summary>One leg of the file that the next <see cref="PostFile"/> posts: From and a signed amount.</summary>
    Leg = 17,

    /// <summary>Posts the legs before it, all or nothing (NSS-1); Payment = the file's number.</summary>
    PostFile = 18,

    /// <summary>The linked system could not take the net of an account: From and by how much it was short.</summary>
    NetRefused = 19,

    /// <summary>
    /// What became of the nets given to the linked system: <see cref="SettlementCommand.Flag"/> = posted.
    /// </summary>
    NetsAnswered = 20,
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

    /// <summary>Index into the payment table's kind names; for a reserve the class.</summary>
    public byte PaymentKind { get; init; }

    /// <summary>
    /// Submit: the payment is held when it could go, until it is answered. Fund: supplemental money. Answers: yes.
    /// </summary>
    public bool Flag { get; init; }

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

    /// <summary>Pays into a position; from the account's own balance unless the system settles elsewhere.</summary>
    public static SettlementCommand Fund(long time, int account, long amountMinor, bool supplemental) => new()
    {
        Kind = CommandKind.Fund,
        Time = time,
        Payment = -1,
        From = account,
        AmountMinor = amountMinor,
        Flag = supplemental,
    };

    /// <summary>Takes supplemental money back; refused when more than is there.</summary>
    public static SettlementCommand Withdraw(long time, int account, long amountMinor) =>
        new() { Kind = CommandKind.Withdraw, Time = time, Payment = -1, From = account, AmountMinor = amountMinor };

    public static SettlementCommand SetReserve(long time, int account, int paymentClass, long amountMinor) => new()
    {
        Kind = CommandKind.SetReserve,
        Time = time,
        Payment = -1,
        From = account,
        AmountMinor = amountMinor,
        PaymentKind = (byte)paymentClass,
    };

    public static SettlementCommand SetMultilateralLimit(long time, int account, long limitMinor) => new()
    {
        Kind = CommandKind.SetMultilateralLimit,
        Time = time,
        Payment = -1,
        From = account,
        AmountMinor = limitMinor,
    };

    /// <summary>A participant fails.</summary>
    public static SettlementCommand Default(long time, int account) =>
        new() { Kind = CommandKind.Default, Time = time, Payment = -1, From = account };

    /// <summary>How a payee answers from now on: after so many microseconds, negative = never.</summary>
    public static SettlementCommand SetAnswer(long time, int account, long afterUs, bool refuses) => new()
    {
        Kind = CommandKind.SetAnswer,
        Time = time,
        Payment = -1,
        From = account,
        AmountMinor = afterUs,
        Flag = refuses,
    };

    /// <summary>Answers a held payment.</summary>
    public static SettlementCommand Answer(long time, int payment, int from, bool yes) =>
        new() { Kind = CommandKind.Answer, Time = time, Payment = payment, From = from, Flag = yes };

    public static SettlementCommand Leg(long time, int account, long amountMinor) =>
        new() { Kind = CommandKind.Leg, Time = time, Payment = -1, From = account, AmountMinor = amountMinor };

    public static SettlementCommand PostFile(long time, int file) =>
        new() { Kind = CommandKind.PostFile, Time = time, Payment = file, From = -1 };

    public static SettlementCommand NetRefused(long time, int account, long shortMinor) =>
        new() { Kind = CommandKind.NetRefused, Time = time, Payment = -1, From = account, AmountMinor = shortMinor };

    public static SettlementCommand NetsAnswered(long time, bool posted) =>
        new() { Kind = CommandKind.NetsAnswered, Time = time, Payment = -1, From = -1, Flag = posted };
}
