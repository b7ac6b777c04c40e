using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Clearing.Cli.Output;
using Clearing.Grains;
using Clearing.Grains.Carrying;
using Clearing.Grains.Clusters;
using Clearing.Reports;
using Clearing.Reports.Files;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;

namespace Clearing.Cli.Verbs;

/// <summary>Runs a scenario, here or elsewhere.</summary>
internal delegate Task<SimulationResult> Simulate(
    Scenario scenario, SimulationOptions options, IProgress<SimulationProgress>? progress,
    CancellationToken cancellation);

/// <summary>How the run of one scenario ended.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Summary">Null = it did not come to its end.</param>
/// <param name="Folder">Of its files.</param>
internal readonly record struct ScenarioRun(int Code, RunSummary? Summary, string Folder);

/// <summary>
/// <c>clearing run</c>: the main job. Reads, runs, compares, checks what is expected, writes the files.
/// </summary>
internal sealed class RunVerb
{
    private readonly ScenarioOptions _scenario = new(takesMany: true);

    private readonly Option<string> _out = new("--out")
    {
        Description = "Folder for the files: new, empty, or an earlier run's, which is replaced (default out/NAME); of "
            + "several scenarios the folder of their folders (default out).",
        HelpName = "DIR",
    };

    private readonly Option<string> _payments = new("--payments")
    {
        Description = "How the fate of every payment is written: csv, parquet or none.",
        HelpName = "csv|parquet|none",
        DefaultValueFactory = _ => "csv",
    };

    private readonly Option<bool> _certificates = new("--certificates")
    {
        Description = "Keep every set that a mechanism released, with the positions it left, and write them.",
    };

    private readonly Option<bool> _queues = new("--queues")
    {
        Description = "Write the queues that observe: found stuck and what waited at each close, for clearing-bounds.",
    };

    private readonly Option<string> _messages = new("--messages")
    {
        Description = "Write every message of the run as it goes over the wire: a new or empty folder.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description = "Have the processes of a cluster run them: the database that clearing serve --cluster was given.",
        HelpName = "CONNECTION",
    };

    private readonly Terminal _terminal;

    // Folders of this command, by whom.
    private readonly Dictionary<string, string> _folders = [];

    private RunVerb(Terminal terminal)
    {
        _terminal = terminal;
        _payments.AcceptOnlyFromAmong("csv", "parquet", "none");
        _out.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var path }] && string.IsNullOrWhiteSpace(path))
            {
                result.AddError("--out names no folder; write for example --out out/monday.");
            }
        });
    }

    public static (Command Verb, string[] Examples) Create(Terminal terminal)
    {
        RunVerb run = new(terminal);
        Command verb = new("run", "Run scenarios: compare the systems, check what is expected, write the files.");
        run._scenario.AddTo(verb);
        verb.Add(run._out);
        verb.Add(run._payments);
        verb.Add(run._certificates);
        verb.Add(run._queues);
        verb.Add(run._messages);
        verb.Add(run._cluster);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(run._messages) is not null
                && result.Children.OfType<ArgumentResult>().Any(scenarios => scenarios.Tokens.Count > 1))
            {
                result.AddError("--messages takes one scenario: run the others without it.");
            }
        });
        verb.SetAction(run.RunAsync);
        return (verb,
        [
            "clearing run my-day.yaml",
            "clearing run my-day.yaml --seed 8 --out out/seed-8",
            "clearing run my-day.yaml --set systems.gross.queue=bypass-fifo --payments none",
            "clearing run my-day.yaml --certificates --queues --out out/checked",
            "clearing run my-day.yaml --messages out/wire",
            "clearing run my-day.yaml --format json > summary.json",
            "clearing run monday.yaml tuesday.yaml --cluster \"Host=db;Database=clearing\"",
        ]);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string[] paths = _scenario.PathsOf(parsed);
        long started = Stopwatch.GetTimestamp();
        if (parsed.GetValue(_cluster) is { } database)
        {
            await using SimulationCluster cluster = await SimulationCluster.ConnectAsync(database, cancellation);
            int processes = await cluster.CountAsync();
            NoteStep($"Running in {processes} {(processes == 1 ? "process" : "processes")} of the cluster");
            Simulate inCluster = (scenario, options, _, token) => cluster.RunAsync(scenario, options, token);
            return paths is [var single]
                ? await RunOneAsync(parsed, single, Task.FromResult(inCluster), started, cancellation)
                : await RunManyAsync(parsed, paths, Task.FromResult(inCluster), processes, cancellation);
        }

        // The silo starts while the file is read; where the file is wrong nobody waits for it.
        Task<Simulate> starting = Task.Run(
            async () => (Simulate)(await SimulationHost.StartAsync(cancellation)).RunAsync, cancellation);
        return paths is [var only]
            ? await RunOneAsync(parsed, only, starting, started, cancellation)
            : await RunManyAsync(parsed, paths, starting, 1, cancellation);
    }

    private async Task<int> RunOneAsync(
        ParseResult parsed, string path, Task<Simulate> starting, long started, CancellationToken cancellation)
    {
        ScenarioRun run = await ProgressLine.RunAsync(
            _terminal, tell => RunAsync(parsed, path, starting, tell, cancellation));
        if (run.Summary is not { } summary)
        {
            return run.Code;
        }

        if (_terminal.Format == OutputFormat.Json)
        {
            _terminal.Line(JsonOf(summary));
        }
        else
        {
            Print(summary, run.Folder);
        }

        _terminal.Note(string.Create(
            CultureInfo.InvariantCulture, $"Done in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s."));
        return run.Code;
    }

    /// <summary>Runs them in their order, so many at once; each is said when it and those before it are done.</summary>
    private async Task<int> RunManyAsync(
        ParseResult parsed, string[] paths, Task<Simulate> starting, int atOnce, CancellationToken cancellation)
    {
        using SemaphoreSlim room = new(atOnce);
        Task<ScenarioRun>[] runs = [.. paths.Select(async path =>
        {
            await room.WaitAsync(cancellation);
            try
            {
                return await Task.Run(
                    () => RunAsync(parsed, path, starting, (_, _) => { }, cancellation), cancellation);
            }
            finally
            {
                room.Release();
            }
        })];
        List<string> ends = [];
        int worst = ExitCode.Ok;
        for (int i = 0; i < runs.Length; i++)
        {
            ScenarioRun run = await runs[i];
            runs[i] = null!;
            worst = Math.Max(worst, run.Code);
            ends.Add(EndOf(paths[i], run));
            if (_terminal.Format != OutputFormat.Json && run.Summary is { } summary)
            {
                Print(summary, run.Folder);
                _terminal.Line();
            }
        }

        _terminal.Line(_terminal.Format == OutputFormat.Json
            ? $"[{string.Join(",\n", ends)}]"
            : string.Join('\n', ends));
        return worst;
    }

    // One line, or the summary itself.
    private string EndOf(string path, ScenarioRun run) => (_terminal.Format, run.Summary) switch
    {
        (OutputFormat.Json, null) => JsonSerializer.Serialize(new { scenario = path, exit = run.Code }),
        (OutputFormat.Json, { } summary) => JsonOf(summary),
        (_, null) => $"{path}: not run to its end, exit code {run.Code}",
        (_, { } summary) => $"{path}: "
            + (summary.AllExpectationsMet ? "done" : "done, and not as it expects") + $", files in {run.Folder}",
    };

    private async Task<ScenarioRun> RunAsync(
        ParseResult parsed, string path, Task<Simulate> starting, Action<string, double> tell,
        CancellationToken cancellation)
    {
        NoteStep($"Reading {path}");
        ScenarioResult read = ScenarioReader.Read(
            path, _scenario.OverridesOf(parsed), messages: MessagePayments.Read);
        if (read.Scenario is not { } scenario)
        {
            ErrorLines.Print(_terminal, read.Errors);
            return new(ExitCode.Invalid, null, "");
        }

        string folder = FolderOf(parsed, scenario);
        if ((OutputFolder.Check(folder) ?? Claim(folder, path) ?? CheckMessages(parsed, scenario)) is { } refused)
        {
            return new(Report(refused), null, folder);
        }

        cancellation.ThrowIfCancellationRequested();
        NoteStep($"Running {scenario.Name}");
        SimulationOptions options = new()
        {
            Certificates = parsed.GetValue(_certificates),
            Queues = parsed.GetValue(_queues),
        };
        Simulate simulate = await starting;
        SimulationResult result = await simulate(
            scenario, options,
            new Teller<SimulationProgress>(p => tell("Running", (double)p.Payments / Math.Max(1, p.PaymentsTotal))),
            cancellation);
        return Write(parsed, path, scenario, result, folder, tell, cancellation);
    }

    private ScenarioRun Write(
        ParseResult parsed, string path, Scenario scenario, SimulationResult result, string folder,
        Action<string, double> tell, CancellationToken cancellation)
    {
        RunSummary summary = RunSummary.Of(scenario, result.Systems, CarriedMessages.Of(scenario, result));
        if (summary.BrokenInvariants is { Count: > 0 } broken)
        {
            _terminal.Problem(
                $"An invariant is broken, a defect of this program; nothing was written. {string.Join("; ", broken)}");
            return new(ExitCode.InvariantBroken, null, folder);
        }

        bool leavesOut = false;
        if (MessagesFolder(parsed) is { } wire && WriteMessages(summary, result, wire, out leavesOut) is { } there)
        {
            return new(Report(there), null, folder);
        }

        NoteStep($"Writing {folder}");
        FolderProblem? problem = RunFiles.Write(
            summary, folder, FormatOf(parsed), NotesOf(parsed, path), new Teller<WriteProgress>(p =>
            {
                // Thrown out of the writing, this leaves the folder as it was.
                cancellation.ThrowIfCancellationRequested();
                tell("Writing", (double)p.RowsWritten / Math.Max(1, p.RowsTotal));
            }));
        return problem is not null ? new(Report(problem), null, folder)
            : new(
                leavesOut ? ExitCode.Invalid
                : summary.AllExpectationsMet ? ExitCode.Ok
                : ExitCode.ExpectationNotMet,
                summary, folder);
    }

    // With several scenarios --out is the folder of their folders.
    private string FolderOf(ParseResult parsed, Scenario scenario) =>
        parsed.GetValue(_out) is not { } named ? Path.Combine("out", scenario.Name)
        : _scenario.PathsOf(parsed).Length == 1 ? named
        : Path.Combine(named, scenario.Name);

    private FolderProblem? Claim(string folder, string path)
    {
        lock (_folders)
        {
            return _folders.TryAdd(Path.GetFullPath(folder), path)
                ? null
                : new(FolderFault.Refused,
                    $"{path} would write into '{folder}', as {_folders[Path.GetFullPath(folder)]} does. Give it "
                    + "another name in its file.");
        }
    }

    private static string JsonOf(RunSummary summary)
    {
        using MemoryStream json = new();
        SummaryFile.Write(json, summary);
        return Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length).TrimEnd();
    }

    private string? MessagesFolder(ParseResult parsed) => parsed.GetValue(_messages);

    private FolderProblem? CheckMessages(ParseResult parsed, Scenario scenario)
    {
        if (MessagesFolder(parsed) is not { } folder)
        {
            return null;
        }

        if (scenario.Network is null && scenario.Correspondents.Count == 0)
        {
            return new(FolderFault.Refused,
                "--messages needs messages: add `network: { switch: {} }`, or `correspondents:`.");
        }

        return File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            ? new(FolderFault.Refused, $"'{folder}' is not empty; name a new or empty folder with --messages.")
            : null;
    }

    /// <param name="summary">Of the run.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="folder">New or empty.</param>
    /// <param name="leavesOut">True when messages of a payment could not be written.</param>
    private FolderProblem? WriteMessages(
        RunSummary summary, SimulationResult result, string folder, out bool leavesOut)
    {
        leavesOut = false;
        NoteStep($"Writing {folder}");
        try
        {
            Directory.CreateDirectory(folder);
            foreach (LeftOutPayment left in WireFiles.Write(summary.Scenario, result, summary.Messages, folder))
            {
                leavesOut = true;
                _terminal.Problem($"payment {left.Payment} is not in {left.File}: {left.Error.Code} "
                    + $"{left.Error.Where}: {left.Error.What}");
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(FolderFault.Environment, $"The folder '{folder}' cannot be written: {e.Message}");
        }
    }

    private void Print(RunSummary summary, string folder)
    {
        _terminal.Markup($"[bold]{Spectre.Console.Markup.Escape(summary.Scenario.Name)}[/]");
        ComparisonTable.Print(_terminal, summary);
        LeftLines.Print(_terminal, summary);
        FailureTable.Print(_terminal, summary);
        ExpectationLines.Print(_terminal, summary.Expectations);
        _terminal.Line();
        _terminal.Line($"Files:  {folder}");
        _terminal.Line($"Report: {Path.Combine(folder, "report.html")}");
    }

    // Where a bar moves, it says the same.
    private void NoteStep(string text)
    {
        if (!_terminal.Animates)
        {
            _terminal.Note(text);
        }
    }

    private int Report(FolderProblem problem)
    {
        _terminal.Problem(problem.Message);
        return problem.Fault == FolderFault.Refused ? ExitCode.Usage : ExitCode.Environment;
    }

    private PaymentsFormat FormatOf(ParseResult parsed) => parsed.GetValue(_payments) switch
    {
        "parquet" => PaymentsFormat.Parquet,
        "none" => PaymentsFormat.None,
        _ => PaymentsFormat.Csv,
    };

    private ReportNotes NotesOf(ParseResult parsed, string path) => new(
        $"clearing run {_scenario.AsTyped(parsed, path)}",
        [
            $"{Environment.ProcessorCount} {(Environment.ProcessorCount == 1 ? "processor" : "processors")}, "
                + $"{RuntimeInformation.OSDescription}",
            RuntimeInformation.FrameworkDescription,
        ]);
}
