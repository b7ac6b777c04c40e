using System.Net;
using Clearing.Grains.Ledgers;
using Clearing.Messages.Sessions;
using Clearing.Server.Ledgers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Clearing.Server.Tests.Bench;

/// <summary>
/// A gateway behind Kestrel on a free port, with a ledger in memory and a clock that moves when a test says so.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private readonly WebApplication _kestrel;

    private World(Gateway gateway, WebApplication kestrel)
    {
        Gateway = gateway;
        _kestrel = kestrel;
    }

    public Gateway Gateway { get; }

    public required FakeLedger Ledger { get; init; }

    public required FakeTimeProvider Time { get; init; }

    public required LogLines Log { get; init; }

    public required NoticePlacesInMemory Places { get; init; }

    public int Port { get; private init; }

    /// <summary>Business time.</summary>
    public long Now { get; set; } = Times.Noon;

    /// <summary>Four banks, the last of which settles on the account of the first.</summary>
    public static ServedLedger Serve(ILedgerGrain grain, bool keepsMessages = false, Func<long>? clock = null) => new(
        "rtgs", grain,
        [
            new ServedParticipant("ALPHA", "AAAAUS33", "021000021", 0),
            new ServedParticipant("BETA", "BBBBDEFF", "011000015", 1),
            new ServedParticipant("GAMMA", "CCCCGB2LXXX", "", 2),
            new ServedParticipant("DELTA", "DDDDFRPPPAR", "", 0),
        ],
        [new DirectorySystem("rtgs", 0)],
        [new DirectoryCurrency("USD", 2), new DirectoryCurrency("JPY", 0)],
        [
            new ServedDay(new DateOnly(2026, 1, 5), Times.Noon + 6L * 3600 * 1_000_000),
            new ServedDay(new DateOnly(2026, 1, 6), Times.Noon + 30L * 3600 * 1_000_000),
        ],
        clock ?? (() => Times.Noon))
    {
        KeepsMessages = keepsMessages,
        Classes = [["urgent", "high", "normal"]],
    };

    public static async Task<World> StartAsync(
        GatewayOptions? options = null,
        FakeLedger? ledger = null,
        NoticePlacesInMemory? places = null,
        bool keepsMessages = false,
        Func<Func<long>, IReadOnlyList<ServedLedger>>? served = null)
    {
        FakeLedger grain = ledger ?? new FakeLedger();
        FakeTimeProvider time = new(Times.Start);
        LogLines log = new();
        NoticePlacesInMemory kept = places ?? new NoticePlacesInMemory();
        World world = null!;
        Gateway gateway = new(
            options ?? new GatewayOptions(),
            served?.Invoke(() => world.Now) ?? [Serve(grain, keepsMessages, () => world.Now)], kept, time, log);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.ListenForSessions(new IPEndPoint(IPAddress.Loopback, 0), gateway));
        WebApplication app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        world = new World(gateway, app)
        {
            Ledger = grain,
            Time = time,
            Log = log,
            Places = kept,
            Port = new Uri(app.Urls.Single()).Port,
        };
        return world;
    }

    /// <summary>A connection of which nothing has been said yet.</summary>
    public Task<BankLine> ConnectAsync() => BankLine.ConnectAsync(Port);

    /// <summary>A session of a bank.</summary>
    public async Task<BankLine> LoginAsync(Func<Hello, Hello>? change = null, string terminal = "AAAAUS33AXXX")
    {
        BankLine bank = await ConnectAsync();
        Hello hello = new() { Terminal = terminal, Nonce = new byte[32] };
        await bank.LoginAsync(change is null ? hello : change(hello));
        return bank;
    }

    /// <summary>Waits for something that the network brings about in its own time.</summary>
    public static async Task UntilAsync(Func<bool> holds, Action? meanwhile = null)
    {
        using CancellationTokenSource patience =
            CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        using PeriodicTimer often = new(TimeSpan.FromMilliseconds(2));
        while (!holds())
        {
            meanwhile?.Invoke();
            await often.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>A connection that says nothing and takes little in.</summary>
    public Task<BankLine> ConnectSmallAsync() => BankLine.ConnectAsync(Port, receiveBuffer: 4096);

    public async ValueTask DisposeAsync()
    {
        Ledger.Open();
        await _kestrel.DisposeAsync();
        Gateway.Dispose();
    }
}

/// <summary>What was logged.</summary>
internal sealed class LogLines : ILogger<Gateway>, ILoggerProvider
{
    private readonly List<string> _lines = [];

    /// <summary>Has everything logged here that is wrong.</summary>
    public void Configure(ILoggingBuilder logging) => logging.SetMinimumLevel(LogLevel.Error).AddProvider(this);

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add(formatter(state, exception) + exception);
        }
    }
}
