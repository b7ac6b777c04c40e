using Clearing.Settlement.Model;

namespace Clearing.Bounds;

/// <summary>What one mechanism released of what was possible.</summary>
/// <param name="Mechanism">In the words of rulebooks.</param>
/// <param name="ValueMinor">Released.</param>
/// <param name="Gap">1 - released / bound; 0 where the bound is 0.</param>
public sealed record MechanismFinding(string Mechanism, Int128 ValueMinor, decimal Gap);

/// <summary>A queue measured against what would have been possible.</summary>
public sealed record Finding
{
    private static readonly (string Name, MechanismKind[] Kinds)[] Mechanisms =
    [
        ("bilateral", [MechanismKind.Bilateral]),
        ("all-or-nothing", [MechanismKind.AllOrNothing]),
        ("partial", [MechanismKind.Partial]),
        ("bilateral, partial", [MechanismKind.Bilateral, MechanismKind.Partial]),
    ];

    public required WaitingSet Queue { get; init; }

    /// <summary>True when <see cref="BoundMinor"/> is reached by a set of whole payments.</summary>
    public required bool IsExact { get; init; }

    /// <summary>No set is worth more.</summary>
    public required Int128 BoundMinor { get; init; }

    public required IReadOnlyList<MechanismFinding> MechanismFindings { get; init; }

    /// <param name="queue">What waits.</param>
    /// <param name="exactUpTo">With more payments than this only the relaxation is solved.</param>
    public static Finding Of(WaitingSet queue, int exactUpTo)
    {
        Int128 bound = Relaxation.Bound(queue);
        bool exact = false;
        if (queue.Payments.Length <= exactUpTo && BestSubset.Find(queue) is { IsProven: true } best)
        {
            (bound, exact) = (best.ValueMinor, true);
        }

        return new Finding
        {
            Queue = queue,
            IsExact = exact,
            BoundMinor = bound,
            MechanismFindings = [.. Mechanisms.Select(m => Measure(queue, m.Name, m.Kinds, bound))],
        };
    }

    private static MechanismFinding Measure(WaitingSet queue, string name, MechanismKind[] kinds, Int128 bound)
    {
        Int128 value = MechanismRun.ValueOf(queue, kinds);
        return new MechanismFinding(name, value, bound == 0 ? 0 : 1 - ((decimal)value / (decimal)bound));
    }
}
