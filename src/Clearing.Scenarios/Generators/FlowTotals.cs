using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Generators;

/// <summary>What flows between the participants of a scenario, day by day.</summary>
internal sealed class FlowTotals
{
    private readonly int _participants;
    private readonly bool[] _active;
    private readonly bool[] _short;
    private readonly HashSet<long> _links = [];
    private long _linkCount;
    private long _reciprocal;
    private int _mostPayees;
    private int _mostPayers;

    private FlowTotals(int participants)
    {
        _participants = participants;
        Sent = new Int128[participants];
        _active = new bool[participants];
        _short = new bool[participants];
    }

    /// <summary>Value sent over all days, per account.</summary>
    public Int128[] Sent { get; }

    public int Active => _active.Count(a => a);

    public int ShortAtClose => _short.Count(s => s);

    public Int128 NetDebit { get; private set; }

    public NetworkDescription Network { get; private set; } = new(0, 0, 0, 0, 0, 0);

    public static FlowTotals Of(Scenario scenario)
    {
        var work = new FlowTotals(scenario.Participants.Count);
        PaymentTable payments = scenario.Payments;
        int days = 0;
        for (int first = 0, next = 0; first < payments.Count; first = next)
        {
            while (next < payments.Count && payments.DayOf(next) == payments.DayOf(first))
            {
                next++;
            }

            work.AddDay(scenario, first, next);
            days++;
        }

        if (days > 0)
        {
            work.Describe(days);
        }

        return work;
    }

    private void Describe(int days)
    {
        long pairs = (long)_participants * (_participants - 1) * days;
        Network = new(
            decimal.Round((decimal)_linkCount / days, 1),
            Description.Ratio(_linkCount, pairs),
            Description.Ratio(_reciprocal, _linkCount),
            decimal.Round((decimal)_linkCount / days / Math.Max(1, Active), 3),
            _mostPayees,
            _mostPayers);
    }

    private void AddDay(Scenario scenario, int first, int next)
    {
        PaymentTable payments = scenario.Payments;
        var net = new Int128[_participants];
        _links.Clear();
        for (int i = first; i < next; i++)
        {
            int from = payments.From[i];
            int to = payments.To[i];
            _active[from] = _active[to] = true;
            Sent[from] += payments.AmountMinor[i];
            net[from] -= payments.AmountMinor[i];
            net[to] += payments.AmountMinor[i];
            _links.Add(((long)from << 32) | (uint)to);
        }

        Int128 debit = 0;
        for (int i = 0; i < _participants; i++)
        {
            Participant participant = scenario.Participants[i];
            debit += net[i] < 0 ? -net[i] : 0;
            _short[i] |= participant.CreditMinor != long.MaxValue
                && net[i] + participant.BalanceMinor + participant.CreditMinor < 0;
        }

        NetDebit = Int128.Max(NetDebit, debit);
        CountLinks();
    }

    private void CountLinks()
    {
        var payees = new int[_participants];
        var payers = new int[_participants];
        foreach (long link in _links)
        {
            int from = (int)(link >> 32);
            int to = (int)(link & uint.MaxValue);
            payees[from]++;
            payers[to]++;
            _reciprocal += _links.Contains(((long)to << 32) | (uint)from) ? 1 : 0;
        }

        _linkCount += _links.Count;
        _mostPayees = Math.Max(_mostPayees, payees.Max());
        _mostPayers = Math.Max(_mostPayers, payers.Max());
    }
}
