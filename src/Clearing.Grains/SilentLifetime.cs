using Microsoft.Extensions.Hosting;

namespace Clearing.Grains;

/// <summary>The lifetime of a host that leaves the console and its signals to the program.</summary>
public sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
