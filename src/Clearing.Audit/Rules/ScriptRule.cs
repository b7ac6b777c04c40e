using Clearing.Audit.Format;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;

namespace Clearing.Audit.Rules;

/// <summary>
/// Holds records to what may stand in a journal at all: what is said to be of the script is what the script has next,
/// all of an instant in one slice; what comes from outside is numbered without gaps, an order alone in its slice.
/// </summary>
/// <param name="ledger">Whose records they are.</param>
internal sealed class ScriptRule(AuditedLedger ledger)
{
    private int _number = ledger.Book.Payers.Length;

    /// <summary>Records of the script so far.</summary>
    public int Scripted { get; private set; }

    /// <summary>Records from outside so far.</summary>
    public int Outside => _number - ledger.Book.Payers.Length;

    /// <exception cref="DamageException">A slice could not be as it is.</exception>
    public void Take(SliceReader slice)
    {
        ReadOnlySpan<LedgerCommand> commands = slice.Commands;
        for (int i = 0; i < commands.Length; i++)
        {
            string? fault = commands[i].IsScripted ? ScriptFault(commands[i], slice.Instant)
                : commands[0].IsScripted ? "it is in a slice of the script, and comes from outside"
                : OutsideFault(commands[i], commands.Length);
            if (fault is not null)
            {
                throw new DamageException(-1, fault) { Record = slice.Before + i + 1 };
            }
        }

        if (commands.Length > 0 && commands[0].IsScripted && NextScripted is { } next
            && next.Command.Time <= slice.Instant)
        {
            throw new DamageException(-1, $"what the script has next, {Text(next)}, is missing in its slice")
            {
                Record = slice.Before + commands.Length,
            };
        }
    }

    private LedgerCommand? NextScripted => Scripted < ledger.Script.Length ? ledger.Script[Scripted] : null;

    private string? ScriptFault(in LedgerCommand command, long instant)
    {
        LedgerCommand said = command with { Command = command.Command with { Time = instant } };
        if (NextScripted is not { } due)
        {
            return "it is said to be of the script, and the script is at its end";
        }

        if (said with { Format = due.Format } != due)
        {
            return $"it is said to be of the script, which has {Text(due)} next, and is {Text(said)}";
        }

        Scripted++;
        return null;
    }

    private string? OutsideFault(in LedgerCommand command, int count)
    {
        bool isPayment = command.Command.Kind == CommandKind.Submit;
        int due = _number++;
        return isPayment && command.Command.Payment != due
                ? $"instruction {command.Id} is payment {command.Command.Payment}, and {due} is the next number"
            : !isPayment && count > 1 ? $"order {command.Id} does not have its slice for itself"
            : null;
    }

    private static string Text(in LedgerCommand command)
    {
        SettlementCommand asked = command.Command;
        string what = asked.Kind == CommandKind.Submit ? $"payment {asked.Payment}" : $"{asked.Kind} for {asked.From}";
        return $"{what} of {asked.AmountMinor} at {asked.Time}";
    }
}
