namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>Numbers that look drawn and are the same for the same seed.</summary>
internal static class Draws
{
    /// <summary>The draw of a place in a stream, from 0 to below <paramref name="below"/>.</summary>
    public static long At(ulong seed, long place, long below)
    {
        unchecked
        {
            ulong z = (seed * 0xD1B54A32D192ED03UL) + ((ulong)(place + 1) * 0x9E3779B97F4A7C15UL);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return (long)((z ^ (z >> 31)) % (ulong)below);
        }
    }
}
