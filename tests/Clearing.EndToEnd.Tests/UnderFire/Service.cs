using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Clearing.Client.Connections;

namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>
/// A world of ten banks that the built program serves, on one place, through as many processes as it takes: they are
/// killed, and started again on what they left.
/// </summary>
internal sealed class Service(string scenario, params string[] place) : IAsyncDisposable
{
    public const string Gross = "gross";
    public const string Netted = "netted";
    public const int Banks = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private ClearingProcess? _process;
    private volatile int _port;

    /// <summary>A minute of business to the second, so that the net system posts every five seconds.</summary>
    public static string World
    {
        get
        {
            IEnumerable<string> cycles = Enumerable.Range(1, 288).Select(
                i => string.Create(CultureInfo.InvariantCulture, $"\"{i * 5 / 60:00}:{i * 5 % 60:00}\""));
            return $$"""
                name: fire
                seed: 1
                currency: USD
                calendar:
                  date: 2026-01-05
                  weekend: []
                  open: "00:00"
                  close: "24:00"
                  days: 30
                  carry: [balances, queue]
                participants:
                  - generate: { count: {{Banks}}, prefix: BANKZZ, size-exponent: 0, balance: 50_000.00 }
                payments: []
                systems:
                  - { name: {{Gross}}, rulebook: rtgs }
                  - name: {{Netted}}
                    rulebook: dns
                    cycles: [{{string.Join(", ", cycles)}}]

                """;
        }
    }

    /// <summary>Where it lets banks in; 0 = wherever there is room.</summary>
    public int Port { get; init; }

    /// <summary>What else it is started with.</summary>
    public string[] Options { get; init; } = [];

    public ClearingProcess Process => _process ?? throw new InvalidOperationException("It was not started.");

    /// <summary>Starts a process, and does not wait until it serves.</summary>
    public void Begin()
    {
        _process?.Dispose();
        _process = ClearingProcess.Start(
            ["serve", scenario, .. place, .. Options, "--tcp", $"{Port}", "--speed", "60", "--format", "json"]);
    }

    /// <summary>Starts a process and waits until it lets banks in.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StartAsync()
    {
        long started = Stopwatch.GetTimestamp();
        Begin();
        await ListensAsync();
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Waits until the process lets banks in.</summary>
    public async Task ListensAsync()
    {
        if (await Process.ReadLineAsync() is not { } begin)
        {
            Assert.Fail((await Process.EndAsync()).Error);
            return;
        }

        _port = IPEndPoint.Parse(JsonDocument.Parse(begin).RootElement.GetProperty("tcp").GetString()!).Port;
    }

    /// <summary>Banks that reached this one reach another from now on.</summary>
    public void MoveTo(Service other) => _port = other._port;

    /// <summary>kill -9.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>Ends it as an operator would.</summary>
    /// <returns>By ledger, what it says of it.</returns>
    public async Task<Dictionary<string, Stopped>> StopAsync()
    {
        Process.Interrupt();
        Ended ended = await Process.EndAsync();
        Assert.True(ended.Code == 0, $"{ended.Code}\n{ended.Error}\n{ended.Out}");
        return JsonDocument.Parse(ended.Out.Trim().Split('\n')[^1]).RootElement.GetProperty("ledgers").EnumerateArray()
            .ToDictionary(
                each => each.GetProperty("name").GetString()!,
                each => new Stopped(
                    each.GetProperty("records").GetInt64(), each.GetProperty("state_hash").GetString()!));
    }

    /// <summary>What <c>clearing verify</c> counts, by ledger; fails where it finds anything wrong.</summary>
    public async Task<Dictionary<string, long>> VerifyAsync()
    {
        Ended ended = await ClearingProcess.RunAsync(["verify", .. place, scenario, "--format", "json", "--quiet"]);
        Assert.True(ended.Code == 0, $"verify ended with {ended.Code}\n{ended.Error}\n{ended.Out}");
        JsonElement report = JsonDocument.Parse(ended.Out).RootElement;
        Assert.True(
            report.GetProperty("holds").GetBoolean() && report.GetProperty("whole").GetBoolean(), ended.Out);
        return report.GetProperty("ledgers").EnumerateArray().ToDictionary(
            each => each.GetProperty("stream").GetString()!.Split('/')[1],
            each => each.GetProperty("records").GetInt64());
    }

    /// <summary>Fails where <c>clearing replay</c> comes to another state than was recorded.</summary>
    /// <returns>By ledger, the hash of the state at its end.</returns>
    public async Task<Dictionary<string, string>> ReplayAsync()
    {
        Ended ended = await ClearingProcess.RunAsync(["replay", .. place, scenario, "--format", "json", "--quiet"]);
        Assert.True(ended.Code == 0, $"replay ended with {ended.Code}\n{ended.Error}\n{ended.Out}");
        return JsonDocument.Parse(ended.Out).RootElement.GetProperty("ledgers").EnumerateArray().ToDictionary(
            each => each.GetProperty("stream").GetString()!.Split('/')[1],
            each => each.GetProperty("states").EnumerateArray().Last().GetProperty("replayed").GetString()!);
    }

    /// <summary>How a bank reaches whatever process serves at the moment.</summary>
    public SessionOptions SessionOf(string ledger, int bank) => new()
    {
        Terminal = string.Create(CultureInfo.InvariantCulture, $"BANKZZ{bank + 1:00}AXXX"),
        Ledger = ledger,
        Connect = ConnectAsync,
        LoginTime = Patience,
    };

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.KillAsync();
            _process.Dispose();
        }
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancellation)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, _port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>What a service says of a ledger when it ends.</summary>
/// <param name="Records">In its journal.</param>
/// <param name="StateHash">Of the state behind them.</param>
internal readonly record struct Stopped(long Records, string StateHash);
