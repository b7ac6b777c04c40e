namespace Clearing.Server.Access;

/// <summary>What each role may where an access file says nothing else.</summary>
public static class Roles
{
    private static readonly ulong OfBank = Caller.Of(
        Entitlement.ReadWorld, Entitlement.SubmitPayments, Entitlement.ReadPayments, Entitlement.ChangePayments,
        Entitlement.ReadAccounts, Entitlement.ChangeLimits, Entitlement.MoveFunds, Entitlement.ReadNotices);

    private static readonly ulong OfObserver = Caller.Of(
        Entitlement.ReadWorld, Entitlement.ReadPayments, Entitlement.ReadAccounts, Entitlement.ReadMeters);

    private static readonly ulong OfOperator = OfObserver | Caller.Of(Entitlement.Operate, Entitlement.ReadAuditTrail);

    /// <summary>A bit each, by <see cref="Entitlement"/>.</summary>
    public static ulong EntitlementsOf(Role role) => role switch
    {
        Role.Bank => OfBank,
        Role.Operator => OfOperator,
        _ => OfObserver,
    };
}
