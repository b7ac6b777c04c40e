using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>A payment that waits: 32 bytes, copied rather than referenced.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct WaitingPayment
{
    /// <summary>What it takes in a saved state.</summary>
    public const int Octets = 32;

    private const int ClassShift = 60;

    // Inlined, because every payment received is made here.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WaitingPayment(
        int payment, int from, int to, long amountMinor, Priority priority, long entry, int paymentClass, byte kind,
        bool isHeld = false)
    {
        AmountMinor = amountMinor;
        Payment = payment;
        From = from;
        To = to;
        Rank = ((ulong)paymentClass << ClassShift) | (ulong)entry;
        Priority = priority;
        Kind = kind;
        IsHeld = isHeld;
    }

    /// <summary>One out of a saved state.</summary>
    public WaitingPayment(ReadOnlySpan<byte> octets)
    {
        AmountMinor = BinaryPrimitives.ReadInt64LittleEndian(octets);
        Rank = BinaryPrimitives.ReadUInt64LittleEndian(octets[8..]);
        Payment = BinaryPrimitives.ReadInt32LittleEndian(octets[16..]);
        From = BinaryPrimitives.ReadInt32LittleEndian(octets[20..]);
        To = BinaryPrimitives.ReadInt32LittleEndian(octets[24..]);
        Priority = (Priority)octets[28];
        Kind = octets[29];
        IsHeld = octets[30] != 0;
    }

    /// <summary>One whose class is its priority.</summary>
    public WaitingPayment(int payment, int from, int to, long amountMinor, Priority priority, long entry)
        : this(payment, from, to, amountMinor, priority, entry, (int)priority, 0)
    {
    }

    public long AmountMinor { get; }

    /// <summary>A smaller rank goes first: (class, entry) in one number.</summary>
    public ulong Rank { get; }

    public int Payment { get; }

    public int From { get; }

    public int To { get; }

    public Priority Priority { get; }

    /// <summary>Index of its kind.</summary>
    public byte Kind { get; }

    /// <summary>
    /// True when its money goes aside when it is released, and to the payee only when somebody has said yes.
    /// </summary>
    public bool IsHeld { get; init; }

    /// <summary>Order in which the system received it.</summary>
    public long Entry => EntryOf(Rank);

    public int Class => ClassOf(Rank);

    public static long EntryOf(ulong rank) => (long)(rank & ((1UL << ClassShift) - 1));

    public static int ClassOf(ulong rank) => (int)(rank >> ClassShift);

    public void CopyTo(Span<byte> octets)
    {
        BinaryPrimitives.WriteInt64LittleEndian(octets, AmountMinor);
        BinaryPrimitives.WriteUInt64LittleEndian(octets[8..], Rank);
        BinaryPrimitives.WriteInt32LittleEndian(octets[16..], Payment);
        BinaryPrimitives.WriteInt32LittleEndian(octets[20..], From);
        BinaryPrimitives.WriteInt32LittleEndian(octets[24..], To);
        octets[28] = (byte)Priority;
        octets[29] = Kind;
        octets[30] = IsHeld ? (byte)1 : (byte)0;
        octets[31] = 0;
    }

    public WaitingPayment With(Priority priority, int paymentClass) =>
        new(Payment, From, To, AmountMinor, priority, Entry, paymentClass, Kind, IsHeld);
}
