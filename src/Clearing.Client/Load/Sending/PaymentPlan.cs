using Clearing.Client.Load.Profiles;

namespace Clearing.Client.Load.Sending;

/// <summary>What a session sends at one place.</summary>
internal enum SlotKind : byte { Payment, Bad, Duplicate, Cancel }

/// <summary>One thing to send.</summary>
/// <param name="Kind">A new payment, a broken one, or one before it again.</param>
/// <param name="Of">Duplicate, cancel: how far back the payment is that is meant.</param>
/// <param name="Payee">Index of the bank paid.</param>
/// <param name="AmountMinor">Minor units.</param>
internal readonly record struct PlannedPayment(SlotKind Kind, int Of, int Payee, long AmountMinor);

/// <summary>
/// What payment n of a session is: a function of seed, session and n alone, so that any of them can be made again, to
/// send it a second time or to check what became of it.
/// </summary>
internal sealed class PaymentPlan
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;

    private readonly ulong _key;
    private readonly PayeeTable _payees;
    private readonly int _payer;
    private readonly ulong _least;
    private readonly ulong _span;
    private readonly uint _bad;
    private readonly uint _duplicate;
    private readonly uint _cancel;

    /// <param name="seed">Names the run.</param>
    /// <param name="session">Names the session.</param>
    /// <param name="payer">Index of its bank.</param>
    /// <param name="payees">Whom it pays.</param>
    /// <param name="traffic">Amounts and mix.</param>
    public PaymentPlan(ulong seed, int session, int payer, PayeeTable payees, LoadTraffic traffic)
    {
        _key = unchecked(Mix(seed + Golden) ^ Mix((ulong)(session + 1) * Golden));
        _payees = payees;
        _payer = payer;
        _least = (ulong)traffic.LeastMinor;
        _span = (ulong)(traffic.MostMinor - traffic.LeastMinor + 1);
        _bad = Threshold(traffic.Mix.Bad);
        _duplicate = Threshold(traffic.Mix.Bad + traffic.Mix.Duplicate);
        _cancel = Threshold(traffic.Mix.Bad + traffic.Mix.Duplicate + traffic.Mix.Cancel);
    }

    /// <summary>128 bits that name payment n; two payments of a run never share them but by a chance of 2^-122.
    /// </summary>
    public UInt128 IdBits(long n) => unchecked(new(Mix(Bits(n) + 3), Mix(Bits(n) + 4)));

    /// <summary>What payment n is, new or again.</summary>
    /// <param name="n">From 0.</param>
    /// <param name="sent">How many have been sent in frames before; what is meant again is one of the last of them.
    /// </param>
    public PlannedPayment At(long n, long sent)
    {
        PlannedPayment own = OwnOf(n);
        if (own.Kind < SlotKind.Duplicate)
        {
            return own;
        }

        // The nearest plain payment before what is under way in this frame.
        for (long back = sent - 1; back >= 0 && back > sent - 64; back--)
        {
            PlannedPayment meant = OwnOf(back);
            if (meant.Kind == SlotKind.Payment)
            {
                return meant with { Kind = own.Kind, Of = (int)(n - back) };
            }
        }

        return own with { Kind = SlotKind.Payment };
    }

    private PlannedPayment OwnOf(long n)
    {
        ulong bits = Bits(n);
        ulong second = unchecked(Mix(bits + 1));
        uint choice = (uint)(bits >> 32);
        SlotKind kind = choice >= _cancel ? SlotKind.Payment
            : choice < _bad ? SlotKind.Bad
            : choice < _duplicate ? SlotKind.Duplicate
            : SlotKind.Cancel;
        long amount = (long)(_least + (ulong)(((UInt128)unchecked(Mix(bits + 2)) * _span) >> 64));
        return new PlannedPayment(kind, 0, _payees.Draw(second, _payer), amount);
    }

    private ulong Bits(long n) => Mix(unchecked(_key + ((ulong)(n + 1) * Golden)));

    private static uint Threshold(decimal share) => (uint)(share * uint.MaxValue);

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
