using System.Collections.Concurrent;
using System.Globalization;
using Clearing.Server.Access;
using Clearing.Server.Http.Docs;
using Clearing.Server.Ledgers;
using Clearing.Server.Notices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Clearing.Server.Http.Notices;

/// <summary>What is told of a participant, as server-sent events.</summary>
/// <param name="World">The world by its addresses.</param>
/// <param name="BoardOf">The news of a ledger, the same that sessions are told from.</param>
/// <param name="Places">How far participants have taken their notices.</param>
/// <param name="Callers">Asked again and again whether who listens still may.</param>
/// <param name="Time">Against which silence is measured.</param>
internal sealed record NoticeEndpoint(
    HttpWorld World, Func<ServedLedger, NoticeBoard> BoardOf, INoticePlaces Places, ICallers Callers, TimeProvider Time)
{
    private const string LastEventId = "Last-Event-ID";

    private readonly ConcurrentDictionary<(string Ledger, int Participant), NoticeMarks> _marks = new();

    private static Problem BadId { get; } = new(
        400, "bad-parameter", "Last-Event-ID is the id of an event that you had.")
    {
        Where = LastEventId,
    };

    private static Problem NoBank { get; } = new(
        403, "not-allowed", "Notices are a participant's: call with the key of one.");

    /// <param name="routes">Where to.</param>
    /// <param name="stopping">Ends all streams.</param>
    public void Map(IEndpointRouteBuilder routes, CancellationToken stopping) =>
        routes.MapGet("/v1/ledgers/{ledger}/notices", context => TellAsync(context, stopping))
            .Needs(Entitlement.ReadNotices)
            .Streams()
            .WithMetadata(new ProducesResponseTypeMetadata(200, typeof(string), ["text/event-stream"]))
            .WithName("getNotices").WithTags("Notices")
            .WithSummary("Your notices as they happen, as server-sent events; Last-Event-ID goes on where you were.")
            .AsksHeader(LastEventId, "Id of the last event that you had; without it, from what was acknowledged last.");

    private async Task TellAsync(HttpContext context, CancellationToken stopping)
    {
        Caller caller = context.Caller();
        ulong last = 0;
        bool isResumed = context.Request.Headers.TryGetValue(LastEventId, out StringValues said);
        Problem? wrong = World.LedgerOf(context) is null ? Problem.UnknownLedger
            : caller.Participant < 0 ? NoBank
            : isResumed && !ulong.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out last) ? BadId
            : null;
        if (wrong is not null)
        {
            await context.WriteAsync(wrong);
            return;
        }

        ServedLedger ledger = World.LedgerOf(context)!;
        NoticeStream stream = new(
            context, ledger, BoardOf(ledger), Places, Callers, Time,
            _marks.GetOrAdd((ledger.Name, caller.Participant), _ => new NoticeMarks()));
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await stream.RunAsync(isResumed ? last : null, stopping);
    }
}
