using System.ComponentModel;
using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Values;

namespace Clearing.Server.Access;

/// <summary>An access file as it is written (docs/reference/access.md).</summary>
[DisplayName("an access file")]
public sealed record AccessDocument
{
    [RequiredKey]
    public IReadOnlyList<PrincipalDocument>? Principals { get; init; }

    public RolesDocument? Roles { get; init; }

    /// <summary>SHA-256 of certificates that are good no more, whoever issued them.</summary>
    public IReadOnlyList<Id>? RevokedCertificates { get; init; }
}

/// <summary>Somebody who may call.</summary>
[DisplayName("a principal")]
public sealed record PrincipalDocument
{
    [RequiredKey]
    public Id? Name { get; init; }

    [RequiredKey]
    public Role? Role { get; init; }

    public Id? Participant { get; init; }

    [RequiredKey]
    public IReadOnlyList<KeyDocument>? Keys { get; init; }

    public IReadOnlyList<Id>? Certificates { get; init; }

    public MacDemand? Mac { get; init; }

    public LimitsDocument? Limits { get; init; }
}

/// <summary>A key, without its secret.</summary>
[DisplayName("a key")]
public sealed record KeyDocument
{
    [RequiredKey]
    public Id? Id { get; init; }

    [RequiredKey]
    public Id? Sha256 { get; init; }

    public Id? Until { get; init; }
}

/// <summary>How much a principal may ask.</summary>
[DisplayName("limits")]
public sealed record LimitsDocument
{
    public int? PaymentsPerSecond { get; init; }

    public int? QuestionsPerSecond { get; init; }

    public int? Sessions { get; init; }
}

/// <summary>Entitlements of roles, where they are not the built-in ones.</summary>
[DisplayName("roles")]
public sealed record RolesDocument
{
    public IReadOnlyList<Entitlement>? Bank { get; init; }

    public IReadOnlyList<Entitlement>? Operator { get; init; }

    public IReadOnlyList<Entitlement>? Observer { get; init; }
}

/// <summary>Whether requests must carry a MAC.</summary>
public enum MacDemand : byte
{
    None = 0,
    Required = 1,
}
