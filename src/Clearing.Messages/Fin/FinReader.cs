using System.Buffers;
using System.Globalization;

namespace Clearing.Messages.Fin;

/// <summary>
/// Reads and judges SWIFT FIN messages: headers and trailers, the messages of services and of the network, and the
/// texts whose tables are in <see cref="MessageTable"/>; of all others the headers and the reference only. A message
/// is judged level by level (envelope, structure, format, semantic) and stops at the first that finds an error.
/// Used again for the next message, by one thread; allocates nothing for an accepted message. An error's place is its
/// field with line of block 4 from 1 and octet of the message from 0, or its block.
/// </summary>
public sealed class FinReader
{
    /// <summary>Longest message that is looked at, in octets; a longer one is refused unread (M50).</summary>
    public const int MostOctets = 65_536;

    private const int MostOfAnyMessage = 10_000;

    private static readonly string[] MessageTypes =
        [.. Enumerable.Range(0, 1000).Select(type => type.ToString("000", CultureInfo.InvariantCulture))];

    private static readonly string[] ServiceTypes =
        [.. "FAL".SelectMany(application => Enumerable.Range(0, 100).Select(
            service => application + service.ToString("00", CultureInfo.InvariantCulture)))];

    private readonly Envelope _envelope = new();
    private readonly int[] _fieldAt = new int[MessageTable.MostPlaces + 1];
    private byte[] _joined = [];

    /// <summary>
    /// True to refuse a payment (103, 202, 205) without {121:}, which the network has demanded since 2018; false, as
    /// messages from before are still about.
    /// </summary>
    public bool RequiresUetr { get; init; }

    /// <summary>Reads one message.</summary>
    /// <param name="message">From {1: to its last block; white space behind it is allowed.</param>
    /// <param name="facts">What it says; slots are of <paramref name="message"/>.</param>
    /// <param name="errors">Emptied first; what is wrong with it.</param>
    /// <returns>True when it is accepted.</returns>
    public bool Read(ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        Begin(ref facts, errors);
        if (IsTooLong(message, MostOctets, MessageLayer.Envelope, errors))
        {
            return false;
        }

        bool isWhole = _envelope.Read(message, errors);
        TellHeaders(ref facts);
        if (!isWhole)
        {
            return false;
        }

        if (_envelope.Service != 1)
        {
            return CheckTags(message, SystemTable.OfService(_envelope.Service), errors);
        }

        if (_envelope.MessageType < 100 && !_envelope.HasText)
        {
            SystemTable? table = SystemTable.OfType(_envelope.MessageType);
            facts.IsEnvelopeOnly = table is null;
            return CheckTags(message, table, errors);
        }

        if (RequiresUetr && _envelope.Uetr.IsEmpty && _envelope.MessageType is (103 or 202 or 205))
        {
            errors.Add("U01", MessageLayer.Envelope, "block 3", "wanted: {121:} with the payment's UETR");
            return false;
        }

        MessageTable? text = MessageTable.For(_envelope.MessageType, _envelope.ValidationFlag.Of(message));
        return CheckText(message, text, ref facts, errors);
    }

    /// <summary>
    /// Reads one message in pieces: of one piece in place, of several from the reader's own copy, for which the slots
    /// of <paramref name="facts"/> hold just as well.
    /// </summary>
    public bool Read(in ReadOnlySequence<byte> message, ref MessageFacts facts, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (message.IsSingleSegment)
        {
            return Read(message.FirstSpan, ref facts, errors);
        }

        if (message.Length > MostOctets)
        {
            Begin(ref facts, errors);
            AddTooLong(message.Length, MostOctets, MessageLayer.Envelope, errors);
            return false;
        }

        int length = (int)message.Length;
        if (_joined.Length < length)
        {
            _joined = new byte[Math.Max(length, 4096)];
        }

        message.CopyTo(_joined);
        return Read(_joined.AsSpan(0, length), ref facts, errors);
    }

    /// <summary>Reads a text without headers, as statement files hold it: fields, perhaps between {4: and -}.</summary>
    /// <param name="body">The fields; a closing line of a hyphen and white space around are allowed.</param>
    /// <param name="type">Message type of three digits; see <see cref="GuessBodyType"/>.</param>
    /// <param name="facts">What it says.</param>
    /// <param name="errors">Emptied first; what is wrong with it.</param>
    public bool ReadBody(ReadOnlySpan<byte> body, string type, ref MessageFacts facts, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(errors);
        Begin(ref facts, errors);
        if (IsTooLong(body, MostOctets, MessageLayer.Envelope, errors))
        {
            return false;
        }

        if (type.Length != 3 || !int.TryParse(type, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            errors.Add("H30", MessageLayer.Envelope, "body", "wanted: a message type of three digits to read it as");
            return false;
        }

        facts.Type = MessageTypes[number];
        Range text = Bodies.TextOf(body);
        ReadOnlySpan<byte> upToEnd = body[..text.End.Value];
        _envelope.ReadBodyAlone(upToEnd, text.Start.Value);
        if (_envelope.Text.IsClosed)
        {
            errors.Add("T13", MessageLayer.Structure, $"body, octet {_envelope.Text.End}",
                "the end mark -} stands before the end of the text");
            return false;
        }

        ReadOnlySpan<byte> flag = Bodies.FlagOf(number, _envelope.Text.Fields);
        return CheckText(upToEnd, MessageTable.For(number, flag), ref facts, errors);
    }

    /// <summary>Message type of a text without headers, by the fields that are there; null when none tells.</summary>
    public static string? GuessBodyType(ReadOnlySpan<byte> body) => Bodies.GuessType(body);

    private static void Begin(ref MessageFacts facts, MessageErrors errors)
    {
        errors.Clear();
        facts = default;
        facts.Format = MessageFormat.Mt;
        facts.Type = "";
    }

    private static bool IsTooLong(ReadOnlySpan<byte> message, int most, MessageLayer layer, MessageErrors errors)
    {
        if (message.Length <= most)
        {
            return false;
        }

        AddTooLong(message.Length, most, layer, errors);
        return true;
    }

    private static void AddTooLong(long length, int most, MessageLayer layer, MessageErrors errors) =>
        errors.Add("M50", layer, "message", string.Create(
            CultureInfo.InvariantCulture, $"{length} octets; wanted: at most {most} in a message of this type"));

    private void TellHeaders(ref MessageFacts facts)
    {
        if (_envelope.Terminal.IsEmpty)
        {
            return;
        }

        facts.Sender = _envelope.Sender;
        facts.Receiver = _envelope.Receiver;
        facts.Identity = _envelope.Identity;
        facts.Uetr = _envelope.Uetr;
        facts.UserReference = _envelope.UserReference;
        facts.EarlierInput = _envelope.EarlierInput;
        facts.Priority = _envelope.Priority;
        facts.IsPossibleDuplicate = _envelope.IsPossibleDuplicate;
        facts.Type = _envelope.Service != 1
            ? ServiceTypes["FAL".IndexOf(_envelope.Application, StringComparison.Ordinal) * 100 + _envelope.Service]
            : _envelope.MessageType < 0 ? "" : MessageTypes[_envelope.MessageType];
    }

    private bool CheckTags(ReadOnlySpan<byte> message, SystemTable? table, MessageErrors errors) =>
        table is null
        || (table.CheckStructure(_envelope.SystemTags, errors)
            && SystemTable.CheckFormats(message, _envelope.SystemTags, errors));

    private bool CheckText(
        ReadOnlySpan<byte> message, MessageTable? table, ref MessageFacts facts, MessageErrors errors)
    {
        int most = table?.MostOctets ?? MostOfAnyMessage;
        if (IsTooLong(message, most, MessageLayer.Format, errors))
        {
            return false;
        }

        int reference = FindReference();
        facts.Reference = reference < 0 ? default : _envelope.Text.Line(reference, 0);
        facts.IsEnvelopeOnly = table is null;
        TextCheck text = new(message, _envelope.Text, table ?? MessageTable.ReferenceOnly, _fieldAt, errors);
        return table is null
            ? reference < 0 || text.CheckReference(reference)
            : CheckTable(message, text, ref facts, errors);
    }

    private bool CheckTable(
        ReadOnlySpan<byte> message, in TextCheck text, ref MessageFacts facts, MessageErrors errors)
    {
        int broken = text.PlaceFields();
        text.CheckFormats(broken < 0 ? text.Fields.Length : broken, ref facts, out bool hasLate);
        if (errors.Any)
        {
            return false;
        }

        if (broken >= 0)
        {
            text.ReportStructure();
            return false;
        }

        if (text.Table.Rules == RuleSet.CustomerTransfer)
        {
            CustomerTransferRules.CheckFormats(text);
            if (errors.Any)
            {
                return false;
            }
        }

        if (hasLate)
        {
            text.ReportLate();
        }

        CheckRules(message, text);
        return !errors.Any;
    }

    private int FindReference()
    {
        ReadOnlySpan<TextField> fields = _envelope.Text.Fields;
        for (int index = 0; index < fields.Length; index++)
        {
            if (fields[index].Tag == Tags.Of(20))
            {
                return index;
            }
        }

        return -1;
    }

    private void CheckRules(ReadOnlySpan<byte> message, in TextCheck text)
    {
        switch (text.Table.Rules)
        {
            case RuleSet.CustomerTransfer:
                CustomerTransferRules.Check(text, _envelope.Sender.Of(message), _envelope.Receiver.Of(message));
                break;
            case RuleSet.BankTransfer:
                OtherRules.CheckBankTransfer(text);
                break;
            case RuleSet.CreditNotice:
                OtherRules.CheckCreditNotice(text);
                break;
            case RuleSet.Statement:
                OtherRules.CheckCurrencies(text);
                break;
            case RuleSet.InterimReport:
                OtherRules.CheckFloorLimits(text);
                OtherRules.CheckCurrencies(text);
                break;
            case RuleSet.Cancellation:
                OtherRules.CheckCopy(text, isRequest: true);
                break;
            case RuleSet.Answer:
                OtherRules.CheckCopy(text, isRequest: false);
                break;
            default:
                break;
        }
    }
}
