using Clearing.Settlement.Model;

namespace Clearing.Grains.Banks;

/// <summary>
/// A bank's own queue in one system, and when it lets payments go. It acts at exact instants (something falls due, is
/// seen, a window ends), whatever stretches of time it is called for, so that the length of a call's stretch changes
/// nothing. At one instant: what is seen first, then the end of a window, then what falls due, in scenario order.
/// </summary>
public abstract class ReactiveSending
{
    private readonly ReadOnlyMemory<PaymentInstruction> _instructions;
    private readonly Queue<Notice> _inbox = new();
    private readonly Queue<int> _queue = new();
    private int _nextDue;
    private int _day;

    protected ReactiveSending(SendPolicy policy, ReadOnlyMemory<PaymentInstruction> instructions)
    {
        Policy = policy;
        _instructions = instructions;
    }

    public SendPolicy Policy { get; }

    /// <summary>True when payments wait in the bank.</summary>
    public bool IsWaiting => _queue.Count > 0;

    /// <summary>True when nothing is left to send.</summary>
    public bool IsDone => _queue.Count == 0 && _nextDue == _instructions.Length;

    /// <summary>
    /// Next instant at which this acts on what it has been told so far; <see cref="long.MaxValue"/> = none. While
    /// nothing waits here, what is seen moves nothing.
    /// </summary>
    public long NextWake => IsWaiting ? Math.Min(Math.Min(NextDue, NextSeen), FlushAt) : NextDue;

    /// <summary>True within the hours of a day, both ends included.</summary>
    protected bool IsOpen { get; private set; }

    /// <summary>Instant at which everything that waits is sent; <see cref="long.MaxValue"/> = never.</summary>
    protected abstract long FlushAt { get; }

    protected ServiceHours Today => Policy.Days[_day];

    private long NextDue =>
        _nextDue < _instructions.Length ? _instructions.Span[_nextDue].DueAt : long.MaxValue;

    private long NextSeen =>
        _inbox.TryPeek(out Notice notice) ? notice.At + Policy.ReactionDelayUs : long.MaxValue;

    /// <summary>Told by the system, in the order in which it happened.</summary>
    public void Tell(in Notice notice) => _inbox.Enqueue(notice);

    /// <summary>Acts at every instant before <paramref name="until"/>.</summary>
    public void Act(long until, List<SendOrder> orders)
    {
        while (true)
        {
            long now = Math.Min(Math.Min(NextDue, NextSeen), IsWaiting ? FlushAt : long.MaxValue);
            if (now >= until)
            {
                return;
            }

            ActAt(now, orders);
        }
    }

    /// <summary>A day begins for this bank: the first instant at which it acts within the day's hours.</summary>
    protected abstract void BeginDay();

    /// <summary>The bank learns of something; <see cref="IsOpen"/> tells whether the system is open.</summary>
    protected abstract void See(in Notice notice);

    /// <summary>The bank comes to an instant within the hours, before it sees anything.</summary>
    protected abstract void ComeTo(long now);

    /// <summary>True when the rule lets the head of the queue go.</summary>
    protected abstract bool Allows(long amountMinor);

    /// <summary>A payment was sent.</summary>
    /// <param name="amountMinor">Minor units.</param>
    /// <param name="underRule">False for urgent payments and those flushed or sent outside the hours.</param>
    protected abstract void Sent(long amountMinor, bool underRule);

    /// <summary>The instant <see cref="FlushAt"/> has come and the queue is empty.</summary>
    protected abstract void Flushed();

    private void ActAt(long now, List<SendOrder> orders)
    {
        MoveTo(now);
        while (NextSeen <= now)
        {
            Notice notice = _inbox.Dequeue();
            See(in notice);
        }

        ReleaseAllowed(now, orders);
        if (IsOpen && FlushAt <= now)
        {
            while (_queue.TryDequeue(out int waiting))
            {
                Send(waiting, now, underRule: false, orders);
            }

            Flushed();
        }

        while (NextDue == now)
        {
            TakeDue(_nextDue++, now, orders);
        }
    }

    private void TakeDue(int index, long now, List<SendOrder> orders)
    {
        bool lastChance = FlushAt != long.MaxValue && IsOpen && now == Today.CloseAt;
        if (!IsOpen || lastChance || _instructions.Span[index].Priority == Priority.Urgent)
        {
            Send(index, now, underRule: false, orders);
            return;
        }

        _queue.Enqueue(index);
        ReleaseAllowed(now, orders);
    }

    private void ReleaseAllowed(long now, List<SendOrder> orders)
    {
        while (_queue.TryPeek(out int head) && Allows(_instructions.Span[head].AmountMinor))
        {
            Send(_queue.Dequeue(), now, underRule: true, orders);
        }
    }

    private void Send(int index, long now, bool underRule, List<SendOrder> orders)
    {
        ref readonly PaymentInstruction payment = ref _instructions.Span[index];
        orders.Add(new SendOrder(OutageCalendar.Defer(Policy.Outages, now), payment.Payment));
        Sent(payment.AmountMinor, underRule);
    }

    private void MoveTo(long now)
    {
        while (_day < Policy.Days.Length && Today.CloseAt < now)
        {
            // What the bank never let go dies with its day: the payment ends unsettled and never entered.
            _queue.Clear();
            IsOpen = false;
            _day++;
        }

        if (!IsOpen && _day < Policy.Days.Length && Today.OpenAt <= now)
        {
            IsOpen = true;
            BeginDay();
        }

        if (IsOpen)
        {
            ComeTo(now);
        }
    }
}

/// <summary>
/// <c>receipt-reactive</c>: what came in since the start of the window may go out again; at the end of each window,
/// and at the close, everything goes.
/// </summary>
public sealed class ReceiptReactiveSending(SendPolicy policy, ReadOnlyMemory<PaymentInstruction> instructions)
    : ReactiveSending(policy, instructions)
{
    private Int128 _allowance;
    private long _windowEnd;

    protected override long FlushAt => _windowEnd;

    protected override void BeginDay()
    {
        _allowance = 0;
        _windowEnd = Math.Min(Today.OpenAt + Policy.WindowUs, Today.CloseAt);
    }

    protected override void ComeTo(long now)
    {
        if (now <= _windowEnd || _windowEnd == Today.CloseAt)
        {
            return;
        }

        // Nothing waited over the windows passed by. An instant that ends a window still belongs to it.
        long windows = (now - Today.OpenAt + Policy.WindowUs - 1) / Policy.WindowUs;
        _windowEnd = Math.Min(Today.OpenAt + (windows * Policy.WindowUs), Today.CloseAt);
        _allowance = 0;
    }

    protected override void See(in Notice notice)
    {
        if (IsOpen && notice.Kind == NoticeKind.Receipt)
        {
            _allowance += notice.AmountMinor;
        }
    }

    protected override bool Allows(long amountMinor) => amountMinor <= _allowance;

    protected override void Sent(long amountMinor, bool underRule)
    {
        if (underRule)
        {
            _allowance -= amountMinor;
        }
    }

    protected override void Flushed()
    {
        _allowance = 0;
        _windowEnd = Math.Min(_windowEnd + Policy.WindowUs, Today.CloseAt);
    }
}

/// <summary><c>balance-reactive</c>: a payment goes when the bank believes that it leaves enough behind.</summary>
public sealed class BalanceReactiveSending(SendPolicy policy, ReadOnlyMemory<PaymentInstruction> instructions)
    : ReactiveSending(policy, instructions)
{
    private Int128 _view = policy.OpeningBalanceMinor;

    protected override long FlushAt => long.MaxValue;

    protected override void BeginDay()
    {
        if (!Policy.CarryBalances)
        {
            _view = Policy.OpeningBalanceMinor;
        }
    }

    protected override void ComeTo(long now)
    {
    }

    protected override void See(in Notice notice)
    {
        // Where every day starts afresh, news of an earlier day no longer concerns the balance.
        if (Policy.CarryBalances || !IsOpen || notice.At >= Today.OpenAt)
        {
            _view += notice.AmountMinor;
        }
    }

    protected override bool Allows(long amountMinor) => _view - amountMinor >= Policy.KeepMinor;

    protected override void Sent(long amountMinor, bool underRule) => _view -= amountMinor;

    protected override void Flushed()
    {
    }
}
