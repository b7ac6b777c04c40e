namespace Clearing.Grains.Worlds;

/// <summary>A store holds another world than the one that is to be served from it; the message says what differs.</summary>
public sealed class AnotherWorldException(string message) : Exception(message);
