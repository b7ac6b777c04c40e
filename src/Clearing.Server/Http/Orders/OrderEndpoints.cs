using Clearing.Grains.Ledgers;
using Clearing.Messages.Sessions;
using Clearing.Server.Access;
using Clearing.Server.Http.Docs;
using Clearing.Server.Http.Payments;
using Clearing.Server.Ledgers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Standing = Clearing.Grains.Ledgers.Standing;

namespace Clearing.Server.Http.Orders;

/// <summary>What a participant orders about its own payments and money.</summary>
internal sealed class OrderEndpoints(HttpWorld world, TimeProvider time)
{
    private const string Ledger = "/v1/ledgers/{ledger}";
    private const string Account = Ledger + "/accounts/{participant}";
    private const long MostOctets = 4_096;

    private static readonly Problem NotJson = MediaTypes.Unsupported(MediaTypes.Json);

    private static readonly Problem NoKey = IdempotencyKey.Wanted with
    {
        Detail = "Send an Idempotency-Key, a new one for each new order.",
    };

    public static void Map(IEndpointRouteBuilder routes, HttpWorld world, TimeProvider time)
    {
        OrderEndpoints endpoints = new(world, time);
        routes.MapPost(Ledger + "/payments/{id}/cancellation", endpoints.For(OrderKind.Cancel))
            .Needs(Entitlement.ChangePayments)
            .WithName("cancelPayment").WithTags("Payments")
            .WithSummary("Cancels a payment that waits.")
            .Takes(MediaTypes.Json, typeof(CancellationRequest), "{}", isRequired: false)
            .Orders();
        routes.MapPost(Ledger + "/payments/{id}/priority", endpoints.For(OrderKind.Reprioritise))
            .Needs(Entitlement.ChangePayments)
            .WithName("changePriority").WithTags("Payments")
            .WithSummary("Gives a payment that waits another priority.")
            .Takes(MediaTypes.Json, typeof(PriorityRequest), """{"priority":"urgent"}""")
            .Orders();
        routes.MapPut(Account + "/limits/{counterparty}", endpoints.For(OrderKind.SetLimit))
            .Needs(Entitlement.ChangeLimits)
            .WithName("setLimit").WithTags("Accounts")
            .WithSummary("Sets what may be owed to a counterparty; 'multilateral' stands for all others together.")
            .Takes(MediaTypes.Json, typeof(AmountRequest), """{"amount":"500000.00"}""")
            .Orders();
        routes.MapPut(Account + "/reservations/{class}", endpoints.For(OrderKind.SetReserve))
            .Needs(Entitlement.ChangeLimits)
            .WithName("setReservation").WithTags("Accounts")
            .WithSummary("Sets money aside for a class of payments.")
            .Takes(MediaTypes.Json, typeof(AmountRequest), """{"amount":"500000.00"}""")
            .Orders();
        routes.MapPost(Account + "/funding", endpoints.For(OrderKind.Fund))
            .Needs(Entitlement.MoveFunds)
            .WithName("fund").WithTags("Accounts")
            .WithSummary("Pays money into a position.")
            .Takes(MediaTypes.Json, typeof(FundingRequest), """{"amount":"500000.00","supplemental":true}""")
            .Orders();
        routes.MapPost(Account + "/withdrawals", endpoints.For(OrderKind.Withdraw))
            .Needs(Entitlement.MoveFunds)
            .WithName("withdraw").WithTags("Accounts")
            .WithSummary("Takes supplemental money back out of a position.")
            .Takes(MediaTypes.Json, typeof(AmountRequest), """{"amount":"500000.00"}""")
            .Orders();
    }

    private RequestDelegate For(OrderKind kind) => context => OrderAsync(context, kind);

    private async Task OrderAsync(HttpContext context, OrderKind kind)
    {
        if (world.LedgerOf(context) is not { } ledger)
        {
            await context.WriteAsync(Problem.UnknownLedger).ConfigureAwait(false);
            return;
        }

        // Nobody orders for another: operators have actions of their own, which a second one approves.
        int participant = context.Caller().Participant;
        if (participant < 0
            || (context.Request.RouteValues.ContainsKey("participant") && world.ParticipantOf(context) != participant))
        {
            await context.WriteAsync(Problem.NotYours).ConfigureAwait(false);
            return;
        }

        Problem? problem = IdempotencyKey.TryRead(context, out IdempotencyKey key) ?? (key.IsGiven ? null : NoKey);
        Order? order = null;
        if (problem is null)
        {
            using HttpBody body = await HttpBody.ReadAsync(context, MostOctets).ConfigureAwait(false);
            bool isBare = kind == OrderKind.Cancel && body.Octets.IsEmpty;
            problem = isBare || MediaTypes.Of(context.Request) == MediaTypes.Json
                ? OrderReader.TryRead(context, ledger, kind, key.IdOf(participant), body.Octets, out order)
                : NotJson;
        }

        if (problem is null)
        {
            PaymentState state = await GiveAsync(ledger, participant, order!).ConfigureAwait(false);
            await PaymentAnswers.WriteAsync(context, state, place: null).ConfigureAwait(false);
        }
        else
        {
            await context.WriteAsync(problem).ConfigureAwait(false);
        }
    }

    private async Task<PaymentState> GiveAsync(ServedLedger ledger, int participant, Order order)
    {
        try
        {
            return await ledger.Grain
                .OrderAsync(Intake.Orders.ToLedger(ledger, participant, order, PaymentIntake.Form))
                .WaitAsync(PaymentDesk.MostWait, time).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever it was, it is not known what the ledger did.
            return new PaymentState { Number = -1, Standing = Standing.InDoubt };
        }
    }
}

/// <summary>What all orders have in common.</summary>
internal static class OrderNotes
{
    private const string Answer =
        """{"id":"9b2d3c1e-77aa-8f00-9c1d-5a0f6f1b2c3d","status":"done","reason":null"""
        + ""","number":18,"time":"2026-01-05T09:30:00.000000Z","repeated":false}""";

    /// <summary>The endpoint takes an order.</summary>
    public static void Orders(this IEndpointConventionBuilder endpoint) => endpoint
        .AsksHeader(IdempotencyKey.Header, IdempotencyKey.Description, isRequired: true)
        .Answers(201, typeof(InstructionAnswer)).Answers(200, typeof(InstructionAnswer))
        .Shows(201, Answer);
}
