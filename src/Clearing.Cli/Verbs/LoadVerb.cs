using System.CommandLine;
using System.Text;
using Clearing.Cli.Output;
using Clearing.Client.Load;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Reporting;
using Clearing.Messages.Sessions;

namespace Clearing.Cli.Verbs;

/// <summary>
/// <c>clearing load</c>: drives a service by a profile, holds the result against thresholds, and audits it.
/// </summary>
internal sealed class LoadVerb
{
    private readonly Argument<string> _profile = new("PROFILE") { Description = "Path of a load profile." };

    private readonly Option<string?> _keys = new("--keys")
    {
        Description = "Keys of the terminals to log in as, one session a key in turn.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Data folder of the service, to audit its journal too; not for one that the profile starts.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _postgres = new("--postgres")
    {
        Description = "Database of the service, to audit its journal too; empty, where the profile starts one on it.",
        HelpName = "CONNECTION",
    };

    private readonly Terminal _terminal;
    private readonly JournalAudit? _audit;

    private LoadVerb(Terminal terminal, JournalAudit? audit)
    {
        _terminal = terminal;
        _audit = audit;
    }

    /// <param name="terminal">Where it prints.</param>
    /// <param name="audit">Audits journals; null = nobody can.</param>
    public static (Command Verb, string[] Examples) Create(Terminal terminal, JournalAudit? audit = null)
    {
        LoadVerb load = new(terminal, audit);
        Command verb = new("load", "Drive a service with payments by a profile, and audit what became of them.")
        {
            load._profile, load._keys, load._data, load._postgres,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(load._data) is not null && result.GetValue(load._postgres) is not null)
            {
                result.AddError("--data and --postgres do not go together: a journal is in one of them.");
            }
        });
        verb.SetAction(load.RunAsync);
        return (verb,
        [
            "clearing load loadtests/profiles/smoke.yaml",
            "clearing load loadtests/profiles/tips.yaml --format json > tips.json",
            "clearing load my-profile.yaml --keys banks.keys --data /var/lib/clearing",
        ]);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        ProfileResult read = ProfileReader.Read(parsed.GetRequiredValue(_profile));
        if (read.Profile is not { } profile)
        {
            foreach (ProfileError error in read.Errors)
            {
                _terminal.Problem(error.ToString());
            }

            return ExitCode.Invalid;
        }

        LoadResult result;
        try
        {
            result = await LoadRunner.RunAsync(profile, OptionsOf(parsed), cancellation);
        }
        catch (Exception e) when (e is LoadException or FormatException)
        {
            _terminal.Problem(e.Message);
            return e is LoadException { IsEnvironment: true } ? ExitCode.Environment : ExitCode.Invalid;
        }

        Print(result);
        return !result.AuditHolds ? ExitCode.InvariantBroken
            : !result.ThresholdsHold ? ExitCode.ThresholdFailed
            : ExitCode.Ok;
    }

    private LoadRunOptions OptionsOf(ParseResult parsed)
    {
        string? data = parsed.GetValue(_data);
        string? postgres = parsed.GetValue(_postgres);
        return new LoadRunOptions
        {
            Command = OwnCommand(),
            Postgres = postgres,
            Journal = data is null && postgres is null ? null : new JournalPlace(data, postgres),
            Keys = parsed.GetValue(_keys) is { } keys ? KeyFile.Parse(File.ReadLines(keys)) : [],
            Progress = progress => _terminal.Progress(LoadReport.Progress(progress)),
            Audit = _audit,
        };
    }

    private void Print(LoadResult result)
    {
        _terminal.EndProgress();
        if (_terminal.Format == OutputFormat.Json)
        {
            using MemoryStream json = new();
            LoadJson.Write(result, json);
            _terminal.Line(Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length));
            return;
        }

        foreach (string line in LoadReport.Lines(result))
        {
            string text = Spectre.Console.Markup.Escape(line);
            if (line.StartsWith('✓') || line.StartsWith('✗'))
            {
                _terminal.Markup(line[0] == '✓' ? $"[green]✓[/]{text[1..]}" : $"[red]{text}[/]");
            }
            else
            {
                _terminal.Line(line);
            }
        }
    }

    // Started through `dotnet`, the program is the assembly behind it.
    private static string[] OwnCommand()
    {
        string program = Environment.ProcessPath ?? "clearing";
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? [program, typeof(LoadVerb).Assembly.Location]
            : [program];
    }
}
