using System.Net;
using Clearing.Grains.Ledgers;
using Clearing.Server.Access;
using Clearing.Server.Http.Actions;
using Clearing.Server.Http.Docs;
using Clearing.Server.Http.Orders;
using Clearing.Server.Http.Payments;
using Clearing.Server.Http.Reading;
using Clearing.Server.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clearing.Server.Http;

/// <summary>
/// The way in over HTTP (docs/reference/http-api.md): the same ledgers as over sessions, and what only a person asks.
/// </summary>
internal sealed class HttpApi(
    HttpWorld world, ICallers callers, Gate gate, Gateway gateway, TimeProvider time, ILogger<HttpApi> logger)
{
    /// <summary>The most octets of a body, unless an endpoint says otherwise.</summary>
    private const long MostOctets = 1 << 20;

    /// <summary>The most connections at once, sessions over TCP among them.</summary>
    private const int MostConnections = 8_192;

    // A body must come at 240 octets a second at least, which the server demands by itself.
    private static readonly TimeSpan HeaderTime = TimeSpan.FromSeconds(10);

    /// <summary>What the endpoints need of the host.</summary>
    public static void AddServices(IServiceCollection services) => services.AddRouting();

    /// <summary>Accepts requests on an address.</summary>
    /// <param name="kestrel">Options of the server.</param>
    /// <param name="endpoint">Port 0 lets the system choose one.</param>
    /// <param name="encrypt">Encrypts what is listened to; null = nothing does.</param>
    /// <exception cref="ArgumentException">
    /// Others could reach the address, and nobody proves who they are, or keys could be read on the way.
    /// </exception>
    public void Listen(KestrelServerOptions kestrel, IPEndPoint endpoint, Action<ListenOptions>? encrypt = null)
    {
        if ((callers.TrustsAnybody || encrypt is null) && !IPAddress.IsLoopback(endpoint.Address))
        {
            throw new ArgumentException(
                callers.TrustsAnybody
                    ? $"{endpoint} can be reached by others, and nobody would prove who they are: give an access file, "
                    + "or listen on 127.0.0.1."
                    : $"{endpoint} can be reached by others, and keys could be read on the way: give a certificate, or "
                    + "listen on 127.0.0.1.",
                nameof(endpoint));
        }

        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MostOctets;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.RequestHeadersTimeout = HeaderTime;
        kestrel.Listen(endpoint, listen => encrypt?.Invoke(listen));
    }

    /// <summary>Puts the endpoints into the server.</summary>
    public void Map(WebApplication app)
    {
        MapWorld(app);
        ActionEndpoints.Map(app, world, app.Services.GetRequiredService<IGrainFactory>(), time);
        ReadApi.Map(app, world, callers);
        TelemetryHosting.Map(app);
        Dashboard.Map(app);
    }

    /// <summary>Puts the endpoints into the server that are about the world and nothing around it.</summary>
    internal void MapWorld(WebApplication app)
    {
        app.Use(GuardAsync);
        DocsEndpoints.UsePage(app);
        app.UseRouting();
        app.Use(gate.InvokeAsync);
        WorldEndpoints.Map(app, world);
        PaymentEndpoints.Map(app, world, gateway, time);
        OrderEndpoints.Map(app, world, time);
        HealthEndpoints.Map(app, world);
        DocsEndpoints.Map(app);
    }

    // Whatever goes wrong is told as a problem, and its details only to the log.
    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException bad)
        {
            await context.WriteAsync(bad.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge =>
                    new Problem(413, "too-large", "The body is larger than this address takes."),
                StatusCodes.Status408RequestTimeout =>
                    new Problem(408, "too-slow", "The body came too slowly; nothing was done. Send it again."),
                _ => new Problem(bad.StatusCode, "bad-request", "The request is not well-formed HTTP."),
            });
        }
        catch (Exception away) when (away is LedgerUnavailableException or OrleansException or TimeoutException)
        {
            await context.WriteAsync(Problem.Away);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            string route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
            HttpLog.Failed(logger, context.Request.Method, route, exception);
            await context.WriteAsync(Problem.Failed);
        }
    }
}
