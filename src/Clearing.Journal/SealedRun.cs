namespace Clearing.Journal;

/// <summary>
/// Ids that left a ledger's memory, with what is to be remembered of each. Runs are numbered by the ledger from 0, each
/// with the ids that left at fixed ordinals, so that a replay makes the same runs again.
/// </summary>
/// <param name="Number">Number of the run in its stream, from 0 without gaps.</param>
/// <param name="EntryOctets">Octets of an entry: 16 of the id, big-endian, then those of its value.</param>
/// <param name="Entries">The entries one behind the other in any order; no id twice. A whole number of them.</param>
public sealed record SealedRun(long Number, int EntryOctets, ReadOnlyMemory<byte> Entries);
