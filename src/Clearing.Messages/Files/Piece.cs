namespace Clearing.Messages.Files;

/// <summary>The first message of what is left of a file.</summary>
/// <param name="Length">Its octets, from the start; -1 = its end is not in sight, more is needed.</param>
/// <param name="Consumed">Octets up to where the next may start.</param>
internal readonly record struct Piece(int Length, int Consumed)
{
    public static Piece NeedsMore { get; } = new(-1, 0);

    public bool IsComplete => Length >= 0;

    public static Piece UpTo(int end) => new(end, end);
}
