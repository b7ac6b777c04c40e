using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Clearing.Cli.Output;
using Clearing.Grains;
using Clearing.Grains.Carrying;
using Clearing.Reports;
using Clearing.Reports.Files;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;

namespace Clearing.Cli.Verbs;

/// <summary>
/// <c>clearing run</c>: the main job. Reads, runs, compares, checks what is expected, writes the files.
/// </summary>
internal sealed class RunVerb
{
    private readonly ScenarioOptions _scenario = new();

    private readonly Option<string> _out = new("--out")
    {
        Description = "Folder for the files: new, empty, or an earlier run's, which is replaced (default out/NAME).",
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

    private readonly Terminal _terminal;

    // True when messages of a payment could not be written.
    private bool _leavesOut;

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
        Command verb = new("run", "Run a scenario, compare its systems, check what it expects, write the files.");
        run._scenario.AddTo(verb);
        verb.Add(run._out);
        verb.Add(run._payments);
        verb.Add(run._certificates);
        verb.Add(run._queues);
        verb.Add(run._messages);
        verb.SetAction(run.RunAsync);
        return (verb,
        [
            "clearing run my-day.yaml",
            "clearing run my-day.yaml --seed 8 --out out/seed-8",
            "clearing run my-day.yaml --set systems.gross.queue=bypass-fifo --payments none",
            "clearing run my-day.yaml --certificates --queues --out out/checked",
            "clearing run my-day.yaml --messages out/wire",
            "clearing run my-day.yaml --format json > summary.json",
        ]);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        // The silo starts while the file is read; where the file is wrong nobody waits for it.
        Task<SimulationHost> starting = Task.Run(() => SimulationHost.StartAsync(cancellation), cancellation);
        long started = Stopwatch.GetTimestamp();
        (int code, RunSummary? summary, string folder) =
            await ProgressLine.RunAsync(_terminal, tell => RunAsync(parsed, starting, tell, cancellation));
        if (summary is null)
        {
            return code;
        }

        if (_terminal.Format == OutputFormat.Json)
        {
            using MemoryStream json = new();
            SummaryFile.Write(json, summary);
            _terminal.Line(Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length).TrimEnd());
        }
        else
        {
            Print(summary, folder);
        }

        _terminal.Note(string.Create(
            CultureInfo.InvariantCulture, $"Done in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s."));
        return _leavesOut ? ExitCode.Invalid
            : summary.AllExpectationsMet ? ExitCode.Ok
            : ExitCode.ExpectationNotMet;
    }

    private async Task<(int Code, RunSummary? Summary, string Folder)> RunAsync(
        ParseResult parsed, Task<SimulationHost> starting, Action<string, double> tell, CancellationToken cancellation)
    {
        string path = _scenario.PathOf(parsed);
        NoteStep($"Reading {path}");
        ScenarioResult read = ScenarioReader.Read(
            path, _scenario.OverridesOf(parsed), messages: MessagePayments.Read);
        if (read.Scenario is not { } scenario)
        {
            ErrorLines.Print(_terminal, read.Errors);
            return (ExitCode.Invalid, null, "");
        }

        string folder = parsed.GetValue(_out) ?? Path.Combine("out", scenario.Name);
        if ((OutputFolder.Check(folder) ?? CheckMessages(parsed, scenario)) is { } refused)
        {
            return (Report(refused), null, folder);
        }

        cancellation.ThrowIfCancellationRequested();
        NoteStep($"Running {scenario.Name}");
        SimulationOptions options = new()
        {
            Certificates = parsed.GetValue(_certificates),
            Queues = parsed.GetValue(_queues),
        };
        SimulationResult result = await SimulateAsync(scenario, options, await starting, tell, cancellation);
        RunSummary summary = RunSummary.Of(scenario, result.Systems, CarriedMessages.Of(scenario, result));
        if (summary.BrokenInvariants is { Count: > 0 } broken)
        {
            _terminal.Problem(
                $"An invariant is broken, a defect of this program; nothing was written. {string.Join("; ", broken)}");
            return (ExitCode.InvariantBroken, null, folder);
        }

        if (MessagesFolder(parsed) is { } wire && WriteMessages(summary, result, wire) is { } problemThere)
        {
            return (Report(problemThere), null, folder);
        }

        NoteStep($"Writing {folder}");
        FolderProblem? problem = RunFiles.Write(
            summary, folder, FormatOf(parsed), NotesOf(parsed), new Teller<WriteProgress>(p =>
            {
                // Thrown out of the writing, this leaves the folder as it was.
                cancellation.ThrowIfCancellationRequested();
                tell("Writing", (double)p.RowsWritten / Math.Max(1, p.RowsTotal));
            }));
        return problem is null ? (ExitCode.Ok, summary, folder) : (Report(problem), null, folder);
    }

    private static async Task<SimulationResult> SimulateAsync(
        Scenario scenario, SimulationOptions options, SimulationHost host, Action<string, double> tell,
        CancellationToken cancellation) =>
        await host.RunAsync(
            scenario,
            options,
            new Teller<SimulationProgress>(p => tell("Running", (double)p.Payments / Math.Max(1, p.PaymentsTotal))),
            cancellation);

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

    private FolderProblem? WriteMessages(RunSummary summary, SimulationResult result, string folder)
    {
        NoteStep($"Writing {folder}");
        try
        {
            Directory.CreateDirectory(folder);
            foreach (LeftOutPayment left in WireFiles.Write(summary.Scenario, result, summary.Messages, folder))
            {
                _leavesOut = true;
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

    private ReportNotes NotesOf(ParseResult parsed) => new(
        $"clearing run {_scenario.AsTyped(parsed)}",
        [
            $"{Environment.ProcessorCount} {(Environment.ProcessorCount == 1 ? "processor" : "processors")}, "
                + $"{RuntimeInformation.OSDescription}",
            RuntimeInformation.FrameworkDescription,
        ]);
}
