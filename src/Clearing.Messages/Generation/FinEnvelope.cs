using Clearing.Messages.Fin;

namespace Clearing.Messages.Generation;

/// <summary>
/// Blocks 1, 2, 3 and 5 around a text: as the sender hands a message in, or as the network delivers it.
/// </summary>
internal sealed class FinEnvelope
{
    private readonly Draw _draw;
    private readonly bool _isDelivered;
    private readonly string _senderBranch;
    private readonly string _receiverBranch;

    public FinEnvelope(Draw draw, string? sender = null, string? receiver = null)
    {
        _draw = draw;
        _isDelivered = draw.Chance(40);
        Sender = sender ?? Values.Bic8(draw);
        Receiver = receiver ?? Values.Bic8(draw);
        _senderBranch = Sender.Length == 11 ? Sender[8..] : draw.Chance(80) ? "XXX" : "AB" + draw.Digits(1);
        _receiverBranch = Receiver.Length == 11 ? Receiver[8..] : draw.Chance(80) ? "XXX" : "CD" + draw.Digits(1);
    }

    public string Sender { get; }

    public string Receiver { get; }

    /// <summary>A user-to-user message.</summary>
    public FinMessage Of(string number, IReadOnlyList<FinField> fields, string? flag, bool hasUetr) => new()
    {
        BasicHeader = Basic(),
        ApplicationHeader = Application(number),
        UserHeader = UserHeader(flag, hasUetr),
        Fields = fields,
        Trailers = Trailers(),
    };

    /// <summary>A message identity: date, LT, session, sequence (MIR, MOR).</summary>
    public static string Identity(Draw draw, string logicalTerminal) =>
        Values.YearMonthDay(Values.Date(draw)) + logicalTerminal + draw.Digits(4) + draw.Digits(6);

    public static string LogicalTerminal(Draw draw) => $"{Values.Bic8(draw)}{draw.Of("ABC")}XXX";

    private string SendingTerminal => $"{Sender[..8]}A{_senderBranch}";

    private string Basic() => _isDelivered
        ? $"F01{Receiver[..8]}A{_receiverBranch}{_draw.Digits(10)}"
        : $"F01{SendingTerminal}{_draw.Digits(10)}";

    private string Application(string number)
    {
        if (_isDelivered)
        {
            return $"O{number}{Values.Time(_draw)}{Identity(_draw, SendingTerminal)}"
                + $"{Values.YearMonthDay(Values.Date(_draw))}{Values.Time(_draw)}{_draw.Of("UN")}";
        }

        string to = $"I{number}{Receiver[..8]}X{_receiverBranch}";
        return to + _draw.Of("U1", "U3", "U1003", "U3003", "N", "N2", "N2020");
    }

    private List<FinTag> UserHeader(string? flag, bool hasUetr)
    {
        List<FinTag> tags = [];
        Maybe(tags, 10, "103", () => _draw.Of("TGT", "CHP", "EBA"));
        Maybe(tags, 10, "113", () => _draw.Of("0010", "URGT", "NORM"));
        Maybe(tags, 60, "108", () => Values.Reference(_draw));
        if (flag is not null)
        {
            tags.Add(new FinTag("119", flag));
        }

        if (hasUetr)
        {
            Maybe(tags, 30, "111", () => "001");
            tags.Add(new FinTag("121", Values.Uetr(_draw)));
        }

        if (_isDelivered)
        {
            Maybe(tags, 10, "165", () => $"/{_draw.Text(Values.Upper, 3)}/{Values.Reference(_draw)}");
        }

        return tags;
    }

    private List<FinTag> Trailers()
    {
        List<FinTag> tags = [];
        Maybe(tags, 20, "MAC", () => _draw.Text("0123456789ABCDEF", 8));
        Maybe(tags, 90, "CHK", () => _draw.Text("0123456789ABCDEF", 12));
        Maybe(tags, 5, "PDE", () => _draw.Chance(50)
            ? "" : Values.Time(_draw) + Identity(_draw, SendingTerminal));
        if (_isDelivered)
        {
            Maybe(tags, 5, "PDM", () => Values.Time(_draw) + Identity(_draw, LogicalTerminal(_draw)));
            Maybe(tags, 5, "DLM", () => "");
        }

        Maybe(tags, 5, "TNG", () => "");
        return tags;
    }

    private void Maybe(List<FinTag> tags, int percent, string tag, Func<string> value)
    {
        if (_draw.Chance(percent))
        {
            tags.Add(new FinTag(tag, value()));
        }
    }
}
