using Clearing.Reports.Expectations;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Reports.Tests;

public sealed class ExpectationTests
{
    private const int Nine = 9 * 3600;

    private static ExpectationResult Check(
        ExpectationSubject subject, string field, string value, Comparison comparison = Comparison.EqualTo, int on = 0)
    {
        RunSummary run = new RunBuilder().WithBanks("A", "B")
            .Pay("p1", Nine, "A", "B", 60_00).Pay("p2", Nine, "A", "B", 40_00)
            .WithSystem("s", "rtgs", o => o
                .Settle(0, Nine + 90, Route.Queue)
                .End(1, Nine, PaymentStatus.Rejected, Reason.Suspended)
                .Closed(0))
            .Expect(new Expectation
            {
                Text = "the fact",
                Subject = subject,
                System = 0,
                Account = on,
                Payment = on,
                Field = field,
                Value = value,
                Comparison = comparison,
            })
            .Build();
        Assert.Equal(run.Expectations[0].Met, run.AllExpectationsMet);
        Assert.Equal("the fact", run.Expectations[0].Text);
        return run.Expectations[0];
    }

    [Theory]
    [InlineData("settled", "1", Comparison.EqualTo, true, "1")]
    [InlineData("settled", "2", Comparison.EqualTo, false, "1")]
    [InlineData("settled_value", "60", Comparison.EqualTo, true, "60.00")]
    [InlineData("settled_value", "60.000", Comparison.EqualTo, true, "60.00")]
    [InlineData("value", "1_00.00", Comparison.EqualTo, true, "100.00")]
    [InlineData("value", "100.001", Comparison.AtLeast, false, "100.00")]
    [InlineData("value", "100.001", Comparison.AtMost, true, "100.00")]
    [InlineData("mean_delay_seconds", "90", Comparison.EqualTo, true, "90")]
    [InlineData("turnover", "null", Comparison.EqualTo, true, "null")]
    [InlineData("turnover", "0", Comparison.AtLeast, false, "null")]
    [InlineData("netting_ratio", "0.0", Comparison.AtLeast, true, "0")]
    [InlineData("value", "plenty", Comparison.EqualTo, false, "100.00")]
    public void Metrics_are_compared_exactly(string field, string value, Comparison how, bool met, string found)
    {
        ExpectationResult result = Check(ExpectationSubject.SystemMetric, field, value, how);

        Assert.Equal((met, found), (result.Met, result.Found));
    }

    [Theory]
    [InlineData("closing", "-60", 0, true, "-60.00")]
    [InlineData("credit_used_max", "60.00", 0, true, "60.00")]
    [InlineData("sent_count", "1", 0, true, "1")]
    [InlineData("received_value", "59.99", 1, false, "60.00")]
    [InlineData("currency", "USD", 1, true, "USD")]
    public void Accounts_are_compared_by_column(string field, string value, int account, bool met, string found)
    {
        ExpectationResult result = Check(ExpectationSubject.AccountColumn, field, value, on: account);

        Assert.Equal((met, found), (result.Met, result.Found));
    }

    [Theory]
    [InlineData("status", "settled", 0, true, "settled")]
    [InlineData("status", "settled", 1, false, "rejected")]
    [InlineData("route", "queue", 0, true, "queue")]
    [InlineData("route", "", 1, true, "")]
    [InlineData("at", "1767603690000000", 0, true, "2026-01-05T09:01:30.000000")]
    [InlineData("at", "1767603690000001", 0, false, "2026-01-05T09:01:30.000000")]
    [InlineData("at", "1767603690000000", 1, false, "null")]
    [InlineData("at", "null", 1, true, "null")]
    public void Payments_are_compared_by_field(string field, string value, int payment, bool met, string found)
    {
        ExpectationResult result = Check(ExpectationSubject.PaymentField, field, value, on: payment);

        Assert.Equal((met, found), (result.Met, result.Found));
    }

    [Fact]
    public void An_instant_may_be_bounded()
    {
        Assert.True(Check(ExpectationSubject.PaymentField, "at", "1767603690000000", Comparison.AtMost).Met);
        Assert.False(Check(ExpectationSubject.PaymentField, "at", "1767603690000001", Comparison.AtLeast).Met);
    }

    [Fact]
    public void A_fact_that_does_not_exist_is_not_met_and_says_so()
    {
        ExpectationResult result = Check(ExpectationSubject.SystemMetric, "no_such", "1");

        Assert.False(result.Met);
        Assert.Contains("no_such", result.Found, StringComparison.Ordinal);
    }
}
