namespace Clearing.Settlement.Engine;

/// <summary>
/// Payments that their payer could fund but their payee's ceiling or a limit holds back. They are woken when that
/// bound has room for them, smallest first, and by nothing else; so a bound that moves costs what it frees.
/// </summary>
internal sealed class Parking
{
    private readonly PriorityQueue<WaitingPayment, long>?[] _byPayee;
    private readonly List<PriorityQueue<WaitingPayment, long>?> _byPair = [];
    private int _count;

    public Parking(int accounts) => _byPayee = new PriorityQueue<WaitingPayment, long>?[accounts];

    public bool IsEmpty => _count == 0;

    public void BehindCeiling(in WaitingPayment payment)
    {
        (_byPayee[payment.To] ??= new()).Enqueue(payment, payment.AmountMinor);
        _count++;
    }

    public void BehindLimit(int pair, in WaitingPayment payment)
    {
        while (_byPair.Count <= pair)
        {
            _byPair.Add(null);
        }

        (_byPair[pair] ??= new()).Enqueue(payment, payment.AmountMinor);
        _count++;
    }

    /// <summary>Takes a payment to this payee that its ceiling now has room for.</summary>
    public bool TryTakeByPayee(int payee, long roomMinor, out WaitingPayment payment) =>
        TryTake(_byPayee[payee], roomMinor, out payment);

    /// <summary>Takes a payment of this pair that its limit now has room for.</summary>
    public bool TryTakeByPair(int pair, long roomMinor, out WaitingPayment payment) =>
        TryTake(pair < _byPair.Count ? _byPair[pair] : null, roomMinor, out payment);

    public void Clear()
    {
        foreach (PriorityQueue<WaitingPayment, long>? queue in _byPayee)
        {
            queue?.Clear();
        }

        foreach (PriorityQueue<WaitingPayment, long>? queue in _byPair)
        {
            queue?.Clear();
        }

        _count = 0;
    }

    private bool TryTake(PriorityQueue<WaitingPayment, long>? queue, long roomMinor, out WaitingPayment payment)
    {
        if (queue is not null && queue.TryPeek(out payment, out long amount) && amount <= roomMinor)
        {
            queue.Dequeue();
            _count--;
            return true;
        }

        payment = default;
        return false;
    }
}
