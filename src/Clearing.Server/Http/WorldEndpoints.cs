using System.Text.Json.Serialization;
using Clearing.Server.Access;
using Clearing.Server.Http.Docs;
using Clearing.Server.Ledgers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Clearing.Server.Http;

/// <summary>A system of a ledger.</summary>
/// <param name="Name">Of the system.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record SystemView(string Name, string Currency);

/// <summary>A ledger of the world.</summary>
/// <param name="Name">By which addresses name it.</param>
/// <param name="Systems">In the order of the scenario.</param>
public sealed record LedgerView(string Name, IReadOnlyList<SystemView> Systems);

/// <summary>The world that is served.</summary>
/// <param name="Name">Of its scenario.</param>
/// <param name="BusinessTime">ISO 8601, UTC.</param>
/// <param name="BusinessDate">Value date that payments have now.</param>
/// <param name="Ledgers">All of them.</param>
public sealed record WorldView(
    string Name, string BusinessTime, string BusinessDate, IReadOnlyList<LedgerView> Ledgers);

/// <summary>Somebody who takes part.</summary>
/// <param name="Id">By which addresses and payments name it.</param>
/// <param name="Bic">Null = none.</param>
/// <param name="RoutingNumber">ABA routing number; null = none.</param>
public sealed record ParticipantView(string Id, string? Bic, string? RoutingNumber);

/// <summary>A page of participants.</summary>
/// <param name="Participants">In the order of the scenario.</param>
/// <param name="Next">Value of <c>after</c> for the next page; null = this is the last.</param>
public sealed record ParticipantPage(IReadOnlyList<ParticipantView> Participants, string? Next);

/// <summary>JSON of these.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WorldView))]
[JsonSerializable(typeof(ParticipantPage))]
internal sealed partial class WorldJson : JsonSerializerContext;

/// <summary>What is served, and who takes part.</summary>
internal static class WorldEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, HttpWorld world)
    {
        routes.MapGet("/v1/world", context => context.WriteAsync(200, ViewOf(world), WorldJson.Default.WorldView))
            .Needs(Entitlement.ReadWorld)
            .WithName("getWorld").WithTags("World").WithSummary("What is served, and what time it is there.")
            .Answers(200, typeof(WorldView));
        routes.MapGet("/v1/participants", context => ListAsync(context, world))
            .Needs(Entitlement.ReadWorld)
            .WithName("listParticipants").WithTags("World").WithSummary("Who takes part, page by page.")
            .Pages()
            .Answers(200, typeof(ParticipantPage));
    }

    private static WorldView ViewOf(HttpWorld world)
    {
        ServedLedger first = world.Ledgers[0];
        long now = first.Clock();
        return new WorldView(world.Name, HttpText.Time(now), HttpText.Date(first.DateAt(now)),
        [
            .. world.Ledgers.Select(ledger => new LedgerView(ledger.Name,
            [
                .. ledger.Directory.Systems.Select(
                    system => new SystemView(system.Id, ledger.Currencies[system.Currency].Code)),
            ])),
        ]);
    }

    private static Task ListAsync(HttpContext context, HttpWorld world)
    {
        if (Paging.TryRead(context, out Paging page) is { } wrong)
        {
            return context.WriteAsync(wrong);
        }

        IReadOnlyList<ServedParticipant> all = world.Ledgers[0].Participants;
        int first = page.After is null ? 0 : world.IndexOf(page.After) + 1;
        if (page.After is not null && first == 0)
        {
            return context.WriteAsync(Paging.BadAfter);
        }

        int last = Math.Min(first + page.Limit, all.Count);
        ParticipantView[] views = [.. all.Skip(first).Take(last - first).Select(ViewOf)];
        ParticipantPage answer = new(views, last < all.Count ? all[last - 1].Id : null);
        return context.WriteAsync(200, answer, WorldJson.Default.ParticipantPage);
    }

    private static ParticipantView ViewOf(ServedParticipant participant) => new(
        participant.Id,
        participant.Bic.Length == 0 ? null : participant.Bic,
        participant.RoutingNumber.Length == 0 ? null : participant.RoutingNumber);
}
