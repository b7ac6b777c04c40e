namespace Clearing.Messages.Tests.Switching.Simulation;

/// <summary>All chance of a simulation, from one seed (splitmix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
            return value ^ (value >> 31);
        }
    }

    public ulong Next() => Mix(unchecked(_state += 0x9E3779B97F4A7C15UL));

    /// <summary>From 0 to below <paramref name="bound"/>.</summary>
    public long Below(long bound) => (long)(Next() % (ulong)bound);

    /// <summary>True once in <paramref name="times"/>.</summary>
    public bool OneIn(int times) => Next() % (ulong)times == 0;
}
