using System.Threading.RateLimiting;
using Clearing.Server.Access;
using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Http;

/// <summary>
/// The gate between routing and the endpoints: lets a request on when who makes it is known, may, and does not ask too
/// much. An endpoint that declares nothing is closed to everybody.
/// </summary>
internal sealed class Gate(ICallers callers, TimeProvider time)
{
    // Names by which other interfaces take keys in addresses, where proxies and browsers write them down.
    private static readonly string[] KeyNames = ["access_token", "api_key", "apikey", "authorization", "key", "token"];

    /// <summary>How often it is looked whether what proved the listener to a stream still does.</summary>
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        Endpoint? endpoint = context.GetEndpoint();
        Needed? needed = endpoint?.Metadata.GetMetadata<Needed>();
        if (Refusal(context, endpoint, needed) is { } refusal)
        {
            await context.WriteAsync(refusal);
        }
        else if (needed!.Entitlement is not { } entitlement)
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
        else if (!IsWithinLimits(caller, entitlement))
        {
            await context.WriteAsync(Problem.TooMany);
        }
        else
        {
            context.Features.Set(caller);
            await (endpoint!.Metadata.GetMetadata<Streamed>() is null
                ? next(context)
                : StreamAsync(context, next, caller));
        }
    }

    private static Problem? Refusal(HttpContext context, Endpoint? endpoint, Needed? needed) =>
        Array.Exists(KeyNames, context.Request.Query.ContainsKey) ? Problem.KeyInAddress
        : endpoint is null ? Problem.NotFound
        : needed is null ? Problem.NotAllowed
        : null;

    private static bool IsWithinLimits(Caller caller, Entitlement entitlement) => caller.Limits is not { } limits
        || (entitlement.Changes() ? limits.TryTakePayments(1) : limits.TryTakeQuestion());

    private async Task StreamAsync(HttpContext context, RequestDelegate next, Caller caller)
    {
        using RateLimitLease? lease = caller.Limits?.BeginStream();
        if (lease is { IsAcquired: false })
        {
            await context.WriteAsync(Problem.TooManyStreams);
            return;
        }

        await using ITimer watch = time.CreateTimer(
            _ => EndUnlessGood(context, caller), null, Often, Often);
        await next(context);
    }

    private void EndUnlessGood(HttpContext context, Caller caller)
    {
        if (!callers.IsGood(caller))
        {
            context.Abort();
        }
    }
}
