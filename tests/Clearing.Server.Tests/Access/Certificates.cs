using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Clearing.Server.Tests.Access;

/// <summary>An issuer of certificates, made for one test.</summary>
internal sealed class Certificates : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("clearing-tls-");
    private readonly X509Certificate2 _authority;
    private int _count;

    public Certificates()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(Begin, Begin.AddYears(80));
        AuthorityPath = System.IO.Path.Combine(_folder.FullName, "ca.pem");
        File.WriteAllText(AuthorityPath, _authority.ExportCertificatePem());
    }

    /// <summary>PEM of the issuer.</summary>
    public string AuthorityPath { get; }

    public X509Certificate2 Authority => _authority;

    public static string PrintOf(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));

    /// <summary>A certificate of localhost, in two files.</summary>
    public (string Certificate, string Key) Server(DateTimeOffset? until = null)
    {
        using X509Certificate2 made = Make("localhost", "1.3.6.1.5.5.7.3.1", until);
        string certificate = System.IO.Path.Combine(_folder.FullName, $"server{_count}.pem");
        string key = System.IO.Path.Combine(_folder.FullName, $"server{_count}.key");
        File.WriteAllText(certificate, made.ExportCertificatePem());
        File.WriteAllText(key, made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return (certificate, key);
    }

    /// <summary>A client's certificate with its key.</summary>
    public X509Certificate2 Client(string name, DateTimeOffset? until = null)
    {
        // A key that lives in a file of its own is what every platform can send.
        using X509Certificate2 made = Make(name, "1.3.6.1.5.5.7.3.2", until);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private X509Certificate2 Make(string name, string usage, DateTimeOffset? until)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 bare = request.Create(
            _authority, Begin, until ?? Begin.AddYears(70), BitConverter.GetBytes(++_count));
        return bare.CopyWithPrivateKey(key);
    }
}
