using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Iso20022;

public sealed class ExpectedTests
{
    [Fact]
    public void Every_sample_is_judged_as_expected_with_the_values_expected()
    {
        IReadOnlyList<ExpectedIso> rows = ExpectedIso.All();
        IsoReader reader = new();
        MessageErrors errors = new();
        List<string> wrong = [];
        foreach (ExpectedIso row in rows)
        {
            byte[] message = row.Read();
            MessageFacts facts = default;
            bool accepted = reader.Read(message, ref facts, errors);
            string said = string.Join(" ;; ", errors.All.Select(e => $"{e.Code} {e.Where}: {e.What}"));
            if (accepted != row.IsAccepted || errors.Layer != row.Layer)
            {
                wrong.Add(
                    $"{row.File}: {errors.Layer}, expected {row.Layer}: {row.Cells["reject_reason"]}; said {said}");
            }
            else if (accepted && ExpectedIso.Line(facts, message) != row.Facts)
            {
                wrong.Add($"{row.File}: {ExpectedIso.Line(facts, message)}, expected {row.Facts}");
            }
        }

        Assert.True(rows.Count > 200, "expected.csv lists the samples of XML");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
