using System.Globalization;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Instructions;

/// <summary>Where and when the network hands a message to a terminal.</summary>
/// <param name="Terminal">12-character address of the terminal.</param>
/// <param name="At">Local time of the delivery.</param>
/// <param name="Session">Session of the terminal, 1 to 9999.</param>
/// <param name="Sequence">Output sequence number (OSN), 1 to 999,999.</param>
public readonly record struct Delivery(string Terminal, DateTimeOffset At, int Session, int Sequence);

/// <summary>
/// What the network itself says: copies to a centre and its answers (SW-14), notices of delivery, acknowledgements
/// (SW-3). A message input reference (MIR) has 28 characters.
/// </summary>
public static class SystemMessages
{
    /// <summary>Address under which the network sends its own messages.</summary>
    public const string NetworkAddress = "NETWXXXXAXXX";

    /// <summary>MIR or MOR: date, terminal, session, sequence.</summary>
    public static string Reference(DateOnly date, string terminal, int session, int sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{date:yyMMdd}{terminal}{session:D4}{sequence:D6}");

    /// <summary>The message as the network hands it to its receiver: an output message with the sender's MIR.</summary>
    public static FinMessage Output(FinMessage message, string mir, DateTimeOffset sentAt, Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(message);
        string priority = message.ApplicationHeader is { Length: >= 17 } header && header[0] == 'I'
            ? header[16..17]
            : "N";
        return message with
        {
            BasicHeader = Basic("F01", delivery.Terminal, delivery.Session, delivery.Sequence),
            ApplicationHeader = string.Create(
                CultureInfo.InvariantCulture,
                $"O{FinEnvelope.TypeOf(message)}{sentAt:HHmm}{mir}{delivery.At:yyMMddHHmm}{priority}"),
        };
    }

    /// <summary>096: the copy of a message for the centre of a copy service.</summary>
    /// <param name="original">The message that waits.</param>
    /// <param name="service">Three letters of {103:}.</param>
    /// <param name="copy">The copy's reference, that the centre's answer names; at most 16 characters.</param>
    /// <param name="delivery">To the centre.</param>
    public static FinMessage Copy(FinMessage original, string service, string copy, Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(original);
        List<FinTag> header = [new("103", service), new("108", copy)];
        header.AddRange(original.UserHeader.Where(tag => tag.Tag is "119" or "121").OrderBy(tag => tag.Tag, Order));
        return original with
        {
            BasicHeader = Basic("F01", delivery.Terminal, delivery.Session, delivery.Sequence),
            ApplicationHeader = OutputHeader("096", delivery),
            UserHeader = header,
            Trailers = [],
        };
    }

    /// <summary>097: the centre's answer; a refusal has a code of two digits, 70 to 89.</summary>
    public static FinMessage CentreAnswer(
        string centre, int session, int sequence, string service, string copy, string? refusal = null) => new()
        {
            BasicHeader = Basic("F01", centre, session, sequence),
            ApplicationHeader = $"I097{NetworkAddress[..8]}X{NetworkAddress[9..]}S",
            SystemFields =
            [
                new("103", service), new("109", copy), new("451", refusal is null ? "0" : "1"),
                .. Optional("432", refusal),
            ],
        };

    /// <summary>012: the centre has let the sender's message go.</summary>
    public static FinMessage Released(
        string mir, DateTimeOffset sentAt, string destination, string service, Delivery delivery) =>
        System(
            "012", delivery, Time("175", sentAt), new("106", mir), new("102", destination), new("103", service));

    /// <summary>019: the sender's message will not be delivered.</summary>
    public static FinMessage Aborted(
        string mir, DateTimeOffset sentAt, string destination, string reason, Delivery delivery) =>
        System(
            "019", delivery, Time("175", sentAt), new("106", mir), new("102", destination), new("432", reason));

    /// <summary>010: not delivered within the time that the sender's monitoring asks for.</summary>
    public static FinMessage Undelivered(
        string mir, string status, string destination, string priority, Delivery delivery) =>
        System(
            "010", delivery, new("106", mir), new("431", status), new("102", destination), new("104", priority));

    /// <summary>011: delivered, when and as which output message.</summary>
    public static FinMessage Delivered(
        string mir, DateTimeOffset sentAt, string mor, DateTimeOffset deliveredAt, Delivery delivery) =>
        System(
            "011", delivery, Time("175", sentAt), new("106", mir), Time("175", deliveredAt), new("107", mor));

    /// <summary>Acknowledgement of an input message by the network; with a code its refusal (405).</summary>
    public static FinMessage Acknowledgement(
        string terminal, int session, int sequence, DateTimeOffset at, string? refusal = null) => new()
        {
            BasicHeader = Basic("F21", terminal, session, sequence),
            SystemFields =
            [
                new("177", at.ToString("yyMMddHHmm", CultureInfo.InvariantCulture)),
                new("451", refusal is null ? "0" : "1"),
                .. Optional("405", refusal),
            ],
        };

    private static readonly StringComparer Order = StringComparer.Ordinal;

    private static FinMessage System(string type, Delivery delivery, params FinTag[] fields) => new()
    {
        BasicHeader = Basic("F01", delivery.Terminal, delivery.Session, delivery.Sequence),
        ApplicationHeader = OutputHeader(type, delivery),
        SystemFields = fields,
    };

    private static string Basic(string kind, string terminal, int session, int sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}{terminal}{session:D4}{sequence:D6}");

    private static string OutputHeader(string type, Delivery delivery)
    {
        string mir = Reference(DateOnly.FromDateTime(delivery.At.DateTime), NetworkAddress, 0, 0);
        return string.Create(
            CultureInfo.InvariantCulture, $"O{type}{delivery.At:HHmm}{mir}{delivery.At:yyMMddHHmm}S");
    }

    private static FinTag Time(string tag, DateTimeOffset at) =>
        new(tag, at.ToString("HHmm", CultureInfo.InvariantCulture));

    private static FinTag[] Optional(string tag, string? value) => value is null ? [] : [new(tag, value)];
}
