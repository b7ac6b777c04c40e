using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Engine;

/// <summary>
/// One settlement system as a pure, deterministic state machine: commands at ascending instants in, events out. No
/// clock, no I/O, no randomness; the same commands give the same events and the same state hash everywhere. How it
/// runs, to the last detail: docs/reference/settlement.md. Not thread-safe.
/// </summary>
public sealed partial class SettlementEngine
{
    private readonly Positions _positions;
    private readonly WaitingPayments _waiting;
    private readonly TimedPayments _timed = new();
    private readonly Settler _settler;
    private readonly OneByOneRelease _oneByOne;
    private readonly Funding _funding;
    private readonly CycleSettlement _cycles;
    private readonly Mechanisms _mechanisms;
    private readonly FilePosting _files;
    private readonly Answers _answers;
    private readonly Groups _groups;
    private readonly WaitingRoom _room;
    private readonly List<FailedTest> _failedAtClose = [];
    private readonly List<QueueSnapshot> _queuesAtClose = [];
    private readonly DayClock _clock;
    private readonly Admission _admission;
    private readonly DayPhases _phases;
    private readonly StateDigest _digest;
    private readonly Lazy<QueueDiagnosis> _diagnosis;
    private readonly bool _carriesQueue;

    // True when nobody is asked and nothing has groups, phases or rules of what is taken: the hot path skips them all.
    private readonly bool _isPlain;
    private readonly bool _hasMechanisms;
    private readonly Lazy<byte[]> _fingerprint;
    private long _entries;

    // long.MinValue before anything: instants before 1970 are negative.
    private long _now = long.MinValue;
    private bool _inInstant;

    public SettlementEngine(SystemDefinition definition)
    {
        var classes = new PaymentClasses(definition);
        _clock = new DayClock(definition);
        _positions = new Positions(definition, classes);
        _waiting = new WaitingPayments(_positions.Count, classes);
        _settler = new Settler(definition, _positions);
        _oneByOne = new OneByOneRelease(_positions, _waiting, _timed, _settler);
        _funding = new Funding(definition, _positions, _waiting, _settler, _oneByOne);
        _cycles = new CycleSettlement(definition, _positions, _settler, _oneByOne, _funding);
        _groups = new Groups(definition, _positions, _timed, _settler, _oneByOne);
        _answers = new Answers(
            definition, _positions, _settler, _oneByOne, (command, entry) => Receive(command, entry, isAnswered: true));
        _mechanisms = new Mechanisms(
            definition, _positions, _waiting, _timed, _settler, _oneByOne, _funding, _clock, _groups);
        _files = new FilePosting(definition, _positions, _settler);
        _admission = new Admission(definition, _clock, _positions, _waiting);
        _room = new WaitingRoom(
            _positions, _waiting, _timed, _groups, _answers, _settler, _oneByOne, _admission);
        _phases = new DayPhases(
            _clock, _positions, _waiting, _timed, _settler, _oneByOne, _groups, _mechanisms, _funding, _room.ExpireAll);
        _digest = new StateDigest(definition, _positions, _timed, _cycles, _funding, _clock, _answers);
        _diagnosis = new(() => new QueueDiagnosis(_positions, _waiting, _timed, _groups, _oneByOne));
        _looks = new(() => new EngineLooks(
            _positions, _waiting, _timed, _groups, _answers, _oneByOne, _diagnosis.Value));
        _fingerprint = new(() => DefinitionFingerprint.Of(definition));
        _carriesQueue = definition.CarryQueue;
        _isPlain = !_answers.AreAsked && !_groups.AreKept && definition.Phases.Count == 0 && _admission.TakesAll
            && _admission.TakesShort;
        _hasMechanisms = definition.Release.Count > 0 || _groups.AreKept;
    }

    /// <summary>Payments that wait, dormant ones included.</summary>
    public int WaitingCount => _room.Count;

    /// <summary>True from the open to the close of a day.</summary>
    public bool IsOpen => _clock.IsOpen;

    /// <summary>
    /// The tests that payments failed which still waited at a close, over all closes so far, each time by (rank, test).
    /// </summary>
    public IReadOnlyList<FailedTest> FailedAtClose => _failedAtClose;

    /// <summary>True when the queue is kept that each close ends: memory for all that waits then.</summary>
    public bool KeepsQueues { get; init; }

    /// <summary>The queue just before each close so far at which there was one, where they are kept.</summary>
    public IReadOnlyList<QueueSnapshot> QueuesAtClose => _queuesAtClose;

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

            long next = Math.Min(_clock.NextInstant, _cycles.RetryAt);
            next = !_isPlain && _answers.AreAsked ? Math.Min(next, _answers.NextInstant) : next;
            return _timed.IsEmpty || !_clock.IsOpen
                ? next
                : Math.Min(next, Math.Min(_timed.NextWake(), _timed.NextDeadline()));
        }
    }

    /// <summary>Balance of an account, minor units.</summary>
    public long BalanceOf(int account) => _positions.BalanceOf(account);

    /// <summary>Position of an account, minor units: the balance, or in a net system the net not yet posted.</summary>
    public long PositionOf(int account) => _positions[account].PositionMinor;

    /// <summary>
    /// True while nothing that a payment from one account to the other moves is beyond 2^61 minor units on the side
    /// to which it is moved: then sums with amounts of as much again keep within 64 bits.
    /// </summary>
    public bool HasRoom(int from, int to) => _positions.HasRoom(from, to);

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
                Receive(command, _entries++);
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

    /// <summary>
    /// The state of the queue: of the active payments that do not wait with their group. Changes nothing.
    /// </summary>
    public QueueObservation Observe() => _diagnosis.Value.Observe(_now);

    /// <summary>
    /// The tests that each waiting payment fails now, by (rank, test). A dormant payment and one that waits with its
    /// group are not tested for anything else. Changes nothing.
    /// </summary>
    public FailedTest[] FailedTests() => _diagnosis.Value.FailedTests();

    /// <summary>The queue and what bounds it now. Changes nothing.</summary>
    public QueueSnapshot Snapshot() => _diagnosis.Value.Snapshot(_now);

    /// <summary>SHA-256 of the state; 32 bytes.</summary>
    public byte[] StateHash() => _digest.Of(_now == long.MinValue ? 0 : _now, _room.InOrder());

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
            OpenDay();
        }
    }

    private void OpenDay()
    {
        _positions.OpenDay(_cycles.OpenDay());
        _settler.HasChanged = false;
        _oneByOne.IsClosed = false;
        _settler.Add(EventKind.DayOpened, _clock.DayNumber);
        _funding.OpenDay();
        if (WaitingCount > 0)
        {
            _room.Expire(_now - 1);
            _timed.DelayWakes(_now);
            _oneByOne.ConsiderAll();
            _oneByOne.Run();
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
        if (_hasMechanisms)
        {
            _mechanisms.RunAt(_now);
        }

        if (_clock.NextInstant <= _now || _cycles.IsPending)
        {
            _cycles.RunAt(_now, _clock);
        }

        if (!_timed.IsEmpty && _timed.NextDeadline() <= _now)
        {
            _room.Expire(_now);
            _oneByOne.Run();
        }

        if (!_isPlain && _phases.RunAt(_now) && _now < _clock.CloseAt)
        {
            _clock.MoveClose(_now);
            _cycles.RunAt(_now, _clock);
        }

        if (_now >= _clock.CloseAt)
        {
            Close();
        }
    }

    private void Receive(in SettlementCommand command, long entry, bool isAnswered = false)
    {
        Reason refusal = Refusal(command, out int paymentClass);
        var payment = new WaitingPayment(
            command.Payment, command.From, command.To, command.AmountMinor, command.Priority, entry, paymentClass,
            command.PaymentKind, command.Flag);
        if (refusal != Reason.None)
        {
            _settler.End(EventKind.Rejected, payment, refusal);
            _groups.Break(command.Payment);
            _room.RejectMates();
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
            Enter(payment, isTold: false, isAnswered);
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

        return _isPlain ? Reason.None : RuleAgainst(command, ref paymentClass);
    }

    private Reason RuleAgainst(in SettlementCommand command, ref int paymentClass)
    {
        Reason refusal = _admission.TakesAll ? Reason.None : _admission.Refusal(command, out paymentClass);
        return refusal == Reason.None && _groups.AreKept && _groups.IsBroken(command.Payment) ? Reason.Group : refusal;
    }

    private void Enter(in WaitingPayment payment, bool isTold, bool isAnswered = false)
    {
        if (!_isPlain && WaitsElsewhere(payment, isTold, isAnswered))
        {
            return;
        }

        bool mayWait = _isPlain || _admission.MayWait(payment);
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

    // A payment that waits with its group, or for the answer of its payee.
    private bool WaitsElsewhere(in WaitingPayment payment, bool isTold, bool isAnswered)
    {
        if (_groups.AreKept && _groups.Has(payment.Payment))
        {
            EnterGroup(payment, isTold);
            return true;
        }

        if (_answers.AreAsked && !isAnswered && !payment.IsHeld)
        {
            (long notBefore, long notAfter) = _timed.TimesOf(payment.Payment);
            _timed.Remove(payment.Payment);
            _answers.Ask(payment, notBefore, notAfter);
            return true;
        }

        return false;
    }

    private void EnterGroup(in WaitingPayment payment, bool isTold)
    {
        _settler.HasChanged = true;
        if (_groups.Enter(payment))
        {
            _oneByOne.Run();
        }
        else if (!isTold)
        {
            _settler.End(EventKind.Queued, payment);
        }
    }

    private void WakeDormant()
    {
        while (_timed.DormantCount > 0 && _clock.IsOpen && _timed.TryWake(_now, out WaitingPayment payment))
        {
            _settler.HasChanged = true;
            Enter(payment, isTold: true);
        }

        if (!_isPlain && _answers.AreAsked)
        {
            _answers.ActAt(_now);
        }
    }

    private void Obey(in SettlementCommand command)
    {
        switch (command.Kind)
        {
            case CommandKind.AddBalance:
            case CommandKind.SetCredit:
            case CommandKind.SetLimit:
            case CommandKind.SetMultilateralLimit:
            case CommandKind.SetReserve:
                ChangeTerms(command);
                break;
            case CommandKind.Fund:
            case CommandKind.Withdraw:
            case CommandKind.NetRefused:
            case CommandKind.NetsAnswered:
            case CommandKind.Leg:
            case CommandKind.PostFile:
                MoveMoney(command);
                break;
            default:
                Order(command);
                break;
        }

        _oneByOne.Run();
    }

    // Balances, credit, limits and what is set aside.
    private void ChangeTerms(in SettlementCommand command)
    {
        switch (command.Kind)
        {
            case CommandKind.AddBalance:
                _positions.AddBalance(command.From, command.AmountMinor);
                _settler.Add(EventKind.BalanceAdded, from: command.From, amountMinor: command.AmountMinor,
                    balanceMinor: _positions.BalanceOf(command.From));
                Freed(command.From);
                _funding.PayRequired(command.From);
                break;
            case CommandKind.SetCredit:
                _positions.SetCredit(command.From, command.AmountMinor);
                _settler.Add(EventKind.CreditSet, from: command.From, amountMinor: command.AmountMinor);
                Freed(command.From);
                _funding.PayRequired(command.From);
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
        }
    }

    // Money paid into positions and out of them, nets, files.
    private void MoveMoney(in SettlementCommand command)
    {
        switch (command.Kind)
        {
            case CommandKind.Fund:
                _funding.Fund(command.From, command.AmountMinor, command.Flag);
                break;
            case CommandKind.Withdraw:
                _funding.Withdraw(command.From, command.AmountMinor);
                break;
            case CommandKind.NetRefused:
                _cycles.Refuse(command.From, command.AmountMinor);
                break;
            case CommandKind.NetsAnswered:
                if (!_cycles.TryAnswer(command.Flag, _now, _clock))
                {
                    _settler.Add(EventKind.RequestRefused);
                }

                break;
            case CommandKind.Leg:
                _files.Add(command);
                break;
            case CommandKind.PostFile:
                if (_files.TryPost(command.Payment, isTaken: _clock.IsOpen && !_oneByOne.IsHalted))
                {
                    _oneByOne.ConsiderAll();
                }

                break;
        }
    }

    // What concerns payments, participants and the day.
    private void Order(in SettlementCommand command)
    {
        switch (command.Kind)
        {
            case CommandKind.Cancel:
                _room.Cancel(command);
                break;
            case CommandKind.Reprioritise:
                _room.Reprioritise(command);
                break;
            case CommandKind.Default:
                _cycles.Declare(command.From);
                _settler.Add(EventKind.Defaulted, from: command.From);
                _room.Suspend(command.From);
                break;
            case CommandKind.Suspend:
                _room.Suspend(command.From);
                break;
            case CommandKind.SetAnswer:
                _answers.SetHabit(command);
                break;
            case CommandKind.Answer:
                _room.Answer(command);
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

    private void Close()
    {
        if (WaitingCount > 0)
        {
            _failedAtClose.AddRange(FailedTests());
            if (KeepsQueues && Snapshot() is { Payments.Length: > 0 } queue)
            {
                _queuesAtClose.Add(queue);
            }
        }

        _answers.CloseDay();
        _cycles.Close();
        if (!_carriesQueue)
        {
            _room.EndAll();
        }

        _funding.CloseDay();
        _oneByOne.IsClosed = true;
        _clock.Close();
        _settler.Add(EventKind.DayClosed, _clock.DayNumber);
    }
}
