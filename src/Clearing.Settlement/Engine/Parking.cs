namespace Clearing.Settlement.Engine;

/// <summary>
/// Payments that their payer could fund but a bound of somebody else holds back: their payee's ceiling or a pair's
/// limit. Each bound keeps its own by rank under an index of amounts, so that the first that its room suffices for is
/// found without looking at the others.
/// </summary>
internal sealed class Parking(int accounts)
{
    private readonly List<Lane?[]?> _byBound = [];

    /// <summary>Number of payments parked; one that no longer waits counts until it is come across.</summary>
    public int Count { get; private set; }

    /// <summary>The bound of an account's ceiling.</summary>
    public static int CeilingOf(int payee) => payee;

    /// <summary>The bound of a pair's limit.</summary>
    public int LimitOf(int pair) => accounts + pair;

    /// <summary>True when the bound is a ceiling; <paramref name="index"/> is its account, or the pair.</summary>
    public bool IsCeiling(int bound, out int index)
    {
        index = bound < accounts ? bound : bound - accounts;
        return bound < accounts;
    }

    public void Add(int bound, in WaitingPayment payment)
    {
        while (_byBound.Count <= bound)
        {
            _byBound.Add(null);
        }

        Lane?[] lanes = _byBound[bound] ??= new Lane?[WaitingPayments.Priorities];
        (lanes[(int)payment.Priority] ??= new Lane(indexed: true)).Add(payment);
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
        _byBound[bound]![(int)payment.Priority]!.RemoveAt(slot);
        Count--;
    }

    public void Clear()
    {
        _byBound.Clear();
        Count = 0;
    }
}
