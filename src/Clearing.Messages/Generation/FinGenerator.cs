using Clearing.Messages.Fin;

namespace Clearing.Messages.Generation;

/// <summary>
/// Draws valid FIN messages: every type that is read with rules, optional fields in and out, all options.
/// </summary>
public static class FinGenerator
{
    private static readonly string[] Naks = ["H10", "H51", "T27", "T28008", "T33002", "E66013"];

    /// <summary>
    /// Message types with their variant behind a dot (103.STP, 202.COV); F21 is an acknowledgement, positive or
    /// negative.
    /// </summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        "103", "103.STP", "103.REMIT", "202", "202.COV", "205", "205.COV", "900", "910", "940", "942", "950",
        "192", "196", "199", "292", "296", "299", "992", "996", "999",
        "010", "011", "012", "015", "019", "096", "097", "F21",
    ];

    /// <summary>Draws a message of <paramref name="type"/>, one of <see cref="Types"/>.</summary>
    public static FinMessage Make(string type, Draw draw)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(draw);
        FinMessage message = Draw(type, draw);
        return message.Trailers.Any(trailer => trailer.Tag == "CHK") ? FinWriter.Sealed(message) : message;
    }

    private static FinMessage Draw(string type, Draw draw)
    {
        if (type == "F21")
        {
            return FinEnquiries.Acknowledgement(draw, draw.Chance(50) ? null : draw.Of(Naks.AsSpan()));
        }

        if (type[0] == '0')
        {
            return FinEnquiries.OfTheNetwork(draw, type);
        }

        string[] parts = type.Split('.');
        string? flag = parts.Length == 2 ? parts[1] : null;
        FinEnvelope envelope = new(draw);
        FinFields fields = Text(draw, parts[0], flag, envelope);
        bool hasUetr = parts[0] is "103" or "202" or "205";
        return envelope.Of(parts[0], fields.All, flag, hasUetr);
    }

    private static FinFields Text(Draw draw, string number, string? flag, FinEnvelope envelope) => number switch
    {
        "103" => FinPayments.CustomerTransfer(draw, flag, envelope.Sender, envelope.Receiver),
        "202" => FinPayments.BankTransfer(draw, isDomestic: false, isCover: flag == "COV"),
        "205" => FinPayments.BankTransfer(draw, isDomestic: true, isCover: flag == "COV"),
        "900" => FinReports.Notification(draw, isCredit: false),
        "910" => FinReports.Notification(draw, isCredit: true),
        "940" => FinReports.Statement(draw, isCustomers: true),
        "942" => FinReports.InterimReport(draw),
        "950" => FinReports.Statement(draw, isCustomers: false),
        _ => number[1..] switch
        {
            "92" => FinEnquiries.Cancellation(draw, number[0]),
            "96" => FinEnquiries.Answer(draw, number[0]),
            "99" => FinEnquiries.FreeFormat(draw),
            _ => throw new ArgumentException($"No message of type {number} is generated.", nameof(number)),
        },
    };
}
