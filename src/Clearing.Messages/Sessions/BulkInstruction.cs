using System.Buffers.Binary;

namespace Clearing.Messages.Sessions;

/// <summary>An instruction to pay, 32 octets; the payer is the session's participant.</summary>
/// <param name="Number">
/// The sender's own number, rising, at least 1: the same number again is the same instruction.
/// </param>
/// <param name="AmountMinor">Minor units of the currency, at least 1.</param>
/// <param name="Payer">Index of the payer in the directory.</param>
/// <param name="Payee">Index of the payee in the directory.</param>
/// <param name="Priority">0 urgent, 1 high, 2 normal.</param>
/// <param name="PaymentKind">Index of the payment kind, 0 unless the world's systems tell kinds apart.</param>
/// <param name="Currency">Index of the currency in the directory.</param>
/// <param name="Flags">0.</param>
public readonly record struct BulkInstruction(
    ulong Number, long AmountMinor, int Payer, int Payee, byte Priority, byte PaymentKind, byte Currency, byte Flags)
{
    /// <summary>Octets of one.</summary>
    public const int Length = 32;

    /// <summary>Reads one from the first octets of <paramref name="from"/>.</summary>
    /// <returns>False when the reserved octets are not zero.</returns>
    public static bool TryRead(ReadOnlySpan<byte> from, out BulkInstruction instruction)
    {
        instruction = new BulkInstruction(
            BinaryPrimitives.ReadUInt64LittleEndian(from), BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[16..]), BinaryPrimitives.ReadInt32LittleEndian(from[20..]),
            from[24], from[25], from[26], from[27]);
        return BinaryPrimitives.ReadInt32LittleEndian(from[28..]) == 0;
    }

    /// <summary>Writes it to the first octets of <paramref name="to"/>.</summary>
    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, Number);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], AmountMinor);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], Payer);
        BinaryPrimitives.WriteInt32LittleEndian(to[20..], Payee);
        to[24] = Priority;
        to[25] = PaymentKind;
        to[26] = Currency;
        to[27] = Flags;
        BinaryPrimitives.WriteInt32LittleEndian(to[28..], 0);
    }
}
