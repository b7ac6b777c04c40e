using System.Threading.RateLimiting;
using Clearing.Server.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Clearing.Server.Http;

/// <summary>
/// The gate between routing and the endpoints: lets a request on when who makes it is known, may, and does not ask too
/// much. An endpoint that declares nothing is closed to everybody.
/// </summary>
internal sealed class Gate(ICallers callers, SealedExchange sealing, TrailNotes notes, TimeProvider time)
{
    // Names by which other interfaces take keys in addresses, where proxies and browsers write them down.
    private static readonly string[] KeyNames = ["access_token", "api_key", "apikey", "authorization", "key", "token"];

    /// <summary>How often it is looked whether what proved the listener to a stream still does.</summary>
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (await TryPassAsync(context, next) is { } refusal)
        {
            AccessMeters.Refused(refusal.Code);
            await context.WriteAsync(refusal);
        }
    }

    // Null = it was let on.
    private async Task<Problem?> TryPassAsync(HttpContext context, RequestDelegate next)
    {
        Endpoint? endpoint = context.GetEndpoint();
        if (Array.Exists(KeyNames, context.Request.Query.ContainsKey))
        {
            return Problem.KeyInAddress;
        }

        if (IsForeign(context.Request))
        {
            return Problem.ForeignOrigin;
        }

        if (endpoint?.Metadata.GetMetadata<Needed>() is not { } needed)
        {
            return endpoint is null ? Problem.NotFound : Problem.NotAllowed;
        }

        if (needed.Entitlement is not { } entitlement)
        {
            await next(context);
            return null;
        }

        if (await callers.FindAsync(context) is not { } caller)
        {
            if (context.Request.Headers.Authorization.Count > 0)
            {
                notes.KeyRefused(callers.NameIn(context));
            }

            return Problem.Unauthenticated;
        }

        notes.Used(caller);
        Problem? refusal = !caller.May(entitlement) ? Problem.NotAllowed
            : !IsWithinLimits(caller, entitlement) ? Problem.TooMany
            : await LetOnAsync(
                Noting(context, caller, entitlement), next, caller,
                endpoint.Metadata.GetMetadata<Streamed>() is not null);
        if ((refusal?.Status ?? context.Response.StatusCode) == StatusCodes.Status403Forbidden)
        {
            notes.Denied(caller, $"{context.Request.Method} {(endpoint as RouteEndpoint)?.RoutePattern.RawText}");
        }

        return refusal;
    }

    // An answer about limits or funds leaves when the audit trail has that it was asked for.
    private HttpContext Noting(HttpContext context, Caller caller, Entitlement entitlement)
    {
        if (entitlement is Entitlement.ChangeLimits or Entitlement.MoveFunds)
        {
            context.Response.OnStarting(() => notes.OrderedAsync(
                caller, context.Request.Method, context.Request.Path, context.Response.StatusCode));
        }

        return context;
    }

    private async Task<Problem?> LetOnAsync(HttpContext context, RequestDelegate next, Caller caller, bool isStream)
    {
        context.Features.Set(caller);
        using RateLimitLease? lease = isStream ? caller.Limits?.BeginStream() : null;
        if (lease is { IsAcquired: false })
        {
            return Problem.TooManyStreams;
        }

        await using ITimer? watch = isStream
            ? time.CreateTimer(_ => EndUnlessGood(context, caller), null, Often, Often)
            : null;
        if (caller.NeedsMac)
        {
            return await sealing.TryRunAsync(context, next, caller, isStream) ? null : Problem.Unproven;
        }

        await next(context);
        return null;
    }

    // What a browser sends with a page's request says whose page it is; programs say nothing.
    private static bool IsForeign(HttpRequest request) => request.Headers.Origin is { Count: > 0 } origin
        && !(Uri.TryCreate(origin.ToString(), UriKind.Absolute, out Uri? page)
            && page.Authority == request.Host.Value);

    private static bool IsWithinLimits(Caller caller, Entitlement entitlement) => caller.Limits is not { } limits
        || (entitlement.Changes() ? limits.TryTakePayments(1) : limits.TryTakeQuestion());

    private void EndUnlessGood(HttpContext context, Caller caller)
    {
        if (!callers.IsGood(caller))
        {
            context.Abort();
        }
    }
}
