using System.CommandLine;
using System.Diagnostics;
using System.Net.Sockets;
using Clearing.Cli.Output;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Worlds;
using Clearing.Journal;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;
using Clearing.Server.Access;
using Clearing.Server.Serving;

namespace Clearing.Cli.Verbs;

/// <summary><c>clearing serve</c>: keeps a world open to the outside until it is interrupted.</summary>
internal sealed class ServeVerb
{
    // How often a line of status is said where nothing has changed and lines are not written over.
    private const int QuietSeconds = 60;

    private readonly ServeOptions _options = new();
    private readonly Terminal _terminal;
    private readonly LiveLines _lines;

    private ServeVerb(Terminal terminal)
    {
        _terminal = terminal;
        _lines = new LiveLines(terminal);
    }

    public static (Command Verb, string[] Examples) Create(Terminal terminal)
    {
        ServeVerb serve = new(terminal);
        Command verb = new("serve", "Serve a world: sessions of banks pay in it, and what is acknowledged is durable.");
        serve._options.AddTo(verb);
        verb.SetAction(serve.RunAsync);
        return (verb,
        [
            "clearing serve",
            "clearing serve my-day.yaml --data data/my-day --speed 60",
            "clearing serve --http 7401",
            "clearing serve --postgres \"Host=localhost;Database=clearing\" --tcp 0 --format json",
            "clearing serve --listen 0.0.0.0 --keys terminals.keys --tls cert.pem --tls-key key.pem",
            "clearing serve --postgres \"Host=db;Database=clearing\" --cluster --silo 10.0.0.1:7401",
            "clearing serve --http 7401 --access access.yaml --keys terminals.keys",
            "clearing serve --listen 0.0.0.0 --http 443 --access access.yaml --keys terminals.keys "
                + "--tls cert.pem --tls-key key.pem",
        ]);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        ScenarioResult read = WorldScenario.Read(_options.ScenarioOf(parsed));
        if (read.Scenario is not { } scenario)
        {
            ErrorLines.Print(_terminal, read.Errors);
            return ExitCode.Invalid;
        }

        try
        {
            return await ServeAsync(scenario, parsed, cancellation);
        }
        catch (AccessException wrong)
        {
            ErrorLines.Print(_terminal, wrong.Errors);
            return ExitCode.Invalid;
        }
        catch (Exception wrong) when (wrong is FormatException or WorldException)
        {
            _terminal.Problem(wrong.Message);
            return ExitCode.Invalid;
        }
        catch (Exception broken) when (broken is LedgerHaltException
            or JournalException { Fault: JournalFault.Corrupt })
        {
            _terminal.Problem(broken.Message);
            return ExitCode.InvariantBroken;
        }
        catch (Exception taken) when (IsOfPort(taken))
        {
            _terminal.Problem(
                $"{_options.EndpointOf(parsed)} cannot be listened on: {Innermost(taken).Message}. Stop the program "
                + "that has it, or choose another port; --tcp 0 takes a free one.");
            return ExitCode.Environment;
        }
    }

    private async Task<int> ServeAsync(Scenario scenario, ParseResult parsed, CancellationToken cancellation)
    {
        using TlsFiles? tls = _options.TlsOf(parsed);
        using LogLines log = new(_lines, TimeProvider.System);
        ServiceOptions options = new()
        {
            Place = PlaceOf(scenario, parsed),
            Source = _options.ScenarioOf(parsed) is { } path ? Path.GetFullPath(path) : null,
            Endpoint = _options.EndpointOf(parsed),
            Member = _options.SiloOf(parsed),
            Http = _options.HttpOf(parsed),
            Otlp = _options.OtlpOf(parsed),
            Speed = _options.SpeedOf(parsed),
            Keys = _options.KeysOf(parsed),
            Access = _options.AccessOf(parsed),
            Tls = tls,
            KeepsMessages = _options.KeepsMessages(parsed),
            Logging = log.Configure,
        };
        await using LiveService service = await LiveService.StartAsync(scenario, options, cancellation);
        ServiceLines lines = new(_terminal, service, options);
        foreach (string weakness in service.Weaknesses)
        {
            _terminal.Problem(weakness);
        }

        lines.Begin();
        await WatchAsync(service, lines, cancellation);
        _lines.EndStatus();
        if (service.Lost.IsCompleted)
        {
            _terminal.Problem(
                $"This process is not one of its cluster any more: {await service.Lost} The others serve its ledgers, "
                + "and nothing that was answered is lost. Start it again.");
            return ExitCode.Environment;
        }

        await service.EndSessionsAsync();
        ServiceStatus last = await service.LookLastAsync();
        string?[] hashes = await service.StateHashesAsync();
        await service.StopAsync();
        lines.End(last, hashes);
        return EndOf([.. last.Ledgers.Where(ledger => ledger.Process == (service.Process ?? ""))], service.Process);
    }

    private WorldPlace PlaceOf(Scenario scenario, ParseResult parsed) => _options.PostgresOf(parsed) is { } connection
        ? new WorldPlace(null, connection)
        : new WorldPlace(_options.DataOf(parsed) ?? Path.Combine("data", scenario.Name), null);

    /// <summary>
    /// Says how it goes, until it is interrupted, or another service has its ledgers or a cluster has given it up.
    /// </summary>
    private async Task WatchAsync(LiveService service, ServiceLines lines, CancellationToken interrupted)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        CancellationToken cancellation = end.Token;
        _ = service.Lost.ContinueWith(_ => end.CancelAsync(), TaskScheduler.Default);
        using PeriodicTimer second = new(TimeSpan.FromSeconds(1));
        long said = Stopwatch.GetTimestamp();
        long looked = said;
        try
        {
            do
            {
                ServiceStatus status = await service.LookAsync().WaitAsync(cancellation);
                string? line = lines.Status(status, Stopwatch.GetElapsedTime(looked).TotalSeconds);
                looked = Stopwatch.GetTimestamp();
                if (line is not null || _terminal.Animates
                    || Stopwatch.GetElapsedTime(said).TotalSeconds >= QuietSeconds)
                {
                    said = looked;
                    _lines.Status(line ?? lines.Again);
                }

                if (service.Process is null && status.Ledgers.Any(ledger => ledger.State == LedgerState.Fenced))
                {
                    return;
                }
            }
            while (await second.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
        }
    }

    // By the ledgers that were here.
    private int EndOf(IReadOnlyList<LedgerInfo> ledgers, string? process)
    {
        foreach (LedgerInfo ledger in ledgers.Where(ledger => ledger.State == LedgerState.Halted))
        {
            _terminal.Problem(ledger.Trouble);
        }

        if (process is null && ledgers.Any(ledger => ledger.State == LedgerState.Fenced))
        {
            _terminal.Problem(
                "Another service has taken this world over. Serve it once, or each from a place of its own.");
            return ExitCode.Environment;
        }

        return ledgers.Any(ledger => ledger.State == LedgerState.Halted) ? ExitCode.InvariantBroken : ExitCode.Ok;
    }

    private static bool IsOfPort(Exception e) => Innermost(e) is SocketException
    {
        SocketErrorCode: SocketError.AddressAlreadyInUse or SocketError.AccessDenied or SocketError.AddressNotAvailable,
    };

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
