namespace Clearing.Settlement.Engine;

/// <summary>The payments of a cycle in the order of acceptance, and what they come to for each account.</summary>
internal sealed class CycleNets
{
    /// <param name="payments">The payments.</param>
    /// <param name="funded">By account, what is in its position besides them.</param>
    public CycleNets(List<WaitingPayment> payments, long[] funded)
    {
        Payments = payments;
        Funded = funded;
        Net = [.. funded];
        foreach (WaitingPayment payment in payments)
        {
            Net[payment.From] -= payment.AmountMinor;
            Net[payment.To] += payment.AmountMinor;
            ValueMinor += payment.AmountMinor;
        }
    }

    public List<WaitingPayment> Payments { get; }

    public long[] Funded { get; }

    public long[] Net { get; }

    public Int128 ValueMinor { get; }

    /// <summary>By account, what it was to get from this one less what it was to pay it.</summary>
    public long[] ClaimsOn(int account)
    {
        // What went back and forth in a cycle may come to more than 64 bits hold before it is set off.
        var claims = new Int128[Net.Length];
        foreach (WaitingPayment payment in Payments)
        {
            if (payment.From == account)
            {
                claims[payment.To] += payment.AmountMinor;
            }
            else if (payment.To == account)
            {
                claims[payment.From] -= payment.AmountMinor;
            }
        }

        return [.. claims.Select(Saturating.From)];
    }
}
