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
    private long _entries;

    public NaiveEngine(SystemDefinition definition)
    {
        _definition = definition;
        _state = new NaiveState(definition);
        _plannedClose = [.. definition.Days.Select(d => d.CloseAt)];
        _collateral = [.. definition.Accounts.Select(a => a.CollateralMinor)];
        _pool = [.. definition.Accounts.Select(a => a.PoolContributionMinor)];
        _habit = [.. definition.Accounts.Select(a => a.Answer)];
        _toppedUp = new long[definition.Accounts.Count];
        _required = new long[definition.Accounts.Count];
        _fundedBeforeRequire = new long[definition.Accounts.Count];
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

    /// <summary>The next instant at which the system acts by itself.</summary>
    public long? NextOwnInstant => NextInstant();

    /// <summary>True when a payment of that instant, the next, is received.</summary>
    public bool IsOpenAt(long time) => _dayIsOpen
        ? time <= _closeAt
        : _daysOpened < _definition.Days.Count && _definition.Days[_daysOpened].OpenAt == time;

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
            .Concat(Today.PhasesAt.Skip(_state.PhasesBegun))
            .Concat(_state.Waiting.Where(p => !p.Active).Select(p => p.NotBefore))
            .Concat(_state.Waiting.Where(p => p.NotAfter != 0).Select(p => p.NotAfter))
            .Concat(_state.Asked.Select(question => question.DueAt))
            .Concat(_state.UnderWay is { InGrace: true } cycle ? [cycle.RetryAt] : [])
            .Append(_closeAt);
    }

    /// <summary>"One instant": the eight steps. Outside the hours only the second and the fourth.</summary>
    private void CompleteInstant(long instant)
    {
        _now = instant;
        _state.LastInstant = instant;
        _cycleHeldNow = false;
        bool opens = !_dayIsOpen && _daysOpened < _definition.Days.Count
            && _definition.Days[_daysOpened].OpenAt == _now;
        if (opens)
        {
            Open();
        }

        Orders();
        if (_dayIsOpen)
        {
            Activations();
            Answers();
        }

        Payments();
        _arrived.Clear();
        if (_dayIsOpen)
        {
            Mechanisms();
            Cycles();
            Expiries();
            Phases();
            Close();
        }
    }

    /// <summary>Step 1, with "Prefunded positions" and "Carry".</summary>
    private void Open()
    {
        _closeAt = Math.Max(_plannedClose[_daysOpened], _now);
        bool firstDay = _daysOpened++ == 0;
        _dayIsOpen = true;
        _state.DayNumber = Today.Number;
        StartPositionsAnew();
        if (!_definition.CarryBalances)
        {
            _definition.Accounts.Select(a => a.OpeningBalanceMinor).ToArray().CopyTo(_state.Balance, 0);
        }

        if (firstDay || !_definition.CarryQueue)
        {
            SetStandingReserves();
        }

        ForgetWhatIsByDay();
        Facts.DayOpened(_state.Balance);
        Emit(Blank with { Kind = EventKind.DayOpened, Payment = Today.Number });
        AskForOpeningRequirements();
        RejectExpired(p => p.NotAfter != 0 && p.NotAfter < _now);
        ReleaseOneByOne();
    }

    /// <summary>
    /// "positions of net systems, the flows that limits bound, and the open cycle become zero"; what is carried, and
    /// what a linked system is asked about, stays.
    /// </summary>
    private void StartPositionsAnew()
    {
        if (!_state.IsNet || !CarriesCycle)
        {
            Array.Clear(_state.Apart);
            Array.Clear(_state.PutIn);
            _state.OpenCycle.Clear();
            for (int a = 0; a < _state.AccountCount; a++)
            {
                _state.Apart[a] += _state.UnderWay?.Net[a] ?? 0;
            }
        }

        if (!_state.IsNet || !CarriesCycle)
        {
            _state.RestartFlows(_state.UnderWay?.Payments ?? []);
        }
    }

    private bool CarriesCycle => _definition.CarryQueue || _definition.CarryPositions;

    /// <summary>"a day's open sets all to the account's standing values".</summary>
    private void SetStandingReserves()
    {
        for (int a = 0; a < _state.AccountCount; a++)
        {
            for (int c = 0; c < _state.Classes.Count; c++)
            {
                _state.Reserve[a][c] = _definition.Accounts[a].ReservesMinor?.ElementAtOrDefault(c) ?? 0;
            }
        }
    }

    private void ForgetWhatIsByDay()
    {
        Array.Clear(_state.Funded);
        Array.Clear(_state.Supplemental);
        Array.Clear(_toppedUp);
        Array.Clear(_required);
        Array.Clear(_fundedBeforeRequire);
        _definition.Accounts.Select(a => a.CollateralMinor).ToArray().CopyTo(_collateral, 0);
        _definition.Accounts.Select(a => a.PoolContributionMinor).ToArray().CopyTo(_pool, 0);
        _state.Phase = -1;
        _state.PhasesBegun = 0;
        _cycleMissed = false;
        _changed = false;
    }

    /// <summary>Step 2.</summary>
    private void Orders()
    {
        foreach (SettlementCommand command in _arrived.Where(c => c.Kind != CommandKind.Submit))
        {
            Order(command);
            RejectBrokenGroups();
            ReleaseOneByOne();
        }
    }

    /// <summary>Step 3: in order of entry; each then does as an arriving payment, without its event.</summary>
    private void Activations()
    {
        List<WaitingPayment> due =
            [.. _state.Waiting.Where(p => !p.Active && p.NotBefore <= _now).OrderBy(p => p.Entry)];
        foreach (WaitingPayment payment in due)
        {
            payment.Active = true;
            _changed = true;
            if (IsAskedAbout(payment))
            {
                _state.Waiting.Remove(payment);
                Ask(payment);
            }
            else
            {
                EntryStep(payment, isNew: false);
            }
        }
    }

    /// <summary>Step 4.</summary>
    private void Payments()
    {
        foreach (SettlementCommand command in _arrived.Where(c => c.Kind == CommandKind.Submit))
        {
            Receive(command);
            RejectBrokenGroups();
        }
    }

    /// <summary>Step 7.</summary>
    private void Expiries()
    {
        RejectExpired(p => p.NotAfter == _now);
        ReleaseOneByOne();
    }

    private void RejectExpired(Func<WaitingPayment, bool> isExpired)
    {
        foreach (WaitingPayment payment in NaiveState.InOrder(_state.Waiting.Where(isExpired)).ToList())
        {
            EndWaiting(payment, EventKind.Rejected, Reason.Expired);
        }

        RejectBrokenGroups();
    }

    /// <summary>Step 8.</summary>
    private void Close()
    {
        if (_now != _closeAt)
        {
            return;
        }

        TimeOutAllQuestions();
        GiveBackAllEarmarked();
        CloseCycle();
        if (!_definition.CarryQueue)
        {
            foreach (WaitingPayment payment in NaiveState.InOrder(_state.Waiting).ToList())
            {
                EndWaiting(payment, EventKind.Unsettled, Reason.None);
            }
        }

        PayOutAll();
        Facts.DayClosed();
        Emit(Blank with { Kind = EventKind.DayClosed, Payment = Today.Number });
        _dayIsOpen = false;
    }

    private static SettlementEvent OfPayment(EventKind kind, WaitingPayment payment) => new()
    {
        Kind = kind,
        Payment = payment.Payment,
        From = payment.From,
        To = payment.To,
        AmountMinor = payment.AmountMinor,
        Priority = payment.Priority,
    };

    /// <summary>An event that names neither payment nor account.</summary>
    private static SettlementEvent Blank => new() { Payment = -1, From = -1, To = -1 };

    private void Emit(SettlementEvent item) => _events.Add(item with { Time = _now });
}
