using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Clearing.Server.Sessions;

namespace Clearing.Server.Access;

/// <summary>Holds sessions over TCP to what an access file says.</summary>
/// <param name="file">What is in force.</param>
/// <param name="asksCertificates">True when who opens a session comes with a certificate.</param>
public sealed class SessionGuard(AccessFile file, bool asksCertificates)
{
    /// <summary>Why somebody is not, or no longer, let in; null = it is.</summary>
    internal string? WhyNot(LoggedIn who)
    {
        if (!asksCertificates)
        {
            return who.Proof is not null
                ? null
                : "a session is proven by a key, or by a certificate where these are asked for";
        }

        AccessList list = file.List;
        return list.OwnerOf(who.Certificate) is { Role: Role.Bank } owner && owner.Participant == who.Participant
            && !list.RevokedCertificates.Contains(who.Certificate)
                ? null
                : "the certificate is none of this participant";
    }

    /// <summary>The most sessions of a participant at once.</summary>
    public int MostOf(int participant)
    {
        int most = 0;
        foreach (Principal principal in file.List.Principals)
        {
            most = Math.Max(most, principal.Participant == participant ? principal.Limits.Sessions : 0);
        }

        return most == 0 ? new PrincipalLimits().Sessions : most;
    }

    /// <summary>SHA-256 of a certificate, in hexadecimal; empty where there is none.</summary>
    internal static string PrintOf(X509Certificate2? certificate) => certificate is null
        ? ""
        : Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));
}
