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
    private readonly IHost _host;
    private readonly SimulationRunner _runner;

    private SimulationHost(IHost host)
    {
        _host = host;
        _runner = new SimulationRunner(host.Services.GetRequiredService<IGrainFactory>(), "run");
    }

    /// <summary>Starts a silo on free loopback ports, silent, reachable by nobody else.</summary>
    /// <exception cref="IOException">No port could be had.</exception>
    public static async Task<SimulationHost> StartAsync(CancellationToken cancellation = default) => new(
        await LocalSilo.StartAsync(
            static (_, silo) => silo.Configure<SiloMessagingOptions>(options =>
            {
                // A stretch of a large run may keep a system busy for long; nothing here can be lost on the way.
                options.ResponseTimeout = TimeSpan.FromHours(6);
            }),
            cancellation));

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
}
