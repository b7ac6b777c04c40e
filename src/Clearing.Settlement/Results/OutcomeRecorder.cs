using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>Folds the events of one system into its outcome. Knows nothing that the events do not say.</summary>
public sealed class OutcomeRecorder
{
    private readonly SystemDefinition _system;
    private readonly long[] _dueAt;
    private readonly OutcomeTable _payments;
    private readonly AccountOutcome[] _accounts;
    private readonly MechanismOutcome[] _mechanisms;
    private readonly List<DayOutcome> _days = [];

    // Per account: balance after the last event; what events (not payments) added today; the lowest of balance less
    // that, today; the balance at the open.
    private readonly long[] _balance;
    private readonly long[] _injected;
    private readonly long[] _lowest;
    private readonly long[] _opening;
    // What payments alone moved today, added up here and not taken from what the events say the balances are.
    private readonly long[] _moved;
    private string? _brokenInvariant;
    private int _cyclesPosted;
    private int _cyclesPostponed;
    private long _openAt;

    public OutcomeRecorder(SystemDefinition system, long[] dueAt)
    {
        _system = system;
        _dueAt = dueAt;
        _payments = new OutcomeTable(dueAt.Length);
        int n = system.Accounts.Count;
        _accounts = new AccountOutcome[n];
        _mechanisms = new MechanismOutcome[system.Release.Count];
        _balance = new long[n];
        _injected = new long[n];
        _lowest = new long[n];
        _opening = new long[n];
        _moved = new long[n];
        for (int i = 0; i < n; i++)
        {
            long opening = system.Accounts[i].OpeningBalanceMinor;
            _balance[i] = opening;
            _accounts[i].OpeningMinor = opening;
            _accounts[i].MinimumMinor = opening;
        }
    }

    /// <summary>Notes that a batch of payments reached the system.</summary>
    public void Enter(int payment, long time) => _payments.Enter(payment, time, _dueAt[payment]);

    public void Record(ReadOnlySpan<SettlementEvent> events)
    {
        foreach (ref readonly SettlementEvent e in events)
        {
            switch (e.Kind)
            {
                case EventKind.Settled:
                    Settle(in e);
                    break;
                case EventKind.Rejected:
                    _payments.Close(e.Payment, PaymentStatus.Rejected, e.Reason, e.Time);
                    break;
                case EventKind.Cancelled:
                    _payments.Close(e.Payment, PaymentStatus.Cancelled, e.Reason, e.Time);
                    break;
                case EventKind.Unsettled:
                    _payments.Close(e.Payment, PaymentStatus.Unsettled, e.Reason, e.Time);
                    break;
                case EventKind.BalanceAdded:
                    _injected[e.From] += e.AmountMinor;
                    SetBalance(e.From, e.PayerBalanceMinor);
                    break;
                case EventKind.SetReleased:
                    MechanismOutcome m = _mechanisms[e.From];
                    _mechanisms[e.From] = new(m.Sets + 1, m.Payments + e.Payment, m.ValueMinor + e.AmountMinor);
                    break;
                case EventKind.CyclePosted:
                    _cyclesPosted++;
                    break;
                case EventKind.CyclePostponed:
                    _cyclesPostponed++;
                    break;
                case EventKind.DayOpened:
                    OpenDay(e.Time);
                    break;
                case EventKind.DayClosed:
                    _days.Add(new DayOutcome(e.Payment, _openAt, e.Time, LiquidityUsed()));
                    Audit(e.Payment);
                    break;
            }
        }
    }

    public SystemOutcome Complete(byte[] stateHash)
    {
        for (int i = 0; i < _accounts.Length; i++)
        {
            _accounts[i].ClosingMinor = _balance[i];
        }

        return new SystemOutcome
        {
            Name = _system.Name,
            Rulebook = _system.Rulebook,
            Payments = _payments,
            Accounts = _accounts,
            Days = [.. _days],
            Mechanisms = _mechanisms,
            CyclesPosted = _cyclesPosted,
            CyclesPostponed = _cyclesPostponed,
            BrokenInvariant = _brokenInvariant,
            StateHash = stateHash,
        };
    }

    private void Settle(in SettlementEvent e)
    {
        if (_payments.StatusOf(e.Payment) != PaymentStatus.Unsettled)
        {
            _brokenInvariant ??= $"payment {e.Payment} of the scenario's order ended twice";
        }

        _moved[e.From] -= e.AmountMinor;
        _moved[e.To] += e.AmountMinor;
        _payments.Settle(e.Payment, e.Time, e.Route);
        SetBalance(e.From, e.PayerBalanceMinor);
        SetBalance(e.To, e.PayeeBalanceMinor);
        _accounts[e.From].SentCount++;
        _accounts[e.From].SentMinor += e.AmountMinor;
        _accounts[e.To].ReceivedCount++;
        _accounts[e.To].ReceivedMinor += e.AmountMinor;
    }

    private void SetBalance(int account, long balance)
    {
        _balance[account] = balance;
        _lowest[account] = Math.Min(_lowest[account], balance - _injected[account]);
        ref AccountOutcome outcome = ref _accounts[account];
        outcome.MinimumMinor = Math.Min(outcome.MinimumMinor, balance);
    }

    private void OpenDay(long time)
    {
        _openAt = time;
        for (int i = 0; i < _balance.Length; i++)
        {
            if (!_system.CarryBalances)
            {
                _balance[i] = _system.Accounts[i].OpeningBalanceMinor;
            }

            _injected[i] = 0;
            _moved[i] = 0;
            _lowest[i] = _opening[i] = _balance[i];
        }
    }

    private Int128 LiquidityUsed()
    {
        Int128 used = 0;
        for (int i = 0; i < _lowest.Length; i++)
        {
            used += _opening[i] - _lowest[i];
        }

        return used;
    }

    // Money is conserved: each balance is its opening, what events added, and what its own payments moved.
    private void Audit(int day)
    {
        for (int i = 0; i < _balance.Length && _brokenInvariant is null; i++)
        {
            long expected = _opening[i] + _injected[i] + _moved[i];
            if (_balance[i] != expected)
            {
                _brokenInvariant = $"account {_system.Accounts[i].Id} ends day {day} with {_balance[i]} minor units, "
                    + $"its payments make it {expected}";
            }
        }
    }
}
