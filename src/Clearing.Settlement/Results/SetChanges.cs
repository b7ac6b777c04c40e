using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>For <see cref="SetAudit"/>: what one set does, against positions, bounds and flows before it.</summary>
internal sealed class SetChanges(SystemDefinition system, AuditLedger ledger, int phase)
{
    private readonly SortedDictionary<int, Side> _sides = [];
    private readonly SortedDictionary<(int From, int To), long> _flowsBefore = [];
    private readonly SortedDictionary<int, long> _multilateralBefore = [];

    /// <summary>Notes a member, before anything of the set has moved.</summary>
    public void Add(in SettlementEvent e, byte paymentClass)
    {
        Side payer = SideOf(e.From);
        payer.Net -= e.AmountMinor;
        payer.IsPaying = true;
        payer.Class = Math.Max(payer.Class, paymentClass == AuditClasses.Unknown ? (byte)0 : paymentClass);
        if (e.Kind != EventKind.Earmarked)
        {
            SideOf(e.To).Net += e.AmountMinor;
        }

        if (ledger.FlowOf(e.From, e.To) is { } flow)
        {
            _flowsBefore.TryAdd((e.From, e.To), flow.FlowMinor);
        }

        _multilateralBefore.TryAdd(e.From, ledger.MultilateralFlow(e.From));
    }

    /// <summary>The first member that does not tell the balances before plus the net effects, or null.</summary>
    public string? BalanceFault(IEnumerable<SettlementEvent> members)
    {
        foreach (SettlementEvent e in members)
        {
            string? fault = BalanceFault(e.From, e.PayerBalanceMinor) ?? BalanceFault(e.To, e.PayeeBalanceMinor);
            if (fault is not null)
            {
                return $"but payment {e.Payment} {fault}";
            }
        }

        return null;
    }

    /// <summary>
    /// The first account that ends beyond its bounds and worse than it was, before the set has moved; or null.
    /// </summary>
    public string? BoundFault()
    {
        bool waived = phase >= 0 && system.Phases[phase].WaivesCeilings;
        foreach ((int account, Side side) in _sides)
        {
            long after = side.Before + side.Net;
            Int128 floor = ledger.Floor[account] == long.MinValue
                ? long.MinValue
                : ledger.Floor[account] + (side.IsPaying ? ledger.Withheld(account, side.Class) : 0);
            if (after < Int128.Min(floor, side.Before))
            {
                return $"but it leaves {Name(account)} with {after}, less than {floor}, its floor";
            }

            Int128 ceiling = waived || ledger.Ceiling[account] == long.MaxValue
                ? long.MaxValue
                : ledger.Ceiling[account] + ledger.SetAside(account);
            if (after > Int128.Max(ceiling, side.Before))
            {
                return $"but it leaves {Name(account)} with {after}, more than {ceiling}, its ceiling";
            }

            if (ledger.IsUnready(account))
            {
                return $"but {Name(account)} has not paid its opening requirement";
            }
        }

        return null;
    }

    /// <summary>The first limit that is passed, and more than it was; after the set has moved. Or null.</summary>
    public string? LimitFault()
    {
        if (!system.LimitsBind || !ledger.KnowsFlows)
        {
            return null;
        }

        foreach (((int from, int to), long before) in _flowsBefore)
        {
            AuditLedger.Flow flow = ledger.FlowOf(from, to)!;
            if (flow.FlowMinor > Math.Max(flow.LimitMinor, before))
            {
                return $"but it takes the flow from {Name(from)} to {Name(to)} to {flow.FlowMinor}, more than "
                    + $"{flow.LimitMinor}, its limit";
            }
        }

        foreach ((int account, long before) in _multilateralBefore)
        {
            long limit = ledger.MultilateralLimit(account);
            if (ledger.MultilateralFlow(account) > Math.Max(limit, before))
            {
                return $"but it takes the multilateral flow of {Name(account)} to {ledger.MultilateralFlow(account)}, "
                    + $"more than {limit}, its limit";
            }
        }

        return null;
    }

    private string? BalanceFault(int account, long told)
    {
        Side side = SideOf(account);
        if (!side.IsKnown)
        {
            side.Before = told - side.Net;
            side.IsKnown = true;
            ledger.Position(account) = side.Before;
        }

        return side.Before + side.Net == told
            ? null
            : $"tells {told} as the balance of {Name(account)} after the set, where {side.Before} before and "
                + $"{side.Net:+0;-0;0} make {side.Before + side.Net}";
    }

    private Side SideOf(int account)
    {
        if (!_sides.TryGetValue(account, out Side? side))
        {
            side = new Side
            {
                Before = ledger.Position(account) ?? 0,
                IsKnown = ledger.Position(account) is not null,
            };
            _sides.Add(account, side);
        }

        return side;
    }

    private string Name(int account) => system.Accounts[account].Id;

    private sealed class Side
    {
        public long Before { get; set; }
        public bool IsKnown { get; set; }
        public long Net { get; set; }
        public byte Class { get; set; }
        public bool IsPaying { get; set; }
    }
}
