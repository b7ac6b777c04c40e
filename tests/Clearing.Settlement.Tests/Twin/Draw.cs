namespace Clearing.Settlement.Tests.Twin;

/// <summary>A seeded stream of small numbers (SplitMix64): the same seed gives the same trace everywhere.</summary>
public sealed class Draw(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from <paramref name="lowest"/> to <paramref name="highest"/>, both inclusive.</summary>
    public int Between(int lowest, int highest) => lowest + (int)(Next() % (ulong)(highest - lowest + 1));

    /// <summary>True in about so many of a hundred.</summary>
    public bool Percent(int percent) => Between(0, 99) < percent;

    public T OneOf<T>(IReadOnlyList<T> items) => items[Between(0, items.Count - 1)];

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
