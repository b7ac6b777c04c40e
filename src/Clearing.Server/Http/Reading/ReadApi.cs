using Clearing.Grains.Past;
using Clearing.Grains.Worlds;
using Clearing.Server.Access;
using Clearing.Server.Http.Notices;
using Clearing.Server.Notices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Clearing.Server.Http.Reading;

/// <summary>All that reads and changes nothing.</summary>
internal static class ReadApi
{
    /// <summary>What it needs of the host.</summary>
    /// <param name="services">Where it is put.</param>
    /// <param name="world">Whose ledgers are read.</param>
    /// <param name="time">Measures waits.</param>
    public static void AddTo(IServiceCollection services, World world, TimeProvider time) =>
        services.AddSingleton(time).AddSingleton(world).AddSingleton(_ => new PastReader(world, time));

    /// <summary>Puts the endpoints into the server.</summary>
    public static void Map(WebApplication app, HttpWorld world, ICallers callers)
    {
        IServiceProvider services = app.Services;
        ReadDesk desk = new(world, services.GetRequiredService<World>(), services.GetRequiredService<PastReader>());
        AccountEndpoints.Map(app, desk);
        QueueEndpoints.Map(app, desk);
        StatementEndpoints.Map(app, desk);
        PaymentReadEndpoints.Map(app, desk);
        new NoticeEndpoint(
            world, services.GetRequiredService<Gateway>().BoardOf, services.GetRequiredService<INoticePlaces>(),
            callers, services.GetRequiredService<TimeProvider>()).Map(app, app.Lifetime.ApplicationStopping);
    }
}
