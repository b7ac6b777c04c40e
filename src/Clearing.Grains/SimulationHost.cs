using System.Net;
using System.Net.Sockets;
using Clearing.Grains.Accounts;
using Clearing.Scenarios.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Clearing.Grains;

/// <summary>
/// A silo inside this process and a runner on it. It may be started while the scenario is still being read.
/// </summary>
public sealed class SimulationHost : IAsyncDisposable
{
    private const int Attempts = 20;

    private readonly IHost _host;
    private readonly SimulationRunner _runner;

    private SimulationHost(IHost host)
    {
        _host = host;
        _runner = new SimulationRunner(host.Services.GetRequiredService<IGrainFactory>(), "run");
    }

    /// <summary>Starts a silo on free loopback ports, silent, reachable by nobody else.</summary>
    /// <exception cref="IOException">No port could be had.</exception>
    public static async Task<SimulationHost> StartAsync(CancellationToken cancellation = default)
    {
        for (int attempt = 1; ; attempt++)
        {
            IHost host = Build(FreePort());
            try
            {
                await host.StartAsync(cancellation);
                return new SimulationHost(host);
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

    /// <inheritdoc cref="SimulationRunner.RunAsync"/>
    public Task<SimulationResult> RunAsync(
        Scenario scenario,
        SimulationOptions options,
        IProgress<SimulationProgress>? progress = null,
        CancellationToken cancellation = default) =>
        _runner.RunAsync(scenario, options, progress, cancellation);

    /// <inheritdoc cref="SimulationRunner.StatementAsync"/>
    public Task<AccountStatement?> StatementAsync(string system, string participant) =>
        _runner.StatementAsync(system, participant);

    /// <summary>
    /// Stops the silo without waiting for its thousands of grains, which have nothing to save. A program that ends
    /// anyway need not call it.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _host.StopAsync(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
        }

        _host.Dispose();
    }

    private static IHost Build(int siloPort)
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort: 0)
            .Configure<SiloMessagingOptions>(options =>
            {
                // A stretch of a large run may keep a system busy for long; nothing here can be lost on the way.
                options.ResponseTimeout = TimeSpan.FromHours(6);
            }));
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

    /// <summary>Leaves the console and its signals to the program.</summary>
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
