namespace Clearing.Journal.Storage;

/// <summary>What is kept in parts.</summary>
public enum StoredKind : byte
{
    Checkpoint = 1,
    SealedRun = 2,
}
