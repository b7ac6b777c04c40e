using System.Globalization;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>Runs checks on many random traces.</summary>
public static class Traces
{
    /// <summary>How many traces: what the environment variable CLEARING_TRACES says, else this number.</summary>
    public static int Count(int withoutVariable) =>
        int.TryParse(
            Environment.GetEnvironmentVariable("CLEARING_TRACES"), CultureInfo.InvariantCulture, out int count)
            ? count
            : withoutVariable;

    /// <summary>Runs a check on many traces; the first that fails is shrunk and shown.</summary>
    public static void ForAll(int count, Action<Trace> check) => ForAll(count, TraceGenerator.Draw, check);

    /// <summary>The same with traces drawn in another way.</summary>
    public static void ForAll(int count, Func<ulong, Trace> draw, Action<Trace> check)
    {
        for (ulong seed = 1; seed <= (ulong)count; seed++)
        {
            Trace trace = draw(seed);
            if (Failure(trace) is not null)
            {
                Trace smallest = Shrinker.Shrink(trace, t => Failure(t) is not null);
                Assert.Fail(smallest.Describe() + Failure(smallest));
            }
        }

        string? Failure(Trace trace)
        {
            try
            {
                check(trace);
                return null;
            }
#pragma warning disable CA1031 // Any exception of an engine is a failing trace, to be shrunk like the others.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                return failure.ToString();
            }
        }
    }
}
