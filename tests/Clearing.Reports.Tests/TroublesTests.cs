using System.Xml.Linq;
using Clearing.Reports.Page;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Tests;

/// <summary>What the report shows of failures, stuck queues, overdrafts and arrangements.</summary>
public sealed class TroublesTests
{
    private static XDocument Page(RunSummary run) =>
        XDocument.Parse(ReportPage.Of(run, ReportNotes.None).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));

    private static string[] Headings(XDocument page) => [.. page.Descendants("h2").Select(h => h.Value)];

    private static XElement Table(XDocument page, string heading) => page.Descendants("h2")
        .Single(h => h.Value == heading).ElementsAfterSelf().First().Descendants("table").Single();

    private static string[][] Cells(XElement table) =>
    [
        .. table.Element("tbody")!.Elements("tr").Select(r => r.Elements().Select(c => c.Value).ToArray()),
    ];

    [Fact]
    public void A_run_without_troubles_says_nothing_of_them()
    {
        string[] headings = Headings(Page(GoldenRun.Build()));

        Assert.DoesNotContain("Who fails because of whom", headings);
        Assert.DoesNotContain("When it is stuck", headings);
        Assert.DoesNotContain("Losses and shares", headings);
        Assert.DoesNotContain("Daylight overdrafts", headings);
    }

    [Fact]
    public void A_chain_of_failures_stands_from_left_to_right_by_round()
    {
        XElement chain = Page(LinkedRun.Build()).Descendants("svg")
            .Single(s => s.Attribute("aria-labelledby")!.Value.StartsWith("chain-0", StringComparison.Ordinal));
        decimal[] places = [.. chain.Elements("rect").Select(r => (decimal)r.Attribute("x")!)];
        string[] texts = [.. chain.Elements("text").Select(t => t.Value)];

        Assert.Equal(["round 1", "B", "40.00", "round 2", "C", "10.00"], texts);
        Assert.True(places[0] < places[1], string.Join(' ', places));
        Assert.Single(chain.Elements("polygon"));
        Assert.Equal("round 1: B 40.00; round 2: C 10.00.", chain.Element("desc")!.Value);
    }

    [Fact]
    public void A_round_of_very_many_is_cut_short_and_says_by_how_many()
    {
        string[] banks = [.. Enumerable.Range(0, 12).Select(i => "K" + (char)('A' + i))];
        RunSummary run = new RunBuilder().WithBanks(banks).WithSystem("net", "dns", o => o.Failures =
        [
            .. Enumerable.Range(0, 12).Select(i =>
                new FailureLine(1, RunBuilder.At(1), 1, FailureEvent.Failed, -1, i, -1, 100)),
        ]).Build();

        Assert.Contains(Page(run).Descendants("text"), t => t.Value == "and 5 more");
        Assert.Equal(12, Cells(Table(Page(run), "Losses and shares")).Length);
    }

    [Fact]
    public void The_states_of_a_queue_are_bands_over_the_day_of_which_the_worst_shows()
    {
        XElement bands = Page(LinkedRun.Build()).Descendants("svg")
            .Single(s => s.Attribute("aria-labelledby")!.Value.StartsWith("states-t", StringComparison.Ordinal));
        XElement[] row = [.. bands.Elements("rect").Skip(4)];

        // Half a second of sequence deadlock at noon is hidden by the deadlock after it.
        Assert.Equal(["q1", "q3"], row.Select(r => r.Attribute("class")!.Value));
        Assert.Equal(596m, row.Sum(r => (decimal)r.Attribute("width")!));
        Assert.Equal("wire gridlock 37 %, deadlock 62 %.", bands.Element("desc")!.Value);
    }

    [Fact]
    public void Losses_are_told_by_who_failed_and_what_paid_for_it() => Assert.Equal(
        [
            ["B in net", "1", "40.00", "12.00", "–", "20.00", "8.00", "30.00"],
            ["C in net", "2", "10.00", "–", "–", "–", "–", "–"],
        ],
        Cells(Table(Page(LinkedRun.Build()), "Losses and shares")));

    [Fact]
    public void Overdrafts_are_listed() => Assert.Equal(
        ["A in wire", "1", "10", "3", "500.00", "50.00", "200.00", "1.00"],
        Cells(Table(Page(LinkedRun.Build()), "Daylight overdrafts"))[0]);

    [Fact]
    public void An_arrangement_stands_before_its_members_which_get_no_star()
    {
        XDocument page = Page(LinkedRun.Build());
        XElement comparison = Table(page, "Side by side");

        Assert.Equal(
            ["Metric", "linkedwire + net", "wirefedwire", "netchips-classic", "alonertgs"],
            comparison.Element("thead")!.Descendants("th").Select(h => h.Value));
        Assert.DoesNotContain(
            comparison.Descendants("tr").SelectMany(r => r.Elements("td").Skip(1).Take(2)),
            td => td.Attribute("class")?.Value == "best");
        // Three banks: the account of the netting system is none. Four payments.
        Assert.Equal(["3", "4"], page.Descendants("dd").Take(2).Select(d => d.FirstNode!.ToString()));
    }

    [Fact]
    public void Liquidity_of_a_system_that_settled_nothing_is_not_the_best()
    {
        RunSummary run = new RunBuilder().WithBanks("A", "B")
            .Pay("p1", 9 * 3600, "A", "B", 100)
            .WithSystem("idle", "rtgs", o => o.Closed(0))
            .WithSystem("gross", "rtgs", o => o.Settle(0, 9 * 3600, Route.Entry).Closed(100))
            .WithSystem("costly", "rtgs", o => o.Settle(0, 9 * 3600, Route.Entry).Closed(200))
            .Build();
        XElement row = Table(Page(run), "Side by side").Descendants("tr")
            .Single(r => r.Elements("th").First().FirstNode!.ToString() == "Liquidity used");

        Assert.Equal([null, "best", null], row.Elements("td").Select(td => td.Attribute("class")?.Value));
    }
}
