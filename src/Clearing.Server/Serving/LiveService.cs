using System.Net;
using System.Security.Cryptography;
using System.Text;
using Clearing.Grains;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Operating;
using Clearing.Grains.Participants;
using Clearing.Grains.Worlds;
using Clearing.Messages.Switching;
using Clearing.Scenarios.Model;
using Clearing.Server.Access;
using Clearing.Server.Http;
using Clearing.Server.Ledgers;
using Clearing.Server.Notices;
using Clearing.Server.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearing.Server.Serving;

/// <summary>What a service does at the moment.</summary>
/// <param name="TimeUs">Business time, microseconds since 1970 UTC.</param>
/// <param name="Sessions">Sessions that are open or about to be.</param>
/// <param name="Ledgers">By arrangement.</param>
public sealed record ServiceStatus(long TimeUs, int Sessions, IReadOnlyList<LedgerInfo> Ledgers);

/// <summary>A world that is open to the outside: its silo and stores, and the way in for sessions.</summary>
public sealed class LiveService : IAsyncDisposable
{
    private readonly WorldHost _host;
    private readonly Gateway _gateway;
    private readonly WebApplication _kestrel;
    private readonly ServiceOptions _options;
    private bool _isClosed;

    private LiveService(WorldHost host, Gateway gateway, WebApplication kestrel, ServiceOptions options)
    {
        _host = host;
        _gateway = gateway;
        _kestrel = kestrel;
        _options = options;
        IPEndPoint[] open = [.. kestrel.Urls.Select(url => IPEndPoint.Parse(new Uri(url).Authority))];
        Endpoint = open[0];
        HttpEndpoint = options.Http is null ? null : open[1];
    }

    public World World => _host.World;

    /// <inheritdoc cref="WorldHost.Location"/>
    public string Location => _host.Location;

    /// <inheritdoc cref="WorldHost.Weaknesses"/>
    public IReadOnlyList<string> Weaknesses => _host.Weaknesses;

    /// <summary>Grains of the world.</summary>
    public IGrainFactory Grains => _host.Grains;

    /// <summary>What is served over HTTP, with what each address asks of who calls it.</summary>
    internal IReadOnlyList<Endpoint> Endpoints =>
        _kestrel.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>Where sessions are accepted.</summary>
    public IPEndPoint Endpoint { get; }

    /// <inheritdoc cref="WorldHost.Process"/>
    public string? Process => _host.Process;

    /// <inheritdoc cref="WorldHost.Lost"/>
    public Task<string> Lost => _host.Lost;

    /// <summary>Where requests are accepted; null where none are.</summary>
    public IPEndPoint? HttpEndpoint { get; }

    /// <summary>Opens a world, recovers its ledgers, and lets sessions in.</summary>
    /// <exception cref="WorldException">The world cannot be served as asked.</exception>
    /// <exception cref="LedgerHaltException">A ledger would have to guess.</exception>
    /// <exception cref="IOException">A store or a port cannot be had.</exception>
    public static async Task<LiveService> StartAsync(
        Scenario scenario, ServiceOptions options, CancellationToken cancellation = default)
    {
        WorldHost host = await WorldHost.StartAsync(
            scenario,
            options.Place,
            new WorldOptions
            {
                Source = options.Source,
                Member = options.Member,
                Speed = options.Speed,
                HasKeys = options.Keys.Count > 0,
                HasAccess = options.Access is not null,
                Settings = options.Settings,
                Time = options.Time,
                Logging = options.Logging,
                Silo = options.Http is null ? static _ => { } : Dashboard.AddTo,
            },
            cancellation);
        try
        {
            foreach (LedgerInfo info in await host.OpenAsync().WaitAsync(cancellation))
            {
                // In a cluster the other ledgers are served.
                if (info.State == LedgerState.Halted && options.Member is null)
                {
                    throw new LedgerHaltException(info.Trouble);
                }
            }

            await host.Grains.GetGrain<IActionsGrain>(host.World.Name).FinishAsync().WaitAsync(cancellation);
            return await ListenAsync(host, options, cancellation);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>What it does at the moment.</summary>
    public async Task<ServiceStatus> LookAsync()
    {
        LedgerInfo[] ledgers = await _host.LookAsync();
        return new ServiceStatus(World.Clock.NowUs, _gateway.SessionCount, ledgers);
    }

    /// <summary>The same, waiting for ledgers that another process has only just left to this one.</summary>
    public async Task<ServiceStatus> LookLastAsync()
    {
        LedgerInfo[] ledgers = await (Process is null ? _host.LookAsync() : _host.OpenAsync());
        return new ServiceStatus(World.Clock.NowUs, _gateway.SessionCount, ledgers);
    }

    /// <summary>SHA-256 over the state of each ledger, in hexadecimal, by arrangement; null where it does not serve.
    /// </summary>
    public Task<string?[]> StateHashesAsync() => Task.WhenAll(_host.Ledgers.Select(async ledger =>
    {
        try
        {
            return Convert.ToHexStringLower((await ledger.AccountsAsync()).StateHash);
        }
        catch (Exception e) when (e is LedgerUnavailableException or OrleansException or TimeoutException)
        {
            return null;
        }
    }));

    /// <summary>
    /// Lets nobody in any more, and has every session answered and ended. Those that take too long are cut off; what
    /// was answered is durable in any case.
    /// </summary>
    public async Task EndSessionsAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        using CancellationTokenSource patience = new(
            Lost.IsCompleted ? TimeSpan.Zero : _options.StopTime, _options.Time);
        try
        {
            await _gateway.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // They are cut off with their connections.
        }

        await _kestrel.StopAsync(patience.Token);
    }

    /// <summary>Ends the sessions, and writes checkpoints and what grains keep.</summary>
    public async Task StopAsync()
    {
        await EndSessionsAsync();
        await _host.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _kestrel.DisposeAsync();
        await _host.DisposeAsync();
    }

    private static async Task<LiveService> ListenAsync(
        WorldHost host, ServiceOptions options, CancellationToken cancellation)
    {
        ServedLedger[] ledgers = ServedWorld.LedgersOf(host, options.KeepsMessages);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        options.Logging(builder.Logging);

        // A port that is taken is told by the exception; the host would log it with its stack besides.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        HttpHosting.AddAccess(builder.Services, host.World, options);
        builder.Services.AddSingleton<INoticePlaces>(new Mailboxes(host.World, host.Grains));
        builder.Services.AddSingleton(services => new Gateway(
            new GatewayOptions
            {
                Keys = options.Keys,
                Guard = services.GetService<AccessFile>() is { } file
                    ? new SessionGuard(file, options.Tls?.AsksCertificates == true)
                    : null,
                KeepOrder = options.Access is null ? null : (terminal, what) =>
                    host.Grains.GetGrain<IAuditTrailGrain>(host.World.Name).WriteAsync(
                        [new TrailEntry(terminal, TrailKinds.Order, "session", what)]),
            },
            ledgers,
            services.GetRequiredService<INoticePlaces>(),
            options.Time,
            services.GetRequiredService<ILogger<Gateway>>()));
        if (options.Http is not null || options.Otlp is not null)
        {
            TelemetryHosting.Add(builder.Services, host.World.Name, options.Otlp);
        }

        if (options.Http is not null)
        {
            HttpHosting.AddHttp(builder.Services, host, ledgers, options);
        }

        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => Listen(kestrel, options));
        WebApplication app = builder.Build();
        try
        {
            app.Services.GetService<AccessFile>();
            app.Services.GetService<HttpApi>()?.Map(app);
            await EnrolAsync(host, ledgers[0], options, app.Services.GetRequiredService<ILogger<LiveService>>());
            await app.StartAsync(cancellation);
            return new LiveService(host, app.Services.GetRequiredService<Gateway>(), app, options);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static void Listen(KestrelServerOptions kestrel, ServiceOptions options)
    {
        IServiceProvider services = kestrel.ApplicationServices;
        TlsHosting? tls = options.Tls is { } files
            ? new TlsHosting(files, services.GetService<AccessFile>(), options.Time)
            : null;
        kestrel.ListenForSessions(
            options.Endpoint, services.GetRequiredService<Gateway>(),
            tls is null ? null : listen => tls.Use(listen, isCertificateRequired: true));
        if (options.Http is { } http)
        {
            services.GetRequiredService<HttpApi>().Listen(
                kestrel, http, tls is null ? null : listen => tls.Use(listen, isCertificateRequired: false));
        }
    }

    /// <summary>Has the participants take note of their keys.</summary>
    /// <exception cref="WorldException">A key is of nobody.</exception>
    private static async Task EnrolAsync(WorldHost host, ServedLedger ledger, ServiceOptions options, ILogger logger)
    {
        long nowUs = BusinessClock.WallUs(options.Time);
        foreach (IGrouping<int, AuthenticationKey> keys in options.Keys.GroupBy(
            key => ledger.Parties.FindTerminal(Encoding.ASCII.GetBytes(key.Owner))))
        {
            if (keys.Key < 0)
            {
                throw new WorldException(
                    $"There is a key for {keys.First().Owner}, which is the terminal of no participant: it must begin "
                    + "with the first 8 characters of a participant's BIC.");
            }

            string id = ledger.Participants[keys.Key].Id;
            IParticipantGrain participant = host.Grains.GetGrain<IParticipantGrain>($"{host.World.Name}/{id}");
            foreach (TerminalKey changed in await participant.EnrolAsync([.. keys.Select(key => PrintOf(key, nowUs))]))
            {
                ServiceLog.KeyChanged(logger, changed.Number, changed.Terminal);
            }
        }
    }

    private static TerminalKey PrintOf(AuthenticationKey key, long nowUs) => new()
    {
        Terminal = key.Owner,
        Number = key.Id,
        Print = Convert.ToHexStringLower(SHA256.HashData(key.Secret.Span).AsSpan(0, 16)),
        SinceUs = nowUs,
    };
}
