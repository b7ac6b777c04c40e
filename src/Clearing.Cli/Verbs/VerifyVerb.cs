using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Clearing.Audit;
using Clearing.Cli.Output;
using Clearing.Grains.Ledgers;
using Clearing.Journal;
using Clearing.Scenarios.Model;

namespace Clearing.Cli.Verbs;

/// <summary><c>clearing verify</c>: the independent audit of a journal.</summary>
internal sealed class VerifyVerb
{
    private readonly JournalOptions _options = new();
    private readonly Terminal _terminal;

    private VerifyVerb(Terminal terminal) => _terminal = terminal;

    public static (Command Verb, string[] Examples) Create(Terminal terminal)
    {
        VerifyVerb verify = new(terminal);
        Command verb = new("verify", "Audit a journal: nothing changed, nothing doubled, nothing lost, no money made.");
        verify._options.AddTo(verb);
        verb.SetAction(verify.RunAsync);
        return (verb,
        [
            "clearing verify --data data/forty-banks",
            "clearing verify --data data/my-day my-day.yaml --format json",
            "clearing verify --postgres \"Host=localhost;Database=clearing\"",
        ]);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        AuditPlace place = _options.PlaceOf(parsed);
        try
        {
            ServedScenario served = await FindAsync(place, _options.ScenarioOf(parsed), cancellation);
            if (served.Errors.Count > 0)
            {
                ErrorLines.Print(_terminal, served.Errors);
                return ExitCode.Invalid;
            }

            using AuditResult result = await ProgressLine.RunAsync(_terminal, tell => AuditAsync(
                place, served, new Teller<AuditProgress>(p => tell($"Auditing {p.Stream}", p.Share)), cancellation));
            return Print(result.Report, started);
        }
        catch (OtherWorldException other)
        {
            _terminal.Problem(other.Message);
            return ExitCode.Invalid;
        }
        catch (JournalException damaged) when (damaged.Fault == JournalFault.Corrupt)
        {
            return Print(
                AuditReport.Unreadable(
                    place.Folder ?? "The database", damaged.Message.TrimEnd('.'),
                    "Restore it from a copy and keep this one as evidence."),
                started);
        }
    }

    /// <summary>Audits with a scenario that may be the wrong one where nobody named it: then without any.</summary>
    public static async Task<AuditResult> AuditAsync(
        AuditPlace place, ServedScenario served, IProgress<AuditProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return await JournalAudit.RunAsync(
                place, LedgersOf(served.Scenario, new LiveSettings()), progress, cancellation);
        }
        catch (OtherWorldException) when (!served.IsNamed)
        {
            return await JournalAudit.RunAsync(place, null, progress, cancellation);
        }
    }

    /// <summary>Opens the store as a service would and finds the scenario.</summary>
    public static async Task<ServedScenario> FindAsync(
        AuditPlace place, string? named, CancellationToken cancellation)
    {
        await using IJournalStore store = await JournalOptions.OpenAsync(place, cancellation);
        return await ServedScenario.OfAsync(named, store, cancellation);
    }

    /// <summary>What the ledgers of a world are; null where there is no scenario.</summary>
    public static List<AuditedLedger>? LedgersOf(Scenario? scenario, LiveSettings settings) => scenario is null ? null :
    [
        .. WorldLedger.Of(scenario, settings).Select(ledger => new AuditedLedger
        {
            Stream = ledger.Stream,
            Book = ledger.Book,
            Script = ledger.Script,
            World = ledger.World.ToArray(),
            Currency = scenario.Currency,
        }),
    ];

    private int Print(AuditReport report, long started)
    {
        if (_terminal.Format == OutputFormat.Json)
        {
            _terminal.Line(AuditText.Json(report));
        }
        else
        {
            AuditText.Print(_terminal, report);
        }

        _terminal.Note(string.Create(
            CultureInfo.InvariantCulture, $"Done in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s."));
        return !report.Holds ? ExitCode.InvariantBroken
            : report.IsWhole ? ExitCode.Ok
            : ExitCode.Invalid;
    }
}
