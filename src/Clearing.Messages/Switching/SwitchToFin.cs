using System.Globalization;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Switching;

/// <summary>What the machine says to a user, as FIN (SW-5 to SW-14).</summary>
public sealed class SwitchToFin(SwitchOptions options)
{
    private readonly FinReferences _references = new(options);

    /// <summary>Makes the message of an output other than a store; of a delivery it is to be written with a
    /// checksum.</summary>
    /// <param name="output">What the machine says.</param>
    /// <param name="content">
    /// The message that <see cref="SwitchMessage.Payload"/> points at: of a delivery what is delivered, of a system
    /// message what it is about, of an answer what is answered; null where there is none.
    /// </param>
    /// <param name="release">Tags of the 097 that <see cref="SwitchMessage.ReleaseInformation"/> points at.</param>
    /// <param name="undelivered">For a 066: the MIRs of what nobody has received.</param>
    public FinMessage Write(
        in SwitchOutput output,
        FinMessage? content = null,
        IReadOnlyList<FinTag>? release = null,
        IReadOnlyList<Mir>? undelivered = null)
    {
        if (output.Kind != SwitchOutputKind.Deliver)
        {
            return Service(output, content);
        }

        FinMessage message = output.Message.Type switch
        {
            96 => Copy(output, content),
            < 100 => System(output, content, release ?? [], undelivered ?? []),
            _ => User(output, content, release ?? []),
        };
        return message with
        {
            BasicHeader = "F01" + _references.Address(output.Terminal)
                + FinReferences.Numbers(output.Session, output.Sequence),
            ApplicationHeader = Application(output),
            Trailers = [.. message.Trailers.Where(IsOfSender), .. NetworkTrailers(output)],
        };
    }

    /// <summary>A delayed NAK: tells the sender that a message accepted before is rejected after all (015).</summary>
    public FinMessage DelayedNak(in SwitchOutput output, AnswerCode code) => new()
    {
        BasicHeader = "F01" + _references.Address(output.Terminal)
            + FinReferences.Numbers(output.Session, output.Sequence),
        ApplicationHeader = Application(output with { Message = output.Message with { Type = 15 } }),
        SystemFields = [new("106", _references.Text(output.Message.Related)), new("405", code.ToString())],
    };

    private FinMessage Service(in SwitchOutput output, FinMessage? content)
    {
        string service = output.Kind switch
        {
            SwitchOutputKind.Ack or SwitchOutputKind.Nak => "F21",
            SwitchOutputKind.LoginAck => "L22",
            SwitchOutputKind.LoginNak => "L42",
            SwitchOutputKind.SelectAck => "A23",
            SwitchOutputKind.SelectNak => "A43",
            SwitchOutputKind.QuitAck => "A25",
            SwitchOutputKind.LogoutAck => "L26",
            SwitchOutputKind.Abort => "A14",
            _ => throw new ArgumentException($"{output.Kind} is nothing that a user is told.", nameof(output)),
        };
        List<FinTag> fields =
        [
            new("177", FinReferences.Date(SwitchState.DayOf(output.TimeUs)) + FinReferences.Time(output.TimeUs)),
        ];
        if (output.Kind is SwitchOutputKind.Ack or SwitchOutputKind.Nak)
        {
            fields.Add(new FinTag("451", output.Kind == SwitchOutputKind.Ack ? "0" : "1"));
        }

        if (!output.Code.IsNone)
        {
            fields.Add(new FinTag("405", output.Code.ToString()));
        }

        if (content is not null && FinReferences.Value(content.UserHeader, "108") is { } userReference)
        {
            fields.Add(new FinTag("108", userReference));
        }

        return new FinMessage
        {
            BasicHeader = service + _references.Address(output.Terminal)
                + FinReferences.Numbers(output.Session, output.Sequence),
            SystemFields = fields,
        };
    }

    private static FinMessage User(in SwitchOutput output, FinMessage? content, IReadOnlyList<FinTag> release)
    {
        FinMessage sent = content ?? new FinMessage();
        IEnumerable<FinTag> released = output.Message.ReleaseInformation == 0
            ? []
            : release.Where(tag => tag.Tag is "115" or "165");
        return sent with
        {
            UserHeader = [.. sent.UserHeader.Concat(released).OrderBy(tag => PlaceInHeader(tag.Tag))],
        };
    }

    // Of the copied message's headers a copy has its MIR (106); its own reference, which the 097 names, is in 424.
    private FinMessage Copy(in SwitchOutput output, FinMessage? content)
    {
        FinMessage sent = content ?? new FinMessage();
        return new FinMessage
        {
            UserHeader =
            [
                .. sent.UserHeader.Where(tag => tag.Tag is not ("106" or "424"))
                    .Append(new FinTag("106", _references.Text(output.Message.Related)))
                    .Append(new FinTag("424", output.Message.CopyReference.ToString(CultureInfo.InvariantCulture)))
                    .OrderBy(tag => PlaceInHeader(tag.Tag)),
            ],
            Fields = sent.Fields,
            Trailers = [.. sent.Trailers.Where(trailer => trailer.Tag is "PDE" or "TNG")],
        };
    }

    private FinMessage System(
        in SwitchOutput output, FinMessage? about, IReadOnlyList<FinTag> release, IReadOnlyList<Mir> undelivered)
    {
        SwitchMessage message = output.Message;
        FinTag[] mir = message.Related.IsNone ? [] : [new("106", _references.Text(message.Related))];
        FinTag time = new("175", FinReferences.Time(output.AcceptedUs));
        IReadOnlyList<FinTag> fields = message.Type switch
        {
            10 => [.. mir, .. UserReference(about), new("431", "01"), .. Destination(about), .. Priority(about)],
            11 => [time, .. mir, .. UserReference(about), time, new("107", _references.Text(message.Output))],
            12 => [time, .. mir, .. UserReference(about), .. Destination(about), .. ServiceCode(about),
                .. release.Where(tag => tag.Tag == "114")],
            19 => [time, .. mir, .. UserReference(about), .. Destination(about), new("432", message.Reason.ToString())],
            21 => message.Reason.IsNone ? mir : [.. mir, new("405", message.Reason.ToString())],
            66 => [time, .. undelivered.Select(each => new FinTag("106", _references.Text(each)))],
            _ => [time],
        };
        bool isText = message.Type is 21 or 94 && message.Reason.IsNone && about is not null;
        return new FinMessage
        {
            SystemFields = isText ? [] : fields,
            UserHeader = isText ? mir : [],
            Fields = isText ? about!.Fields : [],
        };
    }

    private string Application(in SwitchOutput output)
    {
        char priority = output.Message.Priority switch
        {
            MessagePriority.System => 'S',
            MessagePriority.Urgent => 'U',
            _ => 'N',
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"O{output.Message.Type:000}{FinReferences.Time(output.AcceptedUs)}{_references.Text(output.Mir)}"
            + $"{FinReferences.Date(SwitchState.DayOf(output.TimeUs))}{FinReferences.Time(output.TimeUs)}{priority}");
    }

    // A checksum and an authentication are over the blocks as they were sent, and these are others.
    private static bool IsOfSender(FinTag trailer) => trailer.Tag is not ("MAC" or "PAC" or "CHK" or "PDM" or "DLM");

    private List<FinTag> NetworkTrailers(in SwitchOutput output)
    {
        List<FinTag> trailers = [];
        if ((output.Message.Marks & MessageMarks.Delayed) != 0)
        {
            trailers.Add(new FinTag("DLM", ""));
        }

        if ((output.Message.Marks & MessageMarks.PossibleDuplicateMessage) != 0)
        {
            trailers.Add(new FinTag("PDM", FinReferences.Time(output.FirstSentUs) + _references.Text(output.Mor)));
        }

        return trailers;
    }

    private static int PlaceInHeader(string tag) => Array.IndexOf(
        ["103", "113", "108", "119", "423", "106", "424", "111", "121", "115", "165", "433", "434"], tag);

    private static IEnumerable<FinTag> UserReference(FinMessage? about) =>
        about?.UserHeader.Where(tag => tag.Tag == "108") ?? [];

    private static IEnumerable<FinTag> ServiceCode(FinMessage? about) =>
        about?.UserHeader.Where(tag => tag.Tag == "103") ?? [];

    private static IEnumerable<FinTag> Destination(FinMessage? about) =>
        about?.ApplicationHeader is { Length: >= 16 } header ? [new FinTag("102", header[4..16])] : [];

    private static IEnumerable<FinTag> Priority(FinMessage? about) =>
        about?.ApplicationHeader is { Length: >= 17 } header ? [new FinTag("104", header[16..17])] : [];
}
