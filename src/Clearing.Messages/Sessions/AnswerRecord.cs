using System.Buffers.Binary;

namespace Clearing.Messages.Sessions;

/// <summary>The answer to an instruction, 16 octets: it is durable before it is sent.</summary>
/// <param name="Standing">Where the instruction stands.</param>
/// <param name="IsRepeated">True when the same instruction came before, and this is its standing now.</param>
/// <param name="Reason">Why it was rejected, by the codes of sessions.md; 0 = none.</param>
/// <param name="Payment">Number that the ledger gave the payment; -1 = none.</param>
/// <param name="TimeUs">Business time of the standing, microseconds since 1970-01-01 UTC; 0 = none.</param>
public readonly record struct AnswerRecord(
    Standing Standing, bool IsRepeated, byte Reason, int Payment, long TimeUs)
{
    /// <summary>Octets of one.</summary>
    public const int Length = 16;

    private const byte Repeated = 1;

    /// <summary>Reads one from the first octets of <paramref name="from"/>.</summary>
    public static AnswerRecord Read(ReadOnlySpan<byte> from) => new(
        (Standing)from[0], (from[1] & Repeated) != 0, from[2],
        BinaryPrimitives.ReadInt32LittleEndian(from[4..]), BinaryPrimitives.ReadInt64LittleEndian(from[8..]));

    /// <summary>Writes it to the first octets of <paramref name="to"/>.</summary>
    public void Write(Span<byte> to)
    {
        to[0] = (byte)Standing;
        to[1] = IsRepeated ? Repeated : (byte)0;
        to[2] = Reason;
        to[3] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], Payment);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], TimeUs);
    }
}
