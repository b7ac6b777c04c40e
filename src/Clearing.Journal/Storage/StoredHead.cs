namespace Clearing.Journal.Storage;

/// <summary>The head of a thing kept in parts. It is written last: what has a head is whole.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Octets">What <see cref="CheckpointHead"/> or <see cref="SealedRunHead"/> writes.</param>
public readonly record struct StoredHead(StoredKey Key, ReadOnlyMemory<byte> Octets);
