using System.Buffers.Binary;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Ledgers;

/// <summary>
/// Slices as octets, as a journal keeps them: docs/reference/ledger.md has the layout. Numbers are little-endian, ids
/// in
/// the order in which they are written.
/// </summary>
public static class LedgerRecords
{
    /// <summary>Octets of the head of a slice.</summary>
    public const int SliceOctets = 16;

    /// <summary>Octets of a record without times and digest.</summary>
    public const int RecordOctets = 48;

    /// <summary>Octets of a digest.</summary>
    public const int DigestOctets = 32;

    /// <summary>The most octets that a record may take.</summary>
    public const int MostRecordOctets = RecordOctets + TimeOctets + DigestOctets;

    private const int TimeOctets = 16;

    [Flags]
    private enum Flags : byte
    {
        None = 0,
        Timed = 1,
        Digest = 2,
        Flag = 4,
        Scripted = 8,
        All = 15,
    }

    /// <summary>
    /// Writes a slice with those of its commands that were accepted; of outside payments the numbers they were given.
    /// </summary>
    /// <param name="to">Has room for a head and as many of the longest records.</param>
    /// <param name="time">Instant of the slice.</param>
    /// <param name="commands">In order.</param>
    /// <param name="results">Of each what became of it.</param>
    /// <param name="digests">
    /// Of each the digest of its message, one after the other, zeros where it has none; empty = none has any.
    /// </param>
    /// <param name="count">How many records were written.</param>
    /// <returns>How many octets were written.</returns>
    public static int WriteSlice(
        Span<byte> to,
        long time,
        ReadOnlySpan<LedgerCommand> commands,
        ReadOnlySpan<CommandResult> results,
        ReadOnlySpan<byte> digests,
        out int count)
    {
        int octets = SliceOctets;
        count = 0;
        for (int i = 0; i < commands.Length; i++)
        {
            if (results[i].Verdict == Verdict.Accepted)
            {
                ReadOnlySpan<byte> digest = digests.IsEmpty ? default : digests.Slice(i * DigestOctets, DigestOctets);
                digest = digest.ContainsAnyExcept((byte)0) ? digest : default;
                octets += WriteRecord(to[octets..], commands[i], results[i].Number, digest);
                count++;
            }
        }

        BinaryPrimitives.WriteInt64LittleEndian(to, time);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], count);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], 0);
        return octets;
    }

    /// <summary>Reads the slice at the beginning of some octets.</summary>
    /// <param name="from">The slice, and what is behind it.</param>
    /// <param name="commands">Gets its commands; cleared before.</param>
    /// <param name="time">Its instant.</param>
    /// <param name="at">Where the octets begin, for what an exception says.</param>
    /// <returns>How many octets it takes.</returns>
    /// <exception cref="LedgerFormatException">This is no slice.</exception>
    public static int ReadSlice(ReadOnlySpan<byte> from, List<LedgerCommand> commands, out long time, int at = 0)
    {
        commands.Clear();
        Need(from.Length >= SliceOctets, at, "the head of a slice is cut off");
        time = BinaryPrimitives.ReadInt64LittleEndian(from);
        int count = BinaryPrimitives.ReadInt32LittleEndian(from[8..]);
        Need(BinaryPrimitives.ReadInt32LittleEndian(from[12..]) == 0, at + 12, "a slice has flags that mean nothing");
        Need(count >= 0 && count <= (from.Length - SliceOctets) / RecordOctets, at + 8, "more records than octets");
        int octets = SliceOctets;
        for (int i = 0; i < count; i++)
        {
            octets += ReadRecord(from[octets..], at + octets, out LedgerCommand command);
            commands.Add(command);
        }

        return octets;
    }

    private static int WriteRecord(Span<byte> to, in LedgerCommand command, int number, ReadOnlySpan<byte> digest)
    {
        SettlementCommand asked = command.Command;
        bool isTimed = asked.NotBefore != 0 || asked.NotAfter != 0;
        Flags flags = (isTimed ? Flags.Timed : Flags.None)
            | (digest.IsEmpty ? Flags.None : Flags.Digest)
            | (asked.Flag ? Flags.Flag : Flags.None)
            | (command.IsScripted ? Flags.Scripted : Flags.None);
        command.Id.WriteTo(to);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], asked.AmountMinor);
        BinaryPrimitives.WriteInt32LittleEndian(to[24..], asked.From);
        BinaryPrimitives.WriteInt32LittleEndian(to[28..], asked.To);
        BinaryPrimitives.WriteInt32LittleEndian(
            to[32..], asked.Kind == CommandKind.Submit ? number : asked.Payment);
        to[36] = (byte)asked.Kind;
        to[37] = (byte)asked.Priority;
        to[38] = asked.PaymentKind;
        to[39] = (byte)flags;
        to[40] = command.Member;
        to[41] = command.Format;
        to[42] = command.Currency;
        to[43..RecordOctets].Clear();
        int octets = RecordOctets;
        if (isTimed)
        {
            BinaryPrimitives.WriteInt64LittleEndian(to[octets..], asked.NotBefore);
            BinaryPrimitives.WriteInt64LittleEndian(to[(octets + 8)..], asked.NotAfter);
            octets += TimeOctets;
        }

        digest.CopyTo(to[octets..]);
        return octets + digest.Length;
    }

    private static int ReadRecord(ReadOnlySpan<byte> from, int at, out LedgerCommand command)
    {
        Need(from.Length >= RecordOctets, at, "a record is cut off");
        var kind = (CommandKind)from[36];
        var priority = (Priority)from[37];
        var flags = (Flags)from[39];
        bool isTimed = (flags & Flags.Timed) != 0;
        int octets = RecordOctets + (isTimed ? TimeOctets : 0) + ((flags & Flags.Digest) != 0 ? DigestOctets : 0);
        Need(kind <= CommandKind.NetsAnswered, at + 36, "no command has this number");
        Need(priority <= Priority.Normal, at + 37, "no priority has this number");
        Need((flags & ~Flags.All) == 0, at + 39, "a record has flags that mean nothing");
        Need(from[43..RecordOctets].IndexOfAnyExcept((byte)0) < 0, at + 43, "octets are used that mean nothing");
        Need(from.Length >= octets, at, "a record is cut off");
        command = new LedgerCommand
        {
            Id = InstructionId.FromOctets(from),
            Member = from[40],
            Format = from[41],
            Currency = from[42],
            IsScripted = (flags & Flags.Scripted) != 0,
            Command = new SettlementCommand
            {
                AmountMinor = BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
                From = BinaryPrimitives.ReadInt32LittleEndian(from[24..]),
                To = BinaryPrimitives.ReadInt32LittleEndian(from[28..]),
                Payment = BinaryPrimitives.ReadInt32LittleEndian(from[32..]),
                Kind = kind,
                Priority = priority,
                PaymentKind = from[38],
                Flag = (flags & Flags.Flag) != 0,
                NotBefore = isTimed ? BinaryPrimitives.ReadInt64LittleEndian(from[RecordOctets..]) : 0,
                NotAfter = isTimed ? BinaryPrimitives.ReadInt64LittleEndian(from[(RecordOctets + 8)..]) : 0,
            },
        };
        return octets;
    }

    private static void Need(bool holds, int at, string what)
    {
        if (!holds)
        {
            throw new LedgerFormatException(at, what);
        }
    }
}
