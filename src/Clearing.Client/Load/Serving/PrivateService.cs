using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Clearing.Client.Load.Profiles;

namespace Clearing.Client.Load.Serving;

/// <summary>
/// A service that is started for a run as a process of its own, may be killed in the middle and started again on the
/// same journal, and is stopped cleanly at the end.
/// </summary>
internal sealed class PrivateService : IAsyncDisposable
{
    private const int KeptLines = 20;
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);

    private readonly ServeTarget _target;
    private readonly LoadRunOptions _options;
    private readonly Queue<string> _said = new();
    private Process _process;

    private PrivateService(ServeTarget target, LoadRunOptions options, bool usesHttp)
    {
        _target = target;
        _options = options;
        Port = FreePort();
        HttpPort = usesHttp ? FreePort() : 0;
        Folder = IsInDatabase(target, options)
            ? null : Directory.CreateTempSubdirectory("clearing-load-").FullName;
        _process = StartProcess();
    }

    public int Port { get; }

    /// <summary>Where it takes requests over HTTP; 0 = nowhere.</summary>
    public int HttpPort { get; }

    /// <summary>True when a service keeps its journal in PostgreSQL.</summary>
    public static bool IsInDatabase(ServeTarget target, LoadRunOptions options) => target.Store == ServeStore.Postgres
        || (target.Store == ServeStore.Either && options.Postgres is not null);

    /// <summary>Where its journal is.</summary>
    public JournalPlace Place => new(Folder, Folder is null ? _options.Postgres : null);

    /// <summary>Its data folder; null when it is in a database.</summary>
    public string? Folder { get; }

    /// <summary>True once the process has ended by itself.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>The last lines that it said.</summary>
    public string LastWords
    {
        get
        {
            if (_process.HasExited)
            {
                // What it said last may still be on its way.
                _process.WaitForExit();
            }

            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    /// <exception cref="LoadException">The profile or the machine does not allow it.</exception>
    public static PrivateService Start(ServeTarget target, LoadRunOptions options, bool usesHttp)
    {
        if (options.Command.Count == 0)
        {
            throw new LoadException("There is no `clearing` command to start the service of this profile with.");
        }

        return target.Store == ServeStore.Postgres && options.Postgres is null
            ? throw new LoadException(
                "This profile keeps its journal in PostgreSQL; name an empty database: --postgres.")
            : new PrivateService(target, options, usesHttp);
    }

    /// <summary>Memory, open files and processor time so far; zeros when it is not running.</summary>
    public (long MemoryBytes, int OpenFiles, TimeSpan Cpu) Look()
    {
        try
        {
            _process.Refresh();
            return (_process.WorkingSet64, _process.HandleCount, _process.TotalProcessorTime);
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>Ends it as a power cut would, and starts it again.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = StartProcess();
    }

    /// <summary>Stops it as an operator would; the journal is whole then.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            if (OperatingSystem.IsWindows())
            {
                _process.Kill(entireProcessTree: true);
            }
            else
            {
                // Every shell has it built in; the program of that name is not everywhere.
                string command = string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}");
                using Process kill = Process.Start("/bin/sh", ["-c", command]);
                await kill.WaitForExitAsync();
            }

            using CancellationTokenSource late = new(StopTime);
            try
            {
                await _process.WaitForExitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                throw new LoadException(
                    $"The service did not stop within {StopTime}; it was ended.", isEnvironment: true);
            }
        }
    }

    /// <summary>Removes its data folder.</summary>
    public void RemoveData()
    {
        if (Folder is not null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private Process StartProcess()
    {
        List<string> arguments = [.. _options.Command.Skip(1), "serve"];
        arguments.AddRange(_target.Scenario is { } scenario ? [scenario] : []);
        arguments.AddRange(Folder is { } folder ? ["--data", folder] : ["--postgres", _options.Postgres!]);
        arguments.AddRange(["--tcp", Port.ToString(CultureInfo.InvariantCulture)]);
        arguments.AddRange(HttpPort > 0 ? ["--http", HttpPort.ToString(CultureInfo.InvariantCulture)] : []);
        arguments.AddRange(_target.Keys is { } keys ? ["--keys", keys] : []);
        arguments.AddRange(_target.Access is { } access ? ["--access", access] : []);
        arguments.AddRange(_target.Options);
        ProcessStartInfo start = new(_options.Command[0], arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new LoadException(
                $"{_options.Command[0]} cannot be started: {e.Message}", isEnvironment: true, inner: e);
        }

        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Hear(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_said)
        {
            _said.Enqueue(line);
            if (_said.Count > KeptLines)
            {
                _said.Dequeue();
            }
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
