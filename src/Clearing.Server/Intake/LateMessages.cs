using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Ledgers;

namespace Clearing.Server.Intake;

/// <summary>
/// Messages that come after their day. What the ledger has already is answered like any repeat: it has no second
/// effect. What it has not is refused; where it does not say whether it has it, that is the answer.
/// </summary>
internal static class LateMessages
{
    /// <summary>Has the ledger answer those of a batch that it knows.</summary>
    public static async Task SubmitAsync(ServedLedger ledger, int participant, Submission batch)
    {
        foreach ((int item, LedgerCommand command) in batch.Late)
        {
            batch.LateStates[item] = new PaymentState { Id = command.Id, Number = -1, Standing = Standing.InDoubt };
        }

        Blob<InstructionId> ids = new(batch.Late.Select(late => late.Command.Id).ToArray());
        InstructionAnswers known = await ledger.Grain.AskAsync(ids).ConfigureAwait(false);
        List<(int Item, LedgerCommand Command)> repeats = [];
        for (int i = 0; i < batch.Late.Count; i++)
        {
            PaymentState state = known.Answers.Span[i];
            if (state.Standing == Standing.Unknown)
            {
                batch.LateStates.Remove(batch.Late[i].Item);
            }
            else if (state.Standing < Standing.Different)
            {
                repeats.Add(batch.Late[i]);
            }
            else
            {
                batch.LateStates[batch.Late[i].Item] = state;
            }
        }

        if (repeats.Count > 0)
        {
            InstructionAnswers answers = await ledger.Grain.SubmitAsync(new InstructionBatch
            {
                Participant = participant,
                Account = ledger.Participants[participant].Account,
                Commands = new Blob<LedgerCommand>(repeats.Select(repeat => repeat.Command).ToArray()),
            }).ConfigureAwait(false);
            for (int i = 0; i < repeats.Count; i++)
            {
                batch.LateStates[repeats[i].Item] = answers.Answers.Span[i];
            }
        }
    }
}
