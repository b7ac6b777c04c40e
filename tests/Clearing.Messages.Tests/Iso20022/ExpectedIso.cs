using System.Globalization;
using System.Text;

namespace Clearing.Messages.Tests.Iso20022;

/// <summary>A row of expected.csv for a message of XML.</summary>
internal sealed record ExpectedIso(IReadOnlyDictionary<string, string> Cells)
{
    public string File => Cells["file"];

    public bool IsAccepted => Cells["expect"] == "ACCEPT";

    public MessageLayer Layer => Cells["layer"] switch
    {
        "" => MessageLayer.None,
        "wellformed" => MessageLayer.WellFormed,
        "namespace" => MessageLayer.Namespace,
        "schema" => MessageLayer.Schema,
        "bah" => MessageLayer.BusinessHeader,
        "semantic" => MessageLayer.Semantic,
        _ => throw new InvalidDataException(Cells["layer"]),
    };

    /// <summary>Type and values as one line.</summary>
    public string Facts => string.Join('|', Cells["msg_type"], Cells["sender"], Cells["receiver"], Cells["reference"],
        Cells["uetr"], Cells["value_date"], Cells["currency"], Plain(Cells["amount"]));

    public byte[] Read() => System.IO.File.ReadAllBytes(Path.Combine(Samples.Messages, File));

    /// <summary>Rows of files that are XML.</summary>
    public static IReadOnlyList<ExpectedIso> All()
    {
        List<string[]> rows = Rows(System.IO.File.ReadAllText(Path.Combine(Samples.Messages, "expected.csv")));
        string[] head = rows[0];
        return
        [
            .. rows.Skip(1)
                .Where(row => row[0].EndsWith(".xml", StringComparison.Ordinal))
                .Select(row => new ExpectedIso(head.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))),
        ];
    }

    /// <summary>Facts of a message as one line.</summary>
    public static string Line(in MessageFacts facts, ReadOnlySpan<byte> message)
    {
        string date = facts.ValueDate == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture,
                $"{facts.ValueDate / 10000:D4}-{facts.ValueDate / 100 % 100:D2}-{facts.ValueDate % 100:D2}");
        return string.Join('|', facts.Type, Text(facts.Sender, message), Text(facts.Receiver, message),
            Text(facts.Reference, message), Text(facts.Uetr, message), date, Text(facts.Currency, message),
            facts.HasAmount ? Plain(facts.Amount.ToText(0)) : "");
    }

    private static string Text(Slot slot, ReadOnlySpan<byte> message) => Encoding.UTF8.GetString(slot.Of(message));

    private static string Plain(string amount) =>
        amount.Contains('.', StringComparison.Ordinal) ? amount.TrimEnd('0').TrimEnd('.') : amount;

    private static List<string[]> Rows(string text)
    {
        List<string[]> rows = [];
        List<string> row = [];
        StringBuilder cell = new();
        bool quoted = false;
        for (int at = 0; at < text.Length; at++)
        {
            char letter = text[at];
            if (quoted)
            {
                quoted = letter != '"' || (at + 1 < text.Length && text[at + 1] == '"');
                at += quoted && letter == '"' ? 1 : 0;
                cell.Append(quoted ? letter.ToString() : "");
            }
            else if (letter == '"')
            {
                quoted = true;
            }
            else if (letter is ',' or '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (letter == '\n')
                {
                    rows.Add([.. row]);
                    row.Clear();
                }
            }
            else if (letter != '\r')
            {
                cell.Append(letter);
            }
        }

        return rows;
    }
}
