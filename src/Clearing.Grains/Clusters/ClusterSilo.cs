using System.Net;
using Clearing.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Clearing.Grains.Clusters;

/// <summary>A silo that serves a world together with those of other processes (docs/reference/storage.md).</summary>
internal static class ClusterSilo
{
    /// <summary>
    /// The service under which a world's states are kept: the one of a silo that serves alone, so that a world may be
    /// served either way.
    /// </summary>
    private const string Service = "dev";

    /// <summary>Between two looks at a neighbour, and how long its answer may take at first.</summary>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);

    /// <param name="configure">What else the host and its silo have.</param>
    /// <param name="world">Name of the world, which is that of the cluster.</param>
    /// <param name="store">Where the cluster keeps account of its members.</param>
    /// <param name="self">Where the others reach this one; port 0 = a free one.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="IOException">The port cannot be had, or the others cannot be reached.</exception>
    public static async Task<IHost> StartAsync(
        Action<HostApplicationBuilder, ISiloBuilder> configure, string world, GrainStore store, IPEndPoint self,
        CancellationToken cancellation)
    {
        void Configure(HostApplicationBuilder builder, ISiloBuilder silo, int port)
        {
            Join(silo, world, store, self, port);
            configure(builder, silo);
        }

        try
        {
            return await LocalSilo.StartAsync(Configure, self.Port, cancellation);
        }
        catch (OrleansException e)
        {
            throw new IOException(
                $"The cluster cannot be joined: {e.Message} See that its processes reach each other at their --silo "
                + "addresses.",
                e);
        }
    }

    private static void Join(ISiloBuilder silo, string world, GrainStore store, IPEndPoint self, int port)
    {
        silo.UseAdoNetClustering((AdoNetClusteringSiloOptions options) =>
        {
            options.Invariant = store.Invariant;
            options.DataSource = store.Source;
        });
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = self.Address;
            options.SiloPort = port;
            options.GatewayPort = LocalSilo.FreePort();
        });
        silo.Configure<ClusterOptions>(options => NameOf(world, options));
        silo.Configure<ClusterMembershipOptions>(Tune);
        silo.Configure<SiloMessagingOptions>(LetLargePass);
        silo.Services.AddSingleton<ClusterSeat>();
    }

    /// <summary>What the cluster of a world is called.</summary>
    public static void NameOf(string world, ClusterOptions options)
    {
        options.ClusterId = world;
        options.ServiceId = Service;
    }

    /// <summary>A scenario goes over the wire as one message, and so do its outcomes.</summary>
    public static void LetLargePass(MessagingOptions options) => options.MaxMessageBodySize = int.MaxValue;

    // Two must have missed a neighbour three times, a second or a little more each. Who is away that long for another
    // reason ends when it is back: its ledgers are elsewhere by then.
    private static void Tune(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = Probe;
        options.MinProbeTimeout = Probe;
        options.MaxProbeTimeout = 1.5 * Probe;
        options.NumMissedProbesLimit = 3;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);

        // Those that were killed all at once hold up who starts next only for so long.
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedTableIAmAliveLimit = 3;
    }
}
