using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;

namespace Clearing.Messages.Tests.Instructions;

/// <summary>Messages about payments, and of the network itself, are accepted by the readers.</summary>
public class AnswerTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 11, 30, 0, TimeSpan.FromHours(1));
    private static readonly Agent Alpha = new() { Bic = "ALPHDEFF", MemberScheme = "USABA", MemberId = "021000021" };
    private static readonly Agent Bravo = new() { Bic = "BRAVUS33", MemberScheme = "USABA", MemberId = "021040078" };

    private static readonly PaymentInstruction Payment = SimpleInstruction.Create(
        InstructionKind.CustomerTransfer, Alpha, Bravo, "REF-1", null, "USD", new DecimalAmount(123456, 2),
        new DateOnly(2026, 11, 23));

    private static readonly Delivery ToCentre = new("CENTUS33AXXX", At, 1, 2);

    [Theory]
    [InlineData("ACSC", null)]
    [InlineData("RJCT", "AC04")]
    [InlineData("PDNG", null)]
    public void A_status_report_is_accepted(string status, string? reason)
    {
        Answer answer = new(Payment, "pacs.008.001.08", "STATUS-1", Bravo, Alpha, At)
        {
            Status = status,
            Reason = reason,
        };

        Assert.Equal("", Judge.ErrorsOf(AnswerWriter.Status(answer)));
        Assert.Equal("", Judge.ErrorsOf(AnswerWriter.Status(answer, IsoUsage.Fedwire)));
    }

    [Fact]
    public void A_cancellation_and_its_resolution_are_accepted_in_both_formats()
    {
        Answer request = new(Payment, "103", "CANCEL-1", Alpha, Bravo, At) { Reason = "DUPL", Text = "sent twice" };
        Answer answer = new(Payment, "103", "ANSWER-1", Bravo, Alpha, At) { Status = "CNCL" };
        MessageErrors errors = new();

        Assert.Equal("", Judge.ErrorsOf(AnswerWriter.CancellationRequest(request)));
        Assert.Equal("", Judge.ErrorsOf(AnswerWriter.Resolution(answer, "CANCEL-1")));
        Assert.Equal("", Judge.ErrorsOf(AnswerWriter.CancellationRequestFin(request, errors)!));
        Assert.Equal("", Judge.ErrorsOf(AnswerWriter.ResolutionFin(answer, "CANCEL-1", errors)!));
        Assert.False(errors.Any);
    }

    [Fact]
    public void Confirmations_of_both_sides_are_accepted_in_both_formats()
    {
        MessageErrors errors = new();
        foreach (AccountReport report in (AccountReport[])
            [
                Confirmations.Debit(Payment, "DEBIT-1", Bravo, Alpha, "998877", At),
                Confirmations.Credit(Payment, "CREDIT-1", Bravo, Alpha, "998877", At),
            ])
        {
            Assert.Equal("", Judge.ErrorsOf(ReportWriter.ToFin(report, errors)!));
            Assert.Equal("", Judge.ErrorsOf(ReportWriter.ToIso(report, errors)!));
        }

        Assert.False(errors.Any);
    }

    [Fact]
    public void The_messages_of_the_network_are_accepted()
    {
        FinMessage original = InstructionWriter.ToFin(Payment, new MessageErrors())!;
        string mir = SystemMessages.Reference(new DateOnly(2026, 11, 23), "ALPHDEFFAXXX", 12, 345);
        string mor = SystemMessages.Reference(new DateOnly(2026, 11, 23), "BRAVUS33AXXX", 7, 8);
        foreach (FinMessage message in (FinMessage[])
            [
                SystemMessages.Output(original, mir, At, ToCentre),
                SystemMessages.CentreAnswer("CENTUS33AXXX", 1, 2, "FDW", "COPY-1"),
                SystemMessages.CentreAnswer("CENTUS33AXXX", 1, 2, "FDW", "COPY-1", "71"),
                SystemMessages.Released(mir, At, "BRAVUS33XXXX", "FDW", ToCentre),
                SystemMessages.Aborted(mir, At, "BRAVUS33XXXX", "71", ToCentre),
                SystemMessages.Undelivered(mir, "02", "BRAVUS33XXXX", "U", ToCentre),
                SystemMessages.Delivered(mir, At, mor, At, ToCentre),
                SystemMessages.Acknowledgement("ALPHDEFFAXXX", 12, 345, At),
                SystemMessages.Acknowledgement("ALPHDEFFAXXX", 12, 346, At, "H50"),
                SystemMessages.Copy(original, "FDW", "COPY-1", ToCentre),
            ])
        {
            Assert.Equal("", Judge.ErrorsOf(message));
        }
    }
}
