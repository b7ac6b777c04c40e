using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Clearing.Grains.Ledgers;
using Clearing.Messages.Switching;
using Clearing.Server.Access;
using Clearing.Server.Http;
using Clearing.Server.Ledgers;
using Clearing.Server.Tests.Bench;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clearing.Server.Tests.Http;

/// <summary>An answer of the interface.</summary>
internal sealed record HttpAnswer(HttpStatusCode Status, HttpResponseMessage Message, JsonElement Body)
{
    /// <summary>Of a problem.</summary>
    public string Code => Body.GetProperty("code").GetString()!;

    /// <summary>Of a problem; null where it says none.</summary>
    public string? Where => Body.TryGetProperty("where", out JsonElement where) ? where.GetString() : null;

    /// <summary>Of an answer.</summary>
    public string Standing => Body.GetProperty("status").GetString()!;

    public string Id => Body.GetProperty("id").GetString()!;

    public bool IsRepeated => Body.GetProperty("repeated").GetBoolean();
}

/// <summary>The interface over HTTP on a free port, before a ledger in memory, with a clock that tests move.</summary>
internal sealed class HttpBench : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Gateway _gateway;

    private HttpBench(WebApplication app, Gateway gateway, ServedLedger served)
    {
        _app = app;
        _gateway = gateway;
        Served = served;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromMinutes(2) };
    }

    public required FakeLedger Ledger { get; init; }

    public required FakeTimeProvider Time { get; init; }

    public ServedLedger Served { get; }

    public HttpClient Client { get; }

    public int Port => Client.BaseAddress!.Port;

    /// <param name="grain">Null = a ledger in memory, <see cref="Ledger"/>.</param>
    /// <param name="keepsMessages">True when messages go into the journal.</param>
    public static async Task<HttpBench> StartAsync(ILedgerGrain? grain = null, bool keepsMessages = false)
    {
        FakeLedger ledger = new();
        FakeTimeProvider time = new(Times.Start);
        ServedLedger served = World.Serve(grain ?? ledger, keepsMessages);
        Gateway gateway = new(new GatewayOptions(), [served], new NoticePlacesInMemory(), time, new LogLines());
        int IndexOf(string id) => served.Participants.ToList().FindIndex(p => p.Id == id);
        DevelopmentCallers callers = new(IndexOf);
        RequestMacs macs = new([], NetworkEnvironment.Test, _ => -1, time);
        HttpApi api = new(
            new HttpWorld("test", [served], IndexOf), callers,
            new Gate(
                callers, new SealedExchange(macs),
                new TrailNotes(new TrailInMemory(), time, NullLogger.Instance), time),
            gateway, time, NullLogger<HttpApi>.Instance);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        HttpApi.AddServices(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel => api.Listen(kestrel, new IPEndPoint(IPAddress.Loopback, 0)));
        WebApplication app = builder.Build();
        api.MapWorld(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new HttpBench(app, gateway, served) { Ledger = ledger, Time = time };
    }

    /// <summary>Sends a request; as ALPHA where nothing else is said.</summary>
    public async Task<HttpAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string? key = null, string caller = "ALPHA")
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        HttpResponseMessage message = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] body = await message.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using JsonDocument? json = body.Length == 0 ? null : JsonDocument.Parse(body);
        return new HttpAnswer(message.StatusCode, message, json?.RootElement.Clone() ?? default);
    }

    /// <summary>Submits one payment in JSON.</summary>
    public Task<HttpAnswer> PayAsync(string body, string? key = null, string caller = "ALPHA") =>
        PayAsync(Encoding.UTF8.GetBytes(body), "application/json", key, caller);

    /// <summary>Submits one payment.</summary>
    public Task<HttpAnswer> PayAsync(byte[] body, string type, string? key = null, string caller = "ALPHA") =>
        SendAsync(HttpMethod.Post, "/v1/ledgers/rtgs/payments", Content(body, type), key, caller);

    /// <summary>Submits many.</summary>
    public Task<HttpAnswer> PayManyAsync(string body, string? key = null, string caller = "ALPHA") => SendAsync(
        HttpMethod.Post, "/v1/ledgers/rtgs/payments/bulk", Content(Encoding.UTF8.GetBytes(body), "application/json"),
        key, caller);

    public static HttpContent Content(byte[] body, string type)
    {
        ByteArrayContent content = new(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    public static HttpContent Json(string body) => Content(Encoding.UTF8.GetBytes(body), "application/json");

    public async ValueTask DisposeAsync()
    {
        Ledger.Open();
        Client.Dispose();
        await _app.DisposeAsync();
        _gateway.Dispose();
    }
}
