using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// The classes of a system's queue, each question about them a mask with a bit for each class, and which class a
/// payment is of.
/// </summary>
internal sealed class PaymentClasses
{
    private readonly ClassRule[] _rules;

    public PaymentClasses(SystemDefinition system)
    {
        IReadOnlyList<PaymentClass> classes = system.Classes.Count > 0 ? system.Classes : Priorities(system.Queue);
        _rules = [.. system.ClassRules];
        Count = classes.Count;
        if (Count > 16 || (_rules.Length == 0 && Count < 3) || _rules.Any(rule => rule.Class >= Count))
        {
            throw new ArgumentException(
                $"System {system.Name} has {Count} classes: it needs at most 16, rules that name no others, and "
                + "without rules one for each of the three priorities.",
                nameof(system));
        }

        for (int i = 0; i < Count; i++)
        {
            int bit = 1 << i;
            Fifo |= classes[i].Queue == QueueDiscipline.Fifo ? bit : 0;
            Impatient |= classes[i].Queue == QueueDiscipline.None ? bit : 0;
            Blocking |= classes[i].Blocks ? bit : 0;
            Hidden |= classes[i].IsOneByOne ? 0 : bit;
            Limited |= classes[i].IsLimited && system.LimitsBind ? bit : 0;
        }
    }

    public int Count { get; }

    public bool HasRules => _rules.Length > 0;

    /// <summary>Of each payer only the first payment of these is looked at.</summary>
    public int Fifo { get; }

    /// <summary>While a payment of these waits, the lower classes of its payer are not looked at.</summary>
    public int Blocking { get; }

    /// <summary>Only mechanisms release these.</summary>
    public int Hidden { get; }

    /// <summary>Nothing of these waits: what cannot go at once is rejected.</summary>
    public int Impatient { get; }

    /// <summary>Limits bind these and count them.</summary>
    public int Limited { get; }

    /// <summary>The class that the first rule puts a payment into, or -1; without rules its priority.</summary>
    public int Find(Priority priority, byte kind, long amountMinor, int from, int to)
    {
        if (_rules.Length == 0)
        {
            return (int)priority;
        }

        foreach (ClassRule rule in _rules)
        {
            if (((rule.Priorities >> (int)priority) & 1) != 0
                && Takes(rule.Kinds, kind)
                && amountMinor >= rule.AtLeastMinor && amountMinor <= rule.AtMostMinor
                && (rule.BelowMinor is null
                    || amountMinor < rule.BelowMinor[from] || amountMinor < rule.BelowMinor[to]))
            {
                return rule.Class;
            }
        }

        return -1;
    }

    /// <summary>The class that a phase moves another to; beyond the end of its list nothing moves.</summary>
    public static int Promoted(int paymentClass, IReadOnlyList<int>? to) =>
        to is not null && paymentClass < to.Count ? to[paymentClass] : paymentClass;

    /// <summary>True when a list of kinds is none at all, or has this one.</summary>
    public static bool Takes(IReadOnlyList<bool>? kinds, byte kind) =>
        kinds is null || (kind < kinds.Count && kinds[kind]);

    private static PaymentClass[] Priorities(QueueDiscipline queue) =>
        [.. Enum.GetNames<Priority>().Select(name =>
            new PaymentClass { Name = name, Queue = queue, Blocks = queue == QueueDiscipline.Fifo })];
}
