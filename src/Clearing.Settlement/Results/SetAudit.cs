using System.Globalization;
using System.Text;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>
/// Checks every set that a system says it released, from its events and its definition alone: it keeps its own
/// positions, flows, reserves and bounds and shares no code with the engine. A set's events are its certificate: the
/// members must have waited, be as many and worth as much as said, leave the balances they tell, and leave no account
/// and no limit worse than its bound or than it was (docs/reference/settlement.md, "Sets").
/// </summary>
/// <remarks>
/// What events do not tell is taken in the engine's favour: funding may have been supplemental, a payment whose kind
/// is not known may be of the highest class. Where nothing can release sets, it only watches that nothing does, unless
/// it is to judge every release: then those one by one and the legs of files too.
/// </remarks>
public sealed class SetAudit
{
    private readonly SystemDefinition _system;
    private readonly bool _follows;
    private readonly bool _judgesAll;
    private readonly AuditClasses _classes;
    private readonly AuditLedger _ledger;
    private readonly HashSet<int> _earmarked = [];
    private readonly List<Member> _members = [];
    private SettlementEvent _set;
    private int _missing;
    private bool _isHalted;

    // The nets that follow are those of a file, not of a cycle.
    private bool _isFile;

    /// <param name="system">The system whose events are recorded.</param>
    /// <param name="kindOf">
    /// The kind index of a payment, <see cref="UnknownKind"/> where it is not known; null where it never is. Asked only
    /// where a class rule goes by kind.
    /// </param>
    /// <param name="judgesAll">True: releases one by one are held to bounds and limits too.</param>
    public SetAudit(SystemDefinition system, Func<int, byte>? kindOf = null, bool judgesAll = false)
    {
        _system = system;
        _judgesAll = judgesAll;
        _follows = judgesAll || system.Release.Count > 0 || system.Groups is not null
            || system.Phases.Any(phase => phase.Actions.Count > 0);
        _classes = new AuditClasses(system, kindOf);
        _ledger = new AuditLedger(system);
    }

    /// <summary>What the kind of a payment is said to be where it is not known.</summary>
    public const byte UnknownKind = byte.MaxValue;

    /// <summary>
    /// The first set that could not be, as a sentence with its certificate; null while there is none.
    /// </summary>
    public string? Violation { get; private set; }

    /// <summary>
    /// The first release one by one, or leg of a file, that leaves somebody worse than a bound or limit allows; null
    /// while there is none.
    /// </summary>
    public string? BoundViolation { get; private set; }

    /// <summary>Sets that were judged.</summary>
    public long Sets { get; private set; }

    /// <summary>Releases and legs that were judged, those of sets left out.</summary>
    public long Releases { get; private set; }

    /// <summary>Takes the next events of the system, in order; a set may go over several calls.</summary>
    public void Record(ReadOnlySpan<SettlementEvent> events)
    {
        foreach (ref readonly SettlementEvent e in events)
        {
            if (Violation is not null || BoundViolation is not null)
            {
                return;
            }

            if (_follows)
            {
                Take(e);
            }
            else if (e.Kind == EventKind.SetReleased)
            {
                _set = e;
                Violation = Sentence("but the system has nothing that releases sets");
            }
        }
    }

    private void Take(in SettlementEvent e)
    {
        bool isRelease = e.Kind is EventKind.Settled or EventKind.Released or EventKind.Earmarked
            && e.Route != Route.Cycle;
        if (_missing > 0)
        {
            if (!isRelease)
            {
                Violation = Sentence($"but only {_members.Count} of its payments follow");
                return;
            }

            Join(e);
        }
        else if (isRelease)
        {
            Release(e);
        }
        else
        {
            TakeOther(e);
        }
    }

    private void Join(in SettlementEvent e)
    {
        byte state = _classes[e.Payment];
        bool mayBeNew = state == AuditClasses.Unseen && _set.From < 0 && _system.Groups is not null;
        if (!AuditClasses.Waits(state) && !mayBeNew)
        {
            Violation = Sentence($"but payment {e.Payment}, one of them, did not wait");
            return;
        }

        byte paymentClass = _classes.Release(e.Payment, e.Priority, e.AmountMinor, e.From, e.To);
        _members.Add(new Member(e, paymentClass));
        if (--_missing == 0)
        {
            string? fault = Fault();
            Sets++;
            Violation = fault is null ? null : Sentence(fault);
            _members.Clear();
        }
    }

    private void Release(in SettlementEvent e)
    {
        if (e.Kind != EventKind.Earmarked && _earmarked.Remove(e.Payment))
        {
            _ledger.Position(e.To) += e.AmountMinor;
            return;
        }

        byte paymentClass = _classes.Release(e.Payment, e.Priority, e.AmountMinor, e.From, e.To);
        if (_judgesAll)
        {
            var single = new SingleRelease(_system, _ledger, _classes.Phase, e, paymentClass);
            Move(e, paymentClass);
            Releases++;
            BoundViolation = _isHalted
                ? $"payment {e.Payment} is released at {e.Time} while the system is halted"
                : single.Fault();
        }
        else
        {
            Move(e, paymentClass);
        }

        _ledger.Position(e.From) ??= e.PayerBalanceMinor;
        _ledger.Position(e.To) ??= e.PayeeBalanceMinor;
    }

    private void Move(in SettlementEvent e, byte paymentClass)
    {
        bool isHeld = e.Kind == EventKind.Earmarked;
        if (isHeld)
        {
            _earmarked.Add(e.Payment);
        }

        _ledger.Move(e.From, e.To, e.AmountMinor, isHeld);
        _ledger.AddFlow(e.From, e.To, e.AmountMinor, paymentClass);
        _ledger.TakeReserve(e.From, paymentClass, e.AmountMinor);
    }

    private void TakeOther(in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.SetReleased:
                _set = e;
                _missing = e.Payment;
                Violation = _isHalted ? Sentence("while the system was halted")
                    : _missing <= 0 ? Sentence("without a payment") : null;
                break;
            case EventKind.Queued:
            case EventKind.Reprioritised:
                _classes.Queue(e.Payment, e.Priority, e.AmountMinor, e.From, e.To);
                break;
            case EventKind.Rejected:
            case EventKind.Cancelled:
            case EventKind.Unsettled:
                if (_earmarked.Remove(e.Payment))
                {
                    _ledger.Position(e.From) += e.AmountMinor;
                    _ledger.AddFlow(e.From, e.To, -e.AmountMinor, AuditClasses.Unknown);
                }

                _classes.End(e.Payment);
                break;
            case EventKind.Unwound:
                _ledger.Move(e.From, e.To, -e.AmountMinor, isHeld: false);
                _ledger.AddFlow(e.From, e.To, -e.AmountMinor, AuditClasses.Unknown);
                break;
            case EventKind.PhaseStarted:
                _classes.Begin(e.Payment);
                _ledger.Begin(_system.Phases[e.Payment]);
                break;
            case EventKind.Halted:
            case EventKind.Resumed:
                _isHalted = e.Kind == EventKind.Halted;
                break;
            case EventKind.DayClosed:
                _ledger.CloseDay();
                break;
            case EventKind.DayOpened:
                _classes.OpenDay();
                _ledger.OpenDay();
                break;
            default:
                TakeAccount(e);
                break;
        }
    }

    private void TakeAccount(in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.BalanceAdded when _ledger.IsGross:
                _ledger.Position(e.From) += e.AmountMinor;
                break;
            case EventKind.FilePosted:
                _isFile = true;
                break;
            case EventKind.CyclePosted:
                _isFile = false;
                _ledger.PostCycle();
                break;
            case EventKind.NetPosted:
                JudgeLeg(e);
                _ledger.PostNet(e.From, e.AmountMinor, _isFile);
                break;
            case EventKind.Funded:
                _ledger.Fund(e.From, e.AmountMinor);
                break;
            case EventKind.PaidOut:
                _ledger.Position(e.From) -= e.AmountMinor;
                break;
            case EventKind.CreditSet:
                _ledger.SetCredit(e.From, e.AmountMinor);
                break;
            case EventKind.LimitSet:
                _ledger.SetLimit(e.From, e.To, e.AmountMinor);
                break;
            case EventKind.ReserveSet:
                _ledger.SetReserve(e.From, e.Payment, e.AmountMinor);
                break;
            case EventKind.MultilateralLimitSet:
                _ledger.SetMultilateralLimit(e.From, e.AmountMinor);
                break;
        }
    }

    // The balances that the legs of a file tell are those after the whole file.
    private void JudgeLeg(in SettlementEvent e)
    {
        if (_judgesAll && _isFile && _ledger.IsGross && e.AmountMinor < 0)
        {
            Releases++;
            BoundViolation = e.PayerBalanceMinor < Math.Min(_ledger.Floor[e.From], _ledger.Position(e.From) ?? 0)
                ? $"a file leaves {Name(e.From)} with {e.PayerBalanceMinor} at {e.Time}, less than "
                    + $"{_ledger.Floor[e.From]}, its floor"
                : null;
        }
    }

    // What is wrong with the set whose members have all come, or null; it has moved then.
    private string? Fault()
    {
        Int128 value = 0;
        foreach (Member member in _members)
        {
            value += member.Event.AmountMinor;
        }

        if (value != _set.AmountMinor && !(value > long.MaxValue && _set.AmountMinor == long.MaxValue))
        {
            return $"but its payments are worth {value}";
        }

        var changes = new SetChanges(_system, _ledger, _classes.Phase);
        foreach (Member member in _members)
        {
            changes.Add(member.Event, member.Class);
        }

        string? fault = ClassFault() ?? changes.BalanceFault(_members.Select(m => m.Event)) ?? changes.BoundFault();
        foreach (Member member in _members)
        {
            Move(member.Event, member.Class);
        }

        return fault ?? changes.LimitFault();
    }

    private string? ClassFault()
    {
        ushort mask = _set.From < 0 ? ushort.MaxValue : _system.Release[_set.From].Classes;
        foreach (Member member in _members)
        {
            if (member.Class < AuditClasses.Unknown && (mask >> member.Class & 1) == 0)
            {
                return $"but its mechanism does not look at payment {member.Event.Payment} of class {member.Class}";
            }
        }

        return null;
    }

    private string Sentence(string fault)
    {
        const int Told = 20;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"A set of {_set.Payment} payments worth {_set.AmountMinor} was ");
        text.Append(CultureInfo.InvariantCulture, $"released at {_set.Time} by mechanism {_set.From}, {fault}.");
        var net = new SortedDictionary<int, Int128>();
        foreach (Member member in _members)
        {
            SettlementEvent e = member.Event;
            net[e.From] = net.GetValueOrDefault(e.From) - e.AmountMinor;
            net[e.To] = net.GetValueOrDefault(e.To) + (e.Kind == EventKind.Earmarked ? 0 : e.AmountMinor);
        }

        string set = string.Join(", ", _members.Take(Told).Select(m =>
            $"{m.Event.Payment} {Name(m.Event.From)}>{Name(m.Event.To)} {m.Event.AmountMinor}"));
        string effects = string.Join(", ", net.Take(Told).Select(n => $"{Name(n.Key)} {n.Value:+0;-0;0}"));
        string after = string.Join(", ", net.Keys.Take(Told).Select(a => $"{Name(a)} {_ledger.Position(a)}"));
        return _members.Count == 0
            ? text.ToString()
            : text.Append(CultureInfo.InvariantCulture,
                $" The set: {set}{(_members.Count > Told ? ", ..." : "")}. Net effect: {effects}."
                + $" Positions after: {after}.").ToString();
    }

    private string Name(int account) => _system.Accounts[account].Id;

    private readonly record struct Member(SettlementEvent Event, byte Class);
}
