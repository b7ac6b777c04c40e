using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Clearing.Scenarios.Generators;

/// <summary>Standard normal draws through the shipped table of integer quantiles.</summary>
internal static class NormalTable
{
    /// <summary>Quantiles are numbers times 2^28; they stay within ±7.15.</summary>
    public const int FractionBits = 28;

    /// <summary>Octaves of the tail probability that the table covers.</summary>
    public const int Octaves = 40;

    private const int StepBits = 6;

    private static readonly int[] _knots = Load();

    /// <summary>The greatest quantile.</summary>
    public static long MaximumQ28 => _knots[0];

    public static ReadOnlySpan<int> Knots => _knots;

    /// <summary>The quantile (Q28) of the probability (u + 1/2) / 2^64; rises with u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Quantile(ulong u)
    {
        unchecked
        {
            bool upper = u >> 63 != 0;
            ulong tail = upper ? ~u : u;
            int octave = BitOperations.LeadingZeroCount(tail) - 1;
            if (octave >= Octaves)
            {
                return upper ? _knots[0] : -_knots[0];
            }

            ulong below = tail << (octave + 2);
            int knot = ((Octaves - 1 - octave) << StepBits) + (int)(below >> (64 - StepBits));
            long fraction = (uint)(below >> (32 - StepBits));
            int z = _knots[knot];
            long quantile = z + (((_knots[knot + 1] - z) * fraction) >> 32);
            return upper ? quantile : -quantile;
        }
    }

    private static int[] Load()
    {
        var knots = new List<int>((Octaves << StepBits) + 1);
        foreach (string line in Calibrations.CalibrationFile.Text("normal-quantile.txt").Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            foreach (Range number in line.AsSpan().Split(' '))
            {
                knots.Add(int.Parse(line.AsSpan(number), NumberStyles.None, CultureInfo.InvariantCulture));
            }
        }

        return [.. knots];
    }
}
