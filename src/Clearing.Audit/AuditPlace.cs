namespace Clearing.Audit;

/// <summary>Where a journal is: exactly one of the two.</summary>
/// <param name="Folder">A data folder.</param>
/// <param name="Postgres">How to connect to a PostgreSQL database.</param>
public sealed record AuditPlace(string? Folder, string? Postgres);

/// <summary>How far an audit is.</summary>
/// <param name="Stream">What is read.</param>
/// <param name="Share">Of all groups of all streams, 0 to 1.</param>
public readonly record struct AuditProgress(string Stream, double Share);

/// <summary>The store cannot be read: it is not there, may not be opened, or was changed meanwhile.</summary>
public sealed class StoreUnreadableException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The journal is of another world than the one that was given.</summary>
public sealed class OtherWorldException(string message) : Exception(message);
