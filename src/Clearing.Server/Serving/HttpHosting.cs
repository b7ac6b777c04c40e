using System.Text;
using Clearing.Grains.Operating;
using Clearing.Grains.Worlds;
using Clearing.Messages.Switching;
using Clearing.Server.Access;
using Clearing.Server.Http;
using Clearing.Server.Http.Reading;
using Clearing.Server.Ledgers;
using Clearing.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clearing.Server.Serving;

/// <summary>What the way in over HTTP is made of.</summary>
internal static class HttpHosting
{
    /// <summary>Adds the access file that is in force, where there is one.</summary>
    public static void AddAccess(IServiceCollection services, World world, ServiceOptions options)
    {
        if (options.Access is { } path)
        {
            services.AddSingleton(provider => AccessFile.Open(
                path, world.IndexOf, options.Time, provider.GetRequiredService<ILogger<AccessFile>>()));
        }
    }

    /// <summary>Adds the interface with its gate.</summary>
    public static void AddHttp(
        IServiceCollection services, WorldHost host, IReadOnlyList<ServedLedger> ledgers, ServiceOptions options)
    {
        HttpApi.AddServices(services);
        ReadApi.AddTo(services, host.World, options.Time);
        Dashboard.AddTo(services, host.Grains);
        services.AddSingleton(provider => CallersOf(provider.GetService<AccessFile>(), host.World, options));
        RequestMacs macs = new(
            options.Keys, NetworkEnvironment.Test, terminal => ledgers[0].Parties.FindTerminal(
                Encoding.ASCII.GetBytes(terminal)), options.Time);
        services.AddSingleton(provider => new Gate(
            provider.GetRequiredService<ICallers>(),
            new SealedExchange(macs),
            new TrailNotes(
                host.Grains.GetGrain<IAuditTrailGrain>(host.World.Name), options.Time,
                provider.GetRequiredService<ILogger<Gate>>()),
            options.Time));
        services.AddSingleton(provider => new HttpApi(
            new HttpWorld(host.World.Name, ledgers, host.World.IndexOf),
            provider.GetRequiredService<ICallers>(),
            provider.GetRequiredService<Gate>(),
            provider.GetRequiredService<Gateway>(),
            options.Time,
            provider.GetRequiredService<ILogger<HttpApi>>()));
    }

    private static ICallers CallersOf(AccessFile? file, World world, ServiceOptions options) => file is null
        ? new DevelopmentCallers(world.IndexOf)
        : new FileCallers(file, options.Time);
}
