using System.Buffers.Binary;

namespace Clearing.Settlement.Ledgers;

/// <summary>
/// Instructions that left a ledger's memory and are to be sealed in its store, by which a repetition is known for ever.
/// A replay makes the same runs again.
/// </summary>
/// <param name="Number">From 0, without gaps.</param>
/// <param name="Entries">
/// <see cref="ArchivedInstruction.Octets"/> each: the id, then what is to be remembered of it.
/// </param>
public sealed record LeavingRun(long Number, ReadOnlyMemory<byte> Entries);

/// <summary>What a sealed run remembers of an instruction.</summary>
/// <param name="Number">In the ledger.</param>
/// <param name="Body">Hash of what makes two instructions of one id the same.</param>
/// <param name="Fate">What became of it, for ever.</param>
public readonly record struct ArchivedInstruction(int Number, ulong Body, Fate Fate)
{
    /// <summary>Octets of an entry: the id and its value.</summary>
    public const int Octets = 16 + ValueOctets;

    private const int ValueOctets = 24;

    /// <summary>Reads the value behind an id, as a sealed run has it.</summary>
    /// <exception cref="InvalidDataException">These are no octets of a value.</exception>
    public static ArchivedInstruction Read(InstructionId id, ReadOnlySpan<byte> value)
    {
        if (value.Length != ValueOctets || value[20] > (byte)FateStatus.NotDone)
        {
            throw new InvalidDataException($"What is sealed of instruction {id} is damaged.");
        }

        var fate = new Fate(
            id, (FateStatus)value[20], (Model.Reason)value[21], (Model.Route)value[22], value[23],
            BinaryPrimitives.ReadInt64LittleEndian(value));
        return new ArchivedInstruction(
            BinaryPrimitives.ReadInt32LittleEndian(value[16..]), BinaryPrimitives.ReadUInt64LittleEndian(value[8..]),
            fate);
    }

    /// <summary>True when it asks for the same as the archived instruction of its id.</summary>
    public bool IsSameAs(in LedgerCommand command) => Remembered.BodyOf(command) == Body;

    internal static void Write(Span<byte> entry, int number, in Remembered item)
    {
        item.Id.WriteTo(entry);
        Span<byte> value = entry[16..];
        BinaryPrimitives.WriteInt64LittleEndian(value, item.Time);
        BinaryPrimitives.WriteUInt64LittleEndian(value[8..], item.Body);
        BinaryPrimitives.WriteInt32LittleEndian(value[16..], number);
        value[20] = (byte)item.Status;
        value[21] = (byte)item.Reason;
        value[22] = (byte)item.Route;
        value[23] = item.Format;
    }
}
