using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clearing.Grains;

/// <summary>A silo inside this process, on free loopback ports, reachable by nobody else.</summary>
internal static class LocalSilo
{
    private const int Attempts = 20;

    /// <summary>Starts one that leaves the console and its signals to the program.</summary>
    /// <param name="configure">What else the host and its silo have.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="IOException">No port could be had.</exception>
    public static async Task<IHost> StartAsync(
        Action<HostApplicationBuilder, ISiloBuilder> configure, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            IHost host = Build(configure, FreePort());
            try
            {
                await host.StartAsync(cancellation);
                return host;
            }
            catch (Exception e) when (IsPortTaken(e))
            {
                // Another process took the port between our look and our bind.
                host.Dispose();
                if (attempt == Attempts)
                {
                    throw new IOException($"No free loopback port in {Attempts} attempts.", e);
                }
            }
        }
    }

    private static IHost Build(Action<HostApplicationBuilder, ISiloBuilder> configure, int siloPort)
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.UseOrleans(silo => configure(builder, silo.UseLocalhostClustering(siloPort, gatewayPort: 0)));
        return builder.Build();
    }

    private static int FreePort()
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
