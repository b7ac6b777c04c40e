namespace Clearing.Server.Access;

/// <summary>What an endpoint asks of who calls it; which role may what is data.</summary>
public enum Entitlement : byte
{
    /// <summary>Who takes part, and by what names.</summary>
    ReadWorld = 0,

    /// <summary>Submit payments of its own.</summary>
    SubmitPayments = 1,

    /// <summary>Where payments stand, with their history.</summary>
    ReadPayments = 2,

    /// <summary>Cancel payments, or change their priority.</summary>
    ChangePayments = 3,

    /// <summary>Accounts, positions, queues and statements.</summary>
    ReadAccounts = 4,

    /// <summary>Limits and reservations.</summary>
    ChangeLimits = 5,

    /// <summary>Bring money onto an account, or take it off.</summary>
    MoveFunds = 6,

    /// <summary>Be told of what happens on an account.</summary>
    ReadNotices = 7,

    /// <summary>Propose, approve and refuse what only operators do.</summary>
    Operate = 8,

    /// <summary>Read who did what.</summary>
    ReadAuditTrail = 9,

    /// <summary>All meters.</summary>
    ReadMeters = 10,
}

/// <summary>Kinds of entitlements.</summary>
public static class Entitlements
{
    /// <summary>True for what changes something; all else are questions.</summary>
    public static bool Changes(this Entitlement entitlement) => entitlement is Entitlement.SubmitPayments
        or Entitlement.ChangePayments or Entitlement.ChangeLimits or Entitlement.MoveFunds or Entitlement.Operate;
}
