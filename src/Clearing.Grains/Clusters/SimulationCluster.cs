using System.Text;
using Clearing.Grains.Storage;
using Clearing.Grains.Worlds;
using Clearing.Journal;
using Clearing.Journal.Postgres;
using Clearing.Scenarios.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Runtime.Placement;

namespace Clearing.Grains.Clusters;

/// <summary>
/// Has the processes of a cluster run scenarios, one at a time in each, from a process that is none of them.
/// </summary>
public sealed class SimulationCluster : IAsyncDisposable
{
    /// <summary>How often a run is begun anew whose process has gone.</summary>
    private const int Attempts = 5;

    private readonly GrainStore _store;
    private readonly IHost _host;
    private readonly IClusterClient _client;
    private readonly Lock _gate = new();
    private readonly Dictionary<SiloAddress, int> _jobs = [];
    private readonly string _name;
    private int _runs;

    private SimulationCluster(GrainStore store, IHost host, string name)
    {
        _store = store;
        _host = host;
        _client = host.Services.GetRequiredService<IClusterClient>();
        _name = name;
    }

    /// <summary>How many processes there are at the moment.</summary>
    public async Task<int> CountAsync() => (await SilosAsync()).Length;

    /// <param name="postgres">The database of the world that the cluster serves.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="IOException">The database cannot be had, has no world, or no process serves it.</exception>
    public static async Task<SimulationCluster> ConnectAsync(string postgres, CancellationToken cancellation = default)
    {
        string world = await WorldOfAsync(postgres, cancellation);
        GrainStore store = await GrainStore.OpenPostgresAsync(postgres, cancellation);
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.UseOrleansClient(client => client
            .UseAdoNetClustering((AdoNetClusteringClientOptions options) =>
            {
                options.Invariant = store.Invariant;
                options.DataSource = store.Source;
            })
            .Configure<ClusterOptions>(options => ClusterSilo.NameOf(world, options))
            .Configure<ClientMessagingOptions>(ClusterSilo.LetLargePass));
        IHost host = builder.Build();
        try
        {
            await host.StartAsync(cancellation);
            return new SimulationCluster(store, host, Environment.MachineName + "-" + Environment.ProcessId);
        }
        catch (Exception e) when (e is OrleansException or IOException)
        {
            host.Dispose();
            await store.DisposeAsync();
            throw new IOException(
                $"No process of a cluster serves {store.Location}: {e.Message} Start one with clearing serve "
                + "--postgres CONNECTION --cluster.",
                e);
        }
    }

    /// <summary>Runs a scenario in the process that has the fewest runs of ours; anew in another one if it dies.
    /// </summary>
    /// <exception cref="IOException">The processes went one after the other.</exception>
    public async Task<SimulationResult> RunAsync(
        Scenario scenario, SimulationOptions options, CancellationToken cancellation = default)
    {
        for (int attempt = 1; ; attempt++)
        {
            SiloAddress silo = Take(await SilosAsync());
            try
            {
                RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
                JobResult result = await _client
                    .GetGrain<ISimulationJobGrain>($"{_name}-{Interlocked.Increment(ref _runs)}")
                    .RunAsync(scenario.AsImmutable(), options, cancellation);
                return new SimulationResult(result.Systems.Value) { Traffic = result.Traffic };
            }
            catch (Exception e) when (e is SiloUnavailableException or OrleansMessageRejectionException)
            {
                if (attempt == Attempts)
                {
                    throw new IOException($"The processes of the cluster went, {Attempts} in a row: {e.Message}", e);
                }
            }
            finally
            {
                RequestContext.Clear();
                Leave(silo);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _store.DisposeAsync();
    }

    private static async Task<string> WorldOfAsync(string postgres, CancellationToken cancellation)
    {
        await using PostgresStore journal = await PostgresStore.OpenAsync(postgres, StoreAccess.Read, cancellation);
        return await journal.GetFactAsync(WorldText.Key, cancellation) is { } text
            ? WorldText.NameIn(Encoding.UTF8.GetString(text))
            : throw new JournalException(JournalFault.Absent, $"{journal.Location} has no world that is served.");
    }

    private async Task<SiloAddress[]> SilosAsync() =>
        [.. (await _client.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Keys.Order()];

    private SiloAddress Take(SiloAddress[] silos)
    {
        lock (_gate)
        {
            SiloAddress silo = silos.MinBy(each => _jobs.GetValueOrDefault(each))!;
            _jobs[silo] = _jobs.GetValueOrDefault(silo) + 1;
            return silo;
        }
    }

    private void Leave(SiloAddress silo)
    {
        lock (_gate)
        {
            _jobs[silo]--;
        }
    }
}
