using System.Globalization;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Generation;

/// <summary>Texts of the common group n92, n96 and n99, and the network's own messages.</summary>
internal static class FinEnquiries
{
    private const string CancellationReasons = "DUPL";

    /// <summary>
    /// Request for cancellation; what is to be cancelled is told in words or as a copy of its fields.
    /// </summary>
    public static FinFields Cancellation(Draw draw, char category)
    {
        FinFields fields = new(draw);
        fields.Add("20", Values.Reference(draw)).Add("21", Values.Reference(draw)).Add("11S", Original(draw, category));
        if (draw.Chance(50))
        {
            fields.Add("79", draw.Chance(50) ? $"/{CancellationReasons}/" : Values.Lines(draw, 10, 50));
        }
        else
        {
            CopyOfFields(fields, draw);
        }

        return fields;
    }

    /// <summary>Answer to a request.</summary>
    public static FinFields Answer(Draw draw, char category)
    {
        FinFields fields = new(draw);
        fields.Add("20", Values.Reference(draw)).Add("21", Values.Reference(draw))
            .Add("76", draw.Chance(60) ? "/CNCL/" : Values.Lines(draw, 6, 35));
        fields.Maybe(20, "77A", () => Values.Lines(draw, 20, 35));
        fields.Maybe(60, $"11{draw.Of("RS")}", () => Original(draw, category));
        if (draw.Chance(30))
        {
            fields.Add("79", Values.Lines(draw, 10, 50));
        }
        else if (draw.Chance(30))
        {
            CopyOfFields(fields, draw);
        }

        return fields;
    }

    /// <summary>Free format.</summary>
    public static FinFields FreeFormat(Draw draw)
    {
        FinFields fields = new(draw);
        fields.Add("20", Values.Reference(draw));
        fields.Maybe(50, "21", () => Values.Reference(draw));
        return fields.Add("79", Values.Lines(draw, 20, 50));
    }

    /// <summary>A message of the network about another one, or between it and a copy service's centre.</summary>
    public static FinMessage OfTheNetwork(Draw draw, string number)
    {
        string terminal = FinEnvelope.LogicalTerminal(draw);
        string network = FinEnvelope.LogicalTerminal(draw);
        string mir = FinEnvelope.Identity(draw, terminal);
        bool isInput = number == "097";
        return new FinMessage
        {
            BasicHeader = $"F01{terminal}{draw.Digits(10)}",
            ApplicationHeader = isInput
                ? $"I{number}{network[..8]}XXXXS"
                : $"O{number}{Values.Time(draw)}{FinEnvelope.Identity(draw, network)}"
                  + $"{Values.YearMonthDay(Values.Date(draw))}{Values.Time(draw)}S",
            UserHeader = number == "096" ? [new FinTag("103", "TGT"), new FinTag("108", Values.Reference(draw))] : [],
            Fields = number == "096" ? FinPayments.BankTransfer(draw, isDomestic: false, isCover: false).All : [],
            SystemFields = number == "096" ? [] : SystemFields(draw, number, mir),
            Trailers = [new FinTag("CHK", draw.Text("0123456789ABCDEF", 12))],
        };
    }

    /// <summary>ACK, or NAK with the code of <paramref name="code"/>.</summary>
    public static FinMessage Acknowledgement(Draw draw, string? code)
    {
        List<FinTag> tags =
        [
            new FinTag("177", Values.YearMonthDay(Values.Date(draw)) + Values.Time(draw)),
            new FinTag("451", code is null ? "0" : "1"),
        ];
        if (code is not null)
        {
            tags.Add(new FinTag("405", code));
        }

        if (draw.Chance(50))
        {
            tags.Add(new FinTag("108", Values.Reference(draw)));
        }

        return new FinMessage
        {
            BasicHeader = $"F21{FinEnvelope.LogicalTerminal(draw)}{draw.Digits(10)}",
            SystemFields = tags,
        };
    }

    private static List<FinTag> SystemFields(Draw draw, string number, string mir)
    {
        string to = FinEnvelope.LogicalTerminal(draw);
        FinTag time = new("175", Values.Time(draw));
        FinTag about = new("106", mir);
        FinTag reference = new("108", Values.Reference(draw));
        FinTag destination = new("102", to);
        return number switch
        {
            "010" => [about, reference, new FinTag("431", draw.Of("01", "02", "07")), destination,
                new FinTag("104", "U")],
            "011" => [time, about, reference, new FinTag("175", Values.Time(draw)),
                new FinTag("107", FinEnvelope.Identity(draw, to))],
            "012" => [time, about, reference, destination, new FinTag("103", "TGT"),
                new FinTag("114", Values.Reference(draw))],
            "015" => [time, about, reference, new FinTag("405", draw.Of("H50", "T27", "S01"))],
            "019" => [time, about, reference, destination, new FinTag("432", draw.Digits(2))],
            _ => draw.Chance(50)
                ? [new FinTag("103", "TGT"), new FinTag("109", mir[..16]), new FinTag("451", "0")]
                : [new FinTag("103", "TGT"), new FinTag("109", mir[..16]), new FinTag("451", "1"),
                    new FinTag("432", draw.Between(70, 89).ToString(CultureInfo.InvariantCulture))],
        };
    }

    private static string Original(Draw draw, char category) =>
        $"{category}{(category == '1' ? "03" : "02")}\n{Values.YearMonthDay(Values.Date(draw))}"
        + (draw.Chance(40) ? "\n" + draw.Digits(10) : "");

    private static void CopyOfFields(FinFields fields, Draw draw) =>
        fields.Add("32A", FinPayments.DateCurrencyAmount(draw, out _)).Add("71A", draw.Of("OUR", "SHA", "BEN"));
}
