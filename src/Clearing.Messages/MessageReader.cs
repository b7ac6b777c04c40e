using System.Buffers;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Files;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages;

/// <summary>
/// Reads a message of any format. Used again for the next; not for several threads at once; allocates nothing for a
/// message that is accepted.
/// </summary>
public sealed class MessageReader
{
    private const int HeadLength = 4096;

    private readonly FinReader _fin = new();
    private readonly IsoReader _iso = new();
    private readonly FedwireReader _fedwire = new();

    /// <summary>Judges a message whose format its first octets tell.</summary>
    /// <param name="message">One message, as it stands on the wire or in a file.</param>
    /// <param name="facts">What it says; cleared first. Slots point into <paramref name="message"/>.</param>
    /// <param name="errors">Why it must not be accepted; cleared first.</param>
    /// <returns>True when it is accepted.</returns>
    public bool Read(ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors) =>
        Read(FormatDetector.Detect(message[..Math.Min(HeadLength, message.Length)]), message, ref facts, errors);

    /// <summary>Judges a message of a format that is known, for example from the file it stands in.</summary>
    public bool Read(MessageFormat format, ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return format switch
        {
            MessageFormat.Mt => ReadFin(message, ref facts, errors),
            MessageFormat.Iso20022 => _iso.Read(message, ref facts, errors),
            MessageFormat.Fedwire => _fedwire.Read(message, ref facts, errors),
            _ => Refuse(format, "FORMAT", message.IsEmpty
                ? "is empty"
                : "is of no known format: {1: starts a SWIFT message, < an ISO 20022 one, {1500} a Fedwire one",
                ref facts, errors),
        };
    }

    /// <summary>Judges a message of a known format that may lie in several pieces, as a connection hands it over.
    /// </summary>
    public bool Read(
        MessageFormat format, in ReadOnlySequence<byte> message, ref MessageFacts facts, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return format switch
        {
            MessageFormat.Mt => _fin.Read(message, ref facts, errors),
            MessageFormat.Iso20022 => _iso.Read(message, ref facts, errors),
            MessageFormat.Fedwire => _fedwire.Read(message, ref facts, errors),
            _ => Refuse(format, "FORMAT", "is of no known format", ref facts, errors),
        };
    }

    private bool ReadFin(ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors)
    {
        if (!FormatDetector.IsBare(message[..Math.Min(HeadLength, message.Length)]))
        {
            return _fin.Read(message, ref facts, errors);
        }

        string? type = FinReader.GuessBodyType(message);
        return type is not null
            ? _fin.ReadBody(message, type, ref facts, errors)
            : Refuse(MessageFormat.Mt, "T13", "has no headers, and its fields tell no message type", ref facts, errors);
    }

    private static bool Refuse(
        MessageFormat format, string code, string what, ref MessageFacts facts, MessageErrors errors)
    {
        facts = new MessageFacts { Format = format, Type = "" };
        errors.Clear();
        errors.Add(code, MessageLayer.Structure, "message", what);
        return false;
    }
}
