using Clearing.Server.Access;
using Clearing.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;

namespace Clearing.Server.Telemetry;

/// <summary>
/// The dashboard of Orleans: silos, grains and their calls, for operators. It comes without any
/// authentication of its own; all of it stands behind the gate.
/// </summary>
internal static class Dashboard
{
    /// <summary>Has a silo tell the dashboard what its grains do.</summary>
    public static void AddTo(ISiloBuilder silo) => silo.AddDashboard(options => options.HideTrace = true);

    /// <summary>What the pages need of the host; it asks the silo through these grains.</summary>
    public static void AddTo(IServiceCollection services, IGrainFactory grains)
    {
        services.AddSingleton(grains);
        new ClientOf(services).AddDashboard(options => options.HideTrace = true);
    }

    /// <summary>Puts the pages into the server.</summary>
    public static void Map(WebApplication app) => app.MapOrleansDashboard("/dashboard").Needs(Entitlement.Operate);

    // The host of the pages is another than the silo's, in the same process: a client of it.
    private sealed class ClientOf(IServiceCollection services) : IClientBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();
    }
}
