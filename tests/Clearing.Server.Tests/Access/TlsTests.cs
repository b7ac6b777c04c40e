using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Clearing.Messages.Sessions;
using Clearing.Server.Access;
using Clearing.Server.Tests.Bench;

namespace Clearing.Server.Tests.Access;

/// <summary>Encrypted ways in, and certificates of clients.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Alder = "ALDEUS30AXXX";
    private const string Ash = "ASHXUS30AXXX";

    private static readonly DateTimeOffset Past = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Certificates _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public async Task X10_Requests_come_encrypted_and_no_other_way()
    {
        await using Guarded guarded = await StartAsync(Keyring.Usual(), asksCertificates: false);

        Assert.Equal(200, await AskAsync(guarded, "alder-desk", null));
        using HttpClient plain = guarded.ClientOf("alder-desk");
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.GetAsync("/v1/world", patience.Token));
    }

    [Theory]
#pragma warning disable SYSLIB0039, CA5397 // The versions that must be refused.
    [InlineData(SslProtocols.Tls)]
    [InlineData(SslProtocols.Tls11)]
#pragma warning restore SYSLIB0039, CA5397
    public async Task X10_An_old_version_of_TLS_is_refused(SslProtocols version)
    {
        await using Guarded guarded = await StartAsync(Keyring.Usual(), asksCertificates: false);
        using TcpClient client = new();
        await client.ConnectAsync(guarded.Service.HttpEndpoint!, TestContext.Current.CancellationToken);
        await using SslStream stream = new(client.GetStream());

        await Assert.ThrowsAnyAsync<Exception>(() => stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = version,
                RemoteCertificateValidationCallback = IsOurs,
            },
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task X10_Whose_key_needs_a_certificate_needs_his_own_good_one()
    {
        using Certificates others = new();
        using X509Certificate2 alders = _issuer.Client("alder-desk");
        using X509Certificate2 ashs = _issuer.Client("ash-desk");
        using X509Certificate2 strangers = others.Client("alder-desk");
        using X509Certificate2 late = _issuer.Client("alder-desk", Past);
        using X509Certificate2 revoked = _issuer.Client("alder-desk");
        using X509Certificate2 nobodys = _issuer.Client("nobody");
        Keyring ring = new();
        string prints = string.Join(", ", new[] { alders, strangers, late, revoked }.Select(
            certificate => $"\"{Certificates.PrintOf(certificate)}\""));
        ring.Add("alder-desk", $"role: bank, participant: ALDER, certificates: [{prints}]");
        ring.Add("ash-desk", $"role: bank, participant: ASH, certificates: [\"{Certificates.PrintOf(ashs)}\"]");
        ring.Rest = $"revoked-certificates: [\"{Certificates.PrintOf(revoked)}\"]\n";
        ring.Write();
        await using Guarded guarded = await StartAsync(ring, asksCertificates: true);

        Assert.Equal(200, await AskAsync(guarded, "alder-desk", alders));
        Assert.Equal(401, await AskAsync(guarded, "alder-desk", null));
        Assert.Equal(401, await AskAsync(guarded, "alder-desk", ashs));
        Assert.Equal(401, await AskAsync(guarded, "alder-desk", nobodys));
        foreach (X509Certificate2 bad in (X509Certificate2[])[strangers, late, revoked])
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => AskAsync(guarded, "alder-desk", bad));
        }
    }

    [Fact]
    public async Task X10_X3_A_session_is_for_the_participant_of_its_certificate_and_ends_when_that_is_revoked()
    {
        using X509Certificate2 alders = _issuer.Client("alder-desk");
        using X509Certificate2 nobodys = _issuer.Client("nobody");
        Keyring ring = new();
        ring.Add("alder-desk",
            $"role: bank, participant: ALDER, certificates: [\"{Certificates.PrintOf(alders)}\"], "
            + "limits: { sessions: 1 }");
        ring.Write();
        await using Guarded guarded = await StartAsync(ring, asksCertificates: true);

        using BankLine alder = await LoginAsync(guarded, alders, Alder);
        await alder.SendBulkAsync(1, new BulkInstruction(1, 300, 0, 1, 2, 0, 0, 0));
        Assert.Equal(Standing.Settled, Assert.Single(await alder.HearAnswersAsync(1)).Standing);

        Assert.Equal(CloseCode.Full, (await ConnectAsync(guarded, alders, Alder)).Code);
        Assert.Equal(CloseCode.Authentication, (await ConnectAsync(guarded, alders, Ash)).Code);
        Assert.Equal(CloseCode.Authentication, (await ConnectAsync(guarded, nobodys, Alder)).Code);

        ring.Rest = $"revoked-certificates: [\"{Certificates.PrintOf(alders)}\"]\n";
        ring.Write();
        Keyring.Settle(guarded.Time);
        guarded.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CloseCode.Authentication, (await alder.HearCloseAsync())?.Code);
    }

    [Fact]
    public async Task A_session_of_a_world_with_an_access_file_is_proven_by_a_key_where_no_certificates_are_asked_for()
    {
        await using Guarded guarded = await Guarded.StartAsync();
        using BankLine line = await BankLine.ConnectAsync(guarded.Service.Endpoint.Port);

        await line.SendControlAsync(HelloOf(Alder).Write);

        Assert.Equal(CloseCode.Authentication, (await line.HearCloseAsync())?.Code);
    }

    [Fact]
    public async Task X10_Without_TLS_requests_are_taken_from_this_machine_only()
    {
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => Guarded.StartAsync(
            change: options => options with { Http = new System.Net.IPEndPoint(System.Net.IPAddress.Any, 0) }));

        Assert.Contains("certificate", refused.Message);
    }

    [Fact]
    public void X10_A_certificate_that_has_expired_or_is_none_is_refused_at_the_start()
    {
        (string certificate, string key) = _issuer.Server(Past);
        DateTimeOffset now = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

        Assert.Contains("Renew", Assert.Throws<FormatException>(
            () => TlsFiles.Read(certificate, key, null, now)).Message);
        Assert.Contains("PEM", Assert.Throws<FormatException>(() => TlsFiles.Read(key, key, null, now)).Message);
        Assert.Contains("PEM", Assert.Throws<FormatException>(
            () => TlsFiles.Read(certificate, certificate, null, now)).Message);
        Assert.Contains("not there", Assert.Throws<FormatException>(
            () => TlsFiles.Read("nothing.pem", key, null, now)).Message);
    }

    private async Task<Guarded> StartAsync(Keyring ring, bool asksCertificates)
    {
        (string certificate, string key) = _issuer.Server();
        return await Guarded.StartAsync(ring, options => options with
        {
            Tls = TlsFiles.Read(
                certificate, key, asksCertificates ? _issuer.AuthorityPath : null, options.Time.GetUtcNow()),
        });
    }

    private async Task<int> AskAsync(Guarded guarded, string name, X509Certificate2? certificate)
    {
        using HttpClientHandler handler = new()
        {
            ServerCertificateCustomValidationCallback = (_, presented, _, _) => IsOurs(null, presented, null, default),
        };
        if (certificate is not null)
        {
            handler.ClientCertificates.Add(certificate);
        }

        using HttpClient client = new(handler) { BaseAddress = new Uri($"https://{guarded.Service.HttpEndpoint}") };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", guarded.Ring.KeyOf(name).ToString());
        using HttpResponseMessage response = await client.GetAsync("/v1/world", TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private async Task<BankLine> LoginAsync(Guarded guarded, X509Certificate2 certificate, string terminal)
    {
        BankLine line = await ConnectOnlyAsync(guarded, certificate);
        await line.LoginAsync(HelloOf(terminal));
        return line;
    }

    private async Task<Close> ConnectAsync(Guarded guarded, X509Certificate2 certificate, string terminal)
    {
        using BankLine line = await ConnectOnlyAsync(guarded, certificate);
        await line.SendControlAsync(HelloOf(terminal).Write);
        return (await line.HearCloseAsync())!;
    }

    private Task<BankLine> ConnectOnlyAsync(Guarded guarded, X509Certificate2 certificate) =>
        BankLine.ConnectAsync(guarded.Service.Endpoint.Port, encrypt: async plain =>
        {
            SslStream stream = new(plain, leaveInnerStreamOpen: false, IsOurs);
            await stream.AuthenticateAsClientAsync("localhost", [certificate], checkCertificateRevocation: false);
            return stream;
        });

    private static Hello HelloOf(string terminal) =>
        new() { Terminal = terminal, Ledger = "rtgs", Nonce = new byte[32] };

    private bool IsOurs(object? sender, X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors)
    {
        using X509Chain own = new();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.Add(_issuer.Authority);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return own.Build((X509Certificate2)presented!);
    }
}
