using System.Buffers.Text;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Identifiers;
using Clearing.Settlement.Ledgers;

namespace Clearing.Server.Intake;

/// <summary>By which id a ledger knows a message (docs/reference/sessions.md, "Messages").</summary>
internal static class MessageIdentity
{
    /// <summary>LT, session and sequence of block 1, or of a MIR behind its date.</summary>
    private const int InputLength = 22;

    private const int DateLength = 8;

    /// <summary>A sender of 11, an octet between, and a MsgId of 35 characters, each perhaps an entity.</summary>
    private const int MostOctets = 512;

    /// <summary>The id of an accepted message.</summary>
    public static InstructionId Of(ReadOnlySpan<byte> message, in MessageFacts facts)
    {
        if (!facts.Uetr.IsEmpty && Uetr.TryRead(facts.Uetr.Of(message), out UInt128 uetr))
        {
            return new InstructionId(uetr);
        }

        if (facts.Format == MessageFormat.Fedwire)
        {
            return InstructionId.Derive((byte)FrameKind.Fedwire, facts.Identity.Of(message));
        }

        Span<byte> identity = stackalloc byte[MostOctets];
        if (facts.Format == MessageFormat.Mt)
        {
            ReadOnlySpan<byte> input = facts.EarlierInput.IsEmpty
                ? facts.Identity.Of(message)
                : facts.EarlierInput.Of(message)[^InputLength..];
            input.CopyTo(identity);
            Utf8Formatter.TryFormat(facts.ValueDate, identity[InputLength..], out int digits, new('D', DateLength));
            return InstructionId.Derive((byte)FrameKind.Fin, identity[..(InputLength + digits)]);
        }

        ReadOnlySpan<byte> sender = facts.Sender.Of(message);
        ReadOnlySpan<byte> reference = facts.Reference.Of(message);
        sender.CopyTo(identity);
        identity[sender.Length] = (byte)'|';
        reference.CopyTo(identity[(sender.Length + 1)..]);
        return InstructionId.Derive((byte)FrameKind.Xml, identity[..(sender.Length + 1 + reference.Length)]);
    }
}
