using Clearing.Messages.Instructions;

namespace Clearing.Messages.Tests.Instructions;

/// <summary>Payments and messages about them, as their writers make them.</summary>
public class AnswerTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 11, 30, 0, TimeSpan.FromHours(1));
    private static readonly Agent Alpha = new() { Bic = "ALPHDEFF", MemberScheme = "USABA", MemberId = "021000021" };
    private static readonly Agent Bravo = new() { Bic = "BRAVUS33", MemberScheme = "USABA", MemberId = "021040078" };

    private static readonly PaymentInstruction Payment = SimpleInstruction.Create(
        InstructionKind.CustomerTransfer, Alpha, Bravo, "REF-1", null, "USD", new DecimalAmount(123456, 2),
        new DateOnly(2026, 11, 23));

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
    public void A_payment_that_does_not_fit_is_no_reason_to_refuse_the_next_one()
    {
        MessageErrors errors = new();

        Assert.Null(InstructionWriter.ToFedwire(Payment with { Currency = "EUR" }, errors));
        Assert.NotNull(InstructionWriter.ToFedwire(Payment, errors));
        Assert.Single(errors.All);
    }
}
