using System.Globalization;
using System.Text;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Identifiers;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Submitting;

/// <summary>
/// By which id a ledger will know a message (docs/reference/sessions.md), so that it can be asked about. A message that
/// breaks the rules of its format has none. Not for several threads at once.
/// </summary>
internal sealed class MessageIds
{
    private const int BasicLength = 22;

    private readonly MessageReader _reader = new();
    private readonly MessageErrors _errors = new();

    /// <summary>The id; null when the message would be refused as malformed.</summary>
    public UInt128? Of(MessageFormat format, ReadOnlySpan<byte> message)
    {
        MessageFacts facts = default;
        if (!_reader.Read(format, message, ref facts, _errors))
        {
            return null;
        }

        return Uetr.TryRead(facts.Uetr.Of(message), out UInt128 uetr) ? uetr
            : InstructionIds.Derived((byte)Frames.KindOf(format), format switch
            {
                MessageFormat.Mt => [.. Basic(message, facts), .. Date(facts)],
                MessageFormat.Iso20022 =>
                    [.. facts.Sender.Of(message), (byte)'|', .. facts.Reference.Of(message)],
                _ => facts.Identity.Of(message),
            });
    }

    private static byte[] Date(in MessageFacts facts) =>
        Encoding.ASCII.GetBytes(facts.ValueDate.ToString("D8", CultureInfo.InvariantCulture));

    /// <summary>LT, session and sequence of block 1, or of the MIR that a PDE names.</summary>
    private static ReadOnlySpan<byte> Basic(ReadOnlySpan<byte> message, in MessageFacts facts) =>
        facts.EarlierInput.IsEmpty ? facts.Identity.Of(message) : facts.EarlierInput.Of(message)[^BasicLength..];
}
