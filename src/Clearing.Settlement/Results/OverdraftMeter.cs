using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>
/// Measures daylight overdrafts after the fact (FW-12 to FW-16): the balance of each account at the end of each period
/// of the day, open + k periods up to the close, where what happens at that very instant has happened. Told of changes
/// of balance only, so a quiet account costs nothing.
/// </summary>
/// <remarks>
/// A breach is an end at which the overdraft is greater than the cap and the collateral together (FW-14). Averages and
/// prices are exact fractions of 128-bit numbers, rounded half to even once.
/// </remarks>
public sealed class OverdraftMeter
{
    private readonly SystemDefinition _system;
    private readonly OverdraftRule _rule;
    private readonly List<OverdraftLine> _lines = [];

    // Per account: the balance in force, the period ends already counted today, and what they added up to.
    private readonly long[] _balance;
    private readonly long[] _counted;
    private readonly Tally[] _tally;
    private int _day;
    private long _openAt;

    /// <exception cref="ArgumentException">The system does not measure overdrafts.</exception>
    public OverdraftMeter(SystemDefinition system)
    {
        ArgumentNullException.ThrowIfNull(system);
        _system = system;
        _rule = system.Overdraft
            ?? throw new ArgumentException($"System {system.Name} has no overdraft rule.", nameof(system));
        _balance = new long[system.Accounts.Count];
        _counted = new long[_balance.Length];
        _tally = new Tally[_balance.Length];
    }

    /// <summary>By day, then account; only accounts that were overdrawn.</summary>
    public OverdraftLine[] Lines => [.. _lines];

    /// <summary>A day opens with these balances.</summary>
    public void Open(int day, long time, ReadOnlySpan<long> balances)
    {
        _day = day;
        _openAt = time;
        balances.CopyTo(_balance);
        Array.Clear(_counted);
        Array.Clear(_tally);
    }

    /// <summary>The balance of an account is this from now on.</summary>
    public void Change(long time, int account, long balance)
    {
        if (balance == _balance[account])
        {
            return;
        }

        // The ends before this instant saw the old balance, one at this instant sees the new.
        if (time > _openAt)
        {
            CountUpTo(account, (time - _openAt - 1) / _rule.PeriodUs);
        }

        _balance[account] = balance;
    }

    /// <summary>The day ends; its lines are added.</summary>
    public void Close(long time)
    {
        long ends = (time - _openAt) / _rule.PeriodUs;
        long periods = _rule.PeriodsOfDay > 0 ? _rule.PeriodsOfDay : ends;
        for (int a = 0; a < _balance.Length; a++)
        {
            CountUpTo(a, ends);
            if (_system.Accounts[a].IsMember && (_tally[a].Ends > 0 || _balance[a] < 0))
            {
                _lines.Add(LineOf(a, periods));
            }
        }
    }

    private void CountUpTo(int account, long ends)
    {
        long count = ends - _counted[account];
        _counted[account] = ends;
        long overdrawn = -_balance[account];
        if (count <= 0 || overdrawn <= 0)
        {
            return;
        }

        Account terms = _system.Accounts[account];
        ref Tally tally = ref _tally[account];
        tally.Ends += count;
        tally.Sum += (Int128)overdrawn * count;
        tally.Uncollateralised += (Int128)Math.Max(0, overdrawn - terms.OverdraftCollateralMinor) * count;
        tally.Peak = Math.Max(tally.Peak, overdrawn);
        if (overdrawn > (Int128)terms.OverdraftCapMinor + terms.OverdraftCollateralMinor)
        {
            tally.Breaches += count;
        }
    }

    private OverdraftLine LineOf(int account, long periods)
    {
        Tally tally = _tally[account];
        long overnight = Math.Max(0, -_balance[account]);
        Int128 year = (Int128)periods * _rule.RateDivisor * _rule.DaysOfYear;
        return new OverdraftLine
        {
            Day = _day,
            Account = account,
            Periods = (int)tally.Ends,
            Breaches = (int)tally.Breaches,
            PeakMinor = tally.Peak,
            AverageMinor = Quotient(tally.Sum, periods),
            UncollateralisedAverageMinor = Quotient(tally.Uncollateralised, periods),
            FeeMinor = Quotient(tally.Uncollateralised * _rule.RateNumber, year),
            OvernightMinor = overnight,
            OvernightFeeMinor = Quotient(
                (Int128)overnight * _rule.OvernightRateNumber, (Int128)_rule.OvernightRateDivisor * _rule.DaysOfYear),
        };
    }

    // Half to even; neither is negative. A day shorter than a period has nothing to divide.
    private static long Quotient(Int128 number, Int128 divisor)
    {
        if (number == 0)
        {
            return 0;
        }

        (Int128 whole, Int128 rest) = Int128.DivRem(number, divisor);
        Int128 half = rest - (divisor - rest);
        return (long)(half > 0 || (half == 0 && Int128.IsOddInteger(whole)) ? whole + 1 : whole);
    }

    private struct Tally
    {
        public long Ends;
        public long Breaches;
        public long Peak;
        public Int128 Sum;
        public Int128 Uncollateralised;
    }
}
