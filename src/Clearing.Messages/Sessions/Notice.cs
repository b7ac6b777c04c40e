using System.Buffers.Binary;

namespace Clearing.Messages.Sessions;

/// <summary>What a notice tells.</summary>
public enum NoticeKind : byte
{
    None = 0,

    /// <summary>A payment of yours is final.</summary>
    Debited = 1,

    /// <summary>A payment to you is final.</summary>
    Credited = 2,

    /// <summary>A payment of yours was rejected.</summary>
    Rejected = 3,

    /// <summary>A payment of yours was cancelled.</summary>
    Cancelled = 4,

    /// <summary>A payment of yours still waited when the day closed.</summary>
    Unsettled = 5,

    /// <summary>A payment of yours waits.</summary>
    Queued = 6,

    /// <summary>A payment of yours is in an open cycle, not final.</summary>
    ProvisionallyDebited = 7,

    /// <summary>A payment to you is in an open cycle, not final.</summary>
    ProvisionallyCredited = 8,

    /// <summary>A payment from or to you was taken out of its cycle.</summary>
    Unwound = 9,

    /// <summary>Your net of a cycle or file was posted; the amount is signed.</summary>
    NetPosted = 10,

    /// <summary>Money was added to your account, or with a negative amount taken.</summary>
    BalanceChanged = 11,

    /// <summary>Money went from your account into your position.</summary>
    Funded = 12,

    /// <summary>Money went from your position back to your account.</summary>
    PaidOut = 13,

    /// <summary>You are suspended.</summary>
    Suspended = 14,
}

/// <summary>Something that happened to a participant's payments or account, 56 octets: durable before it is sent.
/// </summary>
/// <param name="TimeUs">Business time, microseconds since 1970-01-01 UTC.</param>
/// <param name="AmountMinor">Minor units of the system's currency.</param>
/// <param name="BalanceMinor">The participant's balance, or net position, after it.</param>
/// <param name="Id">Id of the instruction behind it; 0 = none.</param>
/// <param name="Payment">Number of the payment; -1 = none.</param>
/// <param name="Counterparty">Index of the other side in the directory; -1 = none.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Reason">Why, by the codes of sessions.md; 0 = none.</param>
/// <param name="System">Index of the system in the directory.</param>
/// <param name="Route">The way by which it was released, by the codes of sessions.md.</param>
public readonly record struct Notice(
    long TimeUs, long AmountMinor, long BalanceMinor, UInt128 Id, int Payment, int Counterparty, NoticeKind Kind,
    byte Reason, byte System, byte Route)
{
    /// <summary>Octets of one.</summary>
    public const int Length = 56;

    /// <summary>Reads one from the first octets of <paramref name="from"/>; reserved octets are passed over.</summary>
    public static Notice Read(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadInt64LittleEndian(from), BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(from[16..]), BinaryPrimitives.ReadUInt128BigEndian(from[24..]),
        BinaryPrimitives.ReadInt32LittleEndian(from[40..]), BinaryPrimitives.ReadInt32LittleEndian(from[44..]),
        (NoticeKind)from[48], from[49], from[50], from[51]);

    /// <summary>Writes it to the first octets of <paramref name="to"/>.</summary>
    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to, TimeUs);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], AmountMinor);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], BalanceMinor);
        BinaryPrimitives.WriteUInt128BigEndian(to[24..], Id);
        BinaryPrimitives.WriteInt32LittleEndian(to[40..], Payment);
        BinaryPrimitives.WriteInt32LittleEndian(to[44..], Counterparty);
        to[48] = (byte)Kind;
        to[49] = Reason;
        to[50] = System;
        to[51] = Route;
        to[52..Length].Clear();
    }
}
