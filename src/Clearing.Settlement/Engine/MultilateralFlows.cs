using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Of each account what it released, less what it got, to and from all to whom it has no bilateral limit; and the
/// limit of that.
/// </summary>
internal sealed class MultilateralFlows
{
    private readonly BilateralFlows _pairs;
    private readonly long[] _limit;
    private readonly long[] _flow;

    public MultilateralFlows(SystemDefinition system, BilateralFlows pairs)
    {
        _pairs = pairs;
        _limit = [.. system.Accounts.Select(account => account.MultilateralLimitMinor)];
        _flow = new long[_limit.Length];
        AreKept = IsDefined = _limit.Any(limit => limit != long.MaxValue);
    }

    /// <summary>True when the definition has any.</summary>
    public bool IsDefined { get; }

    /// <summary>False while nobody ever had a limit.</summary>
    public bool AreKept { get; private set; }

    public long FlowOf(int account) => _flow[account];

    /// <summary><see cref="long.MaxValue"/> = none.</summary>
    public long LimitOf(int account) => _limit[account];

    /// <summary>How much more may flow.</summary>
    public long RoomOf(int account) =>
        _limit[account] == long.MaxValue ? long.MaxValue : Saturating.Subtract(_limit[account], _flow[account]);

    /// <summary>The most that a set may leave the flow at.</summary>
    public long MostAfterSet(int account) => Math.Max(_limit[account], _flow[account]);

    /// <summary>True when payments from one to the other count: there is no bilateral limit.</summary>
    public bool Counts(int from, int to)
    {
        int pair = _pairs.Count == 0 ? -1 : _pairs.Find(from, to);
        return pair < 0 || _pairs[pair].LimitMinor == long.MaxValue;
    }

    public void SetLimit(int account, long limitMinor)
    {
        _limit[account] = limitMinor;
        AreKept = true;
    }

    /// <summary>Counts a release.</summary>
    public void Add(int from, int to, long amountMinor) => AddTo(_flow, from, to, amountMinor);

    /// <summary>Counts a release, or takes it back, in another count of flows.</summary>
    public void AddTo(long[] flows, int from, int to, long amountMinor)
    {
        if (Counts(from, to))
        {
            flows[from] += amountMinor;
        }

        if (Counts(to, from))
        {
            flows[to] -= amountMinor;
        }
    }

    public void CopyTo(long[] flows) => _flow.CopyTo(flows, 0);

    /// <summary>Its state.</summary>
    public void Pass(ref StateOctets octets)
    {
        AreKept = octets.Flag(AreKept);
        octets.Numbers(AreKept ? _limit : []);
        octets.Numbers(_flow);
    }

    public void Reset() => Array.Clear(_flow);
}
