using Clearing.Server.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clearing.Server.Http;

/// <summary>A request that must carry a MAC, and its answer, which then carries one too.</summary>
internal sealed class SealedExchange(RequestMacs macs)
{
    // Of the largest body that an address takes.
    private const long MostOctets = 4 << 20;

    /// <summary>Lets the request on when its MAC is good. A stream's answer carries none.</summary>
    /// <returns>False when it is not; then nothing was answered yet.</returns>
    public async Task<bool> TryRunAsync(HttpContext context, RequestDelegate next, Caller caller, bool isStream)
    {
        if (context.Request.Headers[RequestMacs.Header] is not [{ } header] || SaidMac.Read(header) is not { } said)
        {
            return false;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostOctets;
        }

        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!macs.Check(said, caller.Participant, context.Request.Method, target, Octets(body)))
        {
            return false;
        }

        body.Position = 0;
        context.Request.Body = body;
        await (isStream ? next(context) : AnswerAsync(context, next, said));
        return true;
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next, SaidMac said)
    {
        IHttpResponseBodyFeature sending = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using MemoryStream body = new();
        StreamResponseBodyFeature gathering = new(body);
        context.Features.Set<IHttpResponseBodyFeature>(gathering);
        try
        {
            await next(context);
            await gathering.CompleteAsync();
        }
        finally
        {
            context.Features.Set(sending);
        }

        context.Response.Headers[RequestMacs.Header] =
            macs.Seal(said, context.Response.StatusCode, Octets(body)).ToString();
        if (body.Length == 0)
        {
            return;
        }

        context.Response.ContentLength = body.Length;
        await sending.Writer.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }

    private static ReadOnlySpan<byte> Octets(MemoryStream body) => body.GetBuffer().AsSpan(0, (int)body.Length);
}
