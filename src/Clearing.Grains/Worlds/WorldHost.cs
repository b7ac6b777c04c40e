using Clearing.Grains.Ledgers;
using Clearing.Grains.Storage;
using Clearing.Scenarios.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clearing.Grains.Worlds;

/// <summary>A silo inside this process that serves a world, with its stores.</summary>
public sealed class WorldHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly WorldStores _stores;
    private bool _isClosed;

    private WorldHost(World world, IHost host, WorldStores stores)
    {
        World = world;
        _host = host;
        _stores = stores;
        Grains = host.Services.GetRequiredService<IGrainFactory>();
        Ledgers = [.. world.Streams.Select(stream => Grains.GetGrain<ILedgerGrain>(stream))];
    }

    public World World { get; }

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
            IHost host = await LocalSilo.StartAsync(
                (builder, silo) =>
                {
                    options.Logging(builder.Logging);
                    options.Silo(silo);
                    silo.Services.AddSingleton(world).AddSingleton<ILedgerSites>(world);
                    silo.AddGrainStore(stores.Grains);
                },
                cancellation);
            return new WorldHost(world, host, stores);
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has every ledger read its journal, and waits until each serves or cannot.</summary>
    public Task<LedgerInfo[]> OpenAsync() => Task.WhenAll(Ledgers.Select(ledger => ledger.OpenAsync()));

    /// <summary>What the ledgers do at the moment.</summary>
    public Task<LedgerInfo[]> LookAsync() => Task.WhenAll(Ledgers.Select(ledger => ledger.InfoAsync()));

    /// <summary>Closes the ledgers, each with a checkpoint, then the grains, which write what they keep.</summary>
    public async Task CloseAsync()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            await Task.WhenAll(Ledgers.Select(ledger => ledger.CloseAsync()));
            await _host.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _host.Dispose();
        await _stores.DisposeAsync();
    }
}
