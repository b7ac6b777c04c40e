namespace Clearing.Journal.Sqlite;

/// <summary>What was measured to be good; tests make it small.</summary>
internal sealed record SqliteTuning
{
    public static SqliteTuning Default { get; } = new();

    /// <summary>Octets of a page of a new file; an old one keeps its own.</summary>
    public int PageOctets { get; init; } = 16_384;

    /// <summary>Pages that the file may have; 0 = as many as there is room for.</summary>
    public int MostPages { get; init; }

    /// <summary>Octets in the write-ahead log from which on it is written back.</summary>
    public long LogOctets { get; init; } = 16 << 20;

    /// <summary>Octets in the log at which a commit waits until it is written back.</summary>
    public long MostLogOctets { get; init; } = 256 << 20;
}
