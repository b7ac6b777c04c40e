namespace Clearing.Grains.Storage;

/// <summary>The database of the grains' states cannot be used; the message says where, why, and what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : IOException(message, inner);
