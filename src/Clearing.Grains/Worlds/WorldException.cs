namespace Clearing.Grains.Worlds;

/// <summary>
/// A world cannot be served as asked: its place holds another one, or it demands more than was given. The message says
/// what, and what to do.
/// </summary>
public sealed class WorldException(string message) : Exception(message);
