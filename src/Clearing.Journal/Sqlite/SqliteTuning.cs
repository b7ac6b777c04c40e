namespace Clearing.Journal.Sqlite;

/// <summary>What was measured to be good (docs/decisions/0020); tests make it small.</summary>
internal sealed record SqliteTuning
{
    /// <summary>
    /// Octets of the write-ahead log from which on a commit writes it back: so few that nobody waits for long.
    /// </summary>
    public const int LogOctets = 4 << 20;

    public static SqliteTuning Default { get; } = new();

    /// <summary>Octets of a page of a new file; an old one keeps its own.</summary>
    public int PageOctets { get; init; } = 16_384;

    /// <summary>Pages that the file may have; 0 = as many as there is room for.</summary>
    public int MostPages { get; init; }
}
