namespace Clearing.Journal;

/// <summary>Why a journal refuses. After any fault of an append its journal is closed: open the stream anew.</summary>
public enum JournalFault
{
    /// <summary>Somebody opened the stream later. Nothing was written; do not open it again, stop serving.</summary>
    Fenced = 1,

    /// <summary>No room in the store. Nothing was written; opening succeeds again when there is room.</summary>
    Full = 2,

    /// <summary>The store cannot be reached. Nothing was written; try to open again later.</summary>
    Unavailable = 3,

    /// <summary>
    /// The write was given to the store and its outcome is not known. Opening the stream anew tells: the group is its
    /// tail, or it never will be.
    /// </summary>
    Unknown = 4,

    /// <summary>
    /// What was read is not what was written. Nothing is skipped or guessed; the message says stream, group and octet.
    /// </summary>
    Corrupt = 5,

    /// <summary>Written by a later version of this program, or in a format that this one does not know.</summary>
    Version = 6,

    /// <summary>Written for another world than the one that asks.</summary>
    World = 7,

    /// <summary>Another process has the data folder open.</summary>
    InUse = 8,

    /// <summary>The store may not be read or written: permissions, a read-only place, a password.</summary>
    Denied = 9,

    /// <summary>There is no journal where one was named, or the groups asked for were pruned.</summary>
    Absent = 10,
}
