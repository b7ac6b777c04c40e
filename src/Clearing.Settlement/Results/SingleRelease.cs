using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>
/// For <see cref="SetAudit"/>: one payment released by itself, against positions, bounds and flows before it.
/// </summary>
internal readonly struct SingleRelease
{
    private readonly SystemDefinition _system;
    private readonly AuditLedger _ledger;
    private readonly SettlementEvent _event;
    private readonly byte _class;
    private readonly bool _waivesCeilings;
    private readonly long? _payerBefore;
    private readonly long? _payeeBefore;
    private readonly long _flowBefore;
    private readonly long _multilateralBefore;

    /// <summary>Notes a release before anything of it has moved.</summary>
    public SingleRelease(
        SystemDefinition system, AuditLedger ledger, int phase, in SettlementEvent e, byte paymentClass)
    {
        _system = system;
        _ledger = ledger;
        _event = e;
        _class = paymentClass;
        _waivesCeilings = phase >= 0 && system.Phases[phase].WaivesCeilings;
        _payerBefore = ledger.Position(e.From);
        _payeeBefore = ledger.Position(e.To);
        _flowBefore = ledger.FlowOf(e.From, e.To)?.FlowMinor ?? 0;
        _multilateralBefore = ledger.MultilateralFlow(e.From);
    }

    /// <summary>What it leaves worse than it may be, once it has moved; null = nothing.</summary>
    public string? Fault()
    {
        string? fault = PayerFault() ?? PayeeFault() ?? LimitFault();
        return fault is null ? null : $"payment {_event.Payment}, released at {_event.Time}, {fault}";
    }

    private string? PayerFault()
    {
        int payer = _event.From;
        if (_ledger.IsUnready(payer) || _ledger.IsUnready(_event.To))
        {
            return $"is of {Name(payer)} to {Name(_event.To)}, of whom one has not paid its opening requirement";
        }

        if (_payerBefore is not { } before || _ledger.Floor[payer] == long.MinValue)
        {
            return null;
        }

        Int128 floor = _ledger.Floor[payer] + _ledger.Withheld(payer, _class);
        Int128 after = (Int128)before - _event.AmountMinor;
        return after < Int128.Min(floor, before)
            ? $"leaves {Name(payer)} with {after}, less than {floor}, its floor"
            : null;
    }

    private string? PayeeFault()
    {
        int payee = _event.To;
        if (_payeeBefore is not { } before || _waivesCeilings || _ledger.Ceiling[payee] == long.MaxValue
            || _event.Kind == EventKind.Earmarked)
        {
            return null;
        }

        Int128 ceiling = _ledger.Ceiling[payee] + _ledger.SetAside(payee);
        Int128 after = (Int128)before + _event.AmountMinor;
        return after > Int128.Max(ceiling, before)
            ? $"leaves {Name(payee)} with {after}, more than {ceiling}, its ceiling"
            : null;
    }

    private string? LimitFault()
    {
        if (!_system.LimitsBind || !_ledger.KnowsFlows)
        {
            return null;
        }

        if (_ledger.FlowOf(_event.From, _event.To) is { } flow
            && flow.FlowMinor > Math.Max(flow.LimitMinor, _flowBefore))
        {
            return $"takes the flow from {Name(_event.From)} to {Name(_event.To)} to {flow.FlowMinor}, more than "
                + $"{flow.LimitMinor}, its limit";
        }

        long multilateral = _ledger.MultilateralFlow(_event.From);
        long limit = _ledger.MultilateralLimit(_event.From);
        return multilateral > Math.Max(limit, _multilateralBefore)
            ? $"takes the multilateral flow of {Name(_event.From)} to {multilateral}, more than {limit}, its limit"
            : null;
    }

    private string Name(int account) => _system.Accounts[account].Id;
}
