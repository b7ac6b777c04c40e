using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Clearing.Grains.Operating;
using Clearing.Server.Access;
using Clearing.Server.Http.Docs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Clearing.Server.Http.Actions;

/// <summary>What operators do by two, and the trail of who did what (docs/reference/access.md).</summary>
internal sealed class ActionEndpoints(HttpWorld world, IGrainFactory grains, ActionReader reader)
{
    private const string Tag = "Operators";

    private IActionsGrain Actions => grains.GetGrain<IActionsGrain>(world.Name);

    public static void Map(IEndpointRouteBuilder routes, HttpWorld world, IGrainFactory grains, TimeProvider time)
    {
        ActionEndpoints endpoints = new(world, grains, new ActionReader(world, time));
        routes.MapPost("/v1/actions", endpoints.ProposeAsync)
            .Needs(Entitlement.Operate)
            .WithName("proposeAction").WithTags(Tag).WithSummary("Proposes an action, which another operator decides.")
            .Takes(MediaTypes.Json, typeof(ActionRequest), """{"kind":"halt","ledger":"rtgs","reason":"a drill"}""")
            .Answers(201, typeof(ActionView)).Answers(200, typeof(ActionView));
        routes.MapGet("/v1/actions", endpoints.ListAsync)
            .Needs(Entitlement.Operate)
            .WithName("listActions").WithTags(Tag).WithSummary("Actions that wait, and the last ones that are over.")
            .Pages()
            .Answers(200, typeof(ActionPage));
        routes.MapGet("/v1/actions/{id}", endpoints.ShowAsync)
            .Needs(Entitlement.Operate)
            .WithName("getAction").WithTags(Tag).WithSummary("An action and what became of it.")
            .Answers(200, typeof(ActionView));
        routes.MapPost("/v1/actions/{id}/approval", endpoints.ApproveAsync)
            .Needs(Entitlement.Operate)
            .WithName("approveAction").WithTags(Tag)
            .WithSummary("Approves what another operator proposed; it is carried out once.")
            .Takes(MediaTypes.Json, typeof(ApprovalRequest), """{"hash":"64 hexadecimal digits"}""")
            .Answers(200, typeof(ActionView));
        routes.MapPost("/v1/actions/{id}/refusal", endpoints.RefuseAsync)
            .Needs(Entitlement.Operate)
            .WithName("refuseAction").WithTags(Tag).WithSummary("Refuses an action, or takes one's own back.")
            .Answers(200, typeof(ActionView));
        routes.MapGet("/v1/audit-trail", endpoints.TrailAsync)
            .Needs(Entitlement.ReadAuditTrail)
            .WithName("readAuditTrail").WithTags(Tag).WithSummary("Who did what, in order.")
            .Pages()
            .Asks("by", "Only lines of this name.").Asks("kind", "Only lines of this kind.")
            .Answers(200, typeof(TrailPage));
    }

    private async Task ProposeAsync(HttpContext context)
    {
        (ActionRequest? request, Problem? wrong) = await ReadAsync(context, ActionJson.Default.ActionRequest);
        ActionProposal? proposal = null;
        wrong ??= reader.TryRead(request!, out proposal);
        await (wrong is null
            ? AnswerAsync(context, await Actions.ProposeAsync(proposal!, NameOf(context)), isNew: true)
            : context.WriteAsync(wrong));
    }

    private async Task ListAsync(HttpContext context)
    {
        Problem? wrong = Paging.TryRead(context, out Paging page);
        wrong ??= TryNumber(page.After ?? "0", out long after) ? null : Paging.BadAfter;
        if (wrong is not null)
        {
            await context.WriteAsync(wrong);
            return;
        }

        TryNumber(page.After ?? "0", out after);
        ActionRecord[] found = await Actions.ListAsync(after, page.Limit + 1);
        ActionView[] views = [.. found.Take(page.Limit).Select(ActionViews.Of)];
        await context.WriteAsync(
            200, new ActionPage(views, found.Length > page.Limit ? views[^1].Id : null), ActionJson.Default.ActionPage);
    }

    private async Task ShowAsync(HttpContext context)
    {
        ActionRecord? action = TryId(context, out long id) ? await Actions.FindAsync(id) : null;
        await (action is null
            ? context.WriteAsync(Unknown)
            : context.WriteAsync(200, ActionViews.Of(action), ActionJson.Default.ActionView));
    }

    private async Task ApproveAsync(HttpContext context)
    {
        (ApprovalRequest? request, Problem? wrong) = await ReadAsync(context, ActionJson.Default.ApprovalRequest);
        if (wrong is null && request!.Hash is null)
        {
            wrong = new Problem(400, "missing-field", "Say the hash of the content that you approve.")
            {
                Where = "/hash",
            };
        }

        if (wrong is not null)
        {
            await context.WriteAsync(wrong);
        }
        else if (!TryId(context, out long id))
        {
            await context.WriteAsync(Unknown);
        }
        else
        {
            await AnswerAsync(context, await Actions.ApproveAsync(id, request!.Hash!, NameOf(context)), isNew: false);
        }
    }

    private async Task RefuseAsync(HttpContext context) => await (TryId(context, out long id)
        ? AnswerAsync(context, await Actions.RefuseAsync(id, NameOf(context)), isNew: false)
        : context.WriteAsync(Unknown));

    private async Task TrailAsync(HttpContext context)
    {
        if (Paging.TryRead(context, out Paging page) is { } wrong)
        {
            await context.WriteAsync(wrong);
            return;
        }

        if (!TryNumber(page.After ?? "0", out long after))
        {
            await context.WriteAsync(Paging.BadAfter);
            return;
        }

        string? by = context.Request.Query["by"];
        string? kind = context.Request.Query["kind"];
        TrailLine[] lines = await grains.GetGrain<IAuditTrailGrain>(world.Name)
            .ReadAsync(new TrailQuestion(after, page.Limit + 1, by, kind));
        TrailLineView[] views = [.. lines.Take(page.Limit).Select(ActionViews.Of)];
        await context.WriteAsync(
            200, new TrailPage(views, lines.Length > page.Limit ? HttpText.Number(views[^1].Number) : null),
            ActionJson.Default.TrailPage);
    }

    private static Task AnswerAsync(HttpContext context, ActionAnswer answer, bool isNew) => answer.Verdict switch
    {
        ActionVerdict.Done => context.WriteAsync(
            isNew ? 201 : 200, ActionViews.Of(answer.Action!), ActionJson.Default.ActionView),
        ActionVerdict.Repeated => context.WriteAsync(
            200, ActionViews.Of(answer.Action!), ActionJson.Default.ActionView),
        var verdict => context.WriteAsync(ProblemOf(verdict)),
    };

    private static Problem ProblemOf(ActionVerdict verdict) => verdict switch
    {
        ActionVerdict.OwnAction => new Problem(
            403, "own-action", "Nobody approves what he proposed himself, with whatever key: another operator must."),
        ActionVerdict.Changed => new Problem(
            409, "changed", "This is not the hash of the content; read it again before you approve it."),
        ActionVerdict.Expired => new Problem(409, "expired", "The proposal has ended. Propose it again."),
        ActionVerdict.Decided => new Problem(409, "decided", "This action was decided before."),
        ActionVerdict.QueueNotEmpty => new Problem(
            409, "queue-not-empty",
            "Payments wait, and would be left unsettled. Wait until none does, or propose it with an override that "
            + "says why it is meant all the same."),
        ActionVerdict.AlreadyOpened => new Problem(
            409, "already-opened",
            "This business date was opened before. If it is meant again, propose it with an override that says why."),
        ActionVerdict.TooMany => new Problem(429, "too-many-actions", "Too many actions wait; decide some of them."),
        ActionVerdict.Unavailable => new Problem(
            503, "unavailable", "The ledger does not answer now, so nobody can say whether payments wait.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        },
        _ => Unknown,
    };

    private static Problem Unknown { get; } = new(404, "unknown-action", "There is no such action; GET /v1/actions.");

    private static OperatorName NameOf(HttpContext context) =>
        new(context.Caller().Name, context.Caller().Credential);

    private static bool TryId(HttpContext context, out long id) =>
        TryNumber((string?)context.Request.RouteValues["id"] ?? "", out id);

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static async Task<(T? Value, Problem? Wrong)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            T? value = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
            return (value, value is null ? NotJson("") : null);
        }
        catch (JsonException wrong)
        {
            return (null, NotJson(wrong.Path?.Replace("$.", "/", StringComparison.Ordinal) ?? ""));
        }
    }

    private static Problem NotJson(string where) => new(
        400, "bad-json", "The body is one JSON object with the fields of this address, each once and a text.")
    {
        Where = where,
    };
}
