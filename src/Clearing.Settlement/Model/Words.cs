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
public enum Reason : byte { None = 0, Closed = 1, Expired = 2, Suspended = 3 }

/// <summary>What a participant's position is in a system.</summary>
public enum PositionKind : byte
{
    /// <summary>The reserve balance itself: a release is final (RTGS).</summary>
    Balance = 0,

    /// <summary>
    /// A net position from zero: releases are provisional until a cycle posts the nets (deferred net).
    /// </summary>
    Net = 1,
}

/// <summary>Which waiting payments of one payer may be released one by one.</summary>
public enum QueueDiscipline : byte
{
    /// <summary>Only the payer's first waiting payment.</summary>
    Fifo = 0,

    /// <summary>Any waiting payment of the payer, first that fits first.</summary>
    BypassFifo = 1,
}

/// <summary>Extra release mechanisms.</summary>
public enum MechanismKind : byte { Bilateral = 0, AllOrNothing = 1, Partial = 2 }

/// <summary>When a mechanism runs.</summary>
public enum TriggerKind : byte { Every = 0, At = 1, Change = 2, Entry = 3 }

/// <summary>What a net system does with a cycle that cannot be posted.</summary>
public enum FailureStep : byte { Postpone = 0 }
