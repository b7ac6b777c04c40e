using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Bilateral limits and the flows they bound: what the payer released to the payee less the way back.
/// </summary>
internal sealed class BilateralFlows
{
    private readonly Dictionary<(int From, int To), int> _index = [];
    private readonly List<Pair> _pairs = [];
    private readonly List<int>[] _byPayer;
    private readonly bool[] _named;

    // What bounds may depend on: of each account the limits from others to it, and from it to others.
    private readonly Sum[] _granted;
    private readonly Sum[] _received;

    public BilateralFlows(int accounts, IReadOnlyList<BilateralLimit> limits)
    {
        _byPayer = new List<int>[accounts];
        _named = new bool[accounts];
        _granted = new Sum[accounts];
        _received = new Sum[accounts];
        foreach (BilateralLimit limit in limits)
        {
            SetLimit(limit.From, limit.To, limit.LimitMinor);
        }
    }

    public int Count => _pairs.Count;

    public ref Pair this[int pair] => ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pairs)[pair];

    /// <summary>True when the account is on either side of some pair.</summary>
    public bool Names(int account) => _named[account];

    /// <summary>The pair from payer to payee, or -1.</summary>
    public int Find(int from, int to) =>
        _named[from] && _named[to] && _index.TryGetValue((from, to), out int pair) ? pair : -1;

    /// <summary>The pairs of which the account is the payer, by payee.</summary>
    public IReadOnlyList<int> OfPayer(int account) => _byPayer[account] ?? (IReadOnlyList<int>)[];

    public int SetLimit(int from, int to, long limitMinor)
    {
        if (!_index.TryGetValue((from, to), out int pair))
        {
            pair = _pairs.Count;
            _index.Add((from, to), pair);
            _pairs.Add(new Pair(from, to));
            _named[from] = _named[to] = true;
            List<int> pairs = _byPayer[from] ??= [];
            int at = pairs.FindIndex(p => _pairs[p].To > to);
            pairs.Insert(at < 0 ? pairs.Count : at, pair);
        }
        else
        {
            AddToSums(from, to, this[pair].LimitMinor, -1);
        }

        this[pair].LimitMinor = limitMinor;
        AddToSums(from, to, limitMinor, 1);
        return pair;
    }

    /// <summary>
    /// Sum of the limits that others have towards this account; <see cref="long.MaxValue"/> = unlimited.
    /// </summary>
    public long GrantedMinor(int account) => _granted[account].Minor;

    /// <summary>Sum of this account's limits towards others; <see cref="long.MaxValue"/> = unlimited.</summary>
    public long ReceivedMinor(int account) => _received[account].Minor;

    /// <summary>What was counted from one account to the other; 0 where nothing is.</summary>
    public long FlowOf(int from, int to) => Find(from, to) is >= 0 and int pair ? this[pair].FlowMinor : 0;

    /// <summary>Counts a release.</summary>
    public void Add(int from, int to, long amountMinor)
    {
        int pair = Find(from, to);
        if (pair >= 0)
        {
            this[pair].FlowMinor += amountMinor;
        }

        pair = Find(to, from);
        if (pair >= 0)
        {
            this[pair].FlowMinor -= amountMinor;
        }
    }

    public void Reset()
    {
        for (int pair = 0; pair < Count; pair++)
        {
            this[pair].FlowMinor = 0;
        }
    }

    /// <summary>
    /// Its state: the pairs in the order in which they were made, of which the definition's are the first.
    /// </summary>
    public void Pass(ref StateOctets octets)
    {
        const int OctetsOfPair = 24;
        int count = octets.Count(Count, OctetsOfPair);
        StateOctets.Need(count >= Count, "a limit of the definition is missing");
        for (int pair = 0; pair < count; pair++)
        {
            Pair own = pair < Count ? this[pair] : default;
            int from = octets.Account(own.From);
            int to = octets.Account(own.To);
            long limitMinor = octets.Number(own.LimitMinor);
            long flowMinor = octets.Number(own.FlowMinor);
            if (octets.IsLoading)
            {
                StateOctets.Need(SetLimit(from, to, limitMinor) == pair, "a limit is not in its place");
                this[pair].FlowMinor = flowMinor;
            }
        }
    }

    private void AddToSums(int from, int to, long limitMinor, int sign)
    {
        _granted[to].Add(limitMinor, sign);
        _received[from].Add(limitMinor, sign);
    }

    private struct Sum
    {
        private Int128 _limited;
        private int _unlimited;

        public readonly long Minor => _unlimited > 0 ? long.MaxValue : Saturating.From(_limited);

        public void Add(long limitMinor, int sign)
        {
            if (limitMinor == long.MaxValue)
            {
                _unlimited += sign;
            }
            else
            {
                _limited += sign * (Int128)limitMinor;
            }
        }
    }

    /// <summary>A pair of accounts under a limit.</summary>
    public struct Pair(int from, int to)
    {
        public int From { get; } = from;

        public int To { get; } = to;

        /// <summary><see cref="long.MaxValue"/> = none yet.</summary>
        public long LimitMinor { get; set; }

        public long FlowMinor { get; set; }

        /// <summary>How much more may flow.</summary>
        public readonly long RoomMinor =>
            LimitMinor == long.MaxValue ? long.MaxValue : Saturating.Subtract(LimitMinor, FlowMinor);
    }
}
