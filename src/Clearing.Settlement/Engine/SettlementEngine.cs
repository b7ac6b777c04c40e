using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// One settlement system as a pure, deterministic state machine: commands at ascending instants in, events out. No
/// clock, no I/O, no randomness; the same commands give the same events and the same state hash everywhere. How it
/// runs, to the last detail: docs/reference/settlement.md. Not thread-safe.
/// </summary>
public sealed class SettlementEngine
{
    private readonly Positions _positions;
    private readonly WaitingPayments _waiting;
    private readonly TimedPayments _timed = new();
    private readonly Settler _settler;
    private readonly OneByOneRelease _oneByOne;
    private readonly Mechanisms _mechanisms;
    private readonly DayClock _clock;
    private readonly Admission _admission;
    private readonly DayPhases _phases;
    private readonly StateDigest _digest;
    private long _entries;

    // long.MinValue before anything: instants before 1970 are negative.
    private long _now = long.MinValue;
    private bool _inInstant;
    private bool _isCycleDue;

    public SettlementEngine(SystemDefinition definition)
    {
        var classes = new PaymentClasses(definition);
        _clock = new DayClock(definition);
        _positions = new Positions(definition, classes);
        _waiting = new WaitingPayments(_positions.Count, classes);
        _settler = new Settler(_positions);
        _oneByOne = new OneByOneRelease(_positions, _waiting, _timed, _settler);
        _mechanisms = new Mechanisms(definition, _positions, _waiting, _timed, _settler, _oneByOne, _clock);
        _admission = new Admission(definition, _clock, _positions, _waiting);
        _phases = new DayPhases(
            _clock, _positions, _waiting, _timed, _settler, _oneByOne, _mechanisms, new Funding(), ExpireAll);
        _digest = new StateDigest(definition, _positions, _timed, _settler, _clock);
    }

    /// <summary>Payments that wait, dormant ones included.</summary>
    public int WaitingCount => _waiting.Count + _timed.DormantCount;

    /// <summary>
    /// The next instant at which the system acts by itself (an open, a mechanism, a cycle, a waking, an expiry, a
    /// close); the present one while that is not completed, because mechanisms may still answer to its commands;
    /// <see cref="long.MaxValue"/> when there is none.
    /// </summary>
    public long NextOwnInstant
    {
        get
        {
            if (_inInstant)
            {
                return _now;
            }

            long next = _clock.NextInstant;
            return _timed.IsEmpty ? next : Math.Min(next, Math.Min(_timed.NextWake(), _timed.NextDeadline()));
        }
    }

    /// <summary>Balance of an account, minor units.</summary>
    public long BalanceOf(int account) => _positions.BalanceOf(account);

    /// <summary>Position of an account, minor units: the balance, or in a net system the net not yet posted.</summary>
    public long PositionOf(int account) => _positions[account].PositionMinor;

    /// <summary>
    /// Takes commands in ascending time. An instant is completed (mechanisms, cycles, expiries, the close) when a
    /// later command or <see cref="AdvanceTo"/> says that no more of it will come.
    /// </summary>
    public void Execute(ReadOnlySpan<SettlementCommand> commands, EventBuffer events)
    {
        _settler.Events = events;
        foreach (ref readonly SettlementCommand command in commands)
        {
            if (command.Time != _now || !_inInstant)
            {
                if (command.Time < _now)
                {
                    throw new ArgumentException($"A command at {command.Time} came after {_now}.", nameof(commands));
                }

                CompleteBefore(command.Time);
                Begin(command.Time);
            }

            if (command.Kind == CommandKind.Submit)
            {
                WakeDormant();
                Submit(command);
            }
            else
            {
                Obey(command);
            }
        }
    }

    /// <summary>Completes every instant strictly before this one.</summary>
    public void AdvanceTo(long time, EventBuffer events)
    {
        _settler.Events = events;
        CompleteBefore(time);
    }

    /// <summary>Completes everything that is still to come.</summary>
    public void Finish(EventBuffer events) => AdvanceTo(long.MaxValue, events);

    /// <summary>SHA-256 of the state; 32 bytes.</summary>
    public byte[] StateHash() => _digest.Of(_now == long.MinValue ? 0 : _now, AllInOrder());

    private void CompleteBefore(long time)
    {
        if (_inInstant && _now < time)
        {
            Complete();
        }

        for (long next = NextOwnInstant; next < time; next = NextOwnInstant)
        {
            Begin(next);
            Complete();
        }
    }

    private void Begin(long time)
    {
        _now = time;
        _settler.Now = time;
        _inInstant = true;
        if (_clock.OpensAt(time))
        {
            _clock.Open();
            _positions.OpenDay();
            _isCycleDue = false;
            _settler.HasChanged = false;
            _settler.Add(EventKind.DayOpened, _clock.DayNumber);
        }
    }

    private void Complete()
    {
        _inInstant = false;
        if (!_clock.IsOpen)
        {
            return;
        }

        WakeDormant();
        _mechanisms.RunAt(_now);
        HoldCycle();

        if (!_timed.IsEmpty && _timed.NextDeadline() <= _now)
        {
            Expire();
        }

        if (_phases.RunAt(_now) && _now < _clock.CloseAt)
        {
            _clock.MoveClose(_now);
            HoldCycle();
        }

        if (_now >= _clock.CloseAt)
        {
            Close();
        }
    }

    private void HoldCycle()
    {
        _isCycleDue |= _clock.TakeCycle(_now);
        if (_isCycleDue && !_oneByOne.IsHalted)
        {
            _isCycleDue = false;
            if (_settler.Cycle.Count > 0 && _settler.TryPostCycle())
            {
                _oneByOne.ConsiderAll();
                _oneByOne.Run();
            }
        }
    }

    private void Submit(in SettlementCommand command)
    {
        Reason refusal = Refusal(command, out int paymentClass);
        var payment = new WaitingPayment(
            command.Payment, command.From, command.To, command.AmountMinor, command.Priority, _entries++,
            paymentClass, command.PaymentKind);
        if (refusal != Reason.None)
        {
            _settler.End(EventKind.Rejected, payment, refusal);
            return;
        }

        bool sleeps = command.NotBefore != 0 && command.NotBefore > _now;
        if (command.NotBefore != 0 || command.NotAfter != 0)
        {
            _timed.Add(payment, command.NotBefore, command.NotAfter, sleeps);
        }

        if (sleeps)
        {
            _settler.HasChanged = true;
            _settler.End(EventKind.Queued, payment);
        }
        else
        {
            Enter(payment, isTold: false);
        }
    }

    private Reason Refusal(in SettlementCommand command, out int paymentClass)
    {
        paymentClass = (int)command.Priority;
        if (!_clock.IsOpen)
        {
            return Reason.Closed;
        }

        if (_positions[command.From].IsSuspended || _positions[command.To].IsSuspended)
        {
            return Reason.Suspended;
        }

        if (command.NotAfter != 0 && command.NotAfter < _now)
        {
            return Reason.Expired;
        }

        return _admission.TakesAll ? Reason.None : _admission.Refusal(command, out paymentClass);
    }

    private void Enter(in WaitingPayment payment, bool isTold)
    {
        bool mayWait = _admission.TakesShort || _admission.MayWait(payment);
        if (_oneByOne.Enter(payment, mayWait))
        {
            _timed.Remove(payment.Payment);
            return;
        }

        if (!mayWait)
        {
            _timed.Remove(payment.Payment);
            _settler.End(EventKind.Rejected, payment, Reason.Funds);
            return;
        }

        _settler.HasChanged = true;
        if (!isTold)
        {
            _settler.End(EventKind.Queued, payment);
        }

        if (_mechanisms.HasEntryTrigger)
        {
            _mechanisms.RunOnEntry(payment);
        }
    }

    private void WakeDormant()
    {
        while (_timed.DormantCount > 0 && _timed.TryWake(_now, out WaitingPayment payment))
        {
            _settler.HasChanged = true;
            Enter(payment, isTold: true);
        }
    }

    private void Obey(in SettlementCommand command)
    {
        switch (command.Kind)
        {
            case CommandKind.Cancel:
                Cancel(command);
                break;
            case CommandKind.Reprioritise:
                Reprioritise(command);
                break;
            case CommandKind.AddBalance:
                _positions.AddBalance(command.From, command.AmountMinor);
                _settler.Add(EventKind.BalanceAdded, from: command.From, amountMinor: command.AmountMinor,
                    balanceMinor: _positions.BalanceOf(command.From));
                Freed(command.From);
                break;
            case CommandKind.SetCredit:
                _positions.SetCredit(command.From, command.AmountMinor);
                _settler.Add(EventKind.CreditSet, from: command.From, amountMinor: command.AmountMinor);
                Freed(command.From);
                break;
            case CommandKind.SetLimit:
                SetLimit(command);
                break;
            case CommandKind.SetMultilateralLimit:
                _positions.SetMultilateralLimit(command.From, command.AmountMinor);
                _settler.Add(EventKind.MultilateralLimitSet, from: command.From, amountMinor: command.AmountMinor);
                _settler.HasChanged = true;
                _oneByOne.MultilateralFreed(command.From);
                break;
            case CommandKind.SetReserve:
                _positions.SetReserve(command.From, command.PaymentKind, command.AmountMinor);
                _settler.Add(EventKind.ReserveSet, command.PaymentKind, command.From, amountMinor: command.AmountMinor);
                Freed(command.From);
                break;
            case CommandKind.Suspend:
                Suspend(command.From);
                break;
            case CommandKind.Halt:
                _oneByOne.IsHalted = true;
                _settler.Add(EventKind.Halted);
                break;
            case CommandKind.Resume:
                _oneByOne.IsHalted = false;
                _settler.Add(EventKind.Resumed);
                _settler.HasChanged = true;
                _oneByOne.ConsiderAll();
                break;
            case CommandKind.MoveClose:
                long closeAt = Math.Max(command.AmountMinor, _now);
                _clock.MoveClose(closeAt);
                _settler.Add(EventKind.CloseMoved, amountMinor: closeAt);
                break;
            default:
                throw new ArgumentException($"{command.Kind} is not a command.", nameof(command));
        }

        _oneByOne.Run();
    }

    private void SetLimit(in SettlementCommand command)
    {
        int pair = _positions.SetLimit(command.From, command.To, command.AmountMinor);
        _settler.Add(EventKind.LimitSet, -1, command.From, command.To, command.AmountMinor);
        _oneByOne.FlowFreed(pair);
        _oneByOne.LimitChanged(command.From);
        Freed(command.From);
        Freed(command.To);
    }

    private void Freed(int account)
    {
        _settler.HasChanged = true;
        _oneByOne.Consider(account);
        _oneByOne.RoomFor(account);
    }

    private void Cancel(in SettlementCommand command)
    {
        if (TryTake(command.From, command.Payment, out WaitingPayment payment))
        {
            _settler.End(EventKind.Cancelled, payment);
            _oneByOne.Consider(payment.From);
        }
        else
        {
            _settler.Add(EventKind.RequestRefused, command.Payment, command.From);
        }
    }

    private void Reprioritise(in SettlementCommand command)
    {
        bool isDormant = _timed.TryGetDormant(command.Payment, out WaitingPayment payment);
        if (!isDormant && !_waiting.TryFind(command.From, command.Payment, out payment))
        {
            _settler.Add(EventKind.RequestRefused, command.Payment, command.From);
            return;
        }

        bool isChange = command.Priority != payment.Priority;
        int paymentClass = isChange ? _admission.ClassUnder(command.Priority, payment) : payment.Class;
        if (paymentClass < 0)
        {
            _settler.Add(EventKind.RequestRefused, command.Payment, command.From);
            return;
        }

        WaitingPayment changed = payment.With(command.Priority, paymentClass);
        _settler.HasChanged |= isChange;
        _settler.End(EventKind.Reprioritised, changed);
        if (isDormant)
        {
            _timed.ReplaceDormant(changed);
        }
        else if (isChange)
        {
            _waiting.Remove(payment);
            _waiting.Add(changed);
            _oneByOne.Reconsider(payment);
        }
    }

    private void Suspend(int account)
    {
        _positions[account].IsSuspended = true;
        _settler.Add(EventKind.Suspended, from: account);
        foreach (WaitingPayment payment in AllInOrder())
        {
            if (payment.From == account || payment.To == account)
            {
                TryTake(payment.From, payment.Payment, out _);
                _settler.End(EventKind.Rejected, payment, Reason.Suspended);
                _oneByOne.Consider(payment.From);
            }
        }
    }

    private void Expire()
    {
        var expired = new List<WaitingPayment>();
        while (_timed.TryExpire(_now, out int payment, out int from))
        {
            TryTake(from, payment, out WaitingPayment found);
            expired.Add(found);
        }

        foreach (WaitingPayment payment in expired.OrderBy(p => p.Rank))
        {
            _settler.End(EventKind.Rejected, payment, Reason.Expired);
            _oneByOne.Consider(payment.From);
        }

        _oneByOne.Run();
    }

    private void ExpireAll()
    {
        foreach (WaitingPayment payment in AllInOrder())
        {
            TryTake(payment.From, payment.Payment, out _);
            _settler.End(EventKind.Rejected, payment, Reason.Expired);
        }
    }

    private void Close()
    {
        foreach (WaitingPayment payment in _settler.Cycle)
        {
            _settler.End(EventKind.Unsettled, payment);
        }

        foreach (WaitingPayment payment in AllInOrder())
        {
            _settler.End(EventKind.Unsettled, payment);
        }

        _settler.Cycle.Clear();
        for (int payer = 0; payer < _positions.Count && _waiting.Count > 0; payer++)
        {
            _waiting.RemoveAllOf(payer);
        }

        _timed.Clear();
        _oneByOne.Clear();
        _clock.Close();
        _settler.Add(EventKind.DayClosed, _clock.DayNumber);
    }

    // Takes a waiting payment, active or dormant, out of the queue.
    private bool TryTake(int from, int payment, out WaitingPayment taken)
    {
        if (!_timed.TryGetDormant(payment, out taken))
        {
            if (!_waiting.TryFind(from, payment, out taken))
            {
                return false;
            }

            _waiting.Remove(taken);
        }

        _timed.Remove(payment);
        _settler.HasChanged = true;
        return true;
    }

    private WaitingPayment[] AllInOrder()
    {
        var all = new WaitingPayment[WaitingCount];
        _waiting.CopyAllTo(all);
        _timed.DormantInOrder().CopyTo(all, _waiting.Count);
        Array.Sort(all, static (x, y) => x.Rank.CompareTo(y.Rank));
        return all;
    }
}
