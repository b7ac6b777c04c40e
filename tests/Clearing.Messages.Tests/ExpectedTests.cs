using System.Globalization;
using System.Text;
using Clearing.Messages.Files;

namespace Clearing.Messages.Tests;

/// <summary>
/// Every verdict on other people's samples (expected.csv): accepted or not, at which level, and with what values, on
/// the way that <c>message parse</c> takes. Debatable rows (a star in INDEX.md) are left out; a verdict that we hold to
/// be wrong stands in a disputed.csv beside the reader's tests, with the rule.
/// </summary>
public sealed class ExpectedTests
{
    [Theory]
    [InlineData("fedwire/faim-", 24)]
    [InlineData("fedwire/fdw", 63)]
    [InlineData("iso20022/", 134)]
    [InlineData("mt/", 71)]
    public void Every_verdict_that_is_not_debatable_is_reached(string family, int atLeast)
    {
        List<string> wrong = [];
        int checkedRows = 0;
        HashSet<(string, int)> passedOver = [.. Debatable().Select(file => (file, 0)), .. Disputed()];
        foreach (IGrouping<string, SampleRow> file in Rows()
            .Where(row => row.File.StartsWith(family, StringComparison.Ordinal)).GroupBy(row => row.File))
        {
            List<Judged> judged = Judge(file.Key);
            if (judged.Count != file.Count())
            {
                wrong.Add($"{file.Key}: {judged.Count} messages, expected {file.Count()}");
            }

            foreach (SampleRow row in file.Where(row => row.Index <= judged.Count))
            {
                string name = Path.GetFileName(row.File);
                if (passedOver.Contains((name, 0)) || passedOver.Contains((name, row.Index)))
                {
                    continue;
                }

                checkedRows++;
                wrong.AddRange(judged[row.Index - 1].Differences(row));
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {checkedRows} rows:\n" + string.Join('\n', wrong));
        Assert.InRange(checkedRows, atLeast, int.MaxValue);
    }

    [Fact]
    public void At_most_a_fiftieth_of_the_verdicts_is_disputed_and_each_with_a_rule()
    {
        List<(string File, int Index)> disputed = Disputed();

        Assert.InRange(disputed.Count, 0, Rows().Count / 50);
        HashSet<(string, int)> known = [.. Rows().Select(row => (Path.GetFileName(row.File), row.Index))];
        Assert.All(disputed, row => Assert.Contains(row, known));
    }

    private static List<Judged> Judge(string file)
    {
        List<Judged> judged = [];
        using FileStream stream = File.OpenRead(Path.Combine(Samples.Messages, file));
        MessageSplitter splitter = new(stream);
        MessageReader reader = new();
        while (splitter.Read())
        {
            MessageFacts facts = default;
            MessageErrors errors = new();
            bool accepted = reader.Read(splitter.Format, splitter.Message, ref facts, errors);
            judged.Add(Judged.Of(accepted, splitter.Message, facts, errors));
        }

        return judged;
    }

    private static List<SampleRow> Rows() =>
    [
        .. Csv.Records(File.ReadAllText(Path.Combine(Samples.Messages, "expected.csv"))).Skip(1).Select(SampleRow.Of),
    ];

    private static IEnumerable<string> Debatable() =>
        File.ReadLines(Path.Combine(Samples.Messages, "INDEX.md"))
            .Where(line => line.StartsWith('|') && line.EndsWith("| * |", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim());

    // file,index,rule,why: a name that says the rule, and what is held to be wrong.
    private static List<(string File, int Index)> Disputed()
    {
        List<(string, int)> disputed = [];
        foreach (string list in Directory.EnumerateFiles(
            Samples.TestSources, "disputed.csv", SearchOption.AllDirectories))
        {
            foreach (string[] row in Csv.Records(File.ReadAllText(list)).Skip(1))
            {
                Assert.True(row.Length == 4 && row[2].Length > 0 && row[3].Length > 20, $"{row[0]} lacks a reason");
                disputed.Add((Path.GetFileName(row[0]), int.Parse(row[1], CultureInfo.InvariantCulture)));
            }
        }

        return disputed;
    }

    private sealed record SampleRow(string File, int Index, string Type, string Verdict, string Layer, string[] Values)
    {
        public static SampleRow Of(string[] cells) => new(
            cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture), TypeOf(cells[3]), cells[4], cells[5],
            cells[7..14]);

        private static string TypeOf(string text) => text switch
        {
            "malformed" or "no-namespace" or "FAIM-?" => "",
            _ => text.StartsWith("MT", StringComparison.Ordinal) ? text[2..]
                : text.StartsWith("FAIM-", StringComparison.Ordinal) ? text[5..] : text,
        };
    }

    private sealed record Judged(
        bool Accepted, string Type, bool IsEnvelope, string? Layer, string[] Values, string First)
    {
        private static readonly string[] Names =
            ["sender", "receiver", "reference", "uetr", "value_date", "currency", "amount"];

        public static Judged Of(bool accepted, ReadOnlySpan<byte> message, in MessageFacts facts, MessageErrors errors)
        {
            string date = facts.ValueDate == 0 ? ""
                : string.Create(CultureInfo.InvariantCulture, $"{facts.ValueDate:0000'-'00'-'00}");
            string[] values =
            [
                Text(facts.Sender.Of(message)), Text(facts.Receiver.Of(message)), Text(facts.Reference.Of(message)),
                Text(facts.Uetr.Of(message)), date, Text(facts.CurrencyOf(message)),
                facts.HasAmount ? facts.Amount.ToText(0) : "",
            ];
            MessageError? first = errors.All.Count == 0 ? null : errors.All[0];
            return new Judged(
                accepted, facts.Type, facts.IsEnvelopeOnly, MessageNames.Of(errors.Layer), values, $"{first}");
        }

        public IEnumerable<string> Differences(SampleRow row)
        {
            string place = $"{row.File}#{row.Index}";
            if (row.Verdict == "REJECT")
            {
                if (Accepted || Layer != row.Layer)
                {
                    yield return $"{place}: {row.Verdict} at {row.Layer}, was {(Accepted ? "accepted" : First)}";
                }

                if (Type.Length > 0 && row.Type.Length > 0 && Type != row.Type)
                {
                    yield return $"{place}: type {row.Type}, was {Type}";
                }

                yield break;
            }

            if (!Accepted || IsEnvelope != (row.Verdict == "ENVELOPE") || Type != row.Type)
            {
                yield return $"{place}: {row.Verdict} {row.Type}, was {(Accepted ? $"accepted {Type}" : First)}";
                yield break;
            }

            for (int at = 0; at < Names.Length; at++)
            {
                if (!Same(Names[at], row.Values[at], Values[at]))
                {
                    yield return $"{place}: {Names[at]} {row.Values[at]}, was {Values[at]}";
                }
            }
        }

        private static bool Same(string name, string expected, string found) =>
            expected == found
            || (name == "amount" && expected.Length > 0 && found.Length > 0 && Number(expected) == Number(found));

        private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

        private static string Text(ReadOnlySpan<byte> octets) => Encoding.UTF8.GetString(octets);
    }
}
