using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Replaying;

/// <summary>A payment that came to a ledger from outside.</summary>
/// <param name="Command">As it is in the journal, its number included.</param>
/// <param name="Time">Instant of its slice.</param>
internal readonly record struct OutsidePayment(LedgerCommand Command, long Time);

/// <summary>Gathers the payments of one ledger that came from outside, in order.</summary>
/// <param name="scripted">Payments of the script; the numbers of those from outside follow.</param>
internal sealed class OutsidePayments(int scripted)
{
    private readonly List<OutsidePayment> _payments = [];

    /// <summary>One more than the highest number that was given.</summary>
    public int NextNumber { get; private set; } = scripted;

    public IReadOnlyList<OutsidePayment> All => _payments;

    /// <summary>Takes the commands of a slice.</summary>
    public void Take(long time, ReadOnlySpan<LedgerCommand> commands)
    {
        foreach (ref readonly LedgerCommand command in commands)
        {
            if (!command.IsScripted)
            {
                // Orders have numbers too.
                NextNumber++;
                if (command.Command.Kind == CommandKind.Submit)
                {
                    _payments.Add(new OutsidePayment(command, time));
                }
            }
        }
    }
}
