using System.Text;
using System.Text.Json;
using Clearing.Server.Access;
using Clearing.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Clearing.Server.Tests.Access;

/// <summary>
/// Every address that is served, by every role, about its own objects and those of others: made from the addresses of
/// the running service, so that one that is added is in it, and fails where it declares nothing.
/// </summary>
public sealed class MatrixTests
{
    private const string Page = "docs/reference/access.md";
    private const string Begin = "<!-- addresses -->\n";
    private const string End = "<!-- end of addresses -->";

    private static readonly (Role Role, string Name)[] Callers =
        [(Role.Bank, "alder-desk"), (Role.Operator, "olga"), (Role.Observer, "otto")];

    [Fact]
    public async Task X3_Every_address_lets_in_who_may_for_what_is_his_and_nobody_else()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        List<string> wrong = [];
        int pairs = 0;
        foreach (RouteEndpoint endpoint in EndpointsOf(guarded))
        {
            if (endpoint.Metadata.GetMetadata<Needed>() is not { } needed)
            {
                wrong.Add($"{endpoint.RoutePattern.RawText} declares nothing");
                continue;
            }

            foreach (string method in MethodsOf(endpoint))
            {
                foreach ((Role role, string name) in Callers.Append((Role.Bank, "")))
                {
                    pairs += 2;
                    await AskAsync(guarded, endpoint, method, role, name, "ALDER", needed.Entitlement, wrong);
                    await AskAsync(guarded, endpoint, method, role, name, "ASH", needed.Entitlement, wrong);
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(pairs > 100);
    }

    [Fact]
    public async Task The_page_of_access_has_every_address_with_who_may()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        StringBuilder table = new();
        table.Append("| address | entitlement | bank | operator | observer |\n|---|---|---|---|---|\n");
        HashSet<string> rows = [];
        foreach (RouteEndpoint endpoint in EndpointsOf(guarded))
        {
            foreach (string method in MethodsOf(endpoint))
            {
                if (RowOf(endpoint, method) is var row && rows.Add(row))
                {
                    table.Append(row);
                }
            }
        }

        string page = Checkout.Text(Page).ReplaceLineEndings("\n");
        int from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int to = page.IndexOf(End, StringComparison.Ordinal);
        Golden.Matches(Page, page[..from] + table + page[to..]);
    }

    private static IEnumerable<RouteEndpoint> EndpointsOf(Guarded guarded) => guarded.Service.Endpoints
        .OfType<RouteEndpoint>()
        .OrderBy(endpoint => Sorted(endpoint.RoutePattern.RawText!), StringComparer.Ordinal);

    private static string Sorted(string path) => "/" + path.TrimStart('/');

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET"];

    private static string RowOf(RouteEndpoint endpoint, string method)
    {
        string path = Sorted(endpoint.RoutePattern.RawText!);
        if (path.StartsWith("/dashboard", StringComparison.Ordinal))
        {
            (path, method) = ("/dashboard and below", "any");
        }

        Entitlement? entitlement = endpoint.Metadata.GetMetadata<Needed>()!.Entitlement;
        bool isOwn = path.Contains("{participant}", StringComparison.Ordinal)
            || path.Contains("/payments", StringComparison.Ordinal);
        string Cell(Role role) => entitlement is { } needed
                && (Roles.EntitlementsOf(role) & Caller.Of(needed)) == 0 ? "–"
            : role == Role.Bank && isOwn ? "its own" : "yes";
        string name = entitlement is null
            ? "open to anybody"
            : JsonNamingPolicy.KebabCaseLower.ConvertName(entitlement.ToString()!);
        return $"| `{method} {path}` | {name} | {Cell(Role.Bank)} | {Cell(Role.Operator)} | {Cell(Role.Observer)} |\n";
    }

    private static async Task AskAsync(
        Guarded guarded, RouteEndpoint endpoint, string method, Role role, string name, string participant,
        Entitlement? entitlement, List<string> wrong)
    {
        string path = endpoint.RoutePattern.RawText!;
        bool isAnothers = role == Role.Bank && participant != "ALDER"
            && path.Contains("{participant}", StringComparison.Ordinal);
        using HttpClient client = guarded.ClientOf(name);
        using HttpRequestMessage request = new(new HttpMethod(method), PathOf(endpoint, participant));
        using HttpResponseMessage response = await client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        string code = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? CodeOf(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            : "";
        bool may = entitlement is not { } needed || (Roles.EntitlementsOf(role) & Caller.Of(needed)) != 0;
        string expected = entitlement is null ? "let in"
            : name.Length == 0 ? "unauthenticated"
            : !may ? "not-allowed"
            : isAnothers ? "not-yours"
            : "let in";
        bool isRefused = code is "unauthenticated" or "not-allowed" or "not-yours" or "too-many-requests"
            || (int)response.StatusCode == 401;
        if (expected == "let in" ? isRefused : code != expected)
        {
            wrong.Add(
                $"{method} {path} as '{name}' about {participant}: {(int)response.StatusCode} {code}, not {expected}");
        }
    }

    // What the pages of Orleans answer with has none.
    private static string CodeOf(string problem) =>
        JsonDocument.Parse(problem).RootElement.TryGetProperty("code", out JsonElement code) ? code.GetString()! : "";

    private static string PathOf(RouteEndpoint endpoint, string participant)
    {
        StringBuilder path = new();
        foreach (RoutePatternPathSegment segment in
            endpoint.RoutePattern.PathSegments)
        {
            path.Append('/');
            foreach (RoutePatternPart part in segment.Parts)
            {
                path.Append(part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    RoutePatternParameterPart { Name: "ledger" } => "rtgs",
                    RoutePatternParameterPart { Name: "participant" } =>
                        participant,
                    RoutePatternParameterPart { Name: "counterparty" } => "BEECH",
                    _ => "1",
                });
            }
        }

        return path.Length == 0 ? "/" : path.ToString();
    }
}
