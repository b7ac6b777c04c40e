using Clearing.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Http;

/// <summary>What an endpoint asks of who calls it.</summary>
/// <param name="Entitlement">Null = it is open to anybody.</param>
internal sealed record Needed(Entitlement? Entitlement);

/// <summary>Lets a request on to its endpoint when who makes it is known and may.</summary>
internal static class CallerGate
{
    /// <summary>Only who has the entitlement may call the endpoint.</summary>
    public static T Needs<T>(this T endpoint, Entitlement entitlement)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new Needed(entitlement));

    /// <summary>Anybody may call the endpoint.</summary>
    public static T IsOpen<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new Needed(null));

    /// <summary>What the endpoint answers with, for the description of the interface.</summary>
    public static T Answers<T>(this T endpoint, int status, Type body)
        where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, body, ["application/json"]));

    /// <summary>Who makes the request; behind the gate there always is one.</summary>
    public static Caller Caller(this HttpContext context) => context.Features.Get<Caller>()!;

    /// <summary>The gate, between routing and the endpoints. What declares nothing is closed to everybody.</summary>
    public static void UseCallerGate(this IApplicationBuilder app, ICallers callers) => app.Use(async (context, next) =>
    {
        Endpoint? endpoint = context.GetEndpoint();
        if (endpoint is null)
        {
            await context.WriteAsync(Problem.NotFound);
        }
        else if (endpoint.Metadata.GetMetadata<Needed>() is not { } needed)
        {
            await context.WriteAsync(Problem.NotAllowed);
        }
        else if (needed.Entitlement is not { } entitlement)
        {
            await next(context);
        }
        else if (await callers.FindAsync(context) is not { } caller)
        {
            await context.WriteAsync(Problem.Unauthenticated);
        }
        else if (!caller.May(entitlement))
        {
            await context.WriteAsync(Problem.NotAllowed);
        }
        else
        {
            context.Features.Set(caller);
            await next(context);
        }
    });
}
