using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, "Files".</summary>
public sealed partial class NaiveEngine
{
    private readonly List<SettlementCommand> _legs = [];

    private void PostFile(SettlementCommand command)
    {
        List<SettlementCommand> legs = [.. _legs];
        _legs.Clear();
        SettlementEvent refused = Blank with { Kind = EventKind.FileRefused, Payment = command.Payment };
        if (_halted || !_dayIsOpen || NaiveState.Sum(legs.Select(l => l.AmountMinor)) != 0)
        {
            Emit(refused);
            return;
        }

        List<(int Account, long Short)> missing = [.. Accounts
            .Where(a => legs.Exists(l => l.From == a && l.AmountMinor < 0))
            .Select(a => (a, ShortOf(a, legs.Where(l => l.From == a).Sum(l => l.AmountMinor))))
            .Where(found => found.Item2 > 0)];
        foreach ((int account, long amount) in missing)
        {
            Emit(refused with { From = account, AmountMinor = amount });
        }

        if (missing.Count == 0)
        {
            PostLegs(command, legs);
        }
    }

    private long ShortOf(int account, long legsMinor)
    {
        if (_state.Suspended[account])
        {
            return -legsMinor;
        }

        Int128 lowest = _state.IsGross ? _state.Floor(account)
            : _state.Credit[account] == long.MaxValue ? long.MinValue
            : -(Int128)_state.Credit[account];
        return lowest == long.MinValue ? 0 : (long)Int128.Max(0, lowest - _state.Balance[account] - legsMinor);
    }

    private void PostLegs(SettlementCommand command, List<SettlementCommand> legs)
    {
        foreach (SettlementCommand leg in legs)
        {
            _state.Balance[leg.From] += leg.AmountMinor;
        }

        _changed = true;
        Facts.BalanceChanged(_state.Balance);
        Emit(Blank with { Kind = EventKind.FilePosted, Payment = command.Payment });
        foreach (SettlementCommand leg in legs)
        {
            Emit(About(EventKind.NetPosted, leg) with { PayerBalanceMinor = _state.Balance[leg.From] });
        }
    }
}
