using Clearing.Settlement.Events;

namespace Clearing.Settlement.Results;

/// <summary>A payment that a released set moved.</summary>
/// <param name="Set">Number of the set in its system, from 1, in order of release.</param>
/// <param name="Time">Instant.</param>
/// <param name="Mechanism">Index of the release mechanism; -1 = a phase or a group.</param>
/// <param name="Payment">Payment index.</param>
/// <param name="From">Payer.</param>
/// <param name="To">Payee.</param>
/// <param name="AmountMinor">Amount.</param>
public readonly record struct SetPayment(
    int Set, long Time, int Mechanism, int Payment, int From, int To, long AmountMinor);

/// <summary>What a released set did to an account.</summary>
/// <param name="Set">Number of the set.</param>
/// <param name="Account">Account.</param>
/// <param name="NetMinor">What it received in the set less what it paid.</param>
/// <param name="PositionMinor">Its position after the whole set.</param>
public readonly record struct SetPosition(int Set, int Account, long NetMinor, long PositionMinor);

/// <summary>The sets that a system released: with these two lists anybody can check each of them.</summary>
public sealed record SetCertificates(SetPayment[] Payments, SetPosition[] Positions)
{
    public static SetCertificates None { get; } = new([], []);
}

/// <summary>
/// Keeps released sets with the positions they left. It is made only where certificates were asked for: a set costs
/// memory for each of its payments.
/// </summary>
public sealed class SetBook
{
    private readonly List<SetPayment> _payments = [];
    private readonly List<SetPosition> _positions = [];

    // The set under way: how many of its payments are still to come, and what it did to each account so far.
    private readonly SortedDictionary<int, SetPosition> _open = [];
    private int _set;
    private int _mechanism;
    private int _left;

    public SetCertificates Certificates => new([.. _payments], [.. _positions]);

    public void Record(ReadOnlySpan<SettlementEvent> events)
    {
        foreach (ref readonly SettlementEvent e in events)
        {
            if (e.Kind == EventKind.SetReleased)
            {
                _set++;
                _mechanism = e.From;
                _left = e.Payment;
            }
            else if (_left > 0 && e.Kind is (EventKind.Settled or EventKind.Released or EventKind.Earmarked))
            {
                Add(in e);
            }
        }
    }

    private void Add(in SettlementEvent e)
    {
        _payments.Add(new(_set, e.Time, _mechanism, e.Payment, e.From, e.To, e.AmountMinor));
        Move(e.From, -e.AmountMinor, e.PayerBalanceMinor);
        Move(e.To, e.AmountMinor, e.PayeeBalanceMinor);
        if (--_left == 0)
        {
            _positions.AddRange(_open.Values);
            _open.Clear();
        }
    }

    private void Move(int account, long amountMinor, long positionMinor)
    {
        long before = _open.TryGetValue(account, out SetPosition position) ? position.NetMinor : 0;
        _open[account] = new(_set, account, before + amountMinor, positionMinor);
    }
}
