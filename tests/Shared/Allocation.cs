namespace Clearing.Tests;

/// <summary>Measures what work allocates on its thread, undisturbed by what other threads do meanwhile.</summary>
internal static class Allocation
{
    private const int Measurements = 3;

    /// <summary>
    /// The bytes that work in its steady state allocates: the least of three measurements. What the work needs shows
    /// in each of them. What does not is the runtime's: a collection in the background, which any thread can set off,
    /// counts the rest of the block that this thread allocates from, up to 8 KB, as allocated.
    /// </summary>
    /// <param name="prepare">
    /// Does what comes before the steady state, from the beginning, and hands out the work. It is called for each
    /// measurement: work that went on from where the last one stopped would grow its buffers in one of them only.
    /// </param>
    public static long Least(Func<Action> prepare)
    {
        long least = long.MaxValue;
        for (int measurement = 0; measurement < Measurements; measurement++)
        {
            Action work = prepare();
            // Takes away the block that the preparation began: work that allocates nothing then has none to be charged.
            GC.Collect(0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
