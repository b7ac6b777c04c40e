using Clearing.Client.Load.Profiles;

namespace Clearing.Client.Load.Sending;

/// <summary>What a session sends at one place.</summary>
internal enum SlotKind : byte { Payment, Bad, Duplicate }

/// <summary>One thing to send.</summary>
/// <param name="Kind">A new payment, a broken one, or one before it again.</param>
/// <param name="Of">Which payment it is: itself, or the one that is sent again.</param>
/// <param name="Payee">Index of the bank paid.</param>
/// <param name="AmountMinor">Minor units.</param>
internal readonly record struct PlannedPayment(SlotKind Kind, long Of, int Payee, long AmountMinor);

/// <summary>
/// What payment n of a session is: a function of seed, session and n alone, so that any of them can be made again, to
/// send it a second time or to check what became of it.
/// </summary>
internal sealed class PaymentPlan
{
    // How far back a payment to be sent again is looked for.
    private const int MostBack = 256;

    private readonly ulong _key;
    private readonly PayeeTable _payees;
    private readonly int _payer;
    private readonly ulong _least;
    private readonly ulong _span;
    private readonly ulong _bad;
    private readonly ulong _duplicate;
    private readonly ulong _cancel;

    /// <param name="seed">Names what is drawn.</param>
    /// <param name="session">Names the session.</param>
    /// <param name="payer">Index of its bank.</param>
    /// <param name="payees">Whom it pays.</param>
    /// <param name="traffic">Amounts and mix.</param>
    public PaymentPlan(ulong seed, int session, int payer, PayeeTable payees, LoadTraffic traffic)
    {
        _key = unchecked(SplitMix.Mix(seed + SplitMix.Golden) ^ SplitMix.Mix((ulong)(session + 1) * SplitMix.Golden));
        _payees = payees;
        _payer = payer;
        _least = (ulong)traffic.LeastMinor;
        _span = (ulong)(traffic.MostMinor - traffic.LeastMinor + 1);
        _bad = Threshold(traffic.Mix.Bad);
        _duplicate = Threshold(traffic.Mix.Bad + traffic.Mix.Duplicate);
        _cancel = Threshold(traffic.Mix.Cancel);
    }

    /// <summary>Payments before this one were sent as another traffic, and are not sent again.</summary>
    public long Since { get; set; }

    /// <summary>True when nothing is sent but new payments.</summary>
    public bool IsPlain => _duplicate == 0;

    /// <summary>What payment n is.</summary>
    /// <param name="n">From 0.</param>
    /// <param name="sent">How many were sent in frames before: what is sent again is one of the last of them.</param>
    public PlannedPayment At(long n, long sent)
    {
        ulong bits = Bits(n);
        if (KindOf(bits) != SlotKind.Duplicate)
        {
            return Of(n, bits, KindOf(bits));
        }

        for (long back = sent - 1; back >= Math.Max(Since, sent - MostBack); back--)
        {
            ulong before = Bits(back);
            if (KindOf(before) == SlotKind.Payment)
            {
                return Of(back, before, SlotKind.Duplicate);
            }
        }

        // Nothing was sent yet that could be sent again.
        return Of(n, bits, SlotKind.Payment);
    }

    /// <summary>True when payment n is one of its own, good or bad, and not one before it again.</summary>
    public bool IsOwn(long n) => KindOf(Bits(n)) != SlotKind.Duplicate;

    /// <summary>True when an order to cancel payment n follows its frame.</summary>
    public bool IsCancelled(long n) => (SplitMix.Mix(unchecked(Bits(n) + 3)) >> 32) < _cancel;

    private PlannedPayment Of(long n, ulong bits, SlotKind kind)
    {
        unchecked
        {
            long amount = (long)(_least + (ulong)(((UInt128)SplitMix.Mix(bits + 2) * _span) >> 64));
            return new PlannedPayment(kind, n, _payees.Draw(SplitMix.Mix(bits + 1), _payer), amount);
        }
    }

    private SlotKind KindOf(ulong bits) =>
        bits >> 32 >= _duplicate ? SlotKind.Payment : bits >> 32 < _bad ? SlotKind.Bad : SlotKind.Duplicate;

    private ulong Bits(long n) => SplitMix.Mix(unchecked(_key + ((ulong)(n + 1) * SplitMix.Golden)));

    private static ulong Threshold(decimal share) => (ulong)(share * (1UL << 32));
}
