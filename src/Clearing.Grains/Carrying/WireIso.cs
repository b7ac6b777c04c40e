using System.Buffers;
using System.Globalization;
using Clearing.Messages;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;
using Clearing.Messages.Switching;

namespace Clearing.Grains.Carrying;

/// <summary>ISO 20022 messages about payments; what the network itself says has no form but MT.</summary>
internal sealed class WireIso(PaymentWording wording, Letters letters, IReadOnlyList<string> addresses) : IWireFormat
{
    public ReadOnlyMemory<byte> End { get; } = "\n"u8.ToArray();

    public IReadOnlyList<byte[]> Write(WireMessage message, MessageErrors errors)
    {
        if (message.Number.IsNone)
        {
            return [];
        }

        Letter letter = letters.Of(message.Number);
        IsoMessage? written = letter.Message.Type is 103 or 202
            ? Payment(letter, IsMarked(message), errors)
            : Status(letter);
        if (written is null)
        {
            return [];
        }

        ArrayBufferWriter<byte> octets = new(4096);
        IsoWriter.Write(written, octets);
        return [octets.WrittenSpan.ToArray()];
    }

    private bool IsMarked(WireMessage message) =>
        letters.IsRepeated(message.Number)
        || (message.Message.Marks & MessageMarks.PossibleDuplicateMessage) != 0;

    private IsoMessage? Payment(Letter letter, bool isMarked, MessageErrors errors) => InstructionWriter.ToIso(
        Instruction(letter) with
        {
            InstructingAgent = AgentOf(letter.Message.Sender),
            InstructedAgent = AgentOf(letter.Message.Receiver),
            CreatedAt = PaymentWording.TimeOf(letter.Time),
            IsPossibleDuplicate = isMarked,
        },
        errors);

    private IsoMessage Status(Letter letter)
    {
        PaymentInstruction payment = Instruction(letter);
        bool isSettled = letter.Message.Type == 900;
        Answer answer = new(
            payment,
            payment.Kind == InstructionKind.CustomerTransfer ? "pacs.008.001.08" : "pacs.009.001.08",
            string.Create(CultureInfo.InvariantCulture, $"S{letter.Payment + 1}"),
            AgentOf(letter.Message.Sender), AgentOf(letter.Message.Receiver), PaymentWording.TimeOf(letter.Time));
        return AnswerWriter.Status(isSettled ? answer with { Status = "ACSC" } : answer with
        {
            Status = "RJCT",
            Reason = "NARR",
            Text = $"REFUSED BY THE SYSTEM, CODE {letter.Message.Reason}",
        });
    }

    private PaymentInstruction Instruction(Letter letter) =>
        wording.Between(letter.Payment, letters.OfPayment(letter.Payment).Date);

    private Agent AgentOf(int terminal) => PaymentWording.AgentAt(addresses[terminal]);
}
