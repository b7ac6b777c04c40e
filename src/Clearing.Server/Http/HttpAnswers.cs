using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Http;

/// <summary>Writes answers.</summary>
internal static class HttpAnswers
{
    /// <summary>Answers with a value as JSON.</summary>
    public static Task WriteAsync<T>(this HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        Sheet sheet = Sheet.Take();
        JsonSerializer.Serialize(sheet.Json, value, type);
        return context.SendAsync(sheet, MediaTypes.Json);
    }

    /// <summary>Answers with a problem, if nothing was answered yet.</summary>
    public static Task WriteAsync(this HttpContext context, Problem problem)
    {
        HttpResponse response = context.Response;
        if (response.HasStarted)
        {
            return Task.CompletedTask;
        }

        response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = IsPage(context.Request)
                ? "Basic realm=\"Clearing: any name, and the key as the password\""
                : "Bearer";
        }

        if (problem.RetryAfter > TimeSpan.Zero)
        {
            response.Headers.RetryAfter =
                Math.Max(1, (int)Math.Ceiling(problem.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        Sheet sheet = Sheet.Take();
        problem.Write(sheet.Json);
        return context.SendAsync(sheet, MediaTypes.Problem);
    }

    /// <summary>Sends what is written on a sheet. With its length said, a small answer leaves in one piece.</summary>
    public static Task SendAsync(this HttpContext context, Sheet sheet, string mediaType)
    {
        sheet.Json.Flush();
        ReadOnlySpan<byte> octets = sheet.Octets.WrittenSpan;
        HttpResponse response = context.Response;
        response.ContentType = mediaType;
        response.ContentLength = octets.Length;
        response.BodyWriter.Write(octets);
        ValueTask<FlushResult> flush = response.BodyWriter.FlushAsync(context.RequestAborted);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
    }

    // Browsers ask for a name and a password where they are offered this: there is nothing else to look at a page with.
    private static bool IsPage(HttpRequest request) =>
        request.Headers.ContainsKey("Sec-Fetch-Mode") && !request.Path.StartsWithSegments("/v1");
}
