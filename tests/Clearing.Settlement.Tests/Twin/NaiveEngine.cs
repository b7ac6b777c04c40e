using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>
/// The settlement engine once more, written from docs/reference/settlement.md alone: slow, literal, one method a
/// paragraph. Where it and the fast engine disagree, one of them or the page is wrong.
/// </summary>
public sealed partial class NaiveEngine : IEngine
{
    private readonly SystemDefinition _definition;
    private readonly NaiveState _state;
    private readonly List<SettlementCommand> _arrived = [];
    private readonly long[] _plannedClose;

    private EventBuffer _events = new();
    private long _now;
    private int _daysOpened;
    private bool _dayIsOpen;
    private long _closeAt;
    private bool _halted;
    private bool _changed;
    private bool _cycleMissed;
    private long _entries;

    public NaiveEngine(SystemDefinition definition)
    {
        _definition = definition;
        _state = new NaiveState(definition);
        _plannedClose = [.. definition.Days.Select(d => d.CloseAt)];
        Facts = new NaiveFacts(_state.Balance);
    }

    public NaiveFacts Facts { get; }

    private SettlementDay Today => _definition.Days[_daysOpened - 1];

    public void Execute(ReadOnlySpan<SettlementCommand> commands, EventBuffer events)
    {
        foreach (SettlementCommand command in commands)
        {
            AdvanceTo(command.Time, events);
            _arrived.Add(command);
        }
    }

    public void AdvanceTo(long time, EventBuffer events)
    {
        _events = events;
        while (NextInstant() is { } instant && instant < time)
        {
            CompleteInstant(instant);
        }
    }

    public void Finish(EventBuffer events)
    {
        _events = events;
        while (NextInstant() is { } instant)
        {
            CompleteInstant(instant);
        }
    }

    public byte[] StateHash() => _state.Hash();

    /// <summary>The next instant at which anything happens.</summary>
    private long? NextInstant()
    {
        List<long> instants = [.. _arrived.Select(c => c.Time)];
        if (_dayIsOpen)
        {
            instants.AddRange(InstantsOfTheOpenDay().Where(t => t > _now && t <= _closeAt));
        }
        else if (_daysOpened < _definition.Days.Count)
        {
            instants.Add(_definition.Days[_daysOpened].OpenAt);
        }

        return instants.Count == 0 ? null : instants.Min();
    }

    private IEnumerable<long> InstantsOfTheOpenDay()
    {
        IEnumerable<long> mechanisms = Enumerable.Range(0, _definition.Release.Count).SelectMany(MechanismInstants);
        return mechanisms
            .Concat(Today.CyclesAt)
            .Concat(_state.Waiting.Where(p => !p.Active).Select(p => p.NotBefore))
            .Concat(_state.Waiting.Where(p => p.NotAfter != 0).Select(p => p.NotAfter))
            .Append(_closeAt);
    }

    /// <summary>"every: open + k x period, k >= 1, up to the close"; "at: the instants of the day".</summary>
    private List<long> MechanismInstants(int mechanism)
    {
        List<long> instants = [];
        switch (_definition.Release[mechanism].Trigger)
        {
            case TriggerKind.Every:
                long period = _definition.Release[mechanism].PeriodUs;
                for (long t = Today.OpenAt + period; t <= _closeAt; t += period)
                {
                    instants.Add(t);
                }

                break;
            case TriggerKind.At when mechanism < Today.MechanismsAt.Length:
                instants.AddRange(Today.MechanismsAt[mechanism]);
                break;
        }

        return instants;
    }

    /// <summary>"One instant": the eight steps. Outside the hours only the second and the fourth.</summary>
    private void CompleteInstant(long instant)
    {
        _now = instant;
        _state.LastInstant = instant;
        Open();
        Orders();
        Activations();
        Payments();
        _arrived.Clear();
        if (_dayIsOpen)
        {
            Mechanisms();
            Cycles();
            Expiries();
            Close();
        }
    }

    /// <summary>Step 1.</summary>
    private void Open()
    {
        if (_dayIsOpen || _daysOpened == _definition.Days.Count || _definition.Days[_daysOpened].OpenAt != _now)
        {
            return;
        }

        _closeAt = Math.Max(_plannedClose[_daysOpened], _now);
        _daysOpened++;
        _dayIsOpen = true;
        _state.DayNumber = Today.Number;
        Array.Clear(_state.Net);
        _state.Pairs.ForEach(pair => pair.FlowMinor = 0);
        _state.OpenCycle.Clear();
        if (!_definition.CarryBalances)
        {
            for (int a = 0; a < _state.AccountCount; a++)
            {
                _state.Balance[a] = _definition.Accounts[a].OpeningBalanceMinor;
            }
        }

        _cycleMissed = false;
        _changed = false;
        Facts.DayOpened(_state.Balance);
        Emit(Blank with { Kind = EventKind.DayOpened, Payment = Today.Number });
    }

    /// <summary>Step 2.</summary>
    private void Orders()
    {
        foreach (SettlementCommand command in _arrived.Where(c => c.Kind != CommandKind.Submit))
        {
            Order(command);
            ReleaseOneByOne();
        }
    }

    /// <summary>Step 3: in order of entry; each then does as an arriving payment, without its event.</summary>
    private void Activations()
    {
        List<WaitingPayment> due =
            [.. _state.Waiting.Where(p => !p.Active && p.NotBefore == _now).OrderBy(p => p.Entry)];
        foreach (WaitingPayment payment in due)
        {
            payment.Active = true;
            _changed = true;
            ReleaseOneByOne(payment);
            RunEntryMechanisms(payment);
        }
    }

    /// <summary>Step 4.</summary>
    private void Payments()
    {
        foreach (SettlementCommand command in _arrived.Where(c => c.Kind == CommandKind.Submit))
        {
            Receive(command);
        }
    }

    /// <summary>Step 5, "Mechanisms at an instant".</summary>
    private void Mechanisms()
    {
        if (_halted)
        {
            return;
        }

        HashSet<int> alreadyRun = [];
        int next = 0;
        while (next < _definition.Release.Count)
        {
            int mechanism = next++;
            TriggerKind trigger = _definition.Release[mechanism].Trigger;
            bool due = trigger switch
            {
                TriggerKind.Every or TriggerKind.At =>
                    MechanismInstants(mechanism).Contains(_now) && alreadyRun.Add(mechanism),
                TriggerKind.Change => _changed,
                _ => false,
            };
            if (due && RunMechanism(mechanism, null))
            {
                next = 0;
            }
        }

        _changed = false;
    }

    /// <summary>Step 6, "Cycles".</summary>
    private void Cycles()
    {
        bool due = _cycleMissed
            || Today.CyclesAt.Contains(_now)
            || (_definition.CycleAtClose && _now == _closeAt);
        if (!due)
        {
            return;
        }

        _cycleMissed = _halted;
        if (!_halted && _state.OpenCycle.Count > 0)
        {
            HoldCycle();
            ReleaseOneByOne();
        }
    }

    /// <summary>Step 7.</summary>
    private void Expiries()
    {
        foreach (WaitingPayment payment in NaiveState.InOrder(_state.Waiting.Where(p => p.NotAfter == _now)).ToList())
        {
            EndWaiting(payment, EventKind.Rejected, Reason.Expired);
        }

        ReleaseOneByOne();
    }

    /// <summary>Step 8.</summary>
    private void Close()
    {
        if (_now != _closeAt)
        {
            return;
        }

        foreach (WaitingPayment payment in _state.OpenCycle)
        {
            Emit(OfPayment(EventKind.Unsettled, payment));
        }

        _state.OpenCycle.Clear();
        foreach (WaitingPayment payment in NaiveState.InOrder(_state.Waiting).ToList())
        {
            EndWaiting(payment, EventKind.Unsettled, Reason.None);
        }

        Facts.DayClosed();
        Emit(Blank with { Kind = EventKind.DayClosed, Payment = Today.Number });
        _dayIsOpen = false;
    }
}
