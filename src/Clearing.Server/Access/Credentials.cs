using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Clearing.Server.Access;

/// <summary>
/// The key that a request brings: <c>Authorization: Bearer KEY</c>. A browser, which can bring none, is asked for it
/// where it only reads: any name, with the key as the password. A key in an address is not looked at.
/// </summary>
public static class Credentials
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <summary>The key; null = the request brings none.</summary>
    public static string? KeyOf(HttpContext context)
    {
        if (context.Request.Headers[HeaderNames.Authorization] is not [{ } said])
        {
            return null;
        }

        if (said.StartsWith(Bearer, StringComparison.Ordinal))
        {
            return said[Bearer.Length..];
        }

        // What a browser sends by itself may come from another's page, so it changes nothing.
        return said.StartsWith(Basic, StringComparison.Ordinal) && HttpMethods.IsGet(context.Request.Method)
            ? PasswordOf(said[Basic.Length..])
            : null;
    }

    private static string? PasswordOf(string pair)
    {
        byte[] octets = new byte[pair.Length];
        if (!Convert.TryFromBase64String(pair, octets, out int length))
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(octets, 0, length);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }
}
