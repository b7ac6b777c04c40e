using System.Text;
using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Tests.Identifiers;

public sealed class CodeListTests
{
    [Theory]
    [InlineData("USD", 2)]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("ISK", 0)]
    [InlineData("KWD", 3)]
    [InlineData("BHD", 3)]
    [InlineData("TND", 3)]
    [InlineData("CLF", 4)]
    [InlineData("UYW", 4)]
    [InlineData("XCG", 2)]
    [InlineData("ZWG", 2)]
    [InlineData("XDR", 5)]
    [InlineData("XAU", 5)]
    [InlineData("DEM", -1)]
    [InlineData("HRK", -1)]
    [InlineData("BGN", -1)]
    [InlineData("ZZZ", -1)]
    [InlineData("usd", -1)]
    [InlineData("US", -1)]
    [InlineData("USDX", -1)]
    [InlineData("U D", -1)]
    [InlineData("", -1)]
    public void A_currency_has_the_decimals_of_its_minor_unit(string code, int digits) =>
        Assert.Equal(digits, Currencies.MinorDigits(Encoding.ASCII.GetBytes(code)));

    [Fact]
    public void Precious_metals_are_commodities_and_nothing_else_is() =>
        Assert.Equal(["XAG", "XAU", "XPD", "XPT"], AllOf(3).Where(code => Currencies.IsCommodity(Octets(code))));

    [Fact]
    public void List_one_has_178_codes() =>
        Assert.Equal(178, AllOf(3).Count(code => Currencies.MinorDigits(Octets(code)) >= 0));

    [Fact]
    public void The_national_currencies_of_scenarios_are_those_of_messages()
    {
        string[] national =
        [
            .. Rows("Clearing.Messages/Identifiers/Data/iso4217.csv").Where(row => row[2] == "currency")
                .Select(row => $"{row[0]} {row[1]}"),
        ];

        Assert.Equal(
            Rows("Clearing.Scenarios/Data/iso4217.csv").Select(row => $"{row[0]} {row[1]}"), national);
    }

    [Fact]
    public void There_are_249_countries_and_Kosovo() =>
        Assert.Equal(250, AllOf(2).Count(code => Countries.IsKnown(Octets(code))));

    [Theory]
    [InlineData("US", true)]
    [InlineData("XK", true)]
    [InlineData("SS", true)]
    [InlineData("OO", false)]
    [InlineData("UK", false)]
    [InlineData("us", false)]
    [InlineData("USA", false)]
    public void A_country_is_known_by_its_two_letters(string code, bool known) =>
        Assert.Equal(known, Countries.IsKnown(Octets(code)));

    [Fact]
    public void Every_country_with_ibans_is_a_country()
    {
        string[] with = [.. AllOf(2).Where(code => Iban.LengthOf(Octets(code)) > 0)];
        Assert.Equal(89, with.Length);
        Assert.All(with, code => Assert.True(Countries.IsKnown(Octets(code)), code));
    }

    private static IEnumerable<string[]> Rows(string list) =>
        Checkout.Lines("src/" + list)
            .Where(line => line[0] != '#').Skip(1).Select(line => line.Split(','));

    private static IEnumerable<string> AllOf(int length) =>
        length == 0
            ? [""]
            : AllOf(length - 1).SelectMany(head => "ABCDEFGHIJKLMNOPQRSTUVWXYZ".Select(letter => head + letter));

    private static byte[] Octets(string code) => Encoding.ASCII.GetBytes(code);
}
