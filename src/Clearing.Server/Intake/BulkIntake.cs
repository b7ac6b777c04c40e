using System.Buffers;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Intake;

/// <summary>Makes instructions of the records of bulk frames.</summary>
/// <param name="ledger">Who is who in it.</param>
/// <param name="participant">The session's: whose payments they must be.</param>
internal sealed class BulkIntake(ServedLedger ledger, int participant)
{
    private readonly int _account = ledger.Participants[participant].Account;

    /// <summary>Takes the records of a frame, a whole number of them.</summary>
    public void Take(in ReadOnlySequence<byte> records, Submission to)
    {
        Span<byte> cut = stackalloc byte[BulkInstruction.Length];
        SequenceReader<byte> reader = new(records);
        while (reader.Remaining >= BulkInstruction.Length)
        {
            if (reader.UnreadSpan.Length >= BulkInstruction.Length)
            {
                Take(reader.UnreadSpan, to);
            }
            else
            {
                reader.TryCopyTo(cut);
                Take(cut, to);
            }

            reader.Advance(BulkInstruction.Length);
        }
    }

    private void Take(ReadOnlySpan<byte> record, Submission to)
    {
        bool isClean = BulkInstruction.TryRead(record, out BulkInstruction instruction);
        Standing refusal = isClean ? Check(instruction) : Standing.BadField;
        if (refusal != Standing.Unknown)
        {
            to.Refuse(FrameKind.Bulk, refusal);
            return;
        }

        ref LedgerCommand command = ref to.Accept(FrameKind.Bulk, out _);
        command = new LedgerCommand
        {
            Id = InstructionId.Numbered(participant, instruction.Number),
            Command = SettlementCommand.Submit(
                0, -1, _account, ledger.Participants[instruction.Payee].Account, instruction.AmountMinor,
                (Priority)instruction.Priority, instruction.PaymentKind),
            Format = (byte)FrameKind.Bulk,
            Currency = instruction.Currency,
        };
    }

    private Standing Check(in BulkInstruction instruction)
    {
        if (instruction.Flags != 0)
        {
            return Standing.BadField;
        }

        if (instruction.Number == 0)
        {
            return Standing.BadId;
        }

        if (instruction.Payer != participant)
        {
            return Standing.NotYours;
        }

        if (instruction.Payee < 0 || instruction.Payee >= ledger.Participants.Count)
        {
            return Standing.UnknownParty;
        }

        if (instruction.AmountMinor <= 0)
        {
            return Standing.BadAmount;
        }

        if (instruction.Currency >= ledger.Units.Count)
        {
            return Standing.UnknownSystem;
        }

        return instruction.Priority > (byte)Priority.Normal ? Standing.BadPriority : Standing.Unknown;
    }
}
