using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// What each account has set aside for each class: held back from lower classes, used up by payments of its own.
/// </summary>
internal sealed class Reserves
{
    private readonly SystemDefinition _system;
    private readonly int _classes;
    private readonly long[] _amounts;
    private readonly long[] _total;
    private bool _hasOpened;

    public Reserves(SystemDefinition system, int classes)
    {
        _system = system;
        _classes = classes;
        _amounts = new long[system.Accounts.Count * classes];
        _total = new long[system.Accounts.Count];
        IsDefined = system.Position == PositionKind.Prefunded
            || system.Accounts.Any(account => account.ReservesMinor is not null || account.TopUp is not null);
        AreKept = IsDefined;
    }

    /// <summary>True when the definition has any.</summary>
    public bool IsDefined { get; }

    /// <summary>False while nobody ever had anything set aside.</summary>
    public bool AreKept { get; private set; }

    public int Classes => _classes;

    /// <summary>What is set aside for a class.</summary>
    public long Of(int account, int paymentClass) => _amounts[(account * _classes) + paymentClass];

    /// <summary>What an account has set aside in all.</summary>
    public long TotalOf(int account) => _total[account];

    /// <summary>What is held back from a class: all that is set aside for higher ones.</summary>
    public long WithheldFrom(int account, int paymentClass)
    {
        long sum = 0;
        foreach (long amount in _amounts.AsSpan(account * _classes, paymentClass))
        {
            sum += amount;
        }

        return sum;
    }

    public void Set(int account, int paymentClass, long amountMinor)
    {
        AreKept = true;
        ref long amount = ref _amounts[(account * _classes) + paymentClass];
        _total[account] += amountMinor - amount;
        amount = amountMinor;
    }

    /// <summary>A release takes first from what is set aside for its class. True when there was anything.</summary>
    public bool Draw(in WaitingPayment payment)
    {
        long amount = Of(payment.From, payment.Class);
        if (amount == 0)
        {
            return false;
        }

        Set(payment.From, payment.Class, Math.Max(0, amount - payment.AmountMinor));
        return true;
    }

    /// <summary>Its state; the totals are added up again.</summary>
    public void Pass(ref StateOctets octets)
    {
        AreKept = octets.Flag(AreKept);
        _hasOpened = octets.Flag(_hasOpened);
        octets.Numbers(_amounts);
        for (int account = 0; account < _total.Length && octets.IsLoading; account++)
        {
            _total[account] = WithheldFrom(account, _classes);
        }
    }

    /// <summary>A day opens: everybody has its standing values set aside, or what the night left of them.</summary>
    /// <param name="areKept">False while nobody ever had anything set aside.</param>
    public void OpenDay(bool areKept)
    {
        bool isFirst = !_hasOpened;
        _hasOpened = true;
        if (!areKept || (_system.CarryQueue && !isFirst))
        {
            return;
        }

        for (int account = 0; account < _total.Length; account++)
        {
            IReadOnlyList<long> standing = _system.Accounts[account].ReservesMinor ?? [];
            for (int i = 0; i < _classes; i++)
            {
                Set(account, i, i < standing.Count ? standing[i] : 0);
            }
        }
    }
}
