using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Ledgers;

/// <summary>What senders are answered, made of what the ledger says.</summary>
internal static class States
{
    /// <summary>The answer to a command that had its turn.</summary>
    public static PaymentState Of(InstructionId id, CommandResult result, Ledger ledger)
    {
        if (result.Verdict is not (Verdict.Accepted or Verdict.Repeated))
        {
            return Refused(id, StandingOf(result.Verdict)) with { Number = result.Number };
        }

        return Of(id, result.Number, ledger.FateOf(result.Number), result.Verdict == Verdict.Repeated);
    }

    public static PaymentState Of(InstructionId id, int number, Fate fate, bool isRepeated) => new()
    {
        Id = id,
        Number = number,
        Standing = (Standing)fate.Status,
        Reason = fate.Reason,
        Route = fate.Route,
        Time = fate.Time,
        IsRepeated = isRepeated,
    };

    /// <summary>The answer to a command that an archive knows.</summary>
    public static PaymentState Of(in LedgerCommand command, in ArchivedInstruction archived) =>
        archived.IsSameAs(command)
            ? Of(command.Id, archived.Number, archived.Fate, isRepeated: true)
            : Refused(command.Id, Standing.Different) with { Number = archived.Number };

    public static PaymentState Refused(InstructionId id, Standing standing) =>
        new() { Id = id, Number = -1, Standing = standing };

    /// <summary>Whether a sender may say this at all, whatever the ledger thinks of it.</summary>
    /// <param name="command">What it says.</param>
    /// <param name="participant">Whose session it is; -1 = the operator's.</param>
    /// <param name="account">The account that it may act for; -1 = any.</param>
    /// <param name="isOrder">Whether it came as an order.</param>
    /// <returns><see cref="Standing.Unknown"/> where it may.</returns>
    public static Standing Check(in LedgerCommand command, int participant, int account, bool isOrder)
    {
        if ((command.Command.Kind != CommandKind.Submit) != isOrder)
        {
            return Standing.BadKind;
        }

        bool isOwnNumber = participant < 0 || !command.Id.IsNumbered || command.Id.Participant == participant;
        bool isOwnAccount = account < 0 || (command.Command.From == account && !IsForOperator(command.Command.Kind));
        return isOwnNumber && isOwnAccount ? Standing.Unknown : Standing.NotYours;
    }

    // What concerns money from outside, others, or the whole system.
    private static bool IsForOperator(CommandKind kind) => kind is CommandKind.AddBalance or CommandKind.SetCredit
        or CommandKind.Suspend or CommandKind.Default or CommandKind.Halt or CommandKind.Resume
        or CommandKind.MoveClose;

    private static Standing StandingOf(Verdict verdict) => Standing.Different + (verdict - Verdict.Different);
}
