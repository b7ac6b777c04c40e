using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Access;

/// <summary>Callers by the keys, and where they must have any the certificates, of an access file.</summary>
/// <param name="file">What is in force.</param>
/// <param name="time">By which keys end.</param>
public sealed class FileCallers(AccessFile file, TimeProvider time) : ICallers
{
    // A name that nobody has costs what a wrong secret costs: one hash, and as many comparisons.
    private static readonly AccessKey[] Nobodys =
        [.. Enumerable.Range(0, AccessReader.MostLiveKeys).Select(_ => NoKey())];

    private readonly ConcurrentDictionary<string, CallerLimits> _limits = new(StringComparer.Ordinal);

    public bool TrustsAnybody => false;

    public ValueTask<Caller?> FindAsync(HttpContext context) => ValueTask.FromResult(Find(context));

    public string NameIn(HttpContext context) => Credentials.KeyOf(context)?.Split('.')[0] is { } name
        && file.List.Find(name) is not null
            ? name
            : "";

    public bool IsGood(Caller caller) => file.List.Find(caller.Name) is { } principal
        && principal.Keys.Any(key => IsLive(key) && PrintOf(key) == caller.Credential);

    private Caller? Find(HttpContext context)
    {
        AccessList list = file.List;
        if (Credentials.KeyOf(context) is not { } said || KeyText.Read(said) is not { } key)
        {
            return null;
        }

        Principal? principal = list.Find(key.Name);
        byte[] hash = key.Hash;
        AccessKey? found = null;
        foreach (AccessKey candidate in principal?.Keys ?? Nobodys)
        {
            bool isIt = CryptographicOperations.FixedTimeEquals(candidate.Hash.Span, hash)
                & candidate.Id == key.KeyId & IsLive(candidate);
            found = isIt ? candidate : found;
        }

        return principal is null || found is null || !Brings(context, list, principal) ? null : new Caller(
            principal.Name, principal.Role, principal.Participant, principal.Entitlements)
        {
            Credential = PrintOf(found),
            KeyId = found.Id,
            NeedsMac = principal.NeedsMac,
            Limits = LimitsOf(principal),
        };
    }

    private bool IsLive(AccessKey key) => time.GetUtcNow() < key.Until;

    // Who has certificates needs one of them; a certificate that is another's, or revoked, is good for nobody.
    private static bool Brings(HttpContext context, AccessList list, Principal principal)
    {
        if (context.Connection.ClientCertificate is not { } certificate)
        {
            return principal.Certificates.Count == 0;
        }

        string print = SessionGuard.PrintOf(certificate);
        return !list.RevokedCertificates.Contains(print)
            && (principal.Certificates.Contains(print)
                || (principal.Certificates.Count == 0 && list.OwnerOf(print) is null));
    }

    private CallerLimits LimitsOf(Principal principal) => _limits.AddOrUpdate(
        principal.Name,
        _ => new CallerLimits(principal.Limits),
        (_, held) => held.Says == principal.Limits ? held : new CallerLimits(principal.Limits));

    private static string PrintOf(AccessKey key) => Convert.ToHexStringLower(key.Hash.Span);

    private static AccessKey NoKey() => new("k1", RandomNumberGenerator.GetBytes(32), DateTimeOffset.MaxValue);
}
