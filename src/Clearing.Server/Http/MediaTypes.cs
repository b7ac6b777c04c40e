using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Clearing.Server.Http;

/// <summary>What the bodies of requests are, as their headers say.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Problem = "application/problem+json";
    public const string Fin = "text/plain";
    public const string Xml = "application/xml";
    public const string Fedwire = "application/vnd.fedwire";

    /// <summary>
    /// The type of a request's body in lower case; null when it has none that could be taken: compressed, or in another
    /// encoding than UTF-8.
    /// </summary>
    public static string? Of(HttpRequest request)
    {
        string? said = request.ContentType;
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return null;
        }

        if (said is null or Json)
        {
            return said;
        }

        return MediaTypeHeaderValue.TryParse(said, out MediaTypeHeaderValue? type)
            && (!type.Charset.HasValue || IsPlain(type.Charset.Value.Trim('"')))
                ? type.MediaType.Value!.ToLowerInvariant()
                : null;
    }

    /// <summary>The body is of a type that the address does not take.</summary>
    /// <param name="wanted">Those that it takes.</param>
    public static Http.Problem Unsupported(params ReadOnlySpan<string> wanted) => new(
        415, "unsupported-media-type", $"Send {string.Join(", ", wanted)}; in UTF-8, not compressed.")
    {
        Where = HeaderNames.ContentType,
    };

    private static bool IsPlain(string charset) =>
        charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
}
