using Clearing.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Http;

/// <summary>What an endpoint asks of who calls it.</summary>
/// <param name="Entitlement">Null = it is open to anybody.</param>
internal sealed record Needed(Entitlement? Entitlement);

/// <summary>An endpoint whose answer goes on for as long as its caller listens.</summary>
internal sealed record Streamed;

/// <summary>What endpoints declare for the gate before them.</summary>
internal static class EndpointDeclarations
{
    /// <summary>Only who has the entitlement may call the endpoint.</summary>
    public static T Needs<T>(this T endpoint, Entitlement entitlement)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new Needed(entitlement));

    /// <summary>Anybody may call the endpoint.</summary>
    public static T IsOpen<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new Needed(null));

    /// <summary>
    /// The answer goes on for as long as its caller listens, and ends when what proved the caller does so no longer.
    /// </summary>
    public static T Streams<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new Streamed());

    /// <summary>What the endpoint answers with, for the description of the interface.</summary>
    public static T Answers<T>(this T endpoint, int status, Type body)
        where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, body, ["application/json"]));

    /// <summary>Who makes the request; behind the gate there always is one.</summary>
    public static Caller Caller(this HttpContext context) => context.Features.Get<Caller>()!;

    /// <summary>
    /// Takes so many more payments of what the caller may send in a second, beyond the one that the gate took; false
    /// when they are too many now, and <see cref="Problem.TooMany"/> is the answer.
    /// </summary>
    public static bool MayPay(this HttpContext context, int more) =>
        more <= 0 || context.Caller().Limits?.TryTakePayments(more) != false;
}
