using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Clearing.Server.Access;

/// <summary>Encrypts what a server listens to.</summary>
/// <param name="files">Certificates.</param>
/// <param name="access">Whose certificates are revoked; null = nobody's.</param>
/// <param name="time">At which certificates must be good.</param>
internal sealed class TlsHosting(TlsFiles files, AccessFile? access, TimeProvider time)
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    /// <summary>Has an address speak TLS 1.2 or later only.</summary>
    /// <param name="listen">The address.</param>
    /// <param name="isCertificateRequired">
    /// True where a client must have a certificate, if any are asked for; false where it may.
    /// </param>
    public void Use(ListenOptions listen, bool isCertificateRequired) => listen.UseHttps(
        new HttpsConnectionAdapterOptions
        {
            ServerCertificate = files.Certificate,
            ServerCertificateChain = files.Chain,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            HandshakeTimeout = HandshakeTime,
            ClientCertificateMode = !files.AsksCertificates ? ClientCertificateMode.NoCertificate
                : isCertificateRequired ? ClientCertificateMode.RequireCertificate
                : ClientCertificateMode.AllowCertificate,
            ClientCertificateValidation = IsGood,
        });

    private bool IsGood(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        return access?.List.RevokedCertificates.Contains(SessionGuard.PrintOf(certificate)) != true
            && files.Trusts(certificate, time.GetUtcNow());
    }
}
