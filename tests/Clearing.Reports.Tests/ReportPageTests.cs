using System.Text;
using System.Xml;
using System.Xml.Linq;
using Clearing.Reports.Page;
using Clearing.Settlement.Model;

namespace Clearing.Reports.Tests;

public sealed class ReportPageTests
{
    private const int Nine = 9 * 3600;

    private static XDocument Parse(string page)
    {
        using var reader = XmlReader.Create(
            new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    [Fact]
    public void The_report_matches_its_golden_file() =>
        Golden.Matches(GoldenRun.FileOf("report.html"), ReportPage.Of(
            GoldenRun.Build(), new ReportNotes("clearing run golden.yaml --seed 7", ["2 cores", "1.2 s"])));

    [Fact]
    public void The_report_is_well_formed_and_fetches_nothing()
    {
        XDocument page = Parse(ReportPage.Of(GoldenRun.Build(), ReportNotes.None));

        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "link" or "img" or "iframe");
        Assert.DoesNotContain(
            page.Descendants().Attributes(), a => a.Name.LocalName is "src" or "href" || a.Value.Contains("http"));
        Assert.DoesNotContain("url(", page.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_figure_has_a_title_and_a_description_with_ids_of_their_own()
    {
        XDocument page = Parse(ReportPage.Of(GoldenRun.Build(), ReportNotes.None));
        XElement[] figures = [.. page.Descendants("svg")];
        string[] ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];

        Assert.Equal(6, figures.Length);
        Assert.All(figures, f => Assert.NotEmpty(f.Element("title")!.Value));
        Assert.All(figures, f => Assert.NotEmpty(f.Element("desc")!.Value));
        Assert.All(
            figures.SelectMany(f => f.Attribute("aria-labelledby")!.Value.Split(' ')), id => Assert.Contains(id, ids));
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(page.Descendants("table"), t => Assert.NotNull(t.Element("caption")));
    }

    [Fact]
    public void Hostile_texts_stay_texts()
    {
        XDocument page = Parse(ReportPage.Of(Hostile.Build(), new ReportNotes(Hostile.Text, [Hostile.Text])));

        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "b");
        Assert.Equal(Hostile.Text, page.Descendants("p").First().Value);
        Assert.Contains(page.Descendants("li"), li => li.Value.Contains(Hostile.Text, StringComparison.Ordinal));
        Assert.Equal(Hostile.Text, page.Descendants("footer").Single().Value);
    }

    [Theory]
    [InlineData("\0\u0001\u001f", "\uFFFD\uFFFD\uFFFD")]
    [InlineData("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;")]
    public void What_XML_cannot_hold_is_replaced(string text, string expected) =>
        Assert.Equal(expected, Markup.Encode(text));

    [Fact]
    public void A_run_without_payments_still_has_a_report()
    {
        RunSummary run = new RunBuilder().WithBanks("A", "B").WithSystem("s", "rtgs", o => o.Closed(0)).Build();

        Assert.NotNull(Parse(ReportPage.Of(run, ReportNotes.None)));
    }

    [Fact]
    public void Of_several_days_the_report_shows_the_one_with_the_most_value_due_and_says_so()
    {
        RunSummary run = new RunBuilder().WithBanks("A", "B").WithDay().WithDay()
            .Pay("p1", Nine, "A", "B", 100).Pay("p2", Nine, "B", "A", 300, day: 2)
            .WithSystem("s", "rtgs", o => o
                .Settle(0, Nine, Route.Entry).Settle(1, 10 * 3600, Route.Queue).Closed(100).Closed(200))
            .Build();
        string[] captions =
        [
            .. Parse(ReportPage.Of(run, ReportNotes.None)).Descendants("figcaption").Select(c => c.Value),
        ];
        var window = Window.Of(run);
        var samples = DaySamples.Of(run.Scenario, 0, run.Outcomes[0], window, [0, 1]);

        // Liquidity against delay, and how long it waits, are of all days.
        Assert.Equal(
            [true, false, true, false, true],
            captions.Select(c => c.Contains("those of day 2, 2026-01-06", StringComparison.Ordinal)));
        Assert.Equal([-100, 200], new[] { 0, 240 }.Select(i => (int)samples.Balances[0][i]));
        Assert.Equal([300, 0], new[] { 0, 30 }.Select(i => (int)samples.QueueValue[i]));
    }

    [Fact]
    public void A_run_of_the_largest_amounts_still_has_a_report()
    {
        var builder = new RunBuilder { Currency = new("USD", 0) }.WithBanks("A", "B");
        for (int i = 0; i < 50; i++)
        {
            builder.Pay("p" + i, Nine + i, "A", "B", long.MaxValue);
        }

        RunSummary run = builder.WithSystem("s", "rtgs", o =>
        {
            for (int i = 0; i < 50; i++)
            {
                o.End(i, 17 * 3600, PaymentStatus.Unsettled);
            }

            o.Closed((Int128)long.MaxValue * 50);
        }).Build();

        Assert.NotNull(Parse(ReportPage.Of(run, ReportNotes.None)));
    }

    [Fact]
    public void The_best_of_each_row_is_marked_and_only_where_there_is_a_choice()
    {
        XDocument page = Parse(ReportPage.Of(GoldenRun.Build(), ReportNotes.None));
        XElement Row(string label) => page.Descendants("tr")
            .Single(r => r.Elements("th").FirstOrDefault()?.FirstNode?.ToString() == label);

        Assert.Equal([null, "best"], Row("Settled count").Elements("td").Select(td => td.Attribute("class")?.Value));
        Assert.Equal(["best", null], Row("Liquidity used").Elements("td").Select(td => td.Attribute("class")?.Value));
        Assert.Equal([null, null], Row("Rejected count").Elements("td").Select(td => td.Attribute("class")?.Value));
    }

    [Fact]
    public void Samples_show_what_waits_and_what_each_bank_holds()
    {
        RunSummary run = new RunBuilder().WithBanks("A", "B")
            .Pay("p1", Nine, "A", "B", 100).Pay("p2", 13 * 3600, "B", "A", 30)
            .WithSystem("s", "rtgs", o => o
                .Settle(0, 11 * 3600, Route.Queue).Settle(1, 13 * 3600, Route.Entry).Closed(100))
            .Build();
        var window = Window.Of(run);
        var samples = DaySamples.Of(run.Scenario, 0, run.Outcomes[0], window, [0, 1]);

        // The day has eight hours: 30 samples an hour.
        Assert.Equal([100, 100, 0, 0], new[] { 0, 59, 60, 240 }.Select(i => (int)samples.QueueValue[i]));
        Assert.Equal([0, -100, -100, -70], new[] { 59, 60, 119, 120 }.Select(i => (int)samples.Balances[0][i]));
        Assert.Equal([0, 100, 130], new[] { 59, 60, 240 }.Select(i => (int)samples.SettledValue[i]));
    }

    [Theory]
    [InlineData("451234567890123", "4.512 trillion")]
    [InlineData("123456", "1,234.56")]
    [InlineData("-1234567890", "-12.35 million")]
    [InlineData("0", "0.00")]
    public void Amounts_are_said_as_a_person_says_them(string minor, string expected) =>
        Assert.Equal(expected, Humane.Amount(Int128.Parse(minor), new Currency("USD", 2)));

    [Theory]
    [InlineData(500, 500)]
    [InlineData(500, 460)]
    [InlineData(500, 540)]
    [InlineData(4, 0)]
    [InlineData(40, 0)]
    public void Names_of_near_points_do_not_stand_on_each_other(int first, int second)
    {
        var chart = new Chart
        {
            Id = "c",
            Title = "c",
            Description = "c",
            X = Axis.Amounts(0, 1000, new Currency("USD", 0), "x"),
            Y = Axis.Amounts(0, 1000, new Currency("USD", 0), "y"),
            Series = [new("a", 0, [new(500, first)]), new("b", 1, [new(505, second)]), new("c", 2, [new(510, second)])],
            Scatter = true,
        };
        var page = new StringBuilder();
        chart.Write(page);

        decimal[] heights =
        [
            .. XElement.Parse(page.ToString()).Elements("text").Where(t => t.Attribute("class")?.Value == "name")
                .Select(t => (decimal)t.Attribute("y")! + (decimal)t.Attribute("dy")!).Order(),
        ];

        Assert.Equal(3, heights.Length);
        Assert.All([heights[1] - heights[0], heights[2] - heights[1]], gap => Assert.True(gap >= 13, $"{gap}"));
        Assert.True(heights[2] <= 300 - 42 + 4, "on the axis");
    }

    [Fact]
    public void Time_ticks_stand_at_whole_local_hours()
    {
        Axis axis = Axis.Times(RunBuilder.At(Nine), RunBuilder.At(17 * 3600), -5 * 3600 * RunBuilder.Second);

        Assert.Equal(
            ["04:00", "05:00", "06:00", "07:00", "08:00", "09:00", "10:00", "11:00", "12:00"],
            axis.Ticks.Select(t => t.Label));
    }
}
