namespace Clearing.Messages.Tests;

public sealed class DecimalAmountTests
{
    [Theory]
    [InlineData(123450, 2, 2, "1234.50")]
    [InlineData(1321, 0, 2, "1321.00")]
    [InlineData(99, 2, 2, "0.99")]
    [InlineData(-250, 2, 2, "-2.50")]
    [InlineData(45000000, 0, 0, "45000000")]
    [InlineData(150000, 5, 2, "1.50")]
    [InlineData(150001, 5, 2, "1.50001")]
    public void Its_text_has_the_decimals_of_the_currency_and_loses_nothing(
        long mantissa, int scale, int minorDigits, string text) =>
        Assert.Equal(text, new DecimalAmount(mantissa, scale).ToText(minorDigits));

    [Theory]
    [InlineData(123450, 2, 2, true, 123450)]
    [InlineData(1321, 0, 2, true, 132100)]
    [InlineData(150000, 5, 2, true, 150)]
    [InlineData(150001, 5, 2, false, 0)]
    [InlineData(999_999_999_999_999_999, 0, 3, false, 0)]
    public void Minor_units_are_exact_or_refused(
        long mantissa, int scale, int minorDigits, bool fits, long minor)
    {
        Assert.Equal(fits, new DecimalAmount(mantissa, scale).TryToMinor(minorDigits, out long amountMinor));
        Assert.Equal(minor, amountMinor);
    }
}
