using System.Net;
using System.Text;
using Clearing.Server.Tests.Bench;

namespace Clearing.Server.Tests.Http;

/// <summary>Bodies that are not what they should be: their encoding, their form, their size.</summary>
public sealed class BadBodyTests
{
    private const string Good = BadInputTests.Good;

    [Fact]
    public async Task I8_What_is_not_utf8_or_says_that_it_is_something_else_is_refused()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        byte[] utf8 = Encoding.UTF8.GetBytes(Good);
        (byte[] Body, string Type, int Status)[] table =
        [
            ([.. utf8[..11], 0xC3, 0x28, .. utf8[11..]], "application/json", 400),
            ([.. utf8[..11], 0xED, 0xA0, 0x80, .. utf8[11..]], "application/json", 400),
            ([.. utf8[..11], 0xC0, 0xAF, .. utf8[11..]], "application/json", 400),
            ([0xEF, 0xBB, 0xBF, .. utf8], "application/json", 400),
            (Encoding.Unicode.GetBytes(Good), "application/json", 400),
            ([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Good)], "application/json", 400),
            (Encoding.BigEndianUnicode.GetBytes(Good), "application/json", 400),
            (Encoding.UTF8.GetBytes(BadInputTests.With("payee", "\\ud800")), "application/json", 400),
            (Encoding.UTF8.GetBytes(Good.Insert(1, "\"\\udc00\":1,")), "application/json", 400),
            (utf8, "application/json; charset=utf-16", 415),
            (utf8, "application/json; charset=iso-8859-1", 415),
            (utf8, "text/json", 415),
            (utf8, "application/merge-patch+json", 415),
        ];
        foreach ((byte[] body, string type, int status) in table)
        {
            HttpAnswer answer = await bench.PayAsync(body, type, "k");
            Assert.Equal(status, (int)answer.Status);
        }

        HttpContent zipped = HttpBench.Content(utf8, "application/json");
        zipped.Headers.ContentEncoding.Add("gzip");
        HttpAnswer compressed = await bench.SendAsync(HttpMethod.Post, "/v1/ledgers/rtgs/payments", zipped, "k");

        Assert.Equal("unsupported-media-type", compressed.Code);
        Assert.Empty(bench.Ledger.Batches);
        Assert.Equal(
            HttpStatusCode.Created,
            (await bench.PayAsync(utf8, "Application/JSON; charset=\"UTF-8\"", "k")).Status);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]>")]
    [InlineData("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>")]
    [InlineData("<!--")]
    [InlineData("<![CDATA[")]
    public async Task I9_Xml_that_wants_more_than_elements_is_refused(string before)
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        string message = Encoding.UTF8.GetString(Texts.Payment("pacs.009.001.08", "REF1"));
        int at = message.IndexOf("?>", StringComparison.Ordinal) + 2;

        HttpAnswer answer = await bench.PayAsync(
            Encoding.UTF8.GetBytes(message.Insert(at < 2 ? 0 : at, before)), "application/xml");

        Assert.Equal((HttpStatusCode.BadRequest, "malformed"), (answer.Status, answer.Code));
        Assert.Empty(bench.Ledger.Batches);
    }

    [Fact]
    public async Task I9_Xml_that_is_deep_large_or_of_another_namespace_is_refused()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        string message = Encoding.UTF8.GetString(Texts.Payment("pacs.009.001.08", "REF1"));
        string deep = string.Concat(Enumerable.Repeat("<a>", 100_000));
        string wide = $"<a b=\"{new string('x', 500_000)}\"/>";
        string foreign = message.Replace("pacs.009.001.08", "pacs.999.001.08", StringComparison.Ordinal);
        string twice = message.Replace("</MsgId>", "</MsgId><MsgId>X</MsgId>", StringComparison.Ordinal);

        foreach (string body in new[] { deep, wide, foreign, twice })
        {
            HttpAnswer answer = await bench.PayAsync(Encoding.UTF8.GetBytes(body), "application/xml");
            Assert.Equal((HttpStatusCode.BadRequest, "malformed"), (answer.Status, answer.Code));
        }

        Assert.Empty(bench.Ledger.Batches);
    }

    [Theory]
    [InlineData("""{"payee":"BETA","payee":"BETA","amount":"1","currency":"USD"}""", "duplicate-field", "/payee")]
    [InlineData("""{"payee":"BETA","p\u0061yee":"BETA","amount":"1","currency":"USD"}""", "duplicate-field", "/payee")]
    [InlineData("""{"payee":"BETA","amount":"1","currency":"USD","status":"settled"}""", "unknown-field", "/status")]
    [InlineData("""{"payee":"BETA","amount":"1","currency":"USD","a~/b":1}""", "unknown-field", "/a~0~1b")]
    [InlineData("""{"Payee":"BETA","amount":"1","currency":"USD"}""", "unknown-field", "/Payee")]
    [InlineData("""{"payee":"BETA","amount":"1"}""", "missing-field", "/currency")]
    [InlineData("""{"payee":"BETA","amount":1.00,"currency":"USD"}""", "wrong-type", "/amount")]
    [InlineData("""{"payee":"BETA","amount":1e999,"currency":"USD"}""", "wrong-type", "/amount")]
    [InlineData("""{"payee":["BETA"],"amount":"1","currency":"USD"}""", "wrong-type", "/payee")]
    [InlineData("""{"payee":null,"amount":"1","currency":"USD"}""", "wrong-type", "/payee")]
    [InlineData("""{"payee":"BETA","amount":"1","currency":"USD","kind":true}""", "wrong-type", "/kind")]
    [InlineData("""{"payee":"BETA",/* x */"amount":"1","currency":"USD"}""", "bad-json", "line 1, octet 17")]
    [InlineData("""{"payee":"BETA","amount":"1","currency":"USD",}""", "bad-json", "line 1, octet 47")]
    [InlineData("""{'payee':'BETA'}""", "bad-json", "line 1, octet 2")]
    [InlineData("""{"payee":"BETA","x":[[[[[[[[[[1]]]]]]]]]]}""", "unknown-field", "/x")]
    public async Task I10_Json_is_taken_strictly(string body, string code, string where)
    {
        await using HttpBench bench = await HttpBench.StartAsync();

        HttpAnswer answer = await bench.PayAsync(body, "k");

        Assert.Equal((HttpStatusCode.BadRequest, code, where), (answer.Status, answer.Code, answer.Where));
        Assert.Empty(bench.Ledger.Batches);
    }

    [Fact]
    public async Task I10_Json_of_more_than_eight_levels_ends_a_bulk_and_null_is_as_good_as_left_out()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        string deep = string.Concat(Enumerable.Repeat("[", 100_000));

        HttpAnswer bulk = await bench.PayManyAsync($$"""{"payments":[{{Good}},{{deep}}""", "k");
        HttpAnswer empty = await bench.PayAsync(Good.Insert(1, "\"uetr\":null,\"kind\":null,"), "k");

        Assert.Equal((HttpStatusCode.BadRequest, "bad-json"), (bulk.Status, bulk.Code));
        Assert.Equal("settled", empty.Standing);
        Assert.Single(bench.Ledger.Batches);
    }

    [Fact]
    public async Task N9_A_body_that_is_too_large_or_has_no_end_is_refused()
    {
        await using HttpBench bench = await HttpBench.StartAsync();
        byte[] large = new byte[(1 << 20) + 1];
        Array.Fill(large, (byte)' ');

        HttpAnswer one = await bench.PayAsync(large, "application/json", "k");
        HttpAnswer chunked = await bench.SendAsync(
            HttpMethod.Post, "/v1/ledgers/rtgs/payments", new Endless(large), "k");
        HttpAnswer bulk = await bench.PayManyAsync(new string(' ', (4 << 20) + 1), "k");

        Assert.All([one, chunked, bulk], answer => Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, "too-large"), (answer.Status, answer.Code)));
        Assert.Empty(bench.Ledger.Batches);
    }

    /// <summary>Says no length.</summary>
    private sealed class Endless : HttpContent
    {
        private readonly byte[] _octets;

        public Endless(byte[] octets)
        {
            _octets = octets;
            Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            stream.WriteAsync(_octets, TestContext.Current.CancellationToken).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
