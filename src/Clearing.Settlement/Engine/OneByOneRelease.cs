using System.Numerics;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Releases, again and again, the first eligible payment by (class, entry) over the whole system. Only payers to
/// whom something happened can have become able to pay; they stand in a heap by the rank of the payment each would
/// release next, so the work grows with what changed and not with what waits. With them stand the bounds that have room
/// again, by the rank of the first payment each could let go.
/// </summary>
internal sealed class OneByOneRelease
{
    private const ulong NoRank = ulong.MaxValue;

    private readonly Positions _positions;
    private readonly WaitingPayments _waiting;
    private readonly TimedPayments _timed;
    private readonly Settler _settler;
    private readonly Parking _parking;
    private readonly PaymentClasses _classes;

    // By rank: a payer, or the complement of a bound. An entry counts only while it is the one noted.
    private readonly PriorityQueue<int, ulong> _candidates = new();
    private readonly ulong[] _noted;
    private readonly List<ulong> _notedBounds = [];

    // FIFO: of each payer and class the entry of the first payment while that is parked, else -1.
    private readonly long[] _parkedEntry;

    public OneByOneRelease(Positions positions, WaitingPayments waiting, TimedPayments timed, Settler settler)
    {
        _positions = positions;
        _waiting = waiting;
        _timed = timed;
        _settler = settler;
        _classes = positions.Classes;
        _parking = new Parking(positions.Count, _classes.Count);
        _noted = new ulong[positions.Count];
        _parkedEntry = new long[positions.Count * _classes.Count];
        Array.Fill(_noted, NoRank);
        Array.Fill(_parkedEntry, -1);
    }

    /// <summary>Nothing is released while this is set.</summary>
    public bool IsHalted { get; set; }

    /// <summary>Nothing is released outside the hours, where payments wait for the next day.</summary>
    public bool IsClosed { get; set; }

    /// <summary>
    /// A payment arrives or wakes. It goes at once exactly if it may be looked at and all bounds have room: before
    /// it came nothing could go, and it changes nothing by waiting. Joins the queue if it does not go, unless it must
    /// not wait.
    /// </summary>
    public bool Enter(in WaitingPayment payment, bool mayWait = true)
    {
        bool funded = !IsHalted && _waiting.IsVisible(payment)
            && payment.AmountMinor <= _positions.FundsOf(payment.From, payment.Class);
        if (funded && Obstacle(payment) == NoObstacle)
        {
            _settler.Release(payment, Route.Entry);
            AfterMove(payment.From, payment.To);
            if (_candidates.Count > 0)
            {
                Run();
            }

            return true;
        }

        if (mayWait)
        {
            _waiting.Add(payment);
            if (funded)
            {
                Consider(payment.From);
                Run();
            }
        }

        return false;
    }

    /// <summary>Releases until nothing can go.</summary>
    public void Run()
    {
        if (IsHalted || IsClosed)
        {
            return;
        }

        while (_candidates.TryDequeue(out int candidate, out ulong rank))
        {
            if (candidate < 0)
            {
                Wake(~candidate, rank);
            }
            else if (_noted[candidate] == rank)
            {
                _noted[candidate] = NoRank;
                Try(candidate, rank);
            }
        }
    }

    /// <summary>Something happened that may let this payer pay.</summary>
    public void Consider(int payer)
    {
        if (_waiting.CountOf(payer) > 0 && TryFindNext(payer, out int paymentClass, out int slot))
        {
            Note(payer, _waiting.LaneOf(payer, paymentClass)[slot].Rank);
        }
    }

    /// <summary>A waiting payment has another rank: where it was parked under the old one it is no longer.</summary>
    public void Reconsider(in WaitingPayment payment)
    {
        ref long parked = ref ParkedEntryOf(payment);
        parked = parked == payment.Entry ? -1 : parked;
        Consider(payment.From);
    }

    /// <summary>Money has moved: the payee may pay more, the payer may take more, the way back is freer.</summary>
    public void AfterMove(int from, int to)
    {
        Consider(to);
        if (_parking.Count > 0)
        {
            RoomFor(from);
            int pair = _positions.Flows.Find(to, from);
            if (pair >= 0)
            {
                FlowFreed(pair);
            }

            if (_positions.Multilateral.AreKept)
            {
                MultilateralFreed(to);
            }
        }
    }

    /// <summary>The account's ceiling may have more room.</summary>
    public void RoomFor(int payee) => ConsiderBound(Parking.CeilingOf(payee));

    /// <summary>The pair's limit may have more room.</summary>
    public void FlowFreed(int pair) => ConsiderBound(_parking.LimitOf(pair));

    /// <summary>The account's multilateral limit may have more room.</summary>
    public void MultilateralFreed(int payer) => ConsiderBound(_parking.MultilateralOf(payer));

    /// <summary>
    /// A pair has its first limit, or none again: another limit holds back what is parked for the payer's.
    /// </summary>
    public void LimitChanged(int payer)
    {
        int bound = _parking.MultilateralOf(payer);
        while (_parking.TryFindFirst(bound, long.MaxValue, out WaitingPayment payment, out int slot))
        {
            _parking.Remove(bound, payment, slot);
            Unpark(payment);
        }
    }

    /// <summary>Everything may have changed: all payers are looked at again.</summary>
    public void ConsiderAll()
    {
        for (int account = 0; account < _positions.Count; account++)
        {
            RoomFor(account);
            MultilateralFreed(account);
            Consider(account);
        }

        for (int pair = 0; pair < _positions.Flows.Count; pair++)
        {
            FlowFreed(pair);
        }
    }

    /// <summary>
    /// Its state. Of a loaded queue nothing can go, so a release parks again what only a bound holds back.
    /// </summary>
    public void Pass(ref StateOctets octets)
    {
        IsHalted = octets.Flag(IsHalted);
        IsClosed = octets.Flag(IsClosed);
        if (octets.IsLoading)
        {
            ConsiderAll();
            Run();
            StateOctets.Need(_settler.Events.Count == 0, "a payment waits that could go");
        }
    }

    /// <summary>The queue is empty again, or put together anew: nothing is parked.</summary>
    public void Clear()
    {
        _candidates.Clear();
        _parking.Clear();
        _notedBounds.Clear();
        Array.Fill(_noted, NoRank);
        Array.Fill(_parkedEntry, -1);
    }

    private const int NoObstacle = -1;

    // Releases a payer's next payment if nothing came before it meanwhile and no bound stops it.
    private void Try(int payer, ulong rank)
    {
        if (!TryFindNext(payer, out int paymentClass, out int slot))
        {
            return;
        }

        WaitingPayment payment = _waiting.LaneOf(payer, paymentClass)[slot];
        if (payment.Rank > rank)
        {
            Note(payer, payment.Rank);
            return;
        }

        int obstacle = Obstacle(payment);
        if (obstacle != NoObstacle)
        {
            Park(payment, slot, obstacle);
            Consider(payer);
            return;
        }

        _waiting.RemoveAt(payer, paymentClass, slot);
        _timed.Remove(payment.Payment);
        _settler.Release(payment, Route.Queue);
        Consider(payer);
        AfterMove(payer, payment.To);
    }

    // Wakes the first payment that a bound has room for. The next one's turn comes after it by rank, when it is known
    // how much room is left.
    private void Wake(int bound, ulong rank)
    {
        if (bound >= _notedBounds.Count || _notedBounds[bound] != rank)
        {
            return;
        }

        _notedBounds[bound] = NoRank;
        if (_parking.TryFindFirst(bound, RoomOf(bound), out WaitingPayment payment, out int slot)
            && payment.Rank <= rank)
        {
            _parking.Remove(bound, payment, slot);
            Unpark(payment);
        }

        ConsiderBound(bound);
    }

    private void ConsiderBound(int bound)
    {
        if (_parking.Count == 0 || !_parking.TryFindFirst(bound, RoomOf(bound), out WaitingPayment payment, out _))
        {
            return;
        }

        while (_notedBounds.Count <= bound)
        {
            _notedBounds.Add(NoRank);
        }

        if (payment.Rank < _notedBounds[bound])
        {
            _notedBounds[bound] = payment.Rank;
            _candidates.Enqueue(~bound, payment.Rank);
        }
    }

    private long RoomOf(int bound) => _parking.KindOf(bound, out int index) switch
    {
        BoundKind.Ceiling => _positions[index].RoomMinor,
        BoundKind.Multilateral => _positions.Multilateral.RoomOf(index),
        _ => _positions.Flows[index].RoomMinor,
    };

    // The bound that, besides the payer's funds, holds a payment back, or none.
    private int Obstacle(in WaitingPayment payment)
    {
        if (payment.AmountMinor > _positions[payment.To].RoomMinor)
        {
            return Parking.CeilingOf(payment.To);
        }

        return _positions.KeepsFlows && _positions.IsLimited(payment) ? LimitAgainst(payment) : NoObstacle;
    }

    private int LimitAgainst(in WaitingPayment payment)
    {
        BilateralFlows flows = _positions.Flows;
        int pair = flows.Count == 0 ? -1 : flows.Find(payment.From, payment.To);
        if (pair >= 0 && payment.AmountMinor > flows[pair].RoomMinor)
        {
            return _parking.LimitOf(pair);
        }

        MultilateralFlows multilateral = _positions.Multilateral;
        return multilateral.AreKept && payment.AmountMinor > multilateral.RoomOf(payment.From)
            && multilateral.Counts(payment.From, payment.To)
            ? _parking.MultilateralOf(payment.From)
            : NoObstacle;
    }

    // The payer's next payment by rank that may be looked at, that its funds cover and that is not parked.
    private bool TryFindNext(int payer, out int paymentClass, out int slot)
    {
        for (int used = _waiting.UsedBy(payer); used != 0; used &= used - 1)
        {
            paymentClass = BitOperations.TrailingZeroCount(used);
            int own = 1 << paymentClass;
            if ((_classes.Hidden & own) == 0)
            {
                Lane lane = _waiting.LaneOf(payer, paymentClass);
                long funds = _positions.FundsOf(payer, paymentClass);
                if ((_classes.Fifo & own) == 0)
                {
                    slot = lane.FirstThatFits(funds);
                    if (slot >= 0)
                    {
                        return true;
                    }
                }
                else
                {
                    slot = lane.First;
                    if (lane[slot].AmountMinor <= funds && lane[slot].Entry != ParkedEntryOf(lane[slot]))
                    {
                        return true;
                    }
                }
            }

            if ((_classes.Blocking & own) != 0)
            {
                break;
            }
        }

        (paymentClass, slot) = (-1, -1);
        return false;
    }

    private ref long ParkedEntryOf(in WaitingPayment payment) =>
        ref _parkedEntry[(payment.From * _classes.Count) + payment.Class];

    private void Note(int payer, ulong rank)
    {
        if (rank < _noted[payer])
        {
            _noted[payer] = rank;
            _candidates.Enqueue(payer, rank);
        }
    }

    private void Park(in WaitingPayment payment, int slot, int bound)
    {
        if (IsFifo(payment))
        {
            ParkedEntryOf(payment) = payment.Entry;
        }
        else
        {
            _waiting.LaneOf(payment.From, payment.Class).Park(slot);
        }

        _parking.Add(bound, payment);
    }

    // The payment may be gone, or have changed its class, since it was parked: then there is nothing to undo.
    private void Unpark(in WaitingPayment payment)
    {
        if (IsFifo(payment))
        {
            ref long parked = ref ParkedEntryOf(payment);
            parked = parked == payment.Entry ? -1 : parked;
        }
        else if (_waiting.HasAny(payment.From, payment.Class))
        {
            Lane lane = _waiting.LaneOf(payment.From, payment.Class);
            int slot = lane.Find(payment.Entry);
            if (slot >= 0)
            {
                lane.Unpark(slot);
            }
        }

        Consider(payment.From);
    }

    private bool IsFifo(in WaitingPayment payment) => ((_classes.Fifo >> payment.Class) & 1) != 0;
}
