using System.Globalization;
using System.Text;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class CsvTests
{
    private const string Yaml =
        """
        name: files
        participants:
          - file: banks.csv
        payments:
          - { id: p1, at: "10:00", from: A, to: B, amount: 1 }
          - file: day.csv
          - { id: p2, at: "10:00", from: A, to: B, amount: 1 }
        systems:
          - { name: gross, rulebook: rtgs }
        """;

    private const string Banks = "credit,id,name,balance,cap\nunlimited,B,\"Bank, of \"\"B\"\"\",,5\n,A,,1_000.50,\n";

    [Fact]
    public void Files_are_read_in_any_column_order_with_quotes_and_empty_fields()
    {
        Scenario scenario = Reading.Good(
            Yaml, ("banks.csv", Banks), ("day.csv", "\ufeffto,from,amount,id,at,priority,kind,not-after\r\n"
                + "A,B,2.50,q1,10:00,,loan,11:00\r\n\r\nA,B,3,q0,09:00,high,,\r\n"));
        PaymentTable payments = scenario.Payments;

        Assert.Equal(["q0", "p1", "q1", "p2"], Enumerable.Range(0, 4).Select(payments.IdOf));
        Assert.Equal(["bank", "loan"], payments.KindNames);
        Assert.Equal((Priority.High, 300L), (payments.Priority[0], payments.AmountMinor[0]));
        Assert.Equal([0L, 0, payments.DueAt[2] + 3_600_000_000, 0], payments.NotAfter!);
        Assert.Equal("Bank, of \"B\"", scenario.Participants[1].Name);
        Assert.Equal(long.MaxValue, scenario.Participants[1].CreditMinor);
        Assert.Equal(5.00m, scenario.Participants[1].Attributes["cap"]);
        Assert.Equal(100_050, scenario.Participants[0].BalanceMinor);
        Assert.Empty(scenario.Participants[0].Attributes);
    }

    [Fact]
    public void A_large_file_costs_little_more_than_its_columns_and_ids()
    {
        const int Rows = 200_000;
        StringBuilder text = new("id,at,from,to,amount\n");
        for (int i = 0; i < Rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"q{i},{9 + (i % 8):00}:{i % 60:00},A,B,{i % 1000}.50\n");
        }

        using TemporaryFolder folder = new();
        folder.Write("banks.csv", Banks);
        folder.Write("day.csv", text.ToString());
        string path = folder.Write("scenario.yaml", Yaml);
        ScenarioReader.Read(path);
        Scenario? scenario = null;
        long perRow = Allocation.Least(() => () => scenario = ScenarioReader.Read(path).Scenario) / Rows;

        Assert.Equal(Rows + 2, scenario!.Payments.Count);
        Assert.InRange(perRow, 1, 600);
    }
}
