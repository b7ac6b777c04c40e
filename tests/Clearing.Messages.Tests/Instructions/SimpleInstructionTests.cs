using System.Buffers;
using System.Text;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Instructions;

public class SimpleInstructionTests
{
    private static readonly Agent Sender =
        new() { Bic = "DEUTDEFF", MemberScheme = "USABA", MemberId = "021000021" };

    private static readonly Agent Receiver =
        new() { Bic = "CHASUS33", MemberScheme = "USABA", MemberId = "021040078" };

    [Theory]
    [InlineData(InstructionKind.CustomerTransfer)]
    [InlineData(InstructionKind.BankTransfer)]
    [InlineData(InstructionKind.CoverTransfer)]
    public void A_simple_instruction_comes_back_the_same_from_every_format(InstructionKind kind)
    {
        PaymentInstruction instruction = SimpleInstruction.Create(
            kind, Sender, Receiver, "REF-0001", null, "USD", new DecimalAmount(123456, 2), new DateOnly(2026, 11, 23));
        MessageErrors errors = new();
        Losses losses = new();

        FinMessage? fin = InstructionWriter.ToFin(instruction, errors);
        IsoMessage? iso = InstructionWriter.ToIso(instruction, errors);
        IsoMessage? fedwire2025 = InstructionWriter.ToIso(instruction, errors, IsoUsage.Fedwire);
        FedwireMessage? fedwire = InstructionWriter.ToFedwire(instruction, errors);

        Assert.Empty(errors.All);
        foreach (PaymentInstruction? read in (PaymentInstruction?[])
            [
                InstructionReader.Read(fin!, losses, errors),
                InstructionReader.Read(iso!, 0, losses, errors),
                InstructionReader.Read(fedwire2025!, 0, losses, errors),
                InstructionReader.Read(fedwire!, losses, errors),
            ])
        {
            Assert.NotNull(read);
            Assert.Equal(kind, read.Kind);
            Assert.Equal("REF-0001", read.Reference);
            Assert.Equal("USD", read.Currency);
            Assert.True(read.Amount.TryToMinor(2, out long minor));
            Assert.Equal(123456, minor);
            Assert.Equal(instruction.ValueDate, read.ValueDate);
            Assert.Equal(instruction.Debtor?.Name, read.Debtor?.Name);
            Assert.Equal(instruction.Creditor?.Account, read.Creditor?.Account);
            Assert.Equal(instruction.Underlying?.Creditor.Name, read.Underlying?.Creditor.Name);
        }

        Assert.Empty(losses.All);
    }

    [Theory]
    [InlineData(InstructionKind.CustomerTransfer, "pacs.008.001.08")]
    [InlineData(InstructionKind.BankTransfer, "pacs.009.001.08")]
    [InlineData(InstructionKind.CoverTransfer, "pacs.009.001.08")]
    public void A_payment_for_CHIPS_names_participants_by_number_and_is_accepted(InstructionKind kind, string type)
    {
        Agent sender = new() { MemberScheme = "USPID", MemberId = "0008" };
        Agent receiver = new() { MemberScheme = "USPID", MemberId = "0002" };
        PaymentInstruction instruction = SimpleInstruction.Create(
            kind, sender, receiver, "REF-0001", null, "USD", new DecimalAmount(123456, 2), new DateOnly(2026, 11, 23));
        MessageErrors errors = new();
        Losses losses = new();

        IsoMessage message = InstructionWriter.ToIso(instruction, errors, IsoUsage.Chips)!;
        ArrayBufferWriter<byte> octets = new();
        IsoWriter.Write(message, octets);
        MessageFacts facts = default;
        bool isAccepted = new IsoReader().Read(octets.WrittenSpan, ref facts, errors);
        PaymentInstruction read = InstructionReader.Read(message, 0, losses, errors)!;

        Assert.True(isAccepted, string.Join("; ", errors.All));
        Assert.Equal(type, facts.Type);
        Assert.Equal("0008", Encoding.ASCII.GetString(facts.Sender.Of(octets.WrittenSpan)));
        Assert.Equal(("CLRG", "CHI"), (read.SettlementMethod, read.ClearingSystem));
        Assert.Equal(("0002", "USPID"), (read.InstructedAgent.MemberId, read.InstructedAgent.MemberScheme));
    }
}
