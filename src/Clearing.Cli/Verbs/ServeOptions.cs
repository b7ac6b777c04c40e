using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;
using Clearing.Server.Access;

namespace Clearing.Cli.Verbs;

/// <summary>What <c>clearing serve</c> takes.</summary>
internal sealed class ServeOptions
{
    private const int DefaultPort = 7400;
    private const int MaxSpeed = 100_000;

    private readonly Argument<string?> _scenario = new("SCENARIO")
    {
        Description = "Path of the scenario that is the world; without it a built-in world of forty banks.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description =
            "Folder of the world's journal and all it keeps, new or of an earlier service (default data/NAME).",
        HelpName = "DIR",
    };

    private readonly Option<string?> _postgres = new("--postgres")
    {
        Description = "PostgreSQL database that keeps it instead: \"Host=...;Database=...;Username=...\".",
        HelpName = "CONNECTION",
    };

    private readonly Option<bool> _cluster = new("--cluster")
    {
        Description = "Serve it together with other processes on the same PostgreSQL database.",
    };

    private readonly Option<string> _silo = new("--silo")
    {
        Description =
            "Where the other processes of the cluster reach this one (default 127.0.0.1:0); port 0 takes a free one.",
        HelpName = "ADDRESS:PORT",
        DefaultValueFactory = _ => "127.0.0.1:0",
    };

    private readonly Option<int> _tcp = new("--tcp")
    {
        Description = $"Port for sessions of banks (default {DefaultPort}); 0 takes a free one.",
        HelpName = "PORT",
        DefaultValueFactory = _ => DefaultPort,
    };

    private readonly Option<int?> _http = new("--http")
    {
        Description = "Port for requests over HTTP (default: none is open); 0 takes a free one.",
        HelpName = "PORT",
    };

    private readonly Option<string?> _otlp = new("--otlp")
    {
        Description = "Address of a collector that takes meters and spans over OTLP (gRPC): http://localhost:4317.",
        HelpName = "URL",
    };

    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Address of this machine on which they are accepted (default 127.0.0.1).",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly Option<int?> _speed = new("--speed")
    {
        Description = "Seconds of business to one of the wall, 1 to 100,000 (default: as before, at first 1).",
        HelpName = "N",
    };

    private readonly Option<string?> _keys = new("--keys")
    {
        Description = "File of keys by which terminals prove who they are: TERMINAL NUMBER SECRET on each line.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _access = new("--access")
    {
        Description = "File of who may do what over HTTP, by their keys; it is read again when it changes.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _tls = new("--tls")
    {
        Description = "Certificate (PEM, with those between it and its root): everything is encrypted then.",
        HelpName = "CERT",
    };

    private readonly Option<string?> _tlsKey = new("--tls-key")
    {
        Description = "Key of that certificate (PEM, without a password).",
        HelpName = "KEY",
    };

    private readonly Option<string?> _clientCa = new("--client-ca")
    {
        Description = "Issuers (PEM) of clients' certificates: sessions need one then, requests may need one.",
        HelpName = "CA",
    };

    private readonly Option<bool> _keepMessages = new("--keep-messages")
    {
        Description = "Keep the messages in the journal too, so that an acknowledgement says that they are safe.",
    };

    public ServeOptions()
    {
        Refuse(_tcp, IsNoPort, "is no port; write 0 to 65535.");
        Refuse(_otlp,
            text => !Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"),
            "is no address of a collector; write for example http://localhost:4317.");
        Refuse(_http, IsNoPort, "is no port; write 0 to 65535.");
        Refuse(_speed, text => !int.TryParse(text, out int speed) || speed is < 1 or > MaxSpeed,
            $"is no speed; write a whole number from 1 to {MaxSpeed}.");
        Refuse(_listen, text => !IPAddress.TryParse(text, out _), "is no address; write for example 127.0.0.1.");
        Refuse(_silo, text => !IPEndPoint.TryParse(text, out _) || !text.Contains(':', StringComparison.Ordinal),
            "is no address and port; write for example 10.0.0.1:7401, or 127.0.0.1:0.");
        Refuse(_data, string.IsNullOrWhiteSpace, "names no folder; write for example --data data/monday.");
    }

    public void AddTo(Command command)
    {
        command.Add(_scenario);
        command.Add(_data);
        command.Add(_postgres);
        command.Add(_cluster);
        command.Add(_silo);
        command.Add(_tcp);
        command.Add(_http);
        command.Add(_otlp);
        command.Add(_listen);
        command.Add(_speed);
        command.Add(_keys);
        command.Add(_access);
        command.Add(_tls);
        command.Add(_tlsKey);
        command.Add(_clientCa);
        command.Add(_keepMessages);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_data) is not null && result.GetResult(_postgres) is not null)
            {
                result.AddError("--data and --postgres are two places; a world is kept in one.");
            }

            if (result.GetResult(_cluster) is not null && result.GetResult(_postgres) is null)
            {
                result.AddError("--cluster needs --postgres CONNECTION: the database is what its processes share.");
            }

            if (result.GetResult(_silo) is not null && result.GetResult(_cluster) is null)
            {
                result.AddError("--silo is for --cluster; a service that stands alone is reached by no other.");
            }

            if (result.GetResult(_tls) is null != result.GetResult(_tlsKey) is null)
            {
                result.AddError("A certificate goes with its key: give both --tls CERT and --tls-key KEY, or neither.");
            }

            if (result.GetResult(_clientCa) is not null
                && (result.GetResult(_tls) is null || result.GetResult(_access) is null))
            {
                result.AddError("--client-ca goes with --tls CERT and --access FILE, which says whose they are.");
            }

            CheckReach(result);
        });
    }

    // What others can reach is for those only who prove who they are, and keys are read by nobody on the way.
    private void CheckReach(CommandResult result)
    {
        if (result.GetResult(_listen) is not { Tokens: [{ Value: var text }] }
            || !IPAddress.TryParse(text, out IPAddress? address) || IPAddress.IsLoopback(address))
        {
            return;
        }

        if (result.GetResult(_keys) is null && result.GetResult(_clientCa) is null)
        {
            result.AddError(
                $"On {text} others could act for any bank: give --keys FILE too, or listen on 127.0.0.1.");
        }

        if (result.GetResult(_tls) is null)
        {
            result.AddError($"On {text} others could read along: give --tls CERT too, or listen on 127.0.0.1.");
        }

        if (result.GetResult(_http) is not null && result.GetResult(_access) is null)
        {
            result.AddError(
                $"On {text} requests over HTTP need --access FILE: give it too, or listen on 127.0.0.1.");
        }
    }

    public string? ScenarioOf(ParseResult parsed) => parsed.GetValue(_scenario);

    /// <summary>Null = none was named.</summary>
    public string? DataOf(ParseResult parsed) => parsed.GetValue(_data);

    public string? PostgresOf(ParseResult parsed) => parsed.GetValue(_postgres);

    /// <summary>Null = it serves alone.</summary>
    public IPEndPoint? SiloOf(ParseResult parsed) =>
        parsed.GetValue(_cluster) ? IPEndPoint.Parse(parsed.GetValue(_silo)!) : null;

    public IPEndPoint EndpointOf(ParseResult parsed) =>
        new(IPAddress.Parse(parsed.GetValue(_listen)!), parsed.GetValue(_tcp));

    /// <summary>Null = nowhere.</summary>
    public IPEndPoint? HttpOf(ParseResult parsed) => parsed.GetValue(_http) is { } port
        ? new IPEndPoint(IPAddress.Parse(parsed.GetValue(_listen)!), port)
        : null;

    /// <summary>Null = nowhere.</summary>
    public Uri? OtlpOf(ParseResult parsed) => parsed.GetValue(_otlp) is { } url ? new Uri(url) : null;

    public int? SpeedOf(ParseResult parsed) => parsed.GetValue(_speed);

    /// <summary>Null = nobody proves anything over HTTP.</summary>
    public string? AccessOf(ParseResult parsed) => parsed.GetValue(_access);

    /// <summary>The certificates; null = nothing is encrypted.</summary>
    /// <exception cref="FormatException">A file is not what it must be; the message says which and why.</exception>
    public TlsFiles? TlsOf(ParseResult parsed) => parsed.GetValue(_tls) is { } certificate
        ? TlsFiles.Read(
            certificate, parsed.GetValue(_tlsKey)!, parsed.GetValue(_clientCa), TimeProvider.System.GetUtcNow())
        : null;

    public bool KeepsMessages(ParseResult parsed) => parsed.GetValue(_keepMessages);

    /// <summary>The keys; none where no file was named.</summary>
    /// <exception cref="FormatException">The file is none of keys; the message says where.</exception>
    public IReadOnlyList<AuthenticationKey> KeysOf(ParseResult parsed)
    {
        if (parsed.GetValue(_keys) is not { } path)
        {
            return [];
        }

        try
        {
            IReadOnlyList<AuthenticationKey> keys = KeyFile.Parse(File.ReadLines(path));
            return keys.Count > 0 ? keys : throw new FormatException("There is no key in it.");
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"{path}: {wrong.Message}", wrong);
        }
        catch (Exception away) when (away is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException(
                $"{path} is not there. Name the file with the keys of the terminals, or leave --keys out to serve this "
                + "machine only, without any.",
                away);
        }
    }

    private static bool IsNoPort(string text) => !int.TryParse(text, out int port) || port is < 0 or > 65_535;

    private static void Refuse<T>(Option<T> option, Func<string, bool> isWrong, string message) =>
        option.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value).Where(isWrong))
            {
                result.AddError($"'{text}' {message}");
            }
        });
}
