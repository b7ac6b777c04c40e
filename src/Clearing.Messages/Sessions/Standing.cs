namespace Clearing.Messages.Sessions;

/// <summary>Where an instruction, or an order, stands.</summary>
public enum Standing : byte
{
    /// <summary>Asked about: there is no such instruction in the ledger.</summary>
    Unknown = 0,

    /// <summary>Final. Of an order: done.</summary>
    Settled = 1,

    /// <summary>It waits.</summary>
    Queued = 2,

    /// <summary>The system did not take it, or no longer; the reason says why.</summary>
    Rejected = 3,

    /// <summary>In an open cycle of a net system, not final.</summary>
    Provisional = 4,

    /// <summary>Cancelled by its sender.</summary>
    Cancelled = 5,

    /// <summary>Still waiting when the day closed.</summary>
    Unsettled = 6,

    /// <summary>Taken out of its cycle again.</summary>
    Unwound = 7,

    /// <summary>The same id came before with another content: refused, no effect.</summary>
    Different = 16,

    /// <summary>Too much is under way: no effect, send it again.</summary>
    Busy = 17,

    /// <summary>The ledger takes nothing at present: no effect, send it again later.</summary>
    Unavailable = 18,

    /// <summary>It is not known whether there was an effect: ask by id, or send the same again.</summary>
    InDoubt = 19,

    /// <summary>The message breaks the rules of its format.</summary>
    Malformed = 32,

    /// <summary>A message of this type is no instruction to pay, or holds more than one payment.</summary>
    Unsupported = 33,

    /// <summary>Its payer is not the session's participant.</summary>
    NotYours = 34,

    /// <summary>Nobody has the receiver's address.</summary>
    UnknownParty = 35,

    /// <summary>No system of the ledger has its currency.</summary>
    Currency = 36,

    /// <summary>The amount is zero, negative, or not of the currency's units.</summary>
    Amount = 37,

    /// <summary>The value date is not the day that the ledger is in.</summary>
    ValueDate = 38,

    /// <summary>A system, priority, flag or reserved octet that has no meaning.</summary>
    BadField = 39,
}
