using Clearing.Settlement.Commands;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>Makes a failing trace smaller: drops runs of commands, ever shorter, while it still fails.</summary>
public static class Shrinker
{
    public static Trace Shrink(Trace trace, Func<Trace, bool> fails)
    {
        for (int run = Math.Max(1, trace.Commands.Length / 2); run >= 1; run /= 2)
        {
            int start = 0;
            while (start < trace.Commands.Length)
            {
                SettlementCommand[] kept =
                    [.. trace.Commands.Take(start), .. trace.Commands.Skip(start + run)];
                Trace smaller = trace with { Commands = kept };
                if (smaller.IsLawful() && fails(smaller))
                {
                    trace = smaller;
                }
                else
                {
                    start += run;
                }
            }
        }

        return trace;
    }
}
