using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;

namespace Clearing.Audit.Rules;

/// <summary>
/// Money that comes from outside or goes there does so by an order of the same slice, each carried out once.
/// </summary>
internal sealed class OrderedMoney
{
    private readonly List<(int Member, int Account, long AmountMinor)> _ordered = [];

    /// <summary>A slice begins.</summary>
    public void Begin(ReadOnlySpan<LedgerCommand> commands)
    {
        _ordered.Clear();
        foreach (ref readonly LedgerCommand command in commands)
        {
            if (command.Command.Kind == CommandKind.AddBalance)
            {
                _ordered.Add((command.Member, command.Command.From, command.Command.AmountMinor));
            }
        }
    }

    /// <summary>True when the money of an event was ordered in this slice; then that order is carried out.</summary>
    public bool TryTake(int member, in SettlementEvent e) => _ordered.Remove((member, e.From, e.AmountMinor));
}
