using System.Runtime.CompilerServices;

namespace Clearing.Scenarios.Generators;

/// <summary>What a stream of random numbers is for: one stream each, so that no purpose disturbs another.</summary>
internal enum Purpose : ulong
{
    Balances = 1,
    Links = 2,
    LinkWeights = 3,
    Counterparties = 4,
    LinkAmounts = 5,
    Amounts = 6,
    Rounding = 7,
    Hours = 8,
    Times = 9,
    Squaring = 10,
    Priorities = 11,
    Kinds = 12,
}

/// <summary>
/// A SplitMix64 sequence read by position: number <c>n</c> depends on the key and <c>n</c> alone, so draws may be made
/// in any order, again, or on several cores.
/// </summary>
internal readonly struct RandomStream
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;

    private readonly ulong _key;

    private RandomStream(ulong key) => _key = key;

    /// <summary>The stream of one purpose of one source of a scenario on one day (0: of the source as a whole).</summary>
    public static RandomStream Of(ulong seed, int source, Purpose purpose, int day = 0) => unchecked(
        new(Mix(Mix(Mix(Mix(seed + Golden) ^ (ulong)source) + (Golden * (ulong)purpose)) ^ (ulong)day)));

    /// <summary>The n-th number of the stream: 64 uniform bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong At(long n) => Mix(unchecked(_key + ((ulong)n * Golden)));

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
