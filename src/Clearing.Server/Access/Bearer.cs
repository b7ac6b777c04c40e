using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Clearing.Server.Access;

/// <summary>What stands behind <c>Authorization: Bearer</c>.</summary>
internal static class Bearer
{
    private const string Scheme = "Bearer ";

    /// <summary>Null where there is none, or more than one.</summary>
    public static string? Of(HttpContext context)
    {
        StringValues said = context.Request.Headers[HeaderNames.Authorization];
        return said is [{ } one] && one.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? one[Scheme.Length..].Trim()
            : null;
    }
}
