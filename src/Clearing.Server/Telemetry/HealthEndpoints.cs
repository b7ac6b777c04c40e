using System.Text.Json.Serialization;
using Clearing.Grains.Ledgers;
using Clearing.Server.Http;
using Clearing.Server.Ledgers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Clearing.Server.Telemetry;

/// <summary>How one ledger is.</summary>
/// <param name="Name">Of the ledger.</param>
/// <param name="State">serving, recovering, unavailable, halted, fenced or unreachable.</param>
public sealed record LedgerHealth(string Name, string State);

/// <summary>How the service is.</summary>
/// <param name="Status">ready or not-ready.</param>
/// <param name="Ledgers">Each of them.</param>
public sealed record Health(string Status, IReadOnlyList<LedgerHealth> Ledgers);

/// <summary>JSON of it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Health))]
internal sealed partial class HealthJson : JsonSerializerContext;

/// <summary>
/// For whoever restarts the process or sends it traffic: <c>/health/live</c> while it runs, <c>/health/ready</c> while
/// all its ledgers serve. Open to anybody, since they tell nothing else.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes, HttpWorld world)
    {
        routes.MapGet("/health/live", context => context.WriteAsync(
                StatusCodes.Status200OK, new Health("live", []), HealthJson.Default.Health))
            .IsOpen()
            .WithName("getLive").WithTags("Service").WithSummary("Whether the process runs.")
            .Answers(StatusCodes.Status200OK, typeof(Health));
        routes.MapGet("/health/ready", context => ReadyAsync(context, world))
            .IsOpen()
            .WithName("getReady").WithTags("Service").WithSummary("Whether all ledgers serve; 503 while one does not.")
            .Answers(StatusCodes.Status200OK, typeof(Health))
            .Answers(StatusCodes.Status503ServiceUnavailable, typeof(Health));
    }

    private static async Task ReadyAsync(HttpContext context, HttpWorld world)
    {
        LedgerHealth[] ledgers = await Task.WhenAll(world.Ledgers.Select(LookAsync));
        bool isReady = Array.TrueForAll(ledgers, ledger => ledger.State == "serving");
        await context.WriteAsync(
            isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            new Health(isReady ? "ready" : "not-ready", ledgers), HealthJson.Default.Health);
    }

    private static async Task<LedgerHealth> LookAsync(ServedLedger ledger)
    {
        try
        {
            LedgerInfo info = await ledger.Grain.InfoAsync().WaitAsync(Patience);
            return new LedgerHealth(ledger.Name, info.State.ToString().ToLowerInvariant());
        }
        catch (Exception away) when (away is not OutOfMemoryException)
        {
            return new LedgerHealth(ledger.Name, "unreachable");
        }
    }
}
