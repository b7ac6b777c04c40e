namespace Clearing.Client.Load.Measuring;

/// <summary>What an answer means for the run.</summary>
public enum LoadOutcome
{
    /// <summary>Final.</summary>
    Settled,

    /// <summary>Taken, and not final yet: it waits, or stands in an open cycle.</summary>
    Pending,

    /// <summary>Taken and rejected by the system: funds, limits, hours.</summary>
    Rejected,

    /// <summary>Broken, and refused as it should be.</summary>
    BadRefused,

    /// <summary>Sent again, and told to be a repeat as it should be.</summary>
    Repeated,

    /// <summary>Refused for load.</summary>
    Busy,

    /// <summary>The ledger does not know; asked about in the audit.</summary>
    InDoubt,

    /// <summary>An answer that should not have come.</summary>
    Error,
}
