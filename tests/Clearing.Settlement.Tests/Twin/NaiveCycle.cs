using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, "Failure of a cycle": a cycle from its instant until it is over.</summary>
public sealed class NaiveCycle(List<WaitingPayment> payments, long[] putIn)
{
    /// <summary>In order of acceptance.</summary>
    public List<WaitingPayment> Payments { get; } = payments;

    /// <summary>"what was funded into positions less what was paid out of them since the last posting".</summary>
    public long[] PutIn { get; } = putIn;

    public long[] Net { get; } = new long[putIn.Length];

    public List<Cover> Covers { get; } = [];

    /// <summary>In this procedure, since step 1.</summary>
    public SortedSet<int> Failed { get; } = [];

    /// <summary>Told as failed in this procedure.</summary>
    public HashSet<int> Told { get; } = [];

    /// <summary>What the linked system said those who could not were short of.</summary>
    public SortedDictionary<int, long> ShortElsewhere { get; } = [];

    public int Round { get; set; }
    public bool HadGrace { get; set; }
    public bool InGrace { get; set; }
    public long RetryAt { get; set; }

    /// <summary>True while the linked system has been told the nets and has not answered.</summary>
    public bool IsAsked { get; set; }

    /// <summary>"from 1 everything is given back and nobody has failed yet".</summary>
    public void WorkOutNets()
    {
        Covers.Clear();
        Failed.Clear();
        ShortElsewhere.Clear();
        PutIn.CopyTo(Net, 0);
        foreach (WaitingPayment payment in Payments)
        {
            Net[payment.From] -= payment.AmountMinor;
            Net[payment.To] += payment.AmountMinor;
        }
    }

    /// <summary>"A failed account pays nothing: what is to be covered is its whole net debit."</summary>
    public long Rest(int failed) =>
        Math.Max(0, -Net[failed]) - Covers.Where(c => c.For == failed).Sum(c => c.AmountMinor);

    public long SharesOf(int payer) =>
        Covers.Where(c => c.Kind == FailureStepKind.Share && c.Payer == payer).Sum(c => c.AmountMinor);

    /// <summary>What an account gets or (negative) pays when the cycle is posted.</summary>
    public long Due(int account) =>
        Net[account] - SharesOf(account) + Covers.Where(c => c.For == account).Sum(c => c.AmountMinor);

    public long Used(FailureStepKind kind, int payer) =>
        Covers.Where(c => c.Kind == kind && c.Payer == payer).Sum(c => c.AmountMinor);

    /// <summary>"The net position each had against the one who failed, where it was a claim".</summary>
    public long Claim(int survivor, int failed) => Math.Max(
        0,
        Payments.Where(p => p.From == failed && p.To == survivor).Sum(p => p.AmountMinor)
            - Payments.Where(p => p.From == survivor && p.To == failed).Sum(p => p.AmountMinor));

    /// <summary>
    /// "each share is rounded down; the missing minor units go one each to the largest remainders, ties to the smaller
    /// account index. A basis that is zero for all means equal shares."
    /// </summary>
    public static IEnumerable<(int Account, long AmountMinor)> Apportion(
        long amountMinor, IReadOnlyList<(int Account, long Weight)> basis)
    {
        Int128 sum = NaiveState.Sum(basis.Select(b => b.Weight));
        List<(int Account, Int128 Weight)> weights =
            [.. basis.Select(b => (b.Account, sum == 0 ? Int128.One : b.Weight))];
        Int128 whole = sum == 0 ? weights.Count : sum;
        long missing = amountMinor - weights.Sum(w => (long)(amountMinor * w.Weight / whole));
        HashSet<int> oneMore = [.. weights
            .OrderByDescending(w => amountMinor * w.Weight % whole)
            .ThenBy(w => w.Account)
            .Take((int)missing)
            .Select(w => w.Account)];
        return weights.Select(w =>
            (w.Account, (long)(amountMinor * w.Weight / whole) + (oneMore.Contains(w.Account) ? 1 : 0)));
    }
}

/// <summary>What one payer (-1 = the operator) covers of a failed account's net debit.</summary>
public sealed record Cover(FailureStepKind Kind, int Step, int For, int Payer, long AmountMinor);
