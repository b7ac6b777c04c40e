using System.Net;
using Clearing.Server.Serving;
using Clearing.Server.Tests.Serving;
using Microsoft.AspNetCore.Routing;

namespace Clearing.Server.Tests.Http.Docs;

/// <summary>A whole service with its description, for all tests of a class.</summary>
public sealed class LiveDescription : IAsyncLifetime
{
    private Served? _served;
    private LiveService? _service;

    /// <summary>The document.</summary>
    public string Text { get; private set; } = "";

    public Uri Address => new($"http://{_service!.HttpEndpoint}/");

    /// <summary>All addresses but those of pages.</summary>
    public IEnumerable<RouteEndpoint> Endpoints => _service!.Endpoints.OfType<RouteEndpoint>().Where(
        endpoint => !endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("dashboard", StringComparison.Ordinal));

    /// <summary>The method of an address.</summary>
    public static string MethodOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Single() ?? "GET";

    public async ValueTask InitializeAsync()
    {
        _served = Served.On(onPostgres: false);
        _service = await _served.StartAsync(options => options with { Http = new IPEndPoint(IPAddress.Loopback, 0) });
        using HttpClient client = new();
        Text = await client.GetStringAsync(new Uri(Address, "openapi/v1.json"), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _service!.DisposeAsync();
        await _served!.DisposeAsync();
    }
}
