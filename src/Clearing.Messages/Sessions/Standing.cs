namespace Clearing.Messages.Sessions;

/// <summary>
/// Where an instruction, or an order, stands. From 16 on it was refused and had no effect, but for
/// <see cref="InDoubt"/>. Those up to 47 and from 64 on are the ledger's, the others the gateway's.
/// </summary>
public enum Standing : byte
{
    /// <summary>Asked about: there is no such instruction in the ledger.</summary>
    Unknown = 0,

    /// <summary>Final.</summary>
    Settled = 1,

    /// <summary>It waits.</summary>
    Queued = 2,

    /// <summary>The system did not take it, or no longer; the reason says why.</summary>
    Rejected = 3,

    /// <summary>Cancelled by its sender.</summary>
    Cancelled = 4,

    /// <summary>Still waiting when the day closed.</summary>
    Unsettled = 5,

    /// <summary>In an open cycle of a net system, not final.</summary>
    Provisional = 6,

    /// <summary>Taken out of its cycle again.</summary>
    Unwound = 7,

    /// <summary>An order that was carried out.</summary>
    Done = 8,

    /// <summary>An order that could not be carried out.</summary>
    NotDone = 9,

    /// <summary>The ledger had it, long ago; what became of it is in the journal.</summary>
    Archived = 10,

    /// <summary>The same id came before with another content.</summary>
    Different = 16,

    /// <summary>A number too far below the highest to be told from a repeat.</summary>
    TooOld = 17,

    /// <summary>No id.</summary>
    BadId = 18,

    /// <summary>Not something that a sender can ask for.</summary>
    BadKind = 19,

    /// <summary>No such system, or none with this currency.</summary>
    UnknownSystem = 20,

    /// <summary>Nobody has the receiver's address or index.</summary>
    UnknownParty = 21,

    /// <summary>Payer and payee are one.</summary>
    SameParty = 22,

    /// <summary>The amount is zero, negative, or not of the currency's units.</summary>
    BadAmount = 23,

    /// <summary>The sums of the ledger could overflow.</summary>
    TooLarge = 24,

    /// <summary>No such priority; of a reserve, no such class.</summary>
    BadPriority = 25,

    /// <summary>An instant that is none.</summary>
    BadTime = 26,

    /// <summary>An order about a payment that the ledger does not know, or that another pays.</summary>
    UnknownPayment = 27,

    /// <summary>The ledger has given all its numbers.</summary>
    NumbersUsedUp = 28,

    /// <summary>The payer is not the session's participant.</summary>
    NotYours = 32,

    /// <summary>The gateway and the ledger do not understand each other.</summary>
    BadBatch = 33,

    /// <summary>The message breaks the rules of its format.</summary>
    Malformed = 48,

    /// <summary>A message of this type is no instruction to pay, or holds more than one payment.</summary>
    Unsupported = 49,

    /// <summary>The value date is not the day that the ledger is in.</summary>
    ValueDate = 50,

    /// <summary>A flag or reserved octet that has no meaning.</summary>
    BadField = 51,

    /// <summary>Too much is under way: send it again in a moment.</summary>
    Busy = 64,

    /// <summary>The ledger takes nothing at present: send it again later.</summary>
    Unavailable = 65,

    /// <summary>It had its effect once or not at all: ask by id, or send the same again.</summary>
    InDoubt = 66,

    /// <summary>The ledger has stopped for good and waits for its operator.</summary>
    Halted = 67,
}
