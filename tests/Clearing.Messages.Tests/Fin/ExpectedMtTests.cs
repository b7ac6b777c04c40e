using System.Globalization;
using System.Text;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Tests.Fin;

/// <summary>The verdicts that others reached on other people's messages.</summary>
public sealed class ExpectedMtTests
{
    [Fact]
    public void Every_MT_row_of_the_expectations_gets_its_verdict_its_level_and_its_values()
    {
        HashSet<string> disputed = [.. Checkout.Lines("tests/Clearing.Messages.Tests/Fin/disputed.csv").Skip(1)
            .Select(line => line.Split(',')).Select(cells => $"{cells[0]} {cells[1]}")];
        IReadOnlyList<ExpectedRow> rows = ExpectedRows.Read();
        Assert.True(rows.Count >= 90);
        StringBuilder differences = new();
        FinReader reader = new();
        foreach (ExpectedRow row in rows.Where(row => !disputed.Contains(row.ToString())))
        {
            string found = Verdict(reader, row, out string wanted);
            if (found != wanted)
            {
                differences.AppendLine(CultureInfo.InvariantCulture, $"{row}: {found}, but expected {wanted}");
            }
        }

        Assert.True(differences.Length == 0, differences.ToString());
    }

    private static string Verdict(FinReader reader, ExpectedRow row, out string wanted)
    {
        MessageFacts facts = default;
        MessageErrors errors = new();
        bool isAccepted = row.IsBody
            ? reader.ReadBody(row.Message, FinReader.GuessBodyType(row.Message) ?? "940", ref facts, errors)
            : reader.Read(row.Message, ref facts, errors);
        wanted = row["expect"] == "REJECT" ? $"REJECT {row["layer"]}" : string.Join(
            ' ', row["expect"], row["msg_type"].Replace("MT", ""), row["sender"], row["receiver"], row["reference"],
            row["uetr"], row["value_date"].Replace("-", ""), row["currency"], Plain(row["amount"]));
        if (!isAccepted)
        {
            string layer = errors.Layer.ToString().ToLowerInvariant();
            string codes = string.Join("; ", errors.All.Select(error => $"{error.Code} {error.Where}: {error.What}"));
            return errors.Any && wanted == $"REJECT {layer}" ? wanted : $"REJECT {layer} [{codes}]";
        }

        string Text(Slot slot) => Encoding.ASCII.GetString(slot.Of(row.Message));
        return string.Join(
            ' ', facts.IsEnvelopeOnly ? "ENVELOPE" : "ACCEPT", facts.Type, Text(facts.Sender), Text(facts.Receiver),
            Text(facts.Reference), Text(facts.Uetr), facts.ValueDate == 0 ? "" : $"{facts.ValueDate}",
            Text(facts.Currency), facts.HasAmount ? Plain(facts.Amount.ToText(0)) : "");
    }

    private static string Plain(string amount) => amount.Length == 0
        ? "" : decimal.Parse(amount, CultureInfo.InvariantCulture).ToString("0.######", CultureInfo.InvariantCulture);
}
