namespace Clearing.Client.Load.Sending;

/// <summary>Turns a number into 64 bits that look drawn; the same on every machine.</summary>
internal static class SplitMix
{
    /// <summary>An odd number whose multiples are spread evenly.</summary>
    public const ulong Golden = 0x9E3779B97F4A7C15UL;

    public static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
