using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Clearing.Server.Access;

/// <summary>The service's own certificate, and whose certificates it takes.</summary>
/// <param name="Certificate">Of the service, with its key.</param>
/// <param name="Chain">Certificates between it and its root.</param>
/// <param name="ClientAuthorities">Issuers of clients' certificates; none = clients are asked for none.</param>
public sealed record TlsFiles(
    X509Certificate2 Certificate, X509Certificate2Collection Chain, X509Certificate2Collection ClientAuthorities)
    : IDisposable
{
    /// <summary>True when clients are asked for certificates.</summary>
    public bool AsksCertificates => ClientAuthorities.Count > 0;

    /// <summary>Reads the files.</summary>
    /// <param name="certificate">PEM: the service's, then those between it and its root.</param>
    /// <param name="key">PEM: its key, without a password.</param>
    /// <param name="clientAuthorities">PEM: issuers of clients' certificates; null = none are asked for.</param>
    /// <param name="now">At which they must be good.</param>
    /// <exception cref="FormatException">A file is not what it must be; the message says which and why.</exception>
    public static TlsFiles Read(string certificate, string key, string? clientAuthorities, DateTimeOffset now)
    {
        X509Certificate2Collection chain = CollectionOf(certificate);
        X509Certificate2 own = PairOf(certificate, key);
        if (now < own.NotBefore || now >= own.NotAfter)
        {
            throw new FormatException(
                $"{certificate}: this certificate is good from {own.NotBefore:u} to {own.NotAfter:u} only. Renew it.");
        }

        chain.RemoveAt(0);
        return new TlsFiles(own, chain, clientAuthorities is null ? [] : CollectionOf(clientAuthorities));
    }

    public void Dispose() => Certificate.Dispose();

    /// <summary>Whether one of the authorities issued a client's certificate, which is good at an instant.</summary>
    public bool Trusts(X509Certificate2 certificate, DateTimeOffset now)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(ClientAuthorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        return chain.Build(certificate);
    }

    private static X509Certificate2Collection CollectionOf(string path)
    {
        X509Certificate2Collection collection = [];
        Try(path, () => collection.ImportFromPem(File.ReadAllText(path)));
        return collection.Count > 0
            ? collection
            : throw new FormatException($"{path}: there is no certificate in it. A certificate is PEM here.");
    }

    private static X509Certificate2 PairOf(string certificate, string key)
    {
        X509Certificate2? pair = null;
        Try(key, () => pair = X509Certificate2.CreateFromPemFile(certificate, key));
        return pair!;
    }

    private static void Try(string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception away) when (away is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FormatException($"{path} is not there.", away);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            throw new FormatException(
                $"{path}: {wrong.Message} Certificates and keys are PEM here, and a key has no password.", wrong);
        }
    }
}
