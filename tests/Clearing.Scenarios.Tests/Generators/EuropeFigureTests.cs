using Clearing.Scenarios.Generators;
using static Clearing.Scenarios.Tests.Generators.GeneratorFixture;

namespace Clearing.Scenarios.Tests.Generators;

/// <summary>Holds what European systems publish about their days to the shipped calibrations.</summary>
public sealed class EuropeFigureTests
{
    private static readonly GeneratorDay ChapsDay = Day(open: 6, hours: 12);

    [Fact]
    public void Chaps_has_the_published_day()
    {
        GeneratedPayments day = Draw("chaps", ChapsDay);

        // 203,759 payments and GBP 364.4bn a day, 38 banks.
        Assert.InRange(day.Count, 203_759 * 0.99, 203_759 * 1.01);
        Assert.InRange(day.AmountMinor.Sum() / 100m, 364.4e9m * 0.99m, 364.4e9m * 1.01m);
        Assert.Equal(38, day.From.Concat(day.To).Distinct().Count());
    }

    [Fact]
    public void Chaps_has_half_of_its_day_by_noon_and_three_quarters_by_half_past_two()
    {
        GeneratedPayments day = Draw("chaps", ChapsDay);

        Assert.InRange(Before(day, 12 * Hour), 0.49, 0.51);
        Assert.InRange(Before(day, (14 * Hour) + (Hour / 2)), 0.74, 0.76);
    }

    private static double Before(GeneratedPayments day, long timeOfDay)
    {
        long until = ChapsDay.OpenAt - (6 * Hour) + timeOfDay;
        return (double)day.DueAt.Count(due => due < until) / day.Count;
    }

    private static GeneratedPayments Draw(string calibration, GeneratorDay day)
    {
        GeneratedParticipants banks = ParticipantGenerator.Draw(new() { Calibration = calibration }, Dollar, 7, 0);
        return PaymentGenerator.Draw(new() { Calibration = calibration }, Sizes(banks), [day], Dollar, 7, 0);
    }
}
