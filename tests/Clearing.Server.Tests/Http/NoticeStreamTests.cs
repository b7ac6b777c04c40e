using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Clearing.Messages.Sessions;
using Clearing.Server.Http.Notices;
using Clearing.Server.Serving;
using Clearing.Server.Tests.Bench;
using Clearing.Server.Tests.Serving;
using Microsoft.Extensions.Time.Testing;

namespace Clearing.Server.Tests.Http;

/// <summary>Notices as server-sent events: from where the listener was, none lost and none twice.</summary>
public sealed class NoticeStreamTests
{
    private const string Address = "/v1/ledgers/rtgs/notices";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listener_that_comes_back_again_and_again_is_told_each_notice_once_also_after_a_restart()
    {
        await using Served served = Served.On(onPostgres: false);
        List<(ulong Id, string Payment)> told = [];
        int sent = 0;
        for (int life = 0; life < 2; life++)
        {
            await using LiveService service = await served.StartAsync(HttpReader.WithHttp);
            for (int round = 0; round < 4; round++)
            {
                for (int i = 0; i < 30; i++, sent++)
                {
                    await HttpReader.SubmitAsync(service, 0, HttpReader.Pay(sent, 1, 0, 100 + sent));
                }

                await using Listener alder = await Listener.OpenAsync(service, "ALDER", told.LastOrDefault().Id);

                // It goes away before it has read all: the rest is told the next time.
                while (told.Count < sent - 7)
                {
                    SentEvent next = await alder.NextAsync();
                    Assert.Equal("credited", next.Kind);
                    told.Add((next.Id, next.Data.GetProperty("payment_id").GetString()!));
                }
            }
        }

        Assert.Equal(
            Enumerable.Range(0, sent - 7).Select(i => ((ulong)i + 1, HttpReader.Uetr(i))), told);
    }

    [Fact]
    public async Task Who_listens_is_told_at_once_and_what_it_is_told_says_what_happened()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync(HttpReader.WithHttp);
        await using Listener alder = await Listener.OpenAsync(service, "ALDER", null);
        await HttpReader.SubmitAsync(service, 0, HttpReader.Pay(1, 0, 1, 1_500));
        SentEvent told = await alder.NextAsync();
        Assert.Equal((1UL, "debited"), (told.Id, told.Kind));
        Assert.Equal(
            ("15.00", "USD", "999999985.00", "ASH", "rtgs", "entry"),
            (told["amount"], told["currency"], told["balance"], told["counterparty"], told["system"], told["route"]));
    }

    [Fact]
    public async Task Another_listener_or_a_session_of_the_same_bank_takes_over_and_the_first_is_told()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync(HttpReader.WithHttp);
        await using Listener first = await Listener.OpenAsync(service, "ALDER", null);
        await using Listener second = await Listener.OpenAsync(service, "ALDER", null);
        SentEvent end = await first.NextAsync();
        Assert.Equal(("end", "replaced"), (end.Kind, end["code"]));
        using BankLine session = await served.LoginAsync(service, "ALDEUS30AXXX", NoticeForm.Compact);
        end = await second.NextAsync();
        Assert.Equal(("end", "replaced"), (end.Kind, end["code"]));
        await using Listener third = await Listener.OpenAsync(service, "ALDER", null);
        Assert.Equal(CloseCode.Replaced, (await session.HearCloseAsync())?.Code);
    }

    [Fact]
    public async Task It_ends_when_the_service_stops_and_says_so()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync(HttpReader.WithHttp);
        await using Listener alder = await Listener.OpenAsync(service, "ALDER", null);
        Task stopping = service.StopAsync();
        SentEvent end = await alder.NextAsync();
        Assert.Equal(("end", "stopping"), (end.Kind, end["code"]));
        await stopping;
    }

    [Fact]
    public async Task In_silence_it_is_told_from_time_to_time_that_the_line_is_there()
    {
        await using Served served = Served.On(onPostgres: false);
        FakeTimeProvider time = new();
        await using LiveService service = await served.StartAsync(
            options => HttpReader.WithHttp(options) with { Time = time });
        await using Listener alder = await Listener.OpenAsync(service, "ALDER", null);
        for (int beat = 0; beat < 3; beat++)
        {
            time.Advance(NoticeStream.Heartbeat);
            Assert.Equal(": ", await alder.LineAsync());
            Assert.Equal("", await alder.LineAsync());
        }
    }

    [Fact]
    public async Task X8_A_listener_that_does_not_read_is_cut_off_and_is_told_the_rest_when_it_comes_again()
    {
        const int Payments = 30_000;
        await using Served served = Served.On(onPostgres: false);
        FakeTimeProvider time = new();
        await using LiveService service = await served.StartAsync(options => HttpReader.WithHttp(options) with
        {
            Time = time,
            Settings = options.Settings with { Window = 1 << 16 },
        });
        using Socket deaf = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await deaf.ConnectAsync(service.HttpEndpoint!, Stop);
        await deaf.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {Address} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ALDER\r\n\r\n"), Stop);
        foreach (int[] some in Enumerable.Range(0, Payments).Chunk(3_000))
        {
            await HttpReader.SubmitAsync(service, 0, [.. some.Select(i => HttpReader.Pay(i, 1, 0, 100))]);
        }

        await World.UntilAsync(() => IsGone(deaf), () => time.Advance(TimeSpan.FromSeconds(31)));
        await using Listener alder = await Listener.OpenAsync(service, "ALDER", Payments - 3);
        Assert.Equal((ulong)Payments - 2, (await alder.NextAsync()).Id);
    }

    [Fact]
    public async Task Who_claims_a_notice_that_there_is_not_yet_misses_none()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync(HttpReader.WithHttp);
        await using (Listener alder = await Listener.OpenAsync(service, "ALDER", 1_000_000))
        {
            await HttpReader.SubmitAsync(service, 0, HttpReader.Pay(1, 1, 0, 100));
            SentEvent told = await alder.NextAsync();
            Assert.Equal((1UL, "credited"), (told.Id, told.Kind));
        }

        // Nor does it when it goes at once, and somebody else asks for what it had not acknowledged.
        await (await Listener.OpenAsync(service, "ALDER", 1_000_000)).DisposeAsync();
        using BankLine session = await served.LoginAsync(service, "ALDEUS30AXXX", NoticeForm.Compact);
        Assert.Equal(1UL, session.Welcome.FirstNotice);
    }

    [Fact]
    public async Task Only_a_bank_that_says_who_it_is_and_where_it_was_is_told_anything()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync(HttpReader.WithHttp);
        using HttpReader olga = new(service, "operator:olga");
        await olga.GetAsync(Address, HttpStatusCode.Forbidden);
        using HttpReader nobody = new(service, null);
        await nobody.GetAsync(Address, HttpStatusCode.Unauthorized);
        using HttpReader alder = new(service, "ALDER");
        alder.Client.DefaultRequestHeaders.Add("Last-Event-ID", "-1");
        await alder.GetAsync(Address, HttpStatusCode.BadRequest);
        await alder.GetAsync("/v1/ledgers/none/notices", HttpStatusCode.NotFound);
    }

    // A connection that was cut off says so to who writes.
    private static bool IsGone(Socket socket)
    {
        try
        {
            socket.Send("x"u8);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>An event that was sent.</summary>
    private sealed record SentEvent(ulong Id, string Kind, JsonElement Data)
    {
        public string this[string name] => Data.GetProperty(name).GetString()!;
    }

    /// <summary>Somebody who listens.</summary>
    private sealed class Listener(HttpReader reader, HttpResponseMessage answer, StreamReader lines) : IAsyncDisposable
    {
        public static async Task<Listener> OpenAsync(LiveService service, string key, ulong? last)
        {
            HttpReader reader = new(service, key);
            using HttpRequestMessage request = new(HttpMethod.Get, Address);
            if (last is { } id)
            {
                request.Headers.Add("Last-Event-ID", $"{id}");
            }

            HttpResponseMessage answer = await reader.Client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, Stop);
            Assert.Equal(
                (HttpStatusCode.OK, "text/event-stream"),
                (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            StreamReader lines = new(await answer.Content.ReadAsStreamAsync(Stop));
            Assert.StartsWith(": notices of ALDER", await lines.ReadLineAsync(Stop));
            Assert.Equal("", await lines.ReadLineAsync(Stop));
            return new Listener(reader, answer, lines);
        }

        public async Task<string?> LineAsync() => await lines.ReadLineAsync(Stop);

        public async Task<SentEvent> NextAsync()
        {
            ulong id = 0;
            string kind = "";
            JsonElement data = default;
            while (await LineAsync() is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    id = ulong.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture);
                }
                else if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    kind = line[7..];
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    data = JsonDocument.Parse(line[6..]).RootElement;
                }
                else if (line.Length == 0 && kind.Length > 0)
                {
                    return new SentEvent(id, kind, data);
                }
            }

            throw new EndOfStreamException("nothing more is told");
        }

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            answer.Dispose();
            reader.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
