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

    /// <summary>What is wrong with an event of the slice; null = nothing.</summary>
    public string? Take(int member, in SettlementEvent e, string account) =>
        e.Kind != EventKind.BalanceAdded || _ordered.Remove((member, e.From, e.AmountMinor))
            ? null
            : $"{e.AmountMinor} minor units come to {account} at {e.Time}, and nobody ordered that";
}
