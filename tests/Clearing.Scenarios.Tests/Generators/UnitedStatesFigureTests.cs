using Clearing.Scenarios.Generators;

namespace Clearing.Scenarios.Tests.Generators;

/// <summary>Rules of Fedwire and CHIPS that are figures: the shipped calibrations carry what was published.</summary>
public sealed class UnitedStatesFigureTests
{
    private static PaymentGeneratorDocument Payments(string name) =>
        PaymentGenerator.Resolve(new() { Calibration = name });

    private static ParticipantGeneratorDocument Participants(string name) =>
        ParticipantGenerator.Resolve(new() { Calibration = name });

    /// <summary>FW-17: a peak of $86bn on $1.8tn a day.</summary>
    [Fact]
    public void Fedwire_credit_of_the_scarce_day_is_the_peak_of_2004_scaled_by_value()
    {
        decimal total = Payments("fedwire-scarce").Total!.Value;
        decimal credit = Participants("fedwire-scarce").CreditTotal!.Value;

        Assert.InRange(credit / total / (86m / 1_800m), 0.99m, 1.01m);
        Assert.True(Participants("fedwire-ample").BalanceTotal >= 3_000_000_000_000m);
    }

    /// <summary>FW-18: 209,916,835 transfers worth $1,133tn on 251 days.</summary>
    [Theory]
    [InlineData("fedwire-scarce")]
    [InlineData("fedwire-ample")]
    public void Fedwire_days_carry_the_volume_of_2024(string calibration)
    {
        PaymentGeneratorDocument day = Payments(calibration);

        Assert.InRange(day.Count!.Value / (209_916_835m / 251), 0.999m, 1.001m);
        Assert.InRange(day.Total!.Value / (1_133_000_000_000_000m / 251), 0.999m, 1.001m);
        Assert.Equal(9_999_999_999.99m, day.Amount!.Maximum);
    }

    /// <summary>FW-19: by count 25 % between banks.</summary>
    [Theory]
    [InlineData("fedwire-scarce")]
    [InlineData("fedwire-ample")]
    public void A_quarter_of_fedwire_transfers_is_between_banks(string calibration)
    {
        var kinds = Payments(calibration).Kinds!;

        Assert.Equal(0.25m, kinds["bank"] / kinds.Values.Sum());
    }

    /// <summary>CH-16: 555,345 payments worth $1.81tn, about 40 participants (CH-1).</summary>
    [Fact]
    public void A_chips_day_carries_the_volume_of_8_April_2024()
    {
        PaymentGeneratorDocument day = Payments("chips");

        Assert.InRange(day.Count!.Value / 555_345m, 0.999m, 1.001m);
        Assert.Equal(1_810_000_000_000m, day.Total);
        Assert.Equal(40, Participants("chips").Count);
    }
}
