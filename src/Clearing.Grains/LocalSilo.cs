using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clearing.Grains;

/// <summary>
/// A silo inside this process: on free loopback ports, reachable by nobody else, or one of a cluster.
/// </summary>
internal static class LocalSilo
{
    private const int Attempts = 20;

    // It may be the port beside it that was taken.
    private const int AttemptsAtOne = 3;

    /// <summary>Starts one that leaves the console and its signals to the program.</summary>
    /// <param name="configure">What else the host and its silo have.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="IOException">No port could be had.</exception>
    public static Task<IHost> StartAsync(
        Action<HostApplicationBuilder, ISiloBuilder> configure, CancellationToken cancellation) =>
        StartAsync(
            (builder, silo, port) => configure(builder, silo.UseLocalhostClustering(port, gatewayPort: 0)), 0,
            cancellation);

    /// <summary>Starts one that others may reach.</summary>
    /// <param name="configure">What else the host and its silo have, given its port.</param>
    /// <param name="port">Its port; 0 = a free one.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="IOException">No port could be had.</exception>
    public static async Task<IHost> StartAsync(
        Action<HostApplicationBuilder, ISiloBuilder, int> configure, int port, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            IHost host = Build(configure, port == 0 ? FreePort() : port);
            try
            {
                await host.StartAsync(cancellation);
                return host;
            }
            catch (Exception e) when (IsPortTaken(e))
            {
                // Another process took the port between our look and our bind.
                host.Dispose();
                if (port != 0 && attempt == AttemptsAtOne)
                {
                    throw new IOException(
                        $"Port {port} for the other processes of the cluster is taken. Stop the program that has it, "
                        + "or name another one with --silo; port 0 takes a free one.",
                        e);
                }

                if (attempt == Attempts)
                {
                    throw new IOException($"No free port in {Attempts} attempts.", e);
                }
            }
        }
    }

    private static IHost Build(Action<HostApplicationBuilder, ISiloBuilder, int> configure, int port)
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.UseOrleans(silo => configure(builder, silo, port));
        return builder.Build();
    }

    /// <summary>A port that nobody had a moment ago.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsPortTaken(Exception e) =>
        e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
        || (e.InnerException is { } inner && IsPortTaken(inner))
        || (e is AggregateException all && all.InnerExceptions.Any(IsPortTaken));
}
