using System.Globalization;
using Clearing.Reports.Files;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Page;

/// <summary>A table of the report.</summary>
/// <param name="Heading">What it shows.</param>
/// <param name="Caption">How to read it.</param>
/// <param name="Columns">Heads; the first column is text.</param>
/// <param name="Rows">Cells; an exact value behind a shortened one is its title.</param>
internal sealed record ReportTable(
    string Heading, string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows);

/// <summary>A cell: what is shown, and the exact value.</summary>
internal readonly record struct Cell(string Text, string Exact);

/// <summary>What the report shows of failures, stuck queues and overdrafts; nothing where there were none.</summary>
internal sealed class FailureFigures(RunSummary run, Window window, Axis times)
{
    private const int MostChains = 6;
    private const int MostRows = 20;

    private readonly Scenario _scenario = run.Scenario;
    private readonly LocalTime _time = LocalTime.Of(run.Scenario);

    /// <summary>Who failed because of whom, one chart a failure procedure, the longest first.</summary>
    public Figure? KnockOn()
    {
        Chain[] chains =
        [
            .. run.Outcomes.SelectMany((outcome, s) => outcome.Failures
                    .Where(line => line.Event == FailureEvent.Failed).GroupBy(line => line.Time)
                    .Select(procedure => (System: s, Lines: procedure.ToArray())))
                .OrderByDescending(p => p.Lines.Length).Take(MostChains)
                .Select((p, i) => ChainOf(i, p.System, p.Lines)),
        ];
        return chains.Length == 0
            ? null
            : new("Who fails because of whom", "Those of the first round could not pay their net debits themselves; "
                + "each later round could not once the payments or losses of the round before were put on it. The "
                + "amounts are net debits.", chains, OverOneDay: false);
    }

    /// <summary>The states of the observed queues over the day.</summary>
    public Figure? QueueStates()
    {
        BandRow[] rows =
        [
            .. run.Outcomes.Where(o => o.Observations.Length > 0).Select(o => new BandRow(o.Name, StatesOf(o))),
        ];
        return rows.Length == 0
            ? null
            : new("When it is stuck", "Gridlock: what waits could go together, but not one by one. Sequence deadlock: "
                + "only if payments overtook others of their own payer. Deadlock: not without new money. Of each step "
                + "the worst state is shown.",
                [
                    new Bands
                    {
                        Id = "states",
                        Title = "State of the queue over the day",
                        Description = string.Join("; ", rows.Select(Said)) + ".",
                        Times = times,
                        Rows = rows,
                    },
                ]);
    }

    /// <summary>Who failed with how much, and who paid for it.</summary>
    public ReportTable? Losses()
    {
        Cell[][] rows =
        [
            .. run.Outcomes.SelectMany((outcome, s) => outcome.Failures.Where(line => line.Failed >= 0)
                .GroupBy(line => line.Failed).Select(lines => LossRow(s, lines.Key, [.. lines]))),
        ];
        return rows.Length == 0
            ? null
            : new("Losses and shares", "What those who failed owed, who paid it, and what was taken back out of the "
                + "cycle. All days; every step is in failures.csv.",
                ["Failed", "round", "owed", "own collateral", "pool", "others' shares", "operator", "unwound"], rows);
    }

    /// <summary>The deepest overdrafts.</summary>
    public ReportTable? Overdrafts()
    {
        Cell[][] rows =
        [
            .. run.Outcomes.SelectMany((outcome, s) => outcome.Overdrafts.Select(line => (System: s, Line: line)))
                .OrderByDescending(o => o.Line.PeakMinor).Take(MostRows).Select(o => OverdraftRow(o.System, o.Line)),
        ];
        return rows.Length == 0
            ? null
            : new("Daylight overdrafts", $"Measured at the end of each period; the {MostRows} deepest at most. Fees "
                + "are before any waiver. All of them are in overdrafts.csv.",
                ["Account", "day", "periods", "below cap", "deepest", "average", "fee", "overnight"], rows);
    }

    private Chain ChainOf(int index, int system, FailureLine[] failed)
    {
        ChainLink[][] rounds =
        [
            .. failed.GroupBy(line => line.Round).OrderBy(round => round.Key).Select(round => round.Select(line =>
                new ChainLink(Id(line.Failed), Humane.Amount(line.AmountMinor, run.CurrencyOf(system)))).ToArray()),
        ];
        return new()
        {
            Id = "chain-" + Number(index),
            Title = $"{run.Outcomes[system].Name}, {_time.Format(failed[0].Time)[..16].Replace('T', ' ')}",
            Description = string.Join("; ", rounds.Select((round, r) =>
                $"round {r + 1}: " + string.Join(", ", round.Select(link => link.Name + " " + link.Amount)))) + ".",
            Rounds = rounds,
        };
    }

    private QueueState[] StatesOf(SystemOutcome outcome)
    {
        var states = new QueueState[DaySamples.Steps];
        QueueObservation[] seen = [.. outcome.Observations.Where(o => o.Time <= window.Close)];
        for (int i = 0; i < seen.Length; i++)
        {
            long until = i + 1 < seen.Length ? seen[i + 1].Time : window.Close;
            int last = Math.Min(DaySamples.Steps, window.StepOf(until));
            int first = Math.Max(0, window.StepOf(seen[i].Time + 1) - 1);
            for (int step = first; step < last && until > window.Open; step++)
            {
                states[step] = (QueueState)Math.Max((byte)states[step], (byte)seen[i].State);
            }
        }

        return states;
    }

    private static string Said(BandRow row) => row.Name + " " + string.Join(", ",
        row.States.GroupBy(state => state).OrderBy(group => group.Key).Select(group =>
            $"{CsvWords.Of(group.Key)} {group.Count() * 100 / row.States.Count} %"));

    private Cell[] LossRow(int system, int account, FailureLine[] lines)
    {
        Cell Paid(params FailureStepKind[] kinds) => Amount(system, Sum(lines.Where(line =>
            line.Event == FailureEvent.Covered
            && kinds.Contains(_scenario.Systems[system].Failure[line.Step].Kind))));
        FailureLine[] failed = [.. lines.Where(line => line.Event == FailureEvent.Failed)];
        return
        [
            Plain($"{Id(account)} in {run.Outcomes[system].Name}"),
            Plain(failed.Length == 0 ? "–" : Number(failed.Min(line => line.Round))),
            Amount(system, Sum(failed)),
            Paid(FailureStepKind.Collateral), Paid(FailureStepKind.Pool), Paid(FailureStepKind.Share),
            Paid(FailureStepKind.Guarantee),
            Amount(system, Sum(lines.Where(line => line.Event == FailureEvent.Unwound))),
        ];
    }

    private Cell[] OverdraftRow(int system, OverdraftLine line) =>
    [
        Plain($"{Id(line.Account)} in {run.Outcomes[system].Name}"), Plain(Number(line.Day)),
        Plain(Number(line.Periods)), Plain(Number(line.Breaches)), Amount(system, line.PeakMinor),
        Amount(system, line.AverageMinor), Amount(system, line.FeeMinor), Amount(system, line.OvernightMinor),
    ];

    private static Int128 Sum(IEnumerable<FailureLine> lines) =>
        lines.Aggregate((Int128)0, (sum, line) => sum + line.AmountMinor);

    private Cell Amount(int system, Int128 minor)
    {
        Currency currency = run.CurrencyOf(system);
        return new(minor == 0 ? "–" : Humane.Amount(minor, currency), currency.Format(minor));
    }

    private static Cell Plain(string text) => new(text, "");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Id(int account) => _scenario.Participants[account].Id;
}
