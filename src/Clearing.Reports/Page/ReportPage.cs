using System.Globalization;
using System.Text;
using Clearing.Reports.Expectations;
using Clearing.Reports.Files;
using Clearing.Reports.Metrics;
using Clearing.Scenarios.Model;
using static Clearing.Reports.Page.Markup;

namespace Clearing.Reports.Page;

/// <summary>
/// <c>report.html</c>: one page with everything in it, nothing fetched, well-formed as XML too. Its bytes depend on
/// the run alone but for the notes, which stand in its last two sections.
/// </summary>
internal sealed class ReportPage
{
    private readonly RunSummary _run;
    private readonly Scenario _scenario;
    private readonly ReportNotes _notes;
    private readonly StringBuilder _page = new();

    private ReportPage(RunSummary run, ReportNotes notes)
    {
        _run = run;
        _scenario = run.Scenario;
        _notes = notes;
    }

    public static string Of(RunSummary run, ReportNotes notes) => new ReportPage(run, notes).Build();

    private string Build()
    {
        var figures = new Figures(_run);
        string title = Encode(_scenario.Name);
        _page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>{title} – Clearing report</title>
            <style>{Style()}</style>
            </head>
            <body>
            <main>
            <h1>{title}</h1>

            """);
        if (_scenario.Description.Length > 0)
        {
            Line($"<p class=\"lead\">{Encode(_scenario.Description.Trim())}</p>");
        }

        WriteFacts();
        WriteComparison();
        WriteExpectations();
        foreach (Figure figure in figures.All())
        {
            WriteFigure(figure, figures.Window);
        }

        WriteTroubles(figures);
        WriteReproduction();
        _page.Append("</main>\n</body>\n</html>\n");
        return _page.ToString();
    }

    private static string Style()
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private void Line(string text) => _page.Append(text).Append('\n');

    private void WriteFacts()
    {
        ScenarioDay first = _scenario.Calendar.Days[0];
        LocalTime clock = LocalTime.Of(_scenario);
        int count = _scenario.Calendar.Days.Count;
        string days = count == 1 ? "1 business day" : $"{count} business days";
        Line("<dl class=\"facts\">");
        Fact("Banks", _scenario.Participants.Count(p => p.StandsFor < 0).ToString("N0", CultureInfo.InvariantCulture));
        for (int m = 0; m < MetricTable.All.Count; m++)
        {
            Metric metric = MetricTable.All[m];
            if (metric.OfTheDay && _run.Outcomes.Count > 0)
            {
                MetricValue value = _run.OfTheDay(metric.Name);
                Fact(metric.Label, Humane.Value(metric, value, _scenario.Currency), metric.Meaning,
                    value.Format(_scenario.Currency));
            }
        }

        string date = first.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Fact("Calendar", date, $"{days}, {clock.Format(first.OpenAt)[11..16]} to {clock.Format(first.CloseAt)[11..16]} "
            + _scenario.Calendar.TimeZone);
        Fact("Seed", _scenario.Seed?.ToString(CultureInfo.InvariantCulture) ?? "none",
            _scenario.Seed is null ? "nothing was drawn at random" : null);
        Line("</dl>");
    }

    private void Fact(string name, string value, string? note = null, string? exact = null)
    {
        string title = exact is null ? "" : $" title=\"{Encode(exact)}\"";
        string small = note is null ? "" : $"<small>{Encode(note)}</small>";
        Line($"<div><dt>{Encode(name)}</dt><dd{title}>{Encode(value)}{small}</dd></div>");
    }

    private void WriteComparison()
    {
        Line("<h2>Side by side</h2>\n<div class=\"wide\">\n<table>");
        Line($"<caption>Amounts in {Encode(_scenario.Currency.Code)}; point at a number for the exact one. "
            + "★ marks the best of a row.</caption>");
        Line("<thead><tr><th scope=\"col\">Metric</th>" + string.Concat(_run.Columns.Select(Head))
            + "</tr></thead>\n<tbody>");
        for (int m = 0; m < MetricTable.All.Count; m++)
        {
            Metric metric = MetricTable.All[m];
            IEnumerable<MetricValue> values = _run.Columns.Select(c => c.Metrics[m]);
            if (!metric.OfTheDay && values.Any(v => v.Kind is not (MetricKind.Text or MetricKind.None)
                && v.Number != metric.Usual))
            {
                WriteRow(m);
            }
        }

        Line("</tbody>\n</table>\n</div>");
    }

    private static string Head(ComparisonColumn column)
    {
        string member = column.IsMember ? " class=\"member\"" : "";
        return $"<th scope=\"col\"{member}>{Encode(column.Name)}<small>{Encode(column.Rulebook)}</small></th>";
    }

    private void WriteRow(int index)
    {
        Metric metric = MetricTable.All[index];
        MetricValue[] compared = [.. _run.Columns.Select(c => c.Comparable(_run, index))];
        MetricValue? best = metric.BestOf(compared);
        _page.Append(CultureInfo.InvariantCulture,
            $"<tr><th scope=\"row\">{Encode(metric.Label)}<small>{Encode(metric.Meaning)}</small></th>");
        for (int c = 0; c < compared.Length; c++)
        {
            ComparisonColumn column = _run.Columns[c];
            MetricValue value = column.Metrics[index];
            string mark = best is not null && compared[c] == best ? " class=\"best\""
                : column.IsMember ? " class=\"member\"" : "";
            string exact = Encode(value.Format(column.Currency));
            string shown = Encode(Humane.Value(metric, value, column.Currency));
            _page.Append(CultureInfo.InvariantCulture, $"<td{mark} title=\"{exact}\">{shown}</td>");
        }

        Line("</tr>");
    }

    // Failures, stuck queues and overdrafts: most runs have none of them, and then nothing is said.
    private void WriteTroubles(Figures figures)
    {
        var troubles = new FailureFigures(_run, figures.Window, figures.Times);
        foreach (Figure? figure in (Figure?[])[troubles.QueueStates(), troubles.KnockOn()])
        {
            if (figure is not null)
            {
                WriteFigure(figure, figures.Window);
            }
        }

        foreach (ReportTable? table in (ReportTable?[])[troubles.Losses(), troubles.Overdrafts()])
        {
            if (table is not null)
            {
                WriteTable(table);
            }
        }
    }

    private void WriteTable(ReportTable table)
    {
        Line($"<h2>{Encode(table.Heading)}</h2>\n<div class=\"wide\"><table class=\"plain\">");
        Line($"<caption>{Encode(table.Caption)}</caption>\n<thead><tr>"
            + string.Concat(table.Columns.Select(c => $"<th scope=\"col\">{Encode(c)}</th>"))
            + "</tr></thead>\n<tbody>");
        foreach (IReadOnlyList<Cell> row in table.Rows)
        {
            Line($"<tr><th scope=\"row\">{Encode(row[0].Text)}</th>" + string.Concat(row.Skip(1).Select(cell =>
                $"<td title=\"{Encode(cell.Exact)}\">{Encode(cell.Text)}</td>")) + "</tr>");
        }

        Line("</tbody></table></div>");
    }

    private void WriteExpectations()
    {
        if (_run.Expectations.Count == 0)
        {
            return;
        }

        int met = _run.Expectations.Count(e => e.Met);
        Line("<h2>What was expected</h2>");
        Line($"<p>{met} of {_run.Expectations.Count} met.</p>\n<ul class=\"checks\">");
        foreach (ExpectationResult e in _run.Expectations)
        {
            string mark = e.Met
                ? "<span class=\"mark-ok\" title=\"met\">✓</span>"
                : "<span class=\"mark-no\" title=\"not met\">✗</span>";
            Line($"<li>{mark}{Encode(e.Text)}{(e.Met ? "" : $" – found <code>{Encode(e.Found)}</code>")}</li>");
        }

        Line("</ul>");
    }

    private void WriteFigure(Figure figure, Window window)
    {
        Line($"<h2>{Encode(figure.Heading)}</h2>\n<figure>");
        Line($"<figcaption>{Encode(figure.Caption)}{(figure.OverOneDay ? Day(window) : "")}</figcaption>");
        foreach (Drawing chart in figure.Charts)
        {
            Line("<div class=\"chart\">");
            Line($"<h3>{Encode(chart.Title)}</h3>");
            chart.Write(_page);
            Line("</div>");
        }

        Line("</figure>");
    }

    private string Day(Window window) => _scenario.Calendar.Days.Count == 1
        ? ""
        : string.Create(CultureInfo.InvariantCulture,
            $" Times of day are those of day {window.Day}, {window.Date:yyyy-MM-dd}, the one with the most value due.");

    private void WriteReproduction()
    {
        string seed = _scenario.Seed is { } s ? " --seed " + s.ToString(CultureInfo.InvariantCulture) : "";
        Line("<h2>How to reproduce</h2>");
        Line($"<pre><code>{Encode(_notes.Command ?? $"clearing run {_scenario.Name}.yaml{seed}")}</code></pre>");
        Line($"<p>Engine {RunSummary.Engine}. The same file and seed give the same bytes, on any machine. "
            + "Each system ends in the state with this fingerprint:</p>");
        Line("<div class=\"wide\"><table><caption>SHA-256 of the final state</caption><tbody>");
        for (int i = 0; i < _run.Outcomes.Count; i++)
        {
            string hash = _run.Metric(i, "state_hash")!.Value.Words;
            Line($"<tr><th scope=\"row\">{Encode(_run.Outcomes[i].Name)}</th><td><code>{hash}</code></td></tr>");
        }

        Line("</tbody></table></div>");
        if (_notes.Facts.Count > 0)
        {
            Line("<footer>" + string.Join("<br />", _notes.Facts.Select(Encode)) + "</footer>");
        }
    }
}
