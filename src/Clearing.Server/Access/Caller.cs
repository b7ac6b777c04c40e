namespace Clearing.Server.Access;

/// <summary>Who calls, as far as it was proven.</summary>
/// <param name="Name">Of the person or program, as the audit trail has it.</param>
/// <param name="Role">As what.</param>
/// <param name="Participant">Index of the participant it acts for; -1 = none.</param>
/// <param name="Entitlements">A bit each, by <see cref="Entitlement"/>.</param>
public sealed record Caller(string Name, Role Role, int Participant, ulong Entitlements)
{
    /// <summary>
    /// Print of the key that proved it, which no other principal has; without an access file the name.
    /// </summary>
    public string Credential { get; init; } = Name;

    /// <summary>Id of that key, for people; empty without an access file.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>True when its requests must carry a MAC.</summary>
    public bool NeedsMac { get; init; }

    /// <summary>How much it may ask in a second; null = as much as it likes.</summary>
    public CallerLimits? Limits { get; init; }

    public bool May(Entitlement entitlement) => (Entitlements & BitOf(entitlement)) != 0;

    /// <summary>True when it may see what is the participant's.</summary>
    public bool Sees(int participant) => Role != Role.Bank || (participant >= 0 && participant == Participant);

    public static ulong Of(params ReadOnlySpan<Entitlement> entitlements)
    {
        ulong all = 0;
        foreach (Entitlement entitlement in entitlements)
        {
            all |= BitOf(entitlement);
        }

        return all;
    }

    private static ulong BitOf(Entitlement entitlement) => 1UL << (int)entitlement;
}
