using System.Runtime.CompilerServices;

namespace Clearing.Scenarios.Generators;

/// <summary>
/// Turns some of a day's payments round, as banks do that manage their positions: independent draws alone would leave
/// banks far more out of balance than any banking day does. Amounts and times stay as drawn.
/// </summary>
internal readonly ref struct PositionDraw(Span<int> from, Span<int> to, ReadOnlySpan<long> amount, int participants)
{
    private const int TurningPasses = 2;

    // Hands that may take over a payment: the accounts with the most room.
    private const int Hands = 100;

    private readonly Span<int> _from = from;
    private readonly Span<int> _to = to;
    private readonly ReadOnlySpan<long> _amount = amount;
    private readonly int _participants = participants;

    /// <summary>
    /// Between banks that pay each other, the given share of payments is paid by the one whose receipts are further
    /// ahead of its payments, in proportion to what has passed through it so far.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Square(int[] links, bool[] twoWay, decimal share, RandomStream stream)
    {
        if (share == 0)
        {
            return;
        }

        ulong below = ShareTable.Threshold(share);
        var net = new long[_participants];
        var gross = new long[_participants];
        for (int i = 0; i < _from.Length; i++)
        {
            int payer = _from[i];
            int payee = _to[i];
            if (twoWay[links[i]] && stream.At(i) < below
                && Math.BigMul(net[payee], gross[payer]) > Math.BigMul(net[payer], gross[payee]))
            {
                (payer, payee) = (payee, payer);
                _from[i] = payer;
                _to[i] = payee;
            }

            net[payer] -= _amount[i];
            net[payee] += _amount[i];
            gross[payer] += _amount[i];
            gross[payee] += _amount[i];
        }
    }

    /// <summary>
    /// Brings the net debit of each account at the close down to what is given, where that can be done: from the last
    /// payment back, those of an account further in debit are turned round, or paid by another in its stead.
    /// </summary>
    /// <param name="mostMinor">Per account; empty: nothing is asked for.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fund(long[] mostMinor)
    {
        if (mostMinor.Length == 0)
        {
            return;
        }

        // Room: by how much the net debit may still grow.
        long[] room = [.. mostMinor];
        for (int i = 0; i < _from.Length; i++)
        {
            room[_from[i]] -= _amount[i];
            room[_to[i]] += _amount[i];
        }

        for (int pass = 0; pass < TurningPasses; pass++)
        {
            Turn(room);
        }

        HandOver(room);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Turn(long[] room)
    {
        for (int i = _from.Length - 1; i >= 0; i--)
        {
            int payer = _from[i];
            if (room[payer] >= 0)
            {
                continue;
            }

            int payee = _to[i];
            long change = 2 * _amount[i];
            if (room[payee] >= change)
            {
                _from[i] = payee;
                _to[i] = payer;
                room[payer] += change;
                room[payee] -= change;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void HandOver(long[] room)
    {
        int[] hands = [.. Enumerable.Range(0, room.Length).OrderByDescending(a => room[a]).Take(Hands)];
        for (int i = _from.Length - 1; i >= 0; i--)
        {
            int payer = _from[i];
            if (room[payer] >= 0)
            {
                continue;
            }

            int hand = payer;
            foreach (int candidate in hands)
            {
                if (candidate != _to[i] && room[candidate] >= _amount[i] && room[candidate] > room[hand])
                {
                    hand = candidate;
                }
            }

            if (hand != payer)
            {
                _from[i] = hand;
                room[payer] += _amount[i];
                room[hand] -= _amount[i];
            }
        }
    }
}
