using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Switching;

/// <summary>What a user sends, from FIN into an input of the machine (SW-5 to SW-10).</summary>
public sealed class FinToSwitch(SwitchMachine machine)
{
    private readonly FinReferences _references = new(machine.Options);

    /// <summary>Reads a user, system or service message that a terminal has sent.</summary>
    /// <param name="message">The message, readers' checks done.</param>
    /// <param name="timeUs">When it came, microseconds since 1970-01-01 UTC.</param>
    /// <param name="verdict">What validation says; empty = good.</param>
    /// <param name="payload">Where the shell keeps the octets.</param>
    /// <param name="input">The input for the machine.</param>
    /// <returns>False when nobody can be answered: no basic header, an unknown terminal or service.</returns>
    public bool TryRead(FinMessage message, long timeUs, AnswerCode verdict, long payload, out SwitchInput input)
    {
        input = default;
        string header = message.BasicHeader ?? "";
        if (header.Length != 25
            || !FinReferences.TryNumber(header[15..19], out int session)
            || !FinReferences.TryNumber(header[19..], out int sequence))
        {
            return false;
        }

        int terminal = _references.Terminal(header[3..15]);
        SwitchInputKind kind = KindOf(header[1..3]);
        if (terminal < 0 || kind == SwitchInputKind.None)
        {
            return false;
        }

        input = new SwitchInput
        {
            Kind = kind,
            TimeUs = timeUs,
            Terminal = terminal,
            Session = FinReferences.Session(session, kind == SwitchInputKind.Logout
                ? machine.LoginSessionOf(terminal) : machine.SessionOf(terminal)),
            Sequence = kind == SwitchInputKind.Answer
                ? FinReferences.Osn(sequence, machine.LastOsnOf(terminal))
                : sequence,
            Code = kind == SwitchInputKind.Answer ? AnswerOf(message) : verdict,
            Message = kind == SwitchInputKind.Send ? MessageOf(message, terminal, payload) : default,
        };
        return true;
    }

    /// <summary>A hash of blocks 3 and 4, equal for every attempt to send the same content.</summary>
    public static ulong BodyHash(FinMessage message)
    {
        StringBuilder content = new();
        foreach (FinTag tag in message.UserHeader)
        {
            content.Append('{').Append(tag.Tag).Append(':').Append(tag.Value).Append('}');
        }

        content.Append('\n');
        foreach (FinField field in message.Fields)
        {
            content.Append(':').Append(field.Tag).Append(':').Append(field.Value).Append('\n');
        }

        foreach (FinTag tag in message.SystemFields)
        {
            content.Append('{').Append(tag.Tag).Append(':').Append(tag.Value).Append('}');
        }

        return BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())));
    }

    /// <summary>
    /// The payment that a message is about: a hash of sender, type, and the UETR or :20:, value date, currency and
    /// amount; 0 when it is no payment. The legs of a chain bear one UETR and are payments of their own (SW-16).
    /// </summary>
    public static UInt128 BusinessKey(FinMessage message)
    {
        string? uetr = FinReferences.Value(message.UserHeader, "121");
        string? reference = message.Fields.FirstOrDefault(field => field.Tag == "20")?.Value;
        string? amount = message.Fields.FirstOrDefault(field => field.Tag == "32A")?.Value;
        string? payment = uetr is not null ? uetr.ToUpperInvariant()
            : reference is not null && amount is not null ? $"{reference}\n{amount}"
            : null;
        if (payment is null
            || message.BasicHeader is not { Length: >= 11 } header
            || message.ApplicationHeader is not { Length: >= 4 } application)
        {
            return 0;
        }

        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{header[3..11]}\n{application[1..4]}\n{payment}"));
        return new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash, 8));
    }

    private static SwitchInputKind KindOf(string service) => service switch
    {
        "01" => SwitchInputKind.Send,
        "02" => SwitchInputKind.Login,
        "03" => SwitchInputKind.Select,
        "05" => SwitchInputKind.Quit,
        "06" => SwitchInputKind.Logout,
        "21" => SwitchInputKind.Answer,
        "33" or "35" => SwitchInputKind.Abort,
        _ => SwitchInputKind.None,
    };

    private static AnswerCode AnswerOf(FinMessage message) =>
        FinReferences.Value(message.SystemFields, "451") == "0"
            ? default
            : CodeOf(FinReferences.Value(message.SystemFields, "405"), AnswerCode.NoAnswer);

    private static AnswerCode CodeOf(string? text, AnswerCode otherwise) =>
        text is { Length: > 0 and <= 8 } ? AnswerCode.Of(text) : otherwise;

    private SwitchMessage MessageOf(FinMessage message, int sender, long payload)
    {
        string header = message.ApplicationHeader ?? "";
        bool isWhole = header.Length >= 16 && header[0] == 'I' && FinReferences.TryNumber(header[1..4], out _);
        int type = isWhole ? int.Parse(header.AsSpan(1, 3), NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        return new SwitchMessage
        {
            Sender = sender,
            Receiver = type is 20 or 97 ? SwitchOptions.Network
                : isWhole ? _references.Destination(header[4..16])
                : SwitchOptions.Unknown,
            Type = type,
            Priority = header.Length > 16 && header[16] == 'U' ? MessagePriority.Urgent
                : header.Length > 16 && header[16] == 'S' ? MessagePriority.System
                : MessagePriority.Normal,
            Monitoring = header.Length > 17 && header[17] is >= '1' and <= '3'
                ? (DeliveryMonitoring)(header[17] - '0')
                : DeliveryMonitoring.None,
            Service = ServiceOf(message),
            Marks = MarksOf(message),
            Related = RelatedOf(message, type),
            CopyReference = type == 97 && long.TryParse(
                FinReferences.Value(message.SystemFields, "109"), NumberStyles.None, CultureInfo.InvariantCulture,
                out long reference) ? reference : 0,
            Reason = type == 97 && FinReferences.Value(message.SystemFields, "451") != "0"
                ? CodeOf(FinReferences.Value(message.SystemFields, "432"), AnswerCode.Of("70"))
                : default,
            BodyHash = BodyHash(message),
            BusinessKey = BusinessKey(message),
            Payload = payload,
            ReleaseInformation = type == 97 ? payload : 0,
        };
    }

    private int ServiceOf(FinMessage message)
    {
        string? code = FinReferences.Value(message.UserHeader, "103");
        if (code is null)
        {
            return 0;
        }

        int place = machine.Options.Services.ToList().FindIndex(service => service.Code == code);
        return place >= 0 ? place + 1 : machine.Options.Services.Count + 1;
    }

    private static MessageMarks MarksOf(FinMessage message) =>
        (FinReferences.Value(message.Trailers, "PDE") is null ? 0 : MessageMarks.PossibleDuplicateEmission)
        | (FinReferences.Value(message.Trailers, "TNG") is null ? 0 : MessageMarks.Training);

    private Mir RelatedOf(FinMessage message, int type)
    {
        string? text = type == 20
            ? FinReferences.Value(message.SystemFields, "251")
            : FinReferences.Value(message.Trailers, "PDE") is { Length: 32 } first ? first[4..] : null;
        return text is not null && _references.TryRead(text, out Mir mir)
            ? mir with { Session = FinReferences.Session(mir.Session, SessionOf(mir.Terminal)) }
            : default;
    }

    private int SessionOf(int terminal) => terminal < 0 ? 0 : machine.SessionOf(terminal);
}
