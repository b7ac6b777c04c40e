using Clearing.Scenarios.Generators;

namespace Clearing.Scenarios.Tests.Generators;

/// <summary>Holds the published volumes of the Chinese systems (2025) to the shipped calibrations.</summary>
public sealed class ChinaFigureTests
{
    [Theory]
    [InlineData("hvps", 1_629_000, 36_150)]
    [InlineData("beps", 13_950_000, 564.9)]
    [InlineData("ibps", 46_690_000, 769.0)]
    public void A_chinese_day_has_the_published_volume(string calibration, int count, double billion)
    {
        PaymentGeneratorDocument day = PaymentGenerator.Resolve(new() { Calibration = calibration });

        Assert.InRange((double)day.Count!.Value, count * 0.999, count * 1.001);
        Assert.InRange((double)day.Total!.Value / 1e9, billion * 0.999, billion * 1.001);
    }
}
