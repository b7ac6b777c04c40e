using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>Folds the events of one system into its outcome. Knows nothing that the events do not say.</summary>
/// <remarks>
/// What it follows per account is the balance; of a system that settles elsewhere, which has none, the position.
/// </remarks>
public sealed class OutcomeRecorder
{
    private readonly SystemDefinition _system;
    private readonly long[] _dueAt;
    private readonly int[]? _places;
    private readonly int _firstMade;
    private readonly OutcomeTable _payments;
    private readonly AccountOutcome[] _accounts;
    private readonly MechanismOutcome[] _mechanisms;
    private readonly List<DayOutcome> _days = [];

    // Payments that the arrangement made: their numbers, in the order in which they came here.
    private readonly Dictionary<int, int> _madeIndex = [];
    private readonly List<MadePayment> _made = [];
    private readonly OutcomeTable _madePayments = new(0);

    private readonly FailureRecorder _failures;
    private readonly MoneyRecorder _money;
    private readonly OverdraftMeter? _overdrafts;
    private readonly List<QueueObservation> _observations = [];

    // Per account: balance after the last event; what events (not payments) added today; the lowest of balance less
    // that, today; the balance at the open.
    private readonly long[] _balance;
    private readonly long[] _injected;
    private readonly long[] _lowest;
    private readonly long[] _opening;

    // Payments whose money is set aside: it is in nobody's balance, and comes back where they are refused.
    private readonly HashSet<int> _aside = [];
    private readonly MoneyAudit _audit;
    private string? _brokenInvariant;
    private int _cyclesPosted;
    private int _cyclesPostponed;
    private int _day;
    private long _openAt;
    private long _lastTime;
    private bool _isOpen;

    /// <param name="system">Whose events are recorded.</param>
    /// <param name="dueAt">By place of a payment of the scenario, when it falls due.</param>
    /// <param name="places">By number of a payment its place; null = its number.</param>
    /// <param name="firstMade">Number of the first payment that is made; null = they follow the scenario's.</param>
    public OutcomeRecorder(SystemDefinition system, long[] dueAt, int[]? places = null, int? firstMade = null)
    {
        _system = system;
        _dueAt = dueAt;
        _places = places;
        _firstMade = firstMade ?? dueAt.Length;
        _payments = new OutcomeTable(dueAt.Length);
        int n = system.Accounts.Count;
        _accounts = new AccountOutcome[n];
        _mechanisms = new MechanismOutcome[system.Release.Count];
        _failures = new FailureRecorder(n);
        _money = new MoneyRecorder(system);
        _overdrafts = system.Overdraft is null ? null : new OverdraftMeter(system);
        _balance = new long[n];
        _injected = new long[n];
        _lowest = new long[n];
        _opening = new long[n];
        _audit = new MoneyAudit(system);
        for (int i = 0; i < n; i++)
        {
            long opening = OpeningOf(i);
            _balance[i] = opening;
            _accounts[i].OpeningMinor = opening;
            _accounts[i].MinimumMinor = opening;
        }
    }

    // In a net or prefunded system that is final at release a payment moves positions only.
    private bool SettlementMovesBalances => _system.Position == PositionKind.Balance
        || (_system.Position == PositionKind.Net && _system.Finality == Finality.Cycle && !_system.SettlesElsewhere);

    private bool MovesBalances => SettlementMovesBalances || _system.SettlesElsewhere;

    /// <summary>Says what a payment is that the arrangement made and that comes to this system.</summary>
    /// <param name="payment">Its index, not below the number of scenario payments; told before it enters.</param>
    /// <param name="made">What it is.</param>
    public void Announce(int payment, MadePayment made)
    {
        _madeIndex.Add(payment, _made.Count);
        _made.Add(made);
        _madePayments.Add();
    }

    /// <summary>Notes that a payment reached the system.</summary>
    public void Enter(int payment, long time)
    {
        if (payment < _firstMade)
        {
            int place = PlaceOf(payment);
            _payments.Enter(place, time, _dueAt[place]);
        }
        else
        {
            int made = _madeIndex[payment];
            _madePayments.Enter(made, time, _made[made].DueAt);
        }
    }

    /// <summary>Notes that a payment between two clients of one agent was booked inside it when it fell due.</summary>
    public void SettleInternally(int payment)
    {
        int place = PlaceOf(payment);
        Enter(payment, _dueAt[place]);
        _payments.Settle(place, _dueAt[place], Route.Internal);
    }

    /// <summary>Notes in what state the queue was seen; in ascending time.</summary>
    public void Observe(in QueueObservation observation) => _observations.Add(observation);

    // Nearly all events are queued or settled: from these nothing else is to be learned.
    public void Record(ReadOnlySpan<SettlementEvent> events)
    {
        foreach (ref readonly SettlementEvent e in events)
        {
            switch (e.Kind)
            {
                case EventKind.Queued:
                    continue;
                case EventKind.Settled:
                    Settle(in e);
                    _audit.Record(in e);
                    continue;
                case EventKind.Rejected:
                    Close(in e, PaymentStatus.Rejected);
                    break;
                case EventKind.Cancelled:
                    Close(in e, PaymentStatus.Cancelled);
                    break;
                case EventKind.Unsettled:
                    Close(in e, PaymentStatus.Unsettled);
                    break;
                case EventKind.Unwound:
                    Close(in e, PaymentStatus.Unwound);
                    break;
                case EventKind.SetReleased when e.From >= 0:
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
                    OpenDay(e.Payment, e.Time);
                    break;
                case EventKind.DayClosed:
                    CloseDay(e.Payment, e.Time);
                    break;
            }

            RecordMoney(in e);
            _failures.Record(_day, in e);
            _money.Record(_day, in e);
            _audit.Record(in e);
        }

        _lastTime = events.IsEmpty ? _lastTime : events[^1].Time;
    }

    // Money that comes and goes other than by a payment.
    private void RecordMoney(in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.BalanceAdded:
                _injected[e.From] += e.AmountMinor;
                SetBalance(e.Time, e.From, e.PayerBalanceMinor);
                break;
            case EventKind.Earmarked when MovesBalances:
                _aside.Add(e.Payment);
                SetBalance(e.Time, e.From, e.PayerBalanceMinor);
                break;
            case EventKind.Rejected or EventKind.Cancelled or EventKind.Unsettled when _aside.Remove(e.Payment):
                SetBalance(e.Time, e.From, _balance[e.From] + e.AmountMinor);
                break;
            case EventKind.Funded or EventKind.PaidOut:
                SetBalance(e.Time, e.From, _system.SettlesElsewhere ? e.PayeeBalanceMinor : e.PayerBalanceMinor);
                break;
            case EventKind.NetPosted:
            case EventKind.LossCovered when e.From >= 0 && !_system.SettlesElsewhere:
                SetBalance(e.Time, e.From, e.PayerBalanceMinor);
                break;
        }
    }

    /// <summary>The outcome of the run.</summary>
    /// <param name="stateHash">Of the final state.</param>
    /// <param name="failedTests">What the payments that waited at the last close failed.</param>
    /// <param name="sets">The released sets, where they were asked for.</param>
    /// <param name="violation">What else was found that must never be; null = nothing.</param>
    /// <param name="queues">The queues that were kept, in order.</param>
    public SystemOutcome Complete(
        byte[] stateHash, FailedTest[]? failedTests = null, SetBook? sets = null, string? violation = null,
        IReadOnlyList<QueueSnapshot>? queues = null)
    {
        for (int i = 0; i < _accounts.Length; i++)
        {
            _accounts[i].ClosingMinor = _balance[i];
        }

        if (_isOpen)
        {
            _days.Add(new DayOutcome(_day, _openAt, _lastTime, LiquidityUsed()));
            _overdrafts?.Close(_lastTime);
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
            Made = [.. _made],
            MadePayments = _madePayments,
            Failures = _failures.Lines,
            Nets = _money.Nets,
            Funding = _money.Funding,
            Closings = _money.Closings,
            ExposurePeakMinor = _money.ExposurePeakMinor,
            Overdrafts = _overdrafts?.Lines ?? [],
            Observations = [.. _observations],
            FailedTests = [.. (failedTests ?? []).Select(t => t with { Payment = NumberOf(t.Payment) })],
            Certificates = sets is null ? SetCertificates.None : CertificatesOf(sets),
            Queues = [.. (queues ?? []).Select(queue => queue with
            {
                Payments = [.. queue.Payments.Select(p => p with { Payment = NumberOf(p.Payment) })],
            })],
            BrokenInvariant = _brokenInvariant ?? violation,
            StateHash = stateHash,
        };
    }

    private long OpeningOf(int account) =>
        _system.SettlesElsewhere ? 0 : _system.Accounts[account].OpeningBalanceMinor;

    // Made payments are numbered over the whole arrangement; an outcome numbers its own after those of the scenario.
    private int NumberOf(int payment) =>
        payment < _firstMade ? PlaceOf(payment) : _dueAt.Length + _madeIndex[payment];

    private int PlaceOf(int payment) => _places is null ? payment : _places[payment];

    private SetCertificates CertificatesOf(SetBook sets) => sets.Certificates with
    {
        Payments = [.. sets.Certificates.Payments.Select(p => p with { Payment = NumberOf(p.Payment) })],
    };

    private OutcomeTable TableOf(int payment, out int row)
    {
        bool isMade = payment >= _firstMade;
        row = isMade ? _madeIndex[payment] : PlaceOf(payment);
        return isMade ? _madePayments : _payments;
    }

    private void Close(in SettlementEvent e, PaymentStatus status) =>
        TableOf(e.Payment, out int row).Close(row, status, e.Reason, e.Time);

    private void Settle(in SettlementEvent e)
    {
        OutcomeTable table = TableOf(e.Payment, out int row);
        if (table.StatusOf(row) != PaymentStatus.Unsettled)
        {
            _brokenInvariant ??= $"payment {e.Payment} of the scenario's order ended twice";
        }

        table.Settle(row, e.Time, e.Route);
        if (MovesBalances)
        {
            _aside.Remove(e.Payment);
            SetBalance(e.Time, e.From, e.PayerBalanceMinor);
            SetBalance(e.Time, e.To, e.PayeeBalanceMinor);
        }

        _accounts[e.From].SentCount++;
        _accounts[e.From].SentMinor += e.AmountMinor;
        _accounts[e.To].ReceivedCount++;
        _accounts[e.To].ReceivedMinor += e.AmountMinor;
    }

    private void SetBalance(long time, int account, long balance)
    {
        _balance[account] = balance;
        _lowest[account] = Math.Min(_lowest[account], balance - _injected[account]);
        ref AccountOutcome outcome = ref _accounts[account];
        outcome.MinimumMinor = Math.Min(outcome.MinimumMinor, balance);
        _overdrafts?.Change(time, account, balance);
    }

    private void OpenDay(int day, long time)
    {
        _day = day;
        _openAt = time;
        _isOpen = true;
        bool carried = _system.SettlesElsewhere ? _system.CarryPositions : _system.CarryBalances;
        for (int i = 0; i < _balance.Length; i++)
        {
            if (!carried)
            {
                _balance[i] = OpeningOf(i);
            }

            _injected[i] = 0;
            _lowest[i] = _opening[i] = _balance[i];
        }

        _overdrafts?.Open(day, time, _balance);
    }

    private void CloseDay(int day, long time)
    {
        _days.Add(new DayOutcome(day, _openAt, time, LiquidityUsed()));
        _overdrafts?.Close(time);
        _isOpen = false;
        _brokenInvariant ??= _audit.Check(day);
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
}
