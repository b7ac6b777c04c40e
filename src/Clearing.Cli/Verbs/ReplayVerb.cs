using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Clearing.Audit;
using Clearing.Cli.Output;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Operating;
using Clearing.Grains.Replaying;
using Clearing.Journal;
using Clearing.Reports;
using Clearing.Reports.Files;

namespace Clearing.Cli.Verbs;

/// <summary>
/// <c>clearing replay</c>: carries the journal of a world out again, and writes what came of it as the files of a run.
/// </summary>
internal sealed class ReplayVerb
{
    private readonly JournalOptions _options = new();

    private readonly Option<string?> _ledger = new("--ledger")
    {
        Description = "Only this ledger of the world; without it all of them.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "Folder for the files of a run: new, empty, or an earlier run's, which is replaced.",
        HelpName = "DIR",
    };

    private readonly Terminal _terminal;

    private ReplayVerb(Terminal terminal) => _terminal = terminal;

    public static (Command Verb, string[] Examples) Create(Terminal terminal)
    {
        ReplayVerb replay = new(terminal);
        Command verb = new("replay", "Carry a journal out again: the same state, and the files that a run writes.");
        replay._options.AddTo(verb);
        verb.Add(replay._ledger);
        verb.Add(replay._out);
        verb.SetAction(replay.RunAsync);
        return (verb,
        [
            "clearing replay --data data/forty-banks",
            "clearing replay --data data/my-day my-day.yaml --out out/my-day",
            "clearing replay --postgres \"Host=localhost;Database=clearing\" --ledger rtgs --format json",
        ]);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        string? folder = parsed.GetValue(_out);
        if (folder is not null && OutputFolder.Check(folder) is { } refused)
        {
            return Report(refused);
        }

        try
        {
            AuditPlace place = _options.PlaceOf(parsed);
            await using IJournalStore store = await JournalOptions.OpenAsync(place, cancellation);
            ServedScenario served = await ServedScenario.OfAsync(_options.ScenarioOf(parsed), store, cancellation);
            if (served.Scenario is not { } scenario)
            {
                ErrorLines.Print(_terminal, served.Errors);
                return ExitCode.Invalid;
            }

            int code = await ProgressLine.RunAsync(_terminal, async tell =>
            {
                WorldReplay replay = new(scenario, store, new LiveSettings(), new Teller<ReplayProgress>(
                    p => tell(p.What, p.Share)));
                return await RunAsync(parsed, replay, store, folder, cancellation);
            });
            _terminal.Note(string.Create(
                CultureInfo.InvariantCulture, $"Done in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s."));
            return code;
        }
        catch (Exception broken) when (broken is LedgerHaltException
            or JournalException { Fault: JournalFault.Corrupt })
        {
            _terminal.Problem(broken.Message);
            return ExitCode.InvariantBroken;
        }
        catch (JournalException other) when (other.Fault == JournalFault.World)
        {
            _terminal.Problem($"{other.Message} Name the scenario that it was served with.");
            return ExitCode.Invalid;
        }
    }

    private async Task<int> RunAsync(
        ParseResult parsed, WorldReplay replay, IJournalStore store, string? folder, CancellationToken cancellation)
    {
        IReadOnlyList<string> there = await store.StreamsAsync(cancellation);
        if (Chosen(parsed, replay, there) is not { } chosen)
        {
            return ExitCode.Invalid;
        }

        List<LedgerReplayed> ledgers = [];
        foreach (int arrangement in chosen)
        {
            ledgers.Add(await replay.RunAsync(arrangement, cancellation));
        }

        bool agrees = ledgers.All(ledger => ledger.States.All(state => state.Agrees));
        RunSummary? summary = null;
        if (agrees && folder is not null)
        {
            ReplayedDays days = await replay.RecordAsync(cancellation);
            summary = RunSummary.Of(days.Scenario, days.Systems, days.Messages);
            if (summary.BrokenInvariants is { Count: > 0 } broken)
            {
                _terminal.Problem($"An invariant is broken; nothing was written. {string.Join("; ", broken)}");
                return ExitCode.InvariantBroken;
            }

            if (RunFiles.Write(summary, folder, PaymentsFormat.Csv, new ReportNotes(Typed(parsed, folder), []))
                is { } problem)
            {
                return Report(problem);
            }
        }

        ReplayText.Print(_terminal, store.Location, ledgers, summary, folder);
        return !agrees ? ExitCode.InvariantBroken
            : summary is { AllExpectationsMet: false } ? ExitCode.ExpectationNotMet
            : ExitCode.Ok;
    }

    // The arrangements that are to be carried out; null when there is something else than was named.
    private int[]? Chosen(ParseResult parsed, WorldReplay replay, IReadOnlyList<string> there)
    {
        if (there.Except(replay.Streams).FirstOrDefault(stream => !TrailStreams.Is(stream)) is { } stranger)
        {
            _terminal.Problem(
                $"The journal holds {stranger}, which is no ledger of this scenario. Name the scenario that it was "
                + "served with.");
            return null;
        }

        string? name = parsed.GetValue(_ledger);
        int[] chosen = [.. Enumerable.Range(0, replay.Streams.Count).Where(a =>
            name is null || replay.Streams[a].EndsWith("/" + name, StringComparison.Ordinal))];
        if (chosen.Length == 0)
        {
            _terminal.Problem(
                $"There is no ledger '{name}'; there is "
                + string.Join(", ", replay.Streams.Select(s => s.Split('/')[1])) + ".");
            return null;
        }

        return chosen;
    }

    private string Typed(ParseResult parsed, string folder)
    {
        AuditPlace place = _options.PlaceOf(parsed);
        string where = place.Folder is { } data ? $"--data {data}" : "--postgres CONNECTION";
        string ledger = parsed.GetValue(_ledger) is { } name ? $" --ledger {name}" : "";
        string scenario = _options.ScenarioOf(parsed) is { } path ? " " + path : "";
        return $"clearing replay {where}{ledger} --out {folder}{scenario}";
    }

    private int Report(FolderProblem problem)
    {
        _terminal.Problem(problem.Message);
        return problem.Fault == FolderFault.Refused ? ExitCode.Usage : ExitCode.Environment;
    }
}
