using System.ComponentModel;
using System.Diagnostics;

namespace Clearing.Peers;

/// <summary>
/// A PostgreSQL server of this program's own, in a folder that goes with it, reachable from this machine only. Commits
/// are durable: <c>fsync</c>, <c>synchronous_commit</c> and <c>full_page_writes</c> are on.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const int Attempts = 5;

    // Larger than the defaults, which are for small machines: a measurement shall not be one of checkpoints.
    private const string Settings = """
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        shared_buffers = 512MB
        max_wal_size = 4GB
        max_connections = 200

        """;

    private readonly DirectoryInfo _folder;

    private PrivatePostgres(DirectoryInfo folder) => _folder = folder;

    /// <summary>Where the server's data lie.</summary>
    public string Folder => _folder.FullName;

    public string ConnectionString { get; private set; } = "";

    /// <summary>Whether this machine has the programs of a PostgreSQL server.</summary>
    public static bool IsInstalled => Programs() is not null;

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Starts a server on a free port; as root under another user, because PostgreSQL refuses root.</summary>
    /// <param name="under">The folder in which to make the server's; null is the temporary folder.</param>
    /// <exception cref="IOException">PostgreSQL is absent or does not start.</exception>
    public static async Task<PrivatePostgres> StartAsync(string? under = null)
    {
        string name = $"clearing-peers-{Environment.ProcessId}-{Stopwatch.GetTimestamp():x}";
        PrivatePostgres server = new(Directory.CreateDirectory(Path.Combine(under ?? Path.GetTempPath(), name)));
        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                await RunAsync("chown", [ServerUser(), server.Folder]);
            }

            await AsServerAsync("initdb", "-D", server.Data, "-U", "peers", "-A", "trust", "-E", "UTF8", "-N");
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await AsServerAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartOnFreePortAsync()
    {
        // Of a setting given twice the server takes the last.
        string configuration = Path.Combine(Data, "postgresql.conf");
        await File.AppendAllTextAsync(configuration, Settings);
        for (int attempt = 1; ; attempt++)
        {
            int port = FreePorts.One();
            await File.AppendAllTextAsync(configuration, $"port = {port}\n");
            try
            {
                await AsServerAsync("pg_ctl", "-D", Data, "-l", Path.Combine(Folder, "log"), "-w", "-t", "60", "start");
                ConnectionString = $"Host=127.0.0.1;Port={port};Username=peers;Database=postgres";
                return;
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Another process took the port between our look and the server's bind.
            }
        }
    }

    private static Task AsServerAsync(string program, params string[] arguments)
    {
        string path = Path.Combine(
            Programs() ?? throw new IOException("No PostgreSQL server is installed (initdb is not found)."), program);
        return Environment.IsPrivilegedProcess
            ? RunAsync("runuser", ["-u", ServerUser(), "--", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static string ServerUser() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal))
            ? "postgres"
            : "nobody";

    // On the path, or where Debian keeps them: the newest version.
    private static string? Programs()
    {
        IEnumerable<string> onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        const string debian = "/usr/lib/postgresql";
        IEnumerable<string> versions = Directory.Exists(debian)
            ? Directory.GetDirectories(debian)
                .OrderByDescending(d => int.TryParse(Path.GetFileName(d), out int version) ? version : 0)
                .Select(d => Path.Combine(d, "bin"))
            : [];
        return versions.Concat(onPath)
            .FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "pg_ctl")));
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new IOException(
                    $"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {process.ExitCode}: "
                    + $"{await errors}{await output}".Trim());
            }
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{program} cannot be started: {e.Message}", e);
        }
    }
}
