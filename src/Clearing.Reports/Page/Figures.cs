using System.Globalization;
using Clearing.Reports.Files;
using Clearing.Reports.Metrics;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Page;

/// <summary>A figure of the report: one or more charts and how to read them.</summary>
/// <param name="Heading">What it shows.</param>
/// <param name="Caption">How to read it.</param>
/// <param name="Charts">The charts.</param>
/// <param name="OverOneDay">Whether its axis is the time of day of the window; otherwise all days are in it.</param>
internal sealed record Figure(string Heading, string Caption, IReadOnlyList<Drawing> Charts, bool OverOneDay = true);

/// <summary>Builds the figures of a run.</summary>
internal sealed class Figures
{
    private const int Watched = 4;
    private const long Second = 1_000_000;

    private static readonly (long UpTo, string Name)[] Delays =
    [
        (0, "at once"), (Second, "1 s"), (10 * Second, "10 s"), (60 * Second, "1 min"), (300 * Second, "5 min"),
        (900 * Second, "15 min"), (1800 * Second, "30 min"), (3600 * Second, "1 h"), (7200 * Second, "2 h"),
        (14_400 * Second, "4 h"), (28_800 * Second, "8 h"), (long.MaxValue, "longer"),
    ];

    private readonly RunSummary _run;
    private readonly Scenario _scenario;
    private readonly Window _window;
    private readonly int[] _largest;
    private readonly DaySamples[] _samples;
    private readonly Axis _times;

    public Figures(RunSummary run)
    {
        _run = run;
        _scenario = run.Scenario;
        _window = Window.Of(run);
        _largest = Largest(run.Scenario);
        _samples =
        [
            .. run.Outcomes.Select((o, s) => DaySamples.Of(run.Scenario, s, o, _window, _largest)),
        ];
        long offset = LocalTime.Of(run.Scenario).ToLocal(_window.Open) - _window.Open;
        _times = Axis.Times(_window.Open, _window.Close, offset);
    }

    public Window Window => _window;

    /// <summary>The hours of the day that the figures show.</summary>
    public Axis Times => _times;

    public IEnumerable<Figure> All() => [Queue(), Frontier(), Settled(), Delay(), Positions()];

    // By value sent and received over the run; of equals the first by id.
    private static int[] Largest(Scenario scenario)
    {
        var value = new Int128[scenario.Participants.Count];
        PaymentTable payments = scenario.Payments;
        for (int i = 0; i < payments.Count; i++)
        {
            value[payments.From[i]] += payments.AmountMinor[i];
            value[payments.To[i]] += payments.AmountMinor[i];
        }

        return
        [
            .. Enumerable.Range(0, value.Length).Where(i => scenario.Participants[i].StandsFor < 0)
                .OrderByDescending(i => value[i]).ThenBy(i => i).Take(Watched),
        ];
    }

    private Figure Queue()
    {
        Int128 most = _samples.Select(s => s.QueueValue.Max()).Append(0).Max();
        string peaks = Sentence(s => Humane.Amount(_samples[s].QueueValue.Max(), _scenario.Currency));
        var chart = new Chart
        {
            Id = "queue",
            Title = "Value waiting for finality over the day",
            Description = "Highest values shown: " + peaks,
            X = _times,
            Y = Axis.Amounts(0, most, _scenario.Currency, "waiting"),
            Series = PerSystem(s => OverTheDay(_samples[s].QueueValue)),
        };
        return new("Who waits", "Value that a system has received and not yet made final. In a gross system this is "
            + "the queue; in a net system it is the queue and the open cycle.", [chart]);
    }

    private Figure Positions()
    {
        Int128 least = _samples.SelectMany(s => s.Balances).Select(b => b.Min()).Append(0).Min();
        Int128 most = _samples.SelectMany(s => s.Balances).Select(b => b.Max()).Append(0).Max();
        Axis amounts = Axis.Amounts(least, most, _scenario.Currency, "balance");
        Chart[] charts =
        [
            .. _run.Outcomes.Select((outcome, s) => new Chart
            {
                Id = "balances-" + s.ToString(CultureInfo.InvariantCulture),
                Title = "Balances over the day: " + outcome.Name,
                Description = "Balances of the largest participants: "
                    + string.Join(", ", _largest.Select(p => _scenario.Participants[p].Id)),
                X = _times,
                Y = amounts,
                Series =
                [
                    .. _largest.Select((p, i) =>
                        new Series(_scenario.Participants[p].Id, i + 4, OverTheDay(_samples[s].Balances[i]))),
                ],
                Height = 240,
            }),
        ];
        return new("Who needs money", "Balances of the largest participants by value sent and received, one chart a "
            + "system on one scale. Below zero is intraday credit.", charts);
    }

    private Figure Settled()
    {
        Int128 value = 0;
        var due = new Int128[DaySamples.Steps + 2];
        PaymentTable payments = _scenario.Payments;
        for (int i = 0; i < payments.Count; i++)
        {
            if (payments.DayOf(i) == _window.Day)
            {
                value += payments.AmountMinor[i];
                due[_window.StepOf(payments.DueAt[i])] += payments.AmountMinor[i];
            }
        }

        for (int step = 1; step < due.Length; step++)
        {
            due[step] += due[step - 1];
        }

        Point[] Share(Int128[] part) => OverTheDay([.. part.Take(DaySamples.Steps + 1).Select(v => Part(v, value))]);
        var chart = new Chart
        {
            Id = "settled",
            Title = "Share of the day's value settled by the hour",
            Description = "Settled at the last close: "
                + Sentence(s => Percent(Part(_samples[s].SettledValue[^1], value))),
            X = _times,
            Y = Axis.Shares("settled"),
            Series = [.. PerSystem(s => Share(_samples[s].SettledValue)), new Series("fallen due", -1, Share(due))],
        };
        return new("When it settles", "How much of the day's value is final by each time of the day. The closer a "
            + "line is to the grey one, the shorter payments wait.", [chart]);
    }

    private Figure Delay()
    {
        Int128[][] within = [.. _run.Outcomes.Select(SettledWithin)];
        var chart = new Chart
        {
            Id = "delay",
            Title = "Share of settled value by the time it waited",
            Description = "Settled at once: " + Sentence(s => Percent(Part(within[s][0], within[s][^1]))),
            X = Axis.Names([.. Delays.Select(d => d.Name)], "waited at most"),
            Y = Axis.Shares("of settled value"),
            Series = PerSystem(
                s => [.. within[s].Select((v, i) => new Point(i, Part(v, within[s][^1])))], dots: true),
        };
        return new("How long it waits", "Of the value that settled, the share that had waited no longer than the "
            + "time below, from when it fell due. All days of the run.", [chart], OverOneDay: false);
    }

    private Figure Frontier()
    {
        Demand demand = _run.Demand;
        Int128 most = Int128.Max(demand.UpperBoundMinor, _run.Outcomes.Select((_, s) => Used(s)).Append(0).Max());
        var chart = new Chart
        {
            Id = "frontier",
            Title = "Liquidity against delay",
            Description = "Liquidity used and delay indicator: " + Sentence(s =>
                Humane.Amount(Used(s), _scenario.Currency) + " and "
                + _run.Metric(s, "delay_indicator")!.Value.Format(_scenario.Currency)),
            X = Axis.Amounts(0, most, _scenario.Currency, "liquidity used"),
            Y = Axis.Ratios("delay indicator"),
            Series = PerSystem(s => _run.Metric(s, "delay_indicator") is { Kind: MetricKind.Ratio } delay
                ? [new Point(Used(s), delay.Number / 1000)]
                : []),
            Marks = [new(demand.LowerBoundMinor, "lower bound"), new(demand.UpperBoundMinor, "upper bound")],
            Scatter = true,
        };
        return new("Liquidity against delay", "Down and to the left is better: less money, less waiting. The lower "
            + "bound is what one netting of the day would need; the upper bound settles every payment when due.",
            [chart], OverOneDay: false);
    }

    private Int128 Used(int system) => _run.Metric(system, "liquidity_used")!.Value.Number;

    private Int128[] SettledWithin(SystemOutcome outcome)
    {
        var value = new Int128[Delays.Length];
        PaymentTable payments = _scenario.Payments;
        for (int i = 0; i < payments.Count; i++)
        {
            if (outcome.Payments.StatusOf(i) == PaymentStatus.Settled)
            {
                long waited = outcome.Payments.SettledAt(i) - payments.DueAt[i];
                int bucket = 0;
                while (waited > Delays[bucket].UpTo)
                {
                    bucket++;
                }

                value[bucket] += payments.AmountMinor[i];
            }
        }

        for (int d = 1; d < value.Length; d++)
        {
            value[d] += value[d - 1];
        }

        return value;
    }

    private List<Series> PerSystem(Func<int, IReadOnlyList<Point>> points, bool dots = false) =>
        [.. _run.Outcomes.Select((o, s) => new Series(o.Name, s, points(s), dots))];

    private Point[] OverTheDay(Int128[] values) =>
        [.. values.Select((value, step) => new Point(_window.At(step), value))];

    private string Sentence(Func<int, string> fact) =>
        string.Join("; ", _run.Outcomes.Select((o, s) => o.Name + " " + fact(s))) + ".";

    private static Int128 Part(Int128 part, Int128 whole) => whole == 0 ? 0 : part * Axis.Whole / whole;

    private static string Percent(Int128 share) =>
        ((decimal)share / 10_000).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
