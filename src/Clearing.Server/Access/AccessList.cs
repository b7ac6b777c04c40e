namespace Clearing.Server.Access;

/// <summary>A key of a principal.</summary>
/// <param name="Id">Tells its keys apart.</param>
/// <param name="Hash">SHA-256 of the secret's text, 32 octets.</param>
/// <param name="Until">First instant at which it is no longer good.</param>
public sealed record AccessKey(string Id, ReadOnlyMemory<byte> Hash, DateTimeOffset Until);

/// <summary>Somebody who may call.</summary>
/// <param name="Name">Of the person or program.</param>
/// <param name="Role">As what.</param>
/// <param name="Participant">Index of the participant it acts for; -1 = none.</param>
/// <param name="Keys">All that the file has.</param>
public sealed record Principal(string Name, Role Role, int Participant, IReadOnlyList<AccessKey> Keys)
{
    /// <summary>A bit each, by <see cref="Entitlement"/>.</summary>
    public required ulong Entitlements { get; init; }

    /// <summary>SHA-256 of the certificates it must come with one of, in hexadecimal; none = it needs none.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>True when its requests must carry a MAC.</summary>
    public bool NeedsMac { get; init; }

    public PrincipalLimits Limits { get; init; } = new();
}

/// <summary>How much a principal may ask.</summary>
public sealed record PrincipalLimits
{
    /// <summary>Payments and orders in a second, on average.</summary>
    public int PaymentsPerSecond { get; init; } = 10_000;

    /// <summary>Questions in a second, on average.</summary>
    public int QuestionsPerSecond { get; init; } = 200;

    /// <summary>Streams of notices at once.</summary>
    public int Sessions { get; init; } = 32;
}

/// <summary>What an access file says.</summary>
/// <param name="Principals">In its order.</param>
/// <param name="RevokedCertificates">SHA-256 of each, in hexadecimal.</param>
public sealed record AccessList(IReadOnlyList<Principal> Principals, IReadOnlySet<string> RevokedCertificates)
{
    private readonly Dictionary<string, Principal> _byName =
        Principals.ToDictionary(principal => principal.Name, StringComparer.Ordinal);

    /// <summary>Null when there is none of that name.</summary>
    public Principal? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Whose certificate it is; null when it is nobody's.</summary>
    /// <param name="print">SHA-256 of the certificate, in hexadecimal.</param>
    public Principal? OwnerOf(string print) =>
        Principals.FirstOrDefault(principal => principal.Certificates.Contains(print));
}
