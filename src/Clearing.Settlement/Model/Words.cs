namespace Clearing.Settlement.Model;

/// <summary>Rank of a payment in its payer's queue; a smaller value goes first.</summary>
public enum Priority : byte { Urgent = 0, High = 1, Normal = 2 }

/// <summary>Final fate of a payment in one system, in the words of <c>payments.csv</c>.</summary>
public enum PaymentStatus : byte { Unsettled = 0, Settled = 1, Rejected = 2, Cancelled = 3, Unwound = 4 }

/// <summary>The way by which a payment was released or settled, in the words of <c>payments.csv</c>.</summary>
public enum Route : byte
{
    None = 0, Entry = 1, Queue = 2, Bilateral = 3, Multilateral = 4, Cycle = 5, Internal = 6, Close = 7,
}

/// <summary>Stable code of a business refusal.</summary>
public enum Reason : byte
{
    None = 0,
    Closed = 1,
    Expired = 2,
    Suspended = 3,

    /// <summary>It could not go at once, and its account or class may not wait (FW-11).</summary>
    Funds = 4,

    /// <summary>Its amount is outside what the system takes.</summary>
    Amount = 5,

    /// <summary>No class of the system takes it.</summary>
    Kind = 6,

    /// <summary>The phase of the day no longer takes it.</summary>
    CutOff = 7,

    /// <summary>The payee said no (TI-1), or the centre when it was asked before delivery (SW-14).</summary>
    Refused = 8,

    /// <summary>The payee did not answer in time (TI-1).</summary>
    Timeout = 9,

    /// <summary>Another payment of its group came to another end.</summary>
    Group = 10,

    /// <summary>The message network did not take it from its sender (SW-18).</summary>
    Network = 11,
}

/// <summary>What a participant's position is in a system.</summary>
public enum PositionKind : byte
{
    /// <summary>The reserve balance itself: a release is final (RTGS).</summary>
    Balance = 0,

    /// <summary>
    /// A net position from zero: releases are provisional until a cycle posts the nets (deferred net).
    /// </summary>
    Net = 1,

    /// <summary>
    /// A position that is nothing until money is paid into it, and is paid out at the close (CHIPS since 2001).
    /// </summary>
    Prefunded = 2,
}

/// <summary>When a movement can no longer be undone.</summary>
public enum Finality : byte
{
    /// <summary>At release (RTGS, balanced release, EURO1).</summary>
    Release = 0,

    /// <summary>When the nets of its cycle are posted (deferred net).</summary>
    Cycle = 1,
}

/// <summary>Which waiting payments of one payer may be released one by one.</summary>
public enum QueueDiscipline : byte
{
    /// <summary>Only the payer's first waiting payment.</summary>
    Fifo = 0,

    /// <summary>Any waiting payment of the payer, first that fits first.</summary>
    BypassFifo = 1,

    /// <summary>Nothing waits: what cannot go at once is rejected.</summary>
    None = 2,
}

/// <summary>Extra release mechanisms.</summary>
public enum MechanismKind : byte
{
    Bilateral = 0,
    AllOrNothing = 1,
    Partial = 2,

    /// <summary>Pays out the positions at whose ceiling a payment waits (E1-5).</summary>
    Distribute = 3,

    /// <summary>Banks with a top-up policy add money to their positions (CH-5, E1-5).</summary>
    TopUp = 4,
}

/// <summary>When a mechanism runs.</summary>
public enum TriggerKind : byte { Every = 0, At = 1, Change = 2, Entry = 3 }

/// <summary>What is done, in the order listed, about a cycle that cannot be posted (DN-5).</summary>
public enum FailureStepKind : byte
{
    /// <summary>The whole cycle waits for the next.</summary>
    Postpone = 0,

    /// <summary>The posting is tried once more after a while.</summary>
    Grace = 1,

    /// <summary>The collateral of the one who failed.</summary>
    Collateral = 2,

    /// <summary>The pool that all paid into.</summary>
    Pool = 3,

    /// <summary>The survivors, each its share.</summary>
    Share = 4,

    /// <summary>The operator pays what is left.</summary>
    Guarantee = 5,

    /// <summary>All payments from and to the one who failed are taken out (V5).</summary>
    UnwindDefaulter = 6,

    /// <summary>All payments of the cycle are taken out.</summary>
    UnwindAll = 7,
}

/// <summary>What the survivors' shares of a loss go by.</summary>
public enum ShareBasis : byte
{
    /// <summary>The bilateral limit each granted to the one who failed (CC-6).</summary>
    Limits = 0,

    /// <summary>The net position each had against the one who failed, where it was a claim.</summary>
    Position = 1,

    Equal = 2,
}
