using Clearing.Scenarios.Compilation;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using CsCheck;

namespace Clearing.Scenarios.Tests;

public sealed class ValueTests
{
    [Theory]
    [InlineData("0", 2, 0)]
    [InlineData("-0", 2, 0)]
    [InlineData("35", 2, 3500)]
    [InlineData("35.0", 2, 3500)]
    [InlineData("35.00", 2, 3500)]
    [InlineData("-35.01", 2, -3501)]
    [InlineData("1_000_000.50", 2, 100_000_050)]
    [InlineData("35", 0, 35)]
    [InlineData("1.005", 3, 1005)]
    [InlineData("92233720368547758.06", 2, long.MaxValue - 1)]
    [InlineData("-92233720368547758.07", 2, -long.MaxValue)]
    public void An_amount_is_exact(string text, int decimals, long expected)
    {
        Assert.Equal(AmountFault.None, AmountText.Parse(text, decimals, out long minor));
        Assert.Equal(expected, minor);
    }

    [Theory]
    [InlineData("35.0", 0, AmountFault.TooManyDecimals)]
    [InlineData("1.001", 2, AmountFault.TooManyDecimals)]
    [InlineData("92233720368547758.07", 2, AmountFault.TooLarge)]
    [InlineData("-92233720368547758.08", 2, AmountFault.TooLarge)]
    [InlineData("9223372036854775808", 0, AmountFault.TooLarge)]
    [InlineData("100000000000000000000000000000000000000000000", 0, AmountFault.TooLarge)]
    [InlineData("", 2, AmountFault.Malformed)]
    [InlineData("-", 2, AmountFault.Malformed)]
    [InlineData("--1", 2, AmountFault.Malformed)]
    [InlineData("+1", 2, AmountFault.Malformed)]
    [InlineData("01", 2, AmountFault.Malformed)]
    [InlineData("1.", 2, AmountFault.Malformed)]
    [InlineData(".1", 2, AmountFault.Malformed)]
    [InlineData("1.2.3", 2, AmountFault.Malformed)]
    [InlineData("1e3", 2, AmountFault.Malformed)]
    [InlineData("0x1", 2, AmountFault.Malformed)]
    [InlineData("NaN", 2, AmountFault.Malformed)]
    [InlineData("1,000", 2, AmountFault.Malformed)]
    [InlineData("1 000", 2, AmountFault.Malformed)]
    [InlineData(" 1", 2, AmountFault.Malformed)]
    [InlineData("1_00", 2, AmountFault.Malformed)]
    [InlineData("_100", 2, AmountFault.Malformed)]
    [InlineData("100_", 2, AmountFault.Malformed)]
    [InlineData("1000_000", 2, AmountFault.Malformed)]
    [InlineData("1.000_000", 6, AmountFault.Malformed)]
    [InlineData("١٢", 2, AmountFault.Malformed)]
    public void What_is_no_amount_is_refused(string text, int decimals, object fault) =>
        Assert.Equal((AmountFault)fault, AmountText.Parse(text, decimals, out long _));

    [Fact]
    public void An_amount_that_is_written_is_read_back() =>
        Gen.Select(Gen.Long[-long.MaxValue, long.MaxValue - 1], Gen.Int[0, 4]).Sample((minor, decimals) =>
        {
            string text = new Settlement.Model.Currency("ZZZ", decimals).Format(minor);
            return AmountText.Parse(text, decimals, out long back) == AmountFault.None && back == minor;
        });

    [Theory]
    [InlineData("00:00", 0)]
    [InlineData("09:30", 34_200_000_000)]
    [InlineData("09:30:15", 34_215_000_000)]
    [InlineData("09:30:15.25", 34_215_250_000)]
    [InlineData("23:59:59.999999", 86_399_999_999)]
    [InlineData("24:00", 86_400_000_000)]
    [InlineData("24:00:00", 86_400_000_000)]
    public void A_time_of_day_is_exact_to_the_microsecond(string text, long expected)
    {
        Assert.True(TimeText.TryTimeOfDay(text, out long found));
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("9:30")]
    [InlineData("0930")]
    [InlineData("09:60")]
    [InlineData("09:30:60")]
    [InlineData("24:00:00.000001")]
    [InlineData("24:01")]
    [InlineData("25:00")]
    [InlineData("09:30:15.")]
    [InlineData("09:30:15.1234567")]
    [InlineData("09:30:")]
    [InlineData("09:30 ")]
    [InlineData("-9:30")]
    public void What_is_no_time_of_day_is_refused(string text) => Assert.False(TimeText.TryTimeOfDay(text, out _));

    [Theory]
    [InlineData("0s", 0)]
    [InlineData("250ms", 250_000)]
    [InlineData("30s", 30_000_000)]
    [InlineData("5m", 300_000_000)]
    [InlineData("2h", 7_200_000_000)]
    public void A_duration_has_a_whole_number_and_a_unit(string text, long expected)
    {
        Assert.True(TimeText.TryDuration(text, out long found));
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("05m")]
    [InlineData("5 m")]
    [InlineData("5M")]
    [InlineData("1d")]
    [InlineData("99999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(TimeText.TryDuration(text, out _));

    [Theory]
    [InlineData("JPY", 0)]
    [InlineData("USD", 2)]
    [InlineData("CNY", 2)]
    [InlineData("KWD", 3)]
    public void A_currency_has_the_decimals_of_iso_4217(string code, int decimals) =>
        Assert.Equal(decimals, CurrencyTable.Find(code)!.Value.Decimals);

    [Theory]
    [InlineData("usd")]
    [InlineData("ZZZ")]
    [InlineData("")]
    public void What_is_no_currency_is_not_found(string code) => Assert.Null(CurrencyTable.Find(code));

    [Theory]
    [InlineData("bypass_fifo", "bypass-fifo")]
    [InlineData("Fifo", "fifo")]
    [InlineData("fifoo", "fifo")]
    [InlineData("ffio", "fifo")]
    [InlineData("lifetime", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_suggested_when_it_is_near(string found, string? expected) =>
        Assert.Equal(expected, Nearest.Find(found, ["fifo", "bypass-fifo"]));
}
