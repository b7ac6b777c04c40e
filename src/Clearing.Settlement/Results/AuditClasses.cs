using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>For <see cref="SetAudit"/>: which payments wait, and in which class, as far as events tell.</summary>
internal sealed class AuditClasses
{
    public const byte Unseen = 255;
    public const byte Gone = 254;

    /// <summary>It waits, but its kind is not known and decides.</summary>
    public const byte Unknown = 253;

    private readonly SystemDefinition _system;
    private readonly Func<int, byte>? _kindOf;
    private byte[] _state = [];

    public AuditClasses(SystemDefinition system, Func<int, byte>? kindOf)
    {
        _system = system;
        _kindOf = kindOf;
    }

    /// <summary>The phase in force; -1 before the first.</summary>
    public int Phase { get; private set; } = -1;

    /// <summary>How many payments were ever named.</summary>
    public int Count => _state.Length;

    public byte this[int payment] => payment < _state.Length ? _state[payment] : Unseen;

    public static bool Waits(byte state) => state <= Unknown;

    /// <summary>A payment joins the queue, or its priority changes.</summary>
    public void Queue(int payment, Priority priority, long amountMinor, int from, int to) =>
        Set(payment, Promoted(ClassOf(payment, priority, amountMinor, from, to)));

    public void End(int payment) => Set(payment, Gone);

    /// <summary>The class in which a payment is released; that of one never seen is worked out now.</summary>
    public byte Release(int payment, Priority priority, long amountMinor, int from, int to)
    {
        byte state = this[payment];
        byte released = Waits(state) ? state : Promoted(ClassOf(payment, priority, amountMinor, from, to));
        Set(payment, Gone);
        return released;
    }

    public void OpenDay() => Phase = -1;

    public void Begin(int phase)
    {
        Phase = phase;
        if (_system.Phases[phase].Promotes is not null)
        {
            for (int payment = 0; payment < _state.Length; payment++)
            {
                _state[payment] = Promoted(_state[payment]);
            }
        }
    }

    private void Set(int payment, byte state)
    {
        int known = _state.Length;
        if (payment >= known)
        {
            Array.Resize(ref _state, Math.Max(payment + 1, 2 * known));
            Array.Fill(_state, Unseen, known, _state.Length - known);
        }

        _state[payment] = state;
    }

    private byte Promoted(byte state)
    {
        IReadOnlyList<int>? promotes = Phase < 0 ? null : _system.Phases[Phase].Promotes;
        return promotes is null || state >= promotes.Count ? state : (byte)promotes[state];
    }

    private byte ClassOf(int payment, Priority priority, long amountMinor, int from, int to)
    {
        if (_system.ClassRules.Count == 0)
        {
            return (byte)priority;
        }

        foreach (ClassRule rule in _system.ClassRules)
        {
            bool fits = (rule.Priorities & (1 << (int)priority)) != 0
                && amountMinor >= rule.AtLeastMinor && amountMinor <= rule.AtMostMinor
                && (rule.BelowMinor is null || amountMinor < Math.Max(rule.BelowMinor[from], rule.BelowMinor[to]));
            if (fits && rule.Kinds is { } kinds)
            {
                if (_kindOf is null)
                {
                    return Unknown;
                }

                byte kind = _kindOf(payment);
                fits = kind < kinds.Count && kinds[kind];
            }

            if (fits)
            {
                return (byte)rule.Class;
            }
        }

        return Unknown;
    }
}
