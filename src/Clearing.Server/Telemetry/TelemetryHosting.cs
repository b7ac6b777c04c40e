using Clearing.Server.Access;
using Clearing.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Clearing.Server.Telemetry;

/// <summary>
/// Takes the meters and spans of the whole process out: to whoever scrapes <c>/metrics</c>, and over OTLP where an
/// address is given (docs/reference/meters.md).
/// </summary>
internal static class TelemetryHosting
{
    /// <summary>Meters and sources of the program.</summary>
    private const string Own = "clearing.*";

    // The server's own: requests by route and status, connections, and what grains do.
    private static readonly string[] Others =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Orleans", "Npgsql",
    ];

    /// <summary>Adds the collector.</summary>
    /// <param name="services">Of the host.</param>
    /// <param name="world">Name of the world, as which the service is known.</param>
    /// <param name="otlp">Where a collector listens; null = nowhere.</param>
    public static void Add(IServiceCollection services, string world, Uri? otlp)
    {
        OpenTelemetry.OpenTelemetryBuilder telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("clearing", "clearing", serviceInstanceId: world))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Own).AddMeter(Others).AddRuntimeInstrumentation().AddPrometheusExporter();
                if (otlp is not null)
                {
                    metrics.AddOtlpExporter(exporter => exporter.Endpoint = otlp);
                }
            });
        if (otlp is not null)
        {
            telemetry.WithTracing(tracing => tracing.AddSource(Own).AddOtlpExporter(
                exporter => exporter.Endpoint = otlp));
        }
    }

    /// <summary>Puts the page of meters into the server.</summary>
    public static void Map(WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics")
        .Needs(Entitlement.ReadMeters)
        .WithName("getMeters").WithTags("Service").WithSummary("All meters, in the text format of Prometheus.");
}
