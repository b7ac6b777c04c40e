namespace Clearing.Settlement.Tests.Twin;

/// <summary>
/// What the twin itself noted about money, apart from its events: every balance after every change, from which the
/// figures of a run are worked out at the end.
/// </summary>
public sealed class NaiveFacts
{
    private readonly List<(long[] Balance, long[] Injected)> _today = [];
    private readonly List<long[]> _everSeen = [];
    private long[] _injected;

    public NaiveFacts(long[] opening)
    {
        _injected = new long[opening.Length];
        SentCount = new int[opening.Length];
        ReceivedCount = new int[opening.Length];
        SentMinor = new long[opening.Length];
        ReceivedMinor = new long[opening.Length];
        _everSeen.Add([.. opening]);
    }

    public int[] SentCount { get; }
    public int[] ReceivedCount { get; }
    public long[] SentMinor { get; }
    public long[] ReceivedMinor { get; }

    /// <summary>Per day that closed, metric 4 of all accounts.</summary>
    public List<Int128> LiquidityUsed { get; } = [];

    public long[] Closing => _everSeen[^1];

    public long Minimum(int account) => _everSeen.Min(balance => balance[account]);

    public void DayOpened(long[] balance)
    {
        _injected = new long[balance.Length];
        _today.Clear();
        BalanceChanged(balance);
    }

    public void Injected(int account, long amountMinor) => _injected[account] += amountMinor;

    public void BalanceChanged(long[] balance)
    {
        _everSeen.Add([.. balance]);
        _today.Add(([.. balance], [.. _injected]));
    }

    public void Settled(WaitingPayment payment)
    {
        SentCount[payment.From]++;
        ReceivedCount[payment.To]++;
        SentMinor[payment.From] += payment.AmountMinor;
        ReceivedMinor[payment.To] += payment.AmountMinor;
    }

    public void DayClosed()
    {
        Int128 used = 0;
        for (int a = 0; a < _injected.Length; a++)
        {
            long opening = _today[0].Balance[a];
            long lowest = _today.Min(moment => moment.Balance[a] - moment.Injected[a]);
            used += Math.Max(0, opening - lowest);
        }

        LiquidityUsed.Add(used);
    }
}
