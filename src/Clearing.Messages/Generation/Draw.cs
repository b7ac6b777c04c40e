namespace Clearing.Messages.Generation;

/// <summary>
/// A SplitMix64 sequence for one message: what is drawn depends on the seed and the message's index alone, so any
/// message of a run can be made again by itself.
/// </summary>
public sealed class Draw
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;

    private ulong _state;

    /// <param name="seed">Names the run.</param>
    /// <param name="index">Names the message within it.</param>
    public Draw(ulong seed, long index) => _state = unchecked(Mix(seed + Golden) ^ Mix((ulong)index * Golden));

    /// <summary>64 uniform bits.</summary>
    public ulong Next() => Mix(unchecked(_state += Golden));

    /// <summary>A whole number from 0 to <paramref name="bound"/> - 1; the bound is positive.</summary>
    public int Below(int bound) => (int)(((UInt128)Next() * (ulong)bound) >> 64);

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True in so many of a hundred draws.</summary>
    public bool Chance(int percent) => Below(100) < percent;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    public char Of(string choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return choices[Below(choices.Length)];
    }

    /// <summary>So many characters of <paramref name="alphabet"/>.</summary>
    public string Text(string alphabet, int length)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        return string.Create(length, (this, alphabet), static (span, from) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = from.Item1.Of(from.alphabet);
            }
        });
    }

    public string Digits(int length) => Text("0123456789", length);

    /// <summary>Some of the choices, in their order.</summary>
    public List<T> Some<T>(int percent, params ReadOnlySpan<T> choices)
    {
        List<T> drawn = [];
        foreach (T choice in choices)
        {
            if (Chance(percent))
            {
                drawn.Add(choice);
            }
        }

        return drawn;
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
