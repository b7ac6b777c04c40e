using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>For <see cref="SetAudit"/>: which payments wait, and in which class, as far as events tell.</summary>
internal sealed class AuditClasses
{
    public const byte Unseen = 255;
    public const byte Gone = 254;

    /// <summary>It waits, but its kind is not known and decides.</summary>
    public const byte Unknown = 253;

    private const int FirstMade = Ledgers.Ledger.FirstMade;

    private readonly SystemDefinition _system;
    private readonly Func<int, byte>? _kindOf;
    private byte[] _state = [];

    // Of payments that linked systems made and that are numbered from far away.
    private byte[] _made = [];

    public AuditClasses(SystemDefinition system, Func<int, byte>? kindOf)
    {
        _system = system;
        _kindOf = kindOf;
    }

    /// <summary>The phase in force; -1 before the first.</summary>
    public int Phase { get; private set; } = -1;

    public byte this[int payment]
    {
        get
        {
            byte[] states = payment < FirstMade ? _state : _made;
            int place = payment % FirstMade;
            return place < states.Length ? states[place] : Unseen;
        }
    }

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
            foreach (ref byte state in _state.AsSpan())
            {
                state = Promoted(state);
            }

            foreach (ref byte state in _made.AsSpan())
            {
                state = Promoted(state);
            }
        }
    }

    private void Set(int payment, byte state)
    {
        ref byte[] states = ref payment < FirstMade ? ref _state : ref _made;
        int place = payment % FirstMade;
        int known = states.Length;
        if (place >= known)
        {
            Array.Resize(ref states, Math.Max(place + 1, 2 * known));
            Array.Fill(states, Unseen, known, states.Length - known);
        }

        states[place] = state;
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
                if (kind == SetAudit.UnknownKind)
                {
                    return Unknown;
                }

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
