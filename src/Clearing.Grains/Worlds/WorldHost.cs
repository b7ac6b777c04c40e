using Clearing.Grains.Clusters;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Storage;
using Clearing.Scenarios.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clearing.Grains.Worlds;

/// <summary>
/// A silo inside this process that serves a world, with its stores: alone, or with those of other processes.
/// </summary>
public sealed class WorldHost : IAsyncDisposable
{
    // A process that answers does so at once; one that does not is given up by the others in a few seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    private readonly IHost _host;
    private readonly WorldStores _stores;
    private readonly WorldOptions _options;
    private readonly ClusterEnd? _end;
    private readonly ITimer? _watch;
    private bool _isClosed;

    private WorldHost(World world, IHost host, WorldStores stores, WorldOptions options, ClusterEnd? end)
    {
        World = world;
        _host = host;
        _stores = stores;
        _options = options;
        _end = end;
        Grains = host.Services.GetRequiredService<IGrainFactory>();
        Ledgers = [.. world.Streams.Select(stream => Grains.GetGrain<ILedgerGrain>(stream))];

        // Who looks at a ledger that was lost brings it up again.
        _watch = end is null ? null : options.Time.CreateTimer(_ => _ = LookAsync(), null, Often, Often);
    }

    public World World { get; }

    /// <summary>Where the other processes reach this one; null = it serves alone.</summary>
    public string? Process => _host.Services.GetService<ClusterSeat>()?.Address;

    /// <summary>
    /// Done when this process cannot be one of its cluster any more: why. It serves nothing then and has to end.
    /// </summary>
    public Task<string> Lost => _end?.Why ?? new TaskCompletionSource<string>().Task;

    public IGrainFactory Grains { get; }

    /// <summary>By arrangement.</summary>
    public IReadOnlyList<ILedgerGrain> Ledgers { get; }

    /// <summary>Where the world is kept, without secrets.</summary>
    public string Location => _stores.Journal.Location;

    /// <summary>What of the database's settings weakens what is promised, in words.</summary>
    public IReadOnlyList<string> Weaknesses => _stores.Journal.Weaknesses;

    /// <summary>Opens the world and its ledgers.</summary>
    /// <exception cref="WorldException">The place holds another world.</exception>
    /// <exception cref="IOException">A store or a port cannot be had.</exception>
    public static async Task<WorldHost> StartAsync(
        Scenario scenario, WorldPlace place, WorldOptions options, CancellationToken cancellation = default)
    {
        WorldStores stores = await place.OpenAsync(cancellation);
        try
        {
            World world = await World.OpenAsync(
                scenario, stores.Journal, options, cancellation);
            ClusterEnd? end = options.Member is null ? null : new ClusterEnd();
            void Configure(HostApplicationBuilder builder, ISiloBuilder silo)
            {
                options.Logging(builder.Logging);
                options.Silo(silo);
                silo.Services.AddSingleton(world).AddSingleton<ILedgerSites>(world);
                silo.AddGrainStore(stores.Grains).AddLedgers();
                if (end is not null)
                {
                    silo.Services.AddSingleton<IFatalErrorHandler>(end);
                }
            }

            IHost host = options.Member is { } self
                ? await ClusterSilo.StartAsync(Configure, world.Name, stores.Grains, self, cancellation)
                : await LocalSilo.StartAsync(Configure, cancellation);
            return new WorldHost(world, host, stores, options, end);
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has every ledger read its journal, and waits until each serves or cannot.</summary>
    public Task<LedgerInfo[]> OpenAsync() => Task.WhenAll(Ledgers.Select(async (ledger, i) =>
        _end is null ? await ledger.OpenAsync() : await AskAsync(i, ledger.OpenAsync(), Timeout.InfiniteTimeSpan)));

    /// <summary>What the ledgers do at the moment.</summary>
    public Task<LedgerInfo[]> LookAsync() => Task.WhenAll(Ledgers.Select(async (ledger, i) =>
        _end is null ? await ledger.InfoAsync() : await AskAsync(i, ledger.InfoAsync(), Patience)));

    /// <summary>
    /// Closes the ledgers, each with a checkpoint, then the grains, which write what they keep. In a cluster others
    /// take over what is here.
    /// </summary>
    public async Task CloseAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        if (_watch is not null)
        {
            await _watch.DisposeAsync();
        }

        if (_end is null)
        {
            await Task.WhenAll(Ledgers.Select(ledger => ledger.CloseAsync()));
        }

        await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _host.Dispose();
        await _stores.DisposeAsync();
    }

    // One that the others gave up has nobody to say goodbye to.
    private async Task StopAsync()
    {
        try
        {
            await _host.StopAsync(new CancellationToken(canceled: Lost.IsCompleted));
        }
        catch (Exception e) when (Lost.IsCompleted && e is not OutOfMemoryException)
        {
        }
    }

    private async Task<LedgerInfo> AskAsync(int ledger, Task<LedgerInfo> asked, TimeSpan patience)
    {
        try
        {
            return await asked.WaitAsync(patience, _options.Time);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Its process is gone or silent. Who asks next reaches another one, or brings it up.
            return LedgerInfo.Silent(World.SiteOf(World.Streams[ledger])!, e.Message);
        }
    }
}
