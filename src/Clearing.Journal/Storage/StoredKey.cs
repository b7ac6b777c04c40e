namespace Clearing.Journal.Storage;

/// <summary>Names one thing that is kept in parts.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">The group's sequence of a checkpoint, the run's number of a sealed run.</param>
/// <param name="Epoch">That of its writer, so that two writers never mix their parts.</param>
public readonly record struct StoredKey(StoredKind Kind, long Number, long Epoch);
