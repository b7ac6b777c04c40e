using System.Numerics;
using Clearing.Grains.Banks;
using Clearing.Grains.Carrying;
using Clearing.Grains.Wire;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Switching;

/// <summary>
/// The switch without its wires: validates what banks send, holds what cannot be delivered, adds the transit delay,
/// and gives every message its place in one total order: (entry instant, payment index).
/// </summary>
/// <remarks>
/// Banks that cannot react hand over everything before the first message is carried. Of that, a payment sent the
/// instant it is due needs no sorting, because payment indexes ascend with due instants: it only marks its place in a
/// column. What leaves at another instant goes to a sorted run, so the usual day is merged in linear time.
/// </remarks>
public sealed class Switchboard
{
    private readonly PaymentTable _payments;
    private readonly long _transitUs;
    private readonly ulong _all;
    private readonly DeliveryOutage[] _outages;
    private readonly bool[] _hasOutage;
    private readonly ulong[] _atDue;
    private readonly LateOrders _late = new();
    private readonly long[] _inputSequence;
    private readonly long[] _outputSequence;
    private readonly NetworkGate? _gate;
    private int _nextAtDue;

    // Once the first message has been looked for, the column is behind us and no longer takes new ones.
    private bool _isUnderWay;

    public Switchboard(SwitchBook book)
    {
        if (book.Arrangements.Length is 0 or > 64)
        {
            throw new ArgumentException(
                $"A simulation has 1 to 64 arrangements, this one {book.Arrangements.Length}; split it.", nameof(book));
        }

        _payments = book.Payments;
        _transitUs = book.TransitDelayUs;
        _all = ulong.MaxValue >> (64 - book.Arrangements.Length);
        _outages = book.Outages.ToArray();
        _hasOutage = new bool[book.Participants];
        foreach (DeliveryOutage outage in _outages)
        {
            _hasOutage[outage.Account] = true;
        }

        _atDue = new ulong[book.Payments.Count];
        _inputSequence = new long[book.Participants];
        _outputSequence = new long[book.Arrangements.Length];
        _gate = book.Network is null ? null : new NetworkGate(book);
    }

    /// <summary>Instant of the next delivery; <see cref="long.MaxValue"/> = none pending.</summary>
    public long NextInstant
    {
        get
        {
            SkipEmpty();
            long atDue = _nextAtDue < _atDue.Length ? _payments.DueAt[_nextAtDue] : long.MaxValue;
            long time = Math.Min(atDue, _late.NextTime);
            long direct = time == long.MaxValue ? time : time + _transitUs;
            return _gate is null ? direct : Math.Min(direct, _gate.NextInstant);
        }
    }

    /// <summary>What went through the network, by system that it serves; complete when the run is.</summary>
    public NetworkTraffic[] Traffic => _gate?.Traffic ?? [];

    /// <summary>Deliveries so far, over all systems.</summary>
    public long Delivered
    {
        get
        {
            long sum = 0;
            foreach (long delivered in _outputSequence)
            {
                sum += delivered;
            }

            return sum;
        }
    }

    /// <summary>Messages received from a participant so far: its input sequence number.</summary>
    public long InputSequenceOf(int participant) => _inputSequence[participant];

    /// <summary>Messages delivered to a system so far: its output sequence number.</summary>
    public long OutputSequenceOf(int system) => _outputSequence[system];

    /// <summary>Takes what one bank sends.</summary>
    /// <exception cref="InvalidOperationException">A message that no bank may send: a fault of the program.</exception>
    public void Accept(SendBatch batch)
    {
        ReadOnlySpan<SendOrder> orders = batch.Orders.Span;
        ulong systems = batch.Arrangements & _all;
        foreach (ref readonly SendOrder order in orders)
        {
            // A bank's payments lie far apart in the columns: each column touched here is a wait for memory.
            int payment = order.Payment;
            Refuse((uint)payment >= (uint)_atDue.Length || systems == 0, payment, "no such payment or system");
            long dueAt = _payments.DueAt[payment];
            Refuse(order.Time < dueAt, payment, "sent before it is due");
            if (_gate is not null)
            {
                Carry(in order, systems);
            }
            else if (_outages.Length > 0 && _hasOutage[_payments.To[payment]])
            {
                Hold(in order, systems);
            }
            else
            {
                Place(order.Time, payment, systems);
            }
        }

        if (orders.Length > 0)
        {
            _inputSequence[_payments.From[orders[0].Payment]] += orders.Length;
        }
    }

    /// <summary>Has the network complete every instant before <paramref name="until"/>.</summary>
    /// <returns>What the banks of refused payments are to be told, by system.</returns>
    public List<Notice>[] AdvanceTo(long until)
    {
        if (_gate is null)
        {
            return [];
        }

        List<Notice>[] notices = _gate.AdvanceTo(until);
        foreach ((int system, Entry entry) in _gate.TakeEntries())
        {
            // What the network delivers enters there and then: the transit delay is that of the others.
            Place(entry.Time - _transitUs, entry.Payment, 1UL << system);
        }

        return notices;
    }

    /// <summary>Writes the next commands of the total order that enter before <paramref name="until"/>.</summary>
    /// <param name="until">Instant, exclusive.</param>
    /// <param name="commands">Where they are written; a full span means that there may be more.</param>
    /// <param name="systems">Per command, the systems it goes to.</param>
    /// <param name="anyOf">The systems that at least one goes to.</param>
    /// <param name="isUniform">True when each goes to every system.</param>
    /// <returns>How many were written.</returns>
    public int Take(
        long until, Span<SettlementCommand> commands, Span<ulong> systems, out ulong anyOf, out bool isUniform)
    {
        int count = 0;
        anyOf = 0;
        isUniform = true;
        while (count < commands.Length)
        {
            SkipEmpty();
            bool hasAtDue = _nextAtDue < _atDue.Length;
            long atDue = hasAtDue ? _payments.DueAt[_nextAtDue] : long.MaxValue;
            bool late = _late.IsBefore(atDue, _nextAtDue);
            long entry = late ? _late.NextTime : atDue;
            if ((!late && !hasAtDue) || entry + _transitUs >= until)
            {
                break;
            }

            int payment;
            ulong mask;
            if (late)
            {
                (payment, mask) = _late.Take();
            }
            else
            {
                payment = _nextAtDue++;
                mask = _atDue[payment];
            }

            commands[count] = Submit(entry + _transitUs, payment);
            systems[count++] = mask;
            anyOf |= mask;
            isUniform &= mask == _all;
            Count(mask);
        }

        return count;
    }

    /// <summary>Puts news of refused payments among those of the systems, by time.</summary>
    public static Blob<Notice>[] Merge(Blob<Notice>[] notices, List<Notice>[] refused)
    {
        for (int system = 0; system < refused.Length; system++)
        {
            if (refused[system].Count > 0)
            {
                notices[system] = new Blob<Notice>(
                    notices[system].ToArray().Concat(refused[system]).OrderBy(notice => notice.At).ToArray());
            }
        }

        return notices;
    }

    private void SkipEmpty()
    {
        _isUnderWay = true;
        while (_nextAtDue < _atDue.Length && _atDue[_nextAtDue] == 0)
        {
            _nextAtDue++;
        }
    }

    private void Count(ulong mask)
    {
        for (; mask != 0; mask &= mask - 1)
        {
            _outputSequence[BitOperations.TrailingZeroCount(mask)]++;
        }
    }

    /// <summary>The command by which a payment of the scenario enters.</summary>
    internal static SettlementCommand SubmitOf(PaymentTable payments, int payment, long time) =>
        SettlementCommand.Submit(
            time,
            payment,
            payments.From[payment],
            payments.To[payment],
            payments.AmountMinor[payment],
            payments.Priority[payment],
            payments.Kind[payment],
            payments.NotBefore is null ? 0 : payments.NotBefore[payment],
            payments.NotAfter is null ? 0 : payments.NotAfter[payment]);

    private SettlementCommand Submit(long time, int payment)
    {
        SettlementCommand command = SubmitOf(_payments, payment, time);
        Refuse(command.From == command.To, payment, "one party on both sides");
        Refuse(command.AmountMinor <= 0, payment, "no amount");
        return command;
    }

    private static void Refuse(bool isFault, int payment, string what)
    {
        if (isFault)
        {
            throw new InvalidOperationException($"The switch refuses message {payment}: {what}.");
        }
    }

    /// <summary>Gives the network what goes through it, and places the rest.</summary>
    private void Carry(in SendOrder order, ulong systems)
    {
        int payee = _payments.To[order.Payment];
        for (ulong rest = systems; rest != 0; rest &= rest - 1)
        {
            int system = BitOperations.TrailingZeroCount(rest);
            long time = _hasOutage[payee] ? HeldUntil(payee, 1UL << system, order.Time) : order.Time;
            if (_gate!.Serves(system))
            {
                _gate.Send(system, order with { Time = time });
            }
            else
            {
                Place(time, order.Payment, 1UL << system);
            }
        }
    }

    private void Hold(in SendOrder order, ulong systems)
    {
        int payee = _payments.To[order.Payment];
        while (systems != 0)
        {
            // Arrangements that hold the message until the same instant stay together.
            ulong first = systems & (~systems + 1);
            long until = HeldUntil(payee, first, order.Time);
            ulong alike = 0;
            for (ulong rest = systems; rest != 0; rest &= rest - 1)
            {
                ulong system = rest & (~rest + 1);
                alike |= HeldUntil(payee, system, order.Time) == until ? system : 0;
            }

            Place(until, order.Payment, alike);
            systems &= ~alike;
        }
    }

    private long HeldUntil(int payee, ulong system, long time)
    {
        bool moved = true;
        while (moved)
        {
            moved = false;
            foreach (ref readonly DeliveryOutage outage in _outages.AsSpan())
            {
                if (outage.Account == payee && (outage.Arrangements & system) != 0
                    && outage.During.From <= time && time < outage.During.Until)
                {
                    time = outage.During.Until;
                    moved = true;
                }
            }
        }

        return time;
    }

    private void Place(long time, int payment, ulong systems)
    {
        if (_isUnderWay || time != _payments.DueAt[payment] || _gate is not null)
        {
            _late.Add(time, payment, systems);
        }
        else
        {
            Refuse((_atDue[payment] & systems) != 0, payment, "sent before");
            _atDue[payment] |= systems;
        }
    }
}
