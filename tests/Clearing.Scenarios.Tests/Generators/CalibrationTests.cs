using Clearing.Scenarios.Generators;
using static Clearing.Scenarios.Tests.Generators.GeneratorFixture;

namespace Clearing.Scenarios.Tests.Generators;

/// <summary>
/// Holds the shipped calibrations to the published figures. The tolerances are wide enough for any seed and narrow
/// enough that a wrong value in a data file is found.
/// </summary>
public sealed class CalibrationTests
{
    private static readonly GeneratorDay _fedwireDay = Day(open: 21, hours: 22);

    private static ScenarioDescription Describe(string calibration, GeneratorDay day, ulong seed, int? count = null)
    {
        PaymentGeneratorDocument payments = new() { Calibration = calibration };
        if (count is int fewer)
        {
            PaymentGeneratorDocument full = PaymentGenerator.Resolve(payments);
            payments = payments with { Count = fewer, Total = decimal.Round(full.Total!.Value * fewer / full.Count!.Value) };
        }

        return Description.Of(Scenario(new() { Calibration = calibration }, payments, day, seed));
    }

    private static decimal Major(Int128 minor) => (decimal)minor / 100;

    [Theory]
    [InlineData("fedwire-scarce", 7)]
    [InlineData("fedwire-scarce", 1)]
    [InlineData("fedwire-ample", 42)]
    public void Fedwire_is_near_the_published_figures(string calibration, ulong seed)
    {
        ScenarioDescription day = Describe(calibration, _fedwireDay, seed);
        Assert.Equal(836_000, day.Payments);
        Assert.Equal(4_510_000_000_000m, Major(day.ValueMinor));
        Assert.InRange(day.Amounts.MeanMinor / 100, 5_390_000, 5_400_000);
        Assert.InRange(Major(day.Amounts.MedianMinor), 30_000, 45_000);
        Assert.InRange(Major(day.Amounts.MaximumMinor), 5_000_000_000, 9_999_999_999.99m);
        Assert.InRange(day.Concentration.Top10, 0.50m, 0.68m);
        Assert.InRange(day.Concentration.Top40, 0.78m, 0.92m);
        Assert.InRange(day.Network.Links, 69_000, 84_000);
        Assert.InRange(day.Network.MeanDegree, 13.5m, 17);
        Assert.InRange(day.Network.MaximumOutDegree, 1_600, 2_400);
        Assert.InRange(day.Network.Reciprocity, 0.18m, 0.27m);
        Assert.InRange(day.Network.Density, 0.0027m, 0.0034m);
        Assert.Equal(0, day.ShortAtClose);
    }

    [Fact]
    public void Fedwire_value_is_as_late_as_the_era_says()
    {
        // Value after 17:00: more than 30 % in 2005.
        ScenarioDescription scarce = Describe("fedwire-scarce", _fedwireDay, 7);
        Assert.InRange(ValueShare(scarce, 17) + ValueShare(scarce, 18), 0.28m, 0.36m);
        Assert.InRange(ValueShare(scarce, 16), 0.13m, 0.19m);
        ScenarioDescription ample = Describe("fedwire-ample", _fedwireDay, 7);
        Assert.InRange(ValueShare(ample, 17) + ValueShare(ample, 18), 0.16m, 0.22m);
        Assert.InRange(CountShare(ample, 16), 0.128m, 0.132m);
        Assert.Equal(21, scarce.Hours[0].Hour);
        Assert.Equal(255_000_000_000m, Major(scarce.BalanceMinor + scarce.CreditMinor));
        Assert.True(Major(ample.BalanceMinor) > 3_000_000_000_000m);
    }

    [Theory]
    [InlineData("chips", 555_000, 1_810_000_000_000, 3_260_000, 40)]
    [InlineData("chaps", 204_000, 364_000_000_000, 1_785_000, 38)]
    [InlineData("target2", 344_000, 1_731_000_000_000, 5_030_000, 1_050)]
    public void A_system_of_large_payments_is_near_the_published_figures(
        string calibration, int count, long value, int mean, int participants)
    {
        ScenarioDescription day = Describe(calibration, Day(), 7);
        Assert.Equal((count, participants), (day.Payments, day.Participants));
        Assert.Equal(value, Major(day.ValueMinor));
        Assert.InRange(day.Amounts.MeanMinor / 100 / mean, 0.99m, 1.01m);
        Assert.InRange(day.Concentration.Top5, 0.48m, 0.67m);
        Assert.Equal(0, day.ShortAtClose);
    }

    [Fact]
    public void Chips_turns_its_funding_over_29_times()
    {
        ScenarioDescription day = Describe("chips", Day(open: 21, hours: 20), 7);
        Assert.InRange(Major(day.ValueMinor) / Major(day.BalanceMinor), 29, 29.5m);
    }

    [Fact]
    public void Most_target2_payments_are_small()
    {
        // 70 % below EUR 50k and 9 % above EUR 1m.
        ScenarioDescription day = Describe("target2", Day(), 7);
        Assert.InRange(Major(day.Amounts.MedianMinor), 6_000, 14_000);
        Assert.InRange(Major(day.Amounts.Percentile90Minor), 700_000, 1_500_000);
    }

    [Theory]
    [InlineData("hvps", 163_000, 22_180_000)]
    [InlineData("beps", 139_500, 40_500)]
    [InlineData("ibps", 233_450, 16_470)]
    public void A_chinese_system_is_near_the_published_mean_at_a_part_of_its_volume(
        string calibration, int count, int mean)
    {
        ScenarioDescription day = Describe(calibration, Day(), 7, count);
        Assert.Equal(200, day.Participants);
        Assert.InRange(day.Amounts.MeanMinor / 100 / mean, 0.99m, 1.01m);
        Assert.True(Major(day.Amounts.MaximumMinor) <= (calibration == "hvps" ? 100_000_000_000 : 1_000_000));

        // What the retail ceilings cut off is in the mean already: hardly anything has to be scaled.
        decimal median = calibration switch { "hvps" => 760_000, "beps" => 6_700, _ => 2_670 };
        Assert.InRange(Major(day.Amounts.MedianMinor) / median, 0.9m, 1.1m);
    }

    [Fact]
    public void The_fedwire_day_of_a_seed_is_the_same_for_ever()
    {
        GeneratedParticipants banks =
            ParticipantGenerator.Draw(new() { Calibration = "fedwire-scarce" }, Dollar, 7, 0);
        GeneratedPayments drawn = PaymentGenerator.Draw(
            new() { Calibration = "fedwire-scarce" }, Sizes(banks), [_fedwireDay], Dollar, 7, 0);
        Assert.Equal("GOLDEN", Hash(drawn));
    }

    private static decimal ValueShare(ScenarioDescription day, int hour) =>
        day.Hours.Single(h => h.Hour == hour).ValueShare;

    private static decimal CountShare(ScenarioDescription day, int hour) =>
        day.Hours.Single(h => h.Hour == hour).CountShare;
}
