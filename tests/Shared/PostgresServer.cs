using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Clearing.Tests;

/// <summary>
/// A PostgreSQL server for tests alone: in a temporary folder, as a user that is not root, on a free port of this
/// machine, with the server's own defaults for durability.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    private const int StartAttempts = 5;
    private const string User = "clearing";

    private readonly string _binaries;
    private readonly string _folder;
    private int _databases;

    private PostgresServer(string binaries, string? parent)
    {
        _binaries = binaries;
        string[] where = parent is null ? ["-t"] : ["-p", parent];
        _folder = Run("mktemp", ["-d", .. where, "clearing-postgres-XXXXXX"]).Trim();
        Run(Binary("initdb"), "-D", Data, "-U", User, "--auth=trust", "--no-sync", "-k", "-E", "UTF8", "--locale=C");
    }

    /// <summary>The folder of the newest PostgreSQL on this machine; null when there is none.</summary>
    public static string? Binaries { get; } = FindBinaries();

    public int Port { get; private set; }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="settings">Such as <c>fsync=off</c>.</param>
    public static PostgresServer Start(params string[] settings) => StartIn(null, settings);

    /// <summary>Makes a server in a folder that anybody may write to, and starts it.</summary>
    /// <param name="parent">The folder; null = that for temporary files.</param>
    /// <param name="settings">Such as <c>fsync=off</c>.</param>
    public static PostgresServer StartIn(string? parent, params string[] settings)
    {
        PostgresServer server = new(
            Binaries ?? throw new InvalidOperationException("PostgreSQL is not installed."), parent);
        server.Restart(settings);
        return server;
    }

    /// <summary>A new, empty database.</summary>
    /// <returns>How to connect to it.</returns>
    public string CreateDatabase()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        Run(Binary("createdb"), "-h", "127.0.0.1", "-p", Text(Port), "-U", User, name);
        return $"Host=127.0.0.1;Port={Text(Port)};Username={User};Database={name};Timeout=5";
    }

    /// <summary>Stops it at once, sessions and all, as an administrator would.</summary>
    public void Stop() => Run(Binary("pg_ctl"), "-D", Data, "-m", "fast", "-w", "stop");

    /// <summary>Ends all its processes without a chance to write anything, and waits until they are gone.</summary>
    public void Kill() => Run(Binary("pg_ctl"), "-D", Data, "-m", "immediate", "-w", "stop");

    /// <summary>All its processes stand still, as on a disk that does not answer, until <see cref="GoOn"/>.</summary>
    public void StandStill() => Signal("STOP");

    /// <summary>They go on.</summary>
    public void GoOn() => Signal("CONT");

    /// <summary>Starts a stopped server, on the port it had.</summary>
    public void Restart(params string[] settings)
    {
        string options = string.Concat(settings.Select(s => $" -c {s}"));
        for (int attempt = 1; ; attempt++)
        {
            int port = Port != 0 ? Port : FreePort();
            try
            {
                Run(Binary("pg_ctl"), "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o",
                    $"-p {Text(port)} -k {_folder} -c listen_addresses=127.0.0.1{options}", "start");
                Port = port;
                return;
            }
            catch (InvalidOperationException) when (attempt < StartAttempts && Port == 0)
            {
                // Somebody took the port between the question and the start.
            }
        }
    }

    /// <summary>Starts it where it ended by itself, as on a full disk it may.</summary>
    public void RestartIfGone(params string[] settings)
    {
        try
        {
            Run(Binary("pg_ctl"), "-D", Data, "status");
        }
        catch (InvalidOperationException)
        {
            Restart(settings);
        }
    }

    public void Dispose()
    {
        try
        {
            Kill();
        }
        catch (InvalidOperationException)
        {
            // It was stopped already.
        }

        Run("rm", "-rf", _folder);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? FindBinaries()
    {
        IEnumerable<string> packaged = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(f => int.TryParse(Path.GetFileName(f), out int version) ? version : 0)
                .Select(f => Path.Combine(f, "bin"))
            : [];
        IEnumerable<string> onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return packaged.Concat(onPath).FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")));
    }

    private void Signal(string name) => Run(
        "sh", "-c", $"p=$(head -n 1 {Data}/postmaster.pid); kill -{name} $p $(cat /proc/$p/task/$p/children)");

    private string Binary(string name) => Path.Combine(_binaries, name);

    // The server refuses to be run by root.
    private static string Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new()
        {
            FileName = Environment.IsPrivilegedProcess ? "runuser" : program,
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Environment.IsPrivilegedProcess)
        {
            foreach (string argument in (string[])["-u", "postgres", "--", program])
            {
                start.ArgumentList.Add(argument);
            }
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors.Result}{output}");
    }
}
