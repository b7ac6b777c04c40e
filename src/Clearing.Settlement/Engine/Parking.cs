namespace Clearing.Settlement.Engine;

/// <summary>
/// Payments that their payer could fund but another bound holds back: their payee's ceiling, a pair's limit or their
/// payer's multilateral limit. Each bound keeps its own by rank under an index of amounts, so that the first that its
/// room suffices for is found without looking at the others.
/// </summary>
internal sealed class Parking(int accounts, int classes)
{
    private readonly List<Lane?[]?> _byBound = [];

    /// <summary>Number of payments parked; one that no longer waits counts until it is come across.</summary>
    public int Count { get; private set; }

    /// <summary>The bound of an account's ceiling.</summary>
    public static int CeilingOf(int payee) => payee;

    /// <summary>The bound of an account's multilateral limit.</summary>
    public int MultilateralOf(int payer) => accounts + payer;

    /// <summary>The bound of a pair's limit.</summary>
    public int LimitOf(int pair) => (2 * accounts) + pair;

    /// <summary>What a bound is; <paramref name="index"/> is its account, or the pair.</summary>
    public BoundKind KindOf(int bound, out int index)
    {
        if (bound < 2 * accounts)
        {
            index = bound < accounts ? bound : bound - accounts;
            return bound < accounts ? BoundKind.Ceiling : BoundKind.Multilateral;
        }

        index = bound - (2 * accounts);
        return BoundKind.Limit;
    }

    public void Add(int bound, in WaitingPayment payment)
    {
        while (_byBound.Count <= bound)
        {
            _byBound.Add(null);
        }

        Lane?[] lanes = _byBound[bound] ??= new Lane?[classes];
        (lanes[payment.Class] ??= new Lane(indexed: true)).Add(payment);
        Count++;
    }

    /// <summary>The bound's first payment by rank that this room suffices for.</summary>
    public bool TryFindFirst(int bound, long roomMinor, out WaitingPayment first, out int slot)
    {
        if (bound < _byBound.Count && _byBound[bound] is { } lanes)
        {
            foreach (Lane? lane in lanes)
            {
                slot = lane?.FirstThatFits(roomMinor) ?? -1;
                if (slot >= 0)
                {
                    first = lane![slot];
                    return true;
                }
            }
        }

        first = default;
        slot = -1;
        return false;
    }

    /// <summary>Takes out a payment that was found there.</summary>
    public void Remove(int bound, in WaitingPayment payment, int slot)
    {
        _byBound[bound]![payment.Class]!.RemoveAt(slot);
        Count--;
    }

    public void Clear()
    {
        _byBound.Clear();
        Count = 0;
    }
}

/// <summary>What, besides its payer's funds, may hold a payment back.</summary>
internal enum BoundKind : byte
{
    Ceiling,
    Multilateral,
    Limit,
}
