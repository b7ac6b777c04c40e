namespace Clearing.Journal;

/// <summary>What a store is opened for.</summary>
public enum StoreAccess
{
    /// <summary>To serve: the store is made when it is new, a data folder is locked against other processes.</summary>
    Write = 0,

    /// <summary>To look, also beside a process that serves: nothing is made or changed.</summary>
    Read = 1,
}
