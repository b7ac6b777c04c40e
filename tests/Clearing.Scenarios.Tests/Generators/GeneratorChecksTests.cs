using Clearing.Scenarios.Generators;
using static Clearing.Scenarios.Tests.Generators.GeneratorFixture;

namespace Clearing.Scenarios.Tests.Generators;

public sealed class GeneratorChecksTests
{
    private static readonly PaymentGeneratorDocument _good = new() { Count = 10, Amount = new() { Mu = 1 } };

    public static TheoryData<ParticipantGeneratorDocument, string, string> BadParticipants() => new()
    {
        { new(), "count", "is missing; write it or name a calibration" },
        { new() { Count = 0 }, "count", "is 0; write a number from 1 to 1000000" },
        { new() { Calibration = "fedwir" }, "calibration", "is 'fedwir'; write one of beps, chaps, chips" },
        { new() { Count = 9, Prefix = "b" }, "prefix", "is 'b'; write letters A to Z and digits only" },
        { new() { Count = 100, Prefix = "ABCDEFGHI" }, "prefix", "with 3 digits ids would be longer than 11" },
        { new() { Count = 9, Balance = -1 }, "balance", "is -1; write an amount from 0 to" },
        { new() { Count = 9, Balance = 0.001m }, "balance", "is 0.001; USD has 2 decimals" },
        { new() { Count = 9, Balance = 1, BalanceTotal = 2 }, "balance", "and balance-total are both written" },
        { new() { Count = 9, Credit = "lots" }, "credit", "is 'lots'; write an amount or unlimited" },
        { new() { Count = 9, SizeExponent = 7 }, "size-exponent", "is 7; write a number from 0 to 3" },
    };

    public static TheoryData<PaymentGeneratorDocument, string, string> BadPayments() => new()
    {
        { new(), "count", "is missing" },
        { _good with { Amount = null }, "amount.mu", "is missing" },
        { _good with { Amount = new() { Mu = 1, Sigma = -1 } }, "amount.sigma", "is -1; write a number from 0 to 6" },
        { _good with { Amount = new() { Mu = 1, Minimum = 5, Maximum = 4 } }, "amount.maximum", "below the minimum" },
        { _good with { Total = 0.05m }, "total", "10 payments need at least 0.01 each" },
        { _good with { Total = 99, Amount = new() { Mu = 1, Maximum = 9 } }, "total", "are at most 9 each" },
        { _good with { Profile = "fed" }, "profile", "is 'fed'; write one of chaps, chips" },
        { _good with { Hours = [new() { From = "9", To = "10:00", Share = 1 }] }, "hours.0.from", "is '9'; write" },
        { _good with { Hours = [new() { From = "09:00", To = "10:00" }] }, "hours.0.share", "is missing" },
        { _good with { Hours = [new() { From = "09:00", To = "10:00", Share = 0 }] }, "hours", "has no share" },
        { _good with { Day = 2 }, "day", "is 2; write a number from 1 to 1" },
        { _good with { Network = new() { Squaring = 2 } }, "network.squaring", "is 2; write a number from 0 to 1" },
        { _good with { Priorities = new() { Urgent = 0.6m, High = 0.6m } }, "priorities", "sum to more than 1" },
        { _good with { Kinds = new Dictionary<string, decimal> { ["a"] = 0 } }, "kinds", "a share above 0" },
    };

    [Theory]
    [MemberData(nameof(BadParticipants))]
    public void A_bad_value_for_participants_is_found_and_named(
        ParticipantGeneratorDocument document, string property, string message)
    {
        GeneratorProblem problem = Assert.Single(GeneratorChecks.Check(document, Dollar));
        Assert.Equal(property, problem.Property);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BadPayments))]
    public void A_bad_value_for_payments_is_found_and_named(
        PaymentGeneratorDocument document, string property, string message)
    {
        IReadOnlyList<GeneratorProblem> problems = GeneratorChecks.Check(document, 5, [Day()], Dollar);
        Assert.Contains(
            problems,
            p => p.Property == property && p.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_shipped_calibration_is_in_order()
    {
        foreach (string name in GeneratorChecks.Calibrations)
        {
            Assert.Empty(GeneratorChecks.Check(new ParticipantGeneratorDocument { Calibration = name }, Dollar));
            Assert.Empty(GeneratorChecks.Check(
                new PaymentGeneratorDocument { Calibration = name }, 5, [Day()], Dollar));
        }
    }

    [Fact]
    public void A_value_written_goes_before_that_of_the_calibration()
    {
        PaymentGeneratorDocument resolved = PaymentGenerator.Resolve(new()
        {
            Calibration = "chips",
            Count = 5,
            Amount = new() { Sigma = 1 },
            Hours = [],
        });
        Assert.Equal(5, resolved.Count);
        Assert.Equal(1, resolved.Amount!.Sigma);
        Assert.Equal(10.9m, resolved.Amount.Mu);
        Assert.Null(resolved.Profile);
    }
}
