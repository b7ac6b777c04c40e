using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>The system's own instants: opens, mechanism and cycle times, and the close, wherever it moves.</summary>
internal sealed class DayClock
{
    private readonly SystemDefinition _system;
    private readonly Mechanism[] _mechanisms;
    private readonly int[] _nextMechanism;
    private SettlementDay? _day;
    private int _nextDay;
    private int _nextCycle;
    private long? _movedClose;
    private long _nextPhaseAt = long.MaxValue;

    public DayClock(SystemDefinition system)
    {
        _system = system;
        _mechanisms = [.. system.Release];
        _nextMechanism = new int[_mechanisms.Length];
        Refresh();
    }

    public bool IsOpen { get; private set; }

    /// <summary>Number of the day that is open or was open last; 0 before the first.</summary>
    public int DayNumber => _nextDay == 0 ? 0 : _system.Days[_nextDay - 1].Number;

    /// <summary>The close in force of the open day.</summary>
    public long CloseAt { get; private set; }

    /// <summary>How many phases have begun in the day that is open or was open last.</summary>
    public int PhasesBegun { get; private set; }

    /// <summary>The phase in force; null before the first.</summary>
    public Phase? Phase { get; private set; }

    /// <summary>Greatest amount that the open day takes.</summary>
    public long AmountAtMostMinor => Day.AmountAtMostMinor;

    // The day that is open, or was open last.
    private SettlementDay Day => _day!;

    /// <summary>
    /// The next instant at which something is to happen; <see cref="long.MaxValue"/> when nothing is.
    /// </summary>
    public long NextInstant { get; private set; }

    public bool OpensAt(long time) =>
        !IsOpen && _nextDay < _system.Days.Count && _system.Days[_nextDay].OpenAt == time;

    public void Open()
    {
        SettlementDay day = _day = _system.Days[_nextDay++];
        IsOpen = true;
        CloseAt = Math.Max(_movedClose ?? day.CloseAt, day.OpenAt);
        _movedClose = null;
        _nextCycle = 0;
        PhasesBegun = 0;
        Phase = null;
        for (int mechanism = 0; mechanism < _nextMechanism.Length; mechanism++)
        {
            // The first multiple of a period is one period after the open; listed times start at the first.
            _nextMechanism[mechanism] = _mechanisms[mechanism].Trigger == TriggerKind.Every ? 1 : 0;
        }

        Refresh();
    }

    public void Close()
    {
        IsOpen = false;
        Refresh();
    }

    /// <summary>Moves the close of the open day, or of the next one while none is open.</summary>
    public void MoveClose(long closeAt)
    {
        if (IsOpen)
        {
            CloseAt = closeAt;
        }
        else if (_nextDay < _system.Days.Count)
        {
            _movedClose = closeAt;
        }

        Refresh();
    }

    /// <summary>True, once, when a mechanism's time is this instant.</summary>
    public bool TakeMechanism(int mechanism, long time)
    {
        if (NextOf(mechanism) != time)
        {
            return false;
        }

        _nextMechanism[mechanism]++;
        Refresh();
        return true;
    }

    /// <summary>True, once, when a cycle's time is this instant.</summary>
    public bool TakeCycle(long time)
    {
        if (_nextCycle < Day.CyclesAt.Length && Day.CyclesAt[_nextCycle] == time)
        {
            _nextCycle++;
            Refresh();
            return true;
        }

        return _system.CycleAtClose && time == CloseAt;
    }

    /// <summary>True when the next phase begins at this instant at the latest.</summary>
    public bool IsPhaseDue(long time) => _nextPhaseAt <= time;

    /// <summary>The next phase begins; false when there is none.</summary>
    public bool TryBeginPhase()
    {
        if (PhasesBegun == _system.Phases.Count)
        {
            return false;
        }

        Phase = _system.Phases[PhasesBegun++];
        Refresh();
        return true;
    }

    /// <summary>Its state; the day and the phase are those of the definition.</summary>
    public void Pass(ref StateOctets octets)
    {
        _nextDay = octets.Number(_nextDay, 0, _system.Days.Count);
        IsOpen = octets.Flag(IsOpen);
        StateOctets.Need(_nextDay > 0 || !IsOpen, "a day is open before the first");
        CloseAt = octets.Number(CloseAt);
        bool isMoved = octets.Flag(_movedClose is not null);
        long movedTo = octets.Number(_movedClose ?? 0);
        _movedClose = isMoved ? movedTo : null;
        _nextCycle = octets.Number(_nextCycle, 0, int.MaxValue);
        foreach (ref int next in _nextMechanism.AsSpan())
        {
            next = octets.Number(next, 0, int.MaxValue);
        }

        PhasesBegun = octets.Number(PhasesBegun, 0, _system.Phases.Count);
        if (octets.IsLoading)
        {
            _day = _nextDay == 0 ? null : _system.Days[_nextDay - 1];
            Phase = PhasesBegun == 0 ? null : _system.Phases[PhasesBegun - 1];
            Refresh();
        }
    }

    // One whose time has passed begins with the day.
    private long NextPhaseAt() => PhasesBegun < Math.Min(_system.Phases.Count, Day.PhasesAt.Length)
        ? Math.Max(Day.OpenAt, Day.PhasesAt[PhasesBegun])
        : long.MaxValue;

    // Asked for at every instant, worked out only when something moved.
    private void Refresh()
    {
        if (!IsOpen)
        {
            NextInstant = _nextDay < _system.Days.Count ? _system.Days[_nextDay].OpenAt : long.MaxValue;
            return;
        }

        _nextPhaseAt = NextPhaseAt();
        NextInstant = Math.Min(CloseAt, _nextPhaseAt);
        for (int mechanism = 0; mechanism < _nextMechanism.Length; mechanism++)
        {
            NextInstant = Math.Min(NextInstant, NextOf(mechanism));
        }

        if (_nextCycle < Day.CyclesAt.Length)
        {
            NextInstant = Math.Min(NextInstant, Day.CyclesAt[_nextCycle]);
        }
    }

    private long NextOf(int mechanism)
    {
        Mechanism rule = _mechanisms[mechanism];
        int next = _nextMechanism[mechanism];
        switch (rule.Trigger)
        {
            case TriggerKind.Every:
                return Day.OpenAt + (next * rule.PeriodUs);
            case TriggerKind.At:
                long[] times = mechanism < Day.MechanismsAt.Length ? Day.MechanismsAt[mechanism] : [];
                return next < times.Length ? times[next] : long.MaxValue;
            default:
                return long.MaxValue;
        }
    }
}
