using System.Runtime.InteropServices;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Linking;

/// <summary>One member of an arrangement: its engine, its script, and what its events have told so far.</summary>
internal sealed class Member
{
    private readonly IMemberEngine _engine;
    private readonly List<SettlementCommand> _script;
    private readonly OutcomeRecorder? _recorder;
    private readonly SetAudit? _audit;
    private readonly SetBook? _sets;
    private readonly EventBuffer _events;
    private readonly Action<int, ReadOnlySpan<SettlementEvent>>? _tell;
    private readonly SettlementCommand[] _one = new SettlementCommand[1];
    private readonly bool[] _failed;
    private int _nextScripted;
    private int _seen;
    private bool _isOpen;
    private bool _isHalted;
    private int _daysOpened;

    /// <param name="index">Its place in the arrangement.</param>
    /// <param name="book">What the arrangement starts with.</param>
    /// <param name="engine">What runs it.</param>
    /// <param name="kindOf">The kind of a payment.</param>
    /// <param name="tell">Told its events in order; null = nobody.</param>
    public Member(
        int index,
        ArrangementBook book,
        IMemberEngine engine,
        Func<int, byte> kindOf,
        Action<int, ReadOnlySpan<SettlementEvent>>? tell)
    {
        Index = index;
        Definition = book.Systems[index];
        _script = [.. book.Scripts[index]];
        _engine = engine;
        _recorder = book.Records ? new OutcomeRecorder(Definition, book.DueAt, book.Places, book.FirstMade) : null;
        _audit = book.Records ? new SetAudit(Definition, kindOf) : null;
        _sets = book.Records && book.Certificates ? new SetBook() : null;
        _events = new EventBuffer(2 * Arrangement.SliceSize);
        _tell = tell;
        _failed = new bool[Definition.Accounts.Count];
    }

    /// <summary>Its place in the arrangement.</summary>
    public int Index { get; }

    public SystemDefinition Definition { get; }

    /// <summary>What others owe it and are owed by it in another member; null when it settles by itself.</summary>
    public LinkDesk? Link { get; set; }

    /// <summary>The next instant of its script or of the system itself.</summary>
    public long NextInstant => Math.Min(NextScripted, _engine.NextOwnInstant);

    public int UnfoldedCount => _events.Count;

    /// <summary>Number of the day that is open or was open last; 1 before the first.</summary>
    public int DayNumber => _daysOpened == 0 ? 1 : Definition.Days[_daysOpened - 1].Number;

    private long NextScripted => _nextScripted < _script.Count ? _script[_nextScripted].Time : long.MaxValue;

    /// <summary>True when it takes payments at an instant before which everything is complete.</summary>
    public bool IsOpenAt(long now) =>
        _isOpen || (_daysOpened < Definition.Days.Count && Definition.Days[_daysOpened].OpenAt == now);

    /// <summary>True when it is open and not halted.</summary>
    public bool WorksAt(long now) => IsOpenAt(now) && !_isHalted;

    /// <summary>True when the participant was declared failed here.</summary>
    public bool HasFailed(int account) => _failed[account];

    public void Execute(in SettlementCommand command)
    {
        _one[0] = command;
        _engine.Execute(_one, _events);
    }

    /// <summary>Gives it a payment.</summary>
    public void Submit(in SettlementCommand payment)
    {
        _recorder?.Enter(payment.Payment, payment.Time);
        Execute(payment);
    }

    /// <summary>Notes that a payment settled inside the agent of its two clients.</summary>
    public void SettleInternally(in SettlementCommand payment) =>
        _recorder?.SettleInternally(payment.Payment);

    /// <summary>Gives it a payment that the arrangement made.</summary>
    public void Submit(int payment, MadePayment made)
    {
        _recorder?.Announce(payment, made);
        Submit(SettlementCommand.Submit(
            made.DueAt, payment, made.From, made.To, made.AmountMinor, made.Priority, made.Kind));
    }

    /// <summary>Adds to the script, behind what it has.</summary>
    public void AddToScript(in SettlementCommand command)
    {
        if (_nextScripted == _script.Count)
        {
            // What was carried out is not needed any more: a script that grows for ever stays small.
            _script.Clear();
            _nextScripted = 0;
        }

        _script.Add(command);
    }

    /// <summary>Takes the script of this instant; what is to fund a linked member is paid elsewhere.</summary>
    public void RunScript(long now)
    {
        while (NextScripted == now)
        {
            SettlementCommand command = _script[_nextScripted++];
            if (command.Kind == CommandKind.Fund && Link is not null)
            {
                Link.FundByScript(command.From, command.AmountMinor);
            }
            else
            {
                Execute(command);
            }
        }
    }

    /// <summary>Completes this instant, where anything of it is left.</summary>
    public void Complete(long now)
    {
        if (_engine.NextOwnInstant <= now)
        {
            _engine.AdvanceTo(now + 1, _events);
        }
    }

    /// <summary>The next event that was not looked at yet.</summary>
    public bool TryLook(out SettlementEvent e)
    {
        if (_seen == _events.Count)
        {
            e = default;
            return false;
        }

        e = _events.Events[_seen++];
        switch (e.Kind)
        {
            case EventKind.DayOpened:
                _isOpen = true;
                _daysOpened++;
                break;
            case EventKind.DayClosed:
                _isOpen = false;
                break;
            case EventKind.Halted:
                _isHalted = true;
                break;
            case EventKind.Resumed:
                _isHalted = false;
                break;
            case EventKind.Defaulted:
                _failed[e.From] = true;
                break;
        }

        return true;
    }

    /// <summary>Folds the events so far into the outcome.</summary>
    public void Fold()
    {
        ReadOnlySpan<SettlementEvent> events = _events.Events;
        _recorder?.Record(events);
        _audit?.Record(events);
        _sets?.Record(events);
        _tell?.Invoke(Index, events);
        _events.Clear();
        _seen = 0;
    }

    /// <summary>
    /// Alone: payments in ascending time, in slices whose events are still in the cache when they are folded; the
    /// script of an instant comes before its payments.
    /// </summary>
    public void ExecuteAlone(ReadOnlySpan<SettlementCommand> payments)
    {
        while (payments.Length > 0)
        {
            int count = Math.Min(payments.Length, Arrangement.SliceSize);
            long scripted = NextScripted;
            if (scripted <= payments[count - 1].Time)
            {
                count = 0;
                while (payments[count].Time < scripted)
                {
                    count++;
                }
            }

            if (count > 0)
            {
                foreach (ref readonly SettlementCommand payment in payments[..count])
                {
                    _recorder?.Enter(payment.Payment, payment.Time);
                }

                _engine.Execute(payments[..count], _events);
                Fold();
                payments = payments[count..];
            }
            else
            {
                RunScriptAlone(payments[0].Time);
            }
        }
    }

    /// <summary>Alone: completes every instant before <paramref name="until"/>.</summary>
    public void AdvanceAlone(long until)
    {
        RunScriptAlone(until == long.MaxValue ? until : until - 1);
        _engine.AdvanceTo(until, _events);
        Fold();
    }

    /// <summary>The outcome of the run; null where nothing is recorded.</summary>
    public SystemOutcome? Complete()
    {
        if (_recorder is null)
        {
            return null;
        }

        foreach (QueueObservation observation in _engine.Observations)
        {
            _recorder.Observe(observation);
        }

        return _recorder.Complete(
            _engine.StateHash(), [.. _engine.FailedAtClose], _sets, _audit?.Violation, _engine.Queues);
    }

    private void RunScriptAlone(long last)
    {
        int from = _nextScripted;
        while (NextScripted <= last && _nextScripted < _script.Count)
        {
            _nextScripted++;
        }

        if (_nextScripted > from)
        {
            _engine.Execute(CollectionsMarshal.AsSpan(_script)[from.._nextScripted], _events);
            Fold();
        }
    }
}
