using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Http;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="After">What the page before called <c>next</c>; null = from the beginning.</param>
/// <param name="Limit">The most entries, 1 to 1,000.</param>
internal readonly record struct Paging(string? After, int Limit)
{
    private const int Usual = 100;
    private const int Most = 1_000;

    public static Problem BadAfter { get; } = new(
        400, "bad-parameter", "Give as 'after' what the page before called 'next'.")
    {
        Where = "after",
    };

    /// <summary>Reads <c>after</c> and <c>limit</c>; returns what is wrong with them.</summary>
    public static Problem? TryRead(HttpContext context, out Paging paging)
    {
        IQueryCollection query = context.Request.Query;
        int limit = Usual;
        bool isGood = query["limit"] is not [{ } text] || (int.TryParse(
            text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= Most);
        paging = new Paging(query["after"] is [{ Length: > 0 } after] ? after : null, limit);
        return isGood
            ? null
            : new Problem(400, "bad-parameter", $"A limit is a whole number from 1 to {Most}.") { Where = "limit" };
    }
}
