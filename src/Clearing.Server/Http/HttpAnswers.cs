using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Http;

/// <summary>Writes answers.</summary>
internal static class HttpAnswers
{
    private static readonly JsonWriterOptions Plain = new() { Indented = false };

    /// <summary>Answers with a value as JSON.</summary>
    public static Task WriteAsync<T>(this HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        using Utf8JsonWriter writer = new(context.Response.BodyWriter, Plain);
        JsonSerializer.Serialize(writer, value, type);
        writer.Flush();
        return context.Response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
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
        response.ContentType = "application/problem+json";
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

        using Utf8JsonWriter writer = new(response.BodyWriter, Plain);
        problem.Write(writer);
        writer.Flush();
        return response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    // Browsers ask for a name and a password where they are offered this: there is nothing else to look at a page with.
    private static bool IsPage(HttpRequest request) =>
        request.Headers.ContainsKey("Sec-Fetch-Mode") && !request.Path.StartsWithSegments("/v1");
}
