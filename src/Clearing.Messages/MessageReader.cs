using Clearing.Messages.Fedwire;
using Clearing.Messages.Files;

namespace Clearing.Messages;

/// <summary>
/// Reads a message of any format. Used again for the next; not for several threads at once; allocates nothing for a
/// message that is accepted.
/// </summary>
public sealed class MessageReader
{
    private readonly FedwireReader _fedwire = new();

    /// <summary>Judges a message whose format its first octets tell.</summary>
    /// <param name="message">One message, as it stands on the wire or in a file.</param>
    /// <param name="facts">What it says; cleared first. Slots point into <paramref name="message"/>.</param>
    /// <param name="errors">Why it must not be accepted; cleared first.</param>
    /// <returns>True when it is accepted.</returns>
    public bool Read(ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors) =>
        Read(FormatDetector.Detect(message), message, ref facts, errors);

    /// <summary>Judges a message of a format that is known, for example from the file it stands in.</summary>
    public bool Read(MessageFormat format, ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        switch (format)
        {
            case MessageFormat.Fedwire:
                return _fedwire.Read(message, ref facts, errors);
            default:
                facts = new MessageFacts { Format = format, Type = "" };
                errors.Clear();
                errors.Add("FORMAT", MessageLayer.Structure, "message", message.IsEmpty
                    ? "is empty"
                    : "is of no known format: {1: starts a SWIFT message, < an ISO 20022 one, {1500} a Fedwire one");
                return false;
        }
    }
}
