using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Access;
using Clearing.Server.Http.Docs;
using Clearing.Server.Intake;
using Clearing.Server.Ledgers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Http.Payments;

/// <summary>Submitting payments: one, as JSON or as a message, or many as JSON.</summary>
internal sealed class PaymentEndpoints
{
    private const long MostOfOne = 1 << 20;
    private const long MostOfBulk = 4 << 20;

    private static readonly Problem NotOne = MediaTypes.Unsupported(
        MediaTypes.Json, MediaTypes.Fin, MediaTypes.Xml, MediaTypes.Fedwire);

    private static readonly Problem NotBulk = MediaTypes.Unsupported(MediaTypes.Json);

    private readonly HttpWorld _world;
    private readonly Dictionary<ServedLedger, PaymentDesk> _desks;

    private PaymentEndpoints(HttpWorld world, Gateway gateway, TimeProvider time)
    {
        _world = world;
        _desks = world.Ledgers.ToDictionary(
            ledger => ledger, ledger => new PaymentDesk(ledger, gateway.ReferencesOf(ledger), time));
    }

    public static void Map(IEndpointRouteBuilder routes, HttpWorld world, Gateway gateway, TimeProvider time)
    {
        PaymentEndpoints endpoints = new(world, gateway, time);
        routes.MapPost("/v1/ledgers/{ledger}/payments", endpoints.SubmitAsync)
            .Needs(Entitlement.SubmitPayments)
            .WithName("submitPayment").WithTags("Payments")
            .WithSummary("Submits one payment of the caller: as JSON, or as an MT, pacs or Fedwire message.")
            .AsksHeader(IdempotencyKey.Header, IdempotencyKey.Description)
            .Takes(MediaTypes.Json, typeof(PaymentRequest), PaymentExamples.Request)
            .Takes(MediaTypes.Fin, null, PaymentExamples.Fin)
            .Takes(MediaTypes.Xml, null, PaymentExamples.Xml)
            .Takes(MediaTypes.Fedwire, null, PaymentExamples.Fedwire)
            .Answers(201, typeof(InstructionAnswer)).Answers(200, typeof(InstructionAnswer))
            .Shows(201, PaymentExamples.Answer);
        routes.MapPost("/v1/ledgers/{ledger}/payments/bulk", endpoints.SubmitBulkAsync)
            .Needs(Entitlement.SubmitPayments)
            .WithName("submitBulk").WithTags("Payments")
            .WithSummary("Submits up to 4,096 payments of the caller, each for itself.")
            .AsksHeader(IdempotencyKey.Header, IdempotencyKey.Description)
            .Takes(MediaTypes.Json, typeof(BulkRequest), $$"""{"payments":[{{PaymentExamples.Request}}]}""")
            .Answers(200, typeof(BulkAnswer))
            .Shows(200, $$"""{"answers":[{"payment":{{PaymentExamples.Answer}}}]}""");
    }

    private Task SubmitAsync(HttpContext context)
    {
        if (_world.LedgerOf(context) is not { } ledger)
        {
            return context.WriteAsync(Problem.UnknownLedger);
        }

        FrameKind kind = MediaTypes.Of(context.Request) switch
        {
            MediaTypes.Json => PaymentIntake.Form,
            MediaTypes.Fin => FrameKind.Fin,
            MediaTypes.Xml => FrameKind.Xml,
            MediaTypes.Fedwire => FrameKind.Fedwire,
            _ => FrameKind.None,
        };
        return kind == FrameKind.None ? context.WriteAsync(NotOne) : SubmitAsync(context, _desks[ledger], kind);
    }

    private static async Task SubmitAsync(HttpContext context, PaymentDesk desk, FrameKind kind)
    {
        int participant = context.Caller().Participant;
        Submission batch = desk.Begin(isBulk: false);
        Problem? problem;
        using (HttpBody body = await HttpBody.ReadAsync(context, MostOfOne).ConfigureAwait(false))
        {
            problem = Take(context, desk, kind, body, participant, batch);
        }

        if (problem is null)
        {
            await desk.SubmitAsync(batch, participant).ConfigureAwait(false);
            int command = 0;
            await PaymentAnswers.WriteAsync(
                context, batch.StateOf(0, batch.States, ref command), context.Request.Path.Value).ConfigureAwait(false);
        }
        else
        {
            await context.WriteAsync(problem).ConfigureAwait(false);
        }

        desk.End(batch);
    }

    private static Problem? Take(
        HttpContext context, PaymentDesk desk, FrameKind kind, in HttpBody body, int participant, Submission to)
    {
        if (kind == PaymentIntake.Form)
        {
            return IdempotencyKey.TryRead(context, out IdempotencyKey key)
                ?? desk.Payments.Take(body.Octets, key, participant, to);
        }

        desk.TakeMessage(kind, body, participant, to);
        return to.Remarks.Count == 0 ? null : ProblemOf(to.Remarks[0]);
    }

    private static Problem ProblemOf(Remark remark) => Refusals.Of(Standing.Malformed)! with
    {
        Detail = $"{remark.Code}: {remark.What}",
        Where = remark.Where,
    };

    private async Task SubmitBulkAsync(HttpContext context)
    {
        if (_world.LedgerOf(context) is not { } ledger)
        {
            await context.WriteAsync(Problem.UnknownLedger).ConfigureAwait(false);
            return;
        }

        if (MediaTypes.Of(context.Request) != MediaTypes.Json)
        {
            await context.WriteAsync(NotBulk).ConfigureAwait(false);
            return;
        }

        int participant = context.Caller().Participant;
        PaymentDesk desk = _desks[ledger];
        Submission batch = desk.Begin(isBulk: true);
        List<Problem?> problems = [];
        Problem? problem = IdempotencyKey.TryRead(context, out IdempotencyKey key);
        using (HttpBody body = await HttpBody.ReadAsync(context, MostOfBulk).ConfigureAwait(false))
        {
            problem ??= desk.Payments.TakeBulk(body.Octets, key, participant, batch, problems);
        }

        if (problem is null && !context.MayPay(batch.Count - 1))
        {
            problem = Problem.TooMany;
        }

        if (problem is null)
        {
            await desk.SubmitAsync(batch, participant).ConfigureAwait(false);
            problem = Refusals.Of(PaymentDesk.CommonRefusal(batch));
        }

        await (problem is null
            ? PaymentAnswers.WriteAsync(context, batch, problems)
            : context.WriteAsync(problem)).ConfigureAwait(false);
        desk.End(batch);
    }
}
