namespace Clearing.Settlement.Engine;

/// <summary>
/// What waiting payments with a time of their own need: those before their not-before sleep here, and those with a
/// not-after are watched. Queues are by time; an entry whose payment no longer waits is dropped when it comes up.
/// </summary>
internal sealed class TimedPayments
{
    private readonly Dictionary<int, Times> _times = [];
    private readonly Dictionary<int, WaitingPayment> _dormant = [];
    private readonly PriorityQueue<int, (long Time, long Entry)> _wakes = new();
    private readonly PriorityQueue<int, (long Time, long Entry)> _deadlines = new();

    // Nothing wakes before this instant, the last open with anything dormant.
    private long _wakesFrom = long.MinValue;

    /// <summary>True when no waiting payment has a time of its own.</summary>
    public bool IsEmpty => _times.Count == 0;

    public int DormantCount => _dormant.Count;

    public (long NotBefore, long NotAfter) TimesOf(int payment) =>
        _times.TryGetValue(payment, out Times times) ? (times.NotBefore, times.NotAfter) : (0, 0);

    /// <summary>Watches a payment that has just been received.</summary>
    public void Add(in WaitingPayment payment, long notBefore, long notAfter, bool sleeps)
    {
        Watch(payment.Payment, new Times(notBefore, notAfter, payment.Entry, payment.From));
        if (sleeps)
        {
            Sleep(payment, notBefore);
        }
    }

    /// <summary>Forgets a payment that no longer waits.</summary>
    public void Remove(int payment)
    {
        if (_times.Count > 0 && _times.Remove(payment))
        {
            _dormant.Remove(payment);
        }
    }

    public bool TryGetDormant(int payment, out WaitingPayment dormant) => _dormant.TryGetValue(payment, out dormant);

    public void ReplaceDormant(in WaitingPayment payment) => _dormant[payment.Payment] = payment;

    /// <summary>Moves dormant payments to other classes.</summary>
    public void Promote(IReadOnlyList<int> to)
    {
        foreach (WaitingPayment payment in DormantInOrder())
        {
            _dormant[payment.Payment] =
                payment.With(payment.Priority, PaymentClasses.Promoted(payment.Class, to));
        }
    }

    /// <summary>The dormant payments by (class, entry).</summary>
    public WaitingPayment[] DormantInOrder() => [.. _dormant.Values.OrderBy(p => p.Rank)];

    /// <summary>Instant of the next waking; <see cref="long.MaxValue"/> when none.</summary>
    public long NextWake()
    {
        while (_wakes.TryPeek(out int payment, out (long Time, long Entry) when))
        {
            if (_dormant.ContainsKey(payment))
            {
                return when.Time;
            }

            _wakes.Dequeue();
        }

        return long.MaxValue;
    }

    /// <summary>What should have woken before this instant, in the night, wakes at it: in order of entry.</summary>
    public void DelayWakes(long time)
    {
        _wakesFrom = time;
        var late = new List<(int Payment, long Entry)>();
        while (NextWake() < time && _wakes.TryDequeue(out int payment, out (long Time, long Entry) when))
        {
            late.Add((payment, when.Entry));
        }

        foreach ((int payment, long entry) in late)
        {
            _wakes.Enqueue(payment, (time, entry));
        }
    }

    /// <summary>Takes the next payment that wakes at this instant or before, in order of (time, entry).</summary>
    public bool TryWake(long time, out WaitingPayment payment)
    {
        if (NextWake() <= time)
        {
            return _dormant.Remove(_wakes.Dequeue(), out payment);
        }

        payment = default;
        return false;
    }

    /// <summary>Instant of the next expiry; <see cref="long.MaxValue"/> when none.</summary>
    public long NextDeadline()
    {
        while (_deadlines.TryPeek(out int payment, out (long Time, long Entry) when))
        {
            if (_times.ContainsKey(payment))
            {
                return when.Time;
            }

            _deadlines.Dequeue();
        }

        return long.MaxValue;
    }

    /// <summary>Takes the next payment that expires at this instant or before.</summary>
    public bool TryExpire(long time, out int payment, out int from)
    {
        if (NextDeadline() <= time)
        {
            payment = _deadlines.Dequeue();
            from = _times[payment].From;
            return true;
        }

        (payment, from) = (-1, -1);
        return false;
    }

    public void Clear()
    {
        _times.Clear();
        _dormant.Clear();
        _wakes.Clear();
        _deadlines.Clear();
    }

    /// <summary>Its state; what is no longer watched is not in it.</summary>
    public void Pass(ref StateOctets octets)
    {
        const int OctetsOfTimes = 32;
        _wakesFrom = octets.Number(_wakesFrom);
        int[] payments = [.. _times.Keys.Order()];
        int count = octets.Count(payments.Length, OctetsOfTimes);
        for (int i = 0; i < count; i++)
        {
            int payment = octets.IsLoading ? 0 : payments[i];
            Times own = octets.IsLoading ? default : _times[payment];
            payment = octets.Number(payment, 0, int.MaxValue);
            var times = new Times(
                octets.Number(own.NotBefore), octets.Number(own.NotAfter), octets.Number(own.Entry),
                octets.Account(own.From));
            if (octets.IsLoading)
            {
                StateOctets.Need(!_times.ContainsKey(payment), "a payment has two times");
                Watch(payment, times);
            }
        }

        List<WaitingPayment> dormant = [.. DormantInOrder()];
        octets.Payments(dormant);
        foreach (WaitingPayment payment in octets.IsLoading ? dormant : [])
        {
            StateOctets.Need(_times.TryGetValue(payment.Payment, out Times times), "a payment sleeps without a time");
            StateOctets.Need(!_dormant.ContainsKey(payment.Payment), "a payment sleeps twice");
            Sleep(payment, Math.Max(times.NotBefore, _wakesFrom));
        }
    }

    private void Watch(int payment, Times times)
    {
        _times[payment] = times;
        if (times.NotAfter != 0)
        {
            _deadlines.Enqueue(payment, (times.NotAfter, times.Entry));
        }
    }

    private void Sleep(in WaitingPayment payment, long until)
    {
        _dormant[payment.Payment] = payment;
        _wakes.Enqueue(payment.Payment, (until, payment.Entry));
    }

    // What is watched; the last two are those of its payment.
    private readonly record struct Times(long NotBefore, long NotAfter, long Entry, int From);
}
