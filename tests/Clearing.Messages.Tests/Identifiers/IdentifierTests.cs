using System.Text;
using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Tests.Identifiers;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("DEUTDEFF", true)]
    [InlineData("DEUTDEFF500", true)]
    [InlineData("BANKOOYY", true)]
    [InlineData("B1NKUS33XXX", true)]
    [InlineData("DEUTDEF", false)]
    [InlineData("DEUTDEFF50", false)]
    [InlineData("DEUT1EFF", false)]
    [InlineData("deutdeff", false)]
    [InlineData("DEUTDEFF 00", false)]
    [InlineData("DEUTDEFFXXXX", false)]
    [InlineData("", false)]
    public void A_bic_has_8_or_11_characters_and_letters_for_its_country(string text, bool valid) =>
        Assert.Equal(valid, Bic.IsValid(Octets(text)));

    [Theory]
    [InlineData("GB82WEST12345698765432", true)]
    [InlineData("DE89370400440532013000", true)]
    [InlineData("FR1420041010050500013M02606", true)]
    [InlineData("BE68539007547034", true)]
    [InlineData("NO9386011117947", true)]
    [InlineData("CH9300762011623852957", true)]
    [InlineData("MT84MALT011000012345MTLCAST001S", true)]
    [InlineData("SA0380000000608010167519", true)]
    [InlineData("XK051212012345678906", true)]
    [InlineData("gb82WEST12345698765432", false)]
    [InlineData("GB83WEST12345698765432", false)]
    [InlineData("GB82WEST1234569876543", false)]
    [InlineData("DE89370400440532013001", false)]
    [InlineData("DE8937040044053201300 ", false)]
    [InlineData("DE 9370400440532013000", false)]
    [InlineData("GB82 WEST 1234 5698 7654 32", false)]
    [InlineData("DE89", false)]
    [InlineData("", false)]
    public void An_iban_has_the_length_of_its_country_and_fitting_check_digits(string text, bool valid) =>
        Assert.Equal(valid, Iban.IsValid(Octets(text)));

    // 00 leaves the same remainder as 97, 01 as 98, 99 as 02: the standard makes one of each pair only.
    [Fact]
    public void Exactly_one_pair_of_check_digits_fits_an_account_and_it_lies_between_02_and_98()
    {
        for (int account = 0; account < 200; account++)
        {
            int[] fitting =
            [
                .. Enumerable.Range(0, 100).Where(digits => Iban.IsValid(Octets($"US{digits:D2}{account:D16}"))),
            ];
            Assert.InRange(Assert.Single(fitting), 2, 98);
        }
    }

    [Theory]
    [InlineData("DE", 22)]
    [InlineData("GB", 22)]
    [InlineData("FR", 27)]
    [InlineData("BE", 16)]
    [InlineData("MT", 31)]
    [InlineData("RU", 33)]
    [InlineData("NO", 15)]
    [InlineData("US", 0)]
    [InlineData("de", 0)]
    [InlineData("D", 0)]
    public void The_length_of_an_iban_is_known_by_country(string country, int length) =>
        Assert.Equal(length, Iban.LengthOf(Octets(country)));

    [Theory]
    [InlineData("021000021", true)]
    [InlineData("011104238", true)]
    [InlineData("021151080", true)]
    [InlineData("121042882", true)]
    [InlineData("231380104", true)]
    [InlineData("091036164", true)]
    [InlineData("021040079", false)]
    [InlineData("123456789", false)]
    [InlineData("340000005", false)]
    [InlineData("02100002", false)]
    [InlineData("0210000210", false)]
    [InlineData("02100002A", false)]
    [InlineData("", false)]
    public void A_routing_number_has_nine_digits_of_which_the_last_checks_the_others(string text, bool valid) =>
        Assert.Equal(valid, RoutingNumber.IsValid(Octets(text)));

    [Theory]
    [InlineData("5493001KJTIIGC8Y1R12", true)]
    [InlineData("529900T8BM49AURSDO55", true)]
    [InlineData("HWUPKR0MPOU8FGXBT394", true)]
    [InlineData("5493001KJTIIGC8Y1R13", false)]
    [InlineData("5493001kjtiigc8y1r12", false)]
    [InlineData("5493001KJTIIGC8Y1R1", false)]
    [InlineData("5493001KJTIIGC8Y1RAB", false)]
    [InlineData("", false)]
    public void An_lei_has_20_characters_that_leave_1(string text, bool valid) =>
        Assert.Equal(valid, Lei.IsValid(Octets(text)));

    [Theory]
    [InlineData("8a562c67-ca16-48ba-b074-65581be6f011", true)]
    [InlineData("00000000-0000-4000-8000-000000000000", true)]
    [InlineData("8A562C67-CA16-48BA-B074-65581BE6F011", false)]
    [InlineData("111a222b-33c4-44d5-e666-777888999aaa", false)]
    [InlineData("456a789b-12c3-15d6-8789-012345678def", false)]
    [InlineData("8a562c67ca16-48ba-b074-65581be6f011-", false)]
    [InlineData("8a562c67-ca16-48ba-b074-65581be6f01", false)]
    [InlineData("8a562c67-ca16-48ba-b074-65581be6f01g", false)]
    [InlineData("", false)]
    public void A_uetr_is_a_uuid_of_version_4_in_lower_case(string text, bool valid) =>
        Assert.Equal(valid, Uetr.IsValid(Octets(text)));

    [Fact]
    public void A_uetr_is_read_as_the_number_its_digits_write()
    {
        Assert.True(Uetr.TryRead("8a562c67-ca16-48ba-b074-65581be6f011"u8, out UInt128 value));
        Assert.Equal(UInt128.Parse("8a562c67ca1648bab07465581be6f011",
            System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture), value);
    }

    [Theory]
    [InlineData("20190410Source08000001", true)]
    [InlineData("20250310B1QDRCQR000001", true)]
    [InlineData("20240229B1QDRCQR000001", true)]
    [InlineData("20250229B1QDRCQR000001", false)]
    [InlineData("20251310B1QDRCQR000001", false)]
    [InlineData("20250310B1QDRCQR00000A", false)]
    [InlineData("20250310B1QD CQR000001", false)]
    [InlineData("2025 310B1QDRCQR000001", false)]
    [InlineData("2025\u0001310B1QDRCQR000001", false)]
    [InlineData("20250310B1QDRCQR00001", false)]
    [InlineData("00000101B1QDRCQR000001", false)]
    [InlineData("", false)]
    public void An_imad_is_a_date_a_source_and_a_sequence(string text, bool valid) =>
        Assert.Equal(valid, Imad.IsValid(Octets(text)));

    [Theory]
    [InlineData("20190502Source0800000105021230B123", true)]
    [InlineData("20250310QMGFNP3100000103101531FT03", true)]
    [InlineData("20250310QMGFNP3100000102291531FT03", true)]
    [InlineData("20250310QMGFNP3100000102301531FT03", false)]
    [InlineData("20250310QMGFNP3100000103102431FT03", false)]
    [InlineData("20250310QMGFNP3100000103101531FT0", false)]
    [InlineData("20250310QMGFNP3100000103101531F-03", false)]
    [InlineData("", false)]
    public void An_omad_is_that_with_the_minute_of_delivery_and_an_application(string text, bool valid) =>
        Assert.Equal(valid, Omad.IsValid(Octets(text)));

    [Fact]
    public void Nothing_is_allocated_to_check_an_identifier() => Assert.Equal(0, Allocation.Least(() =>
    {
        CheckAll();
        return () =>
        {
            for (int round = 0; round < 100; round++)
            {
                CheckAll();
            }
        };
    }));

    private static void CheckAll()
    {
        bool all = Bic.IsValid("DEUTDEFF500"u8) && Iban.IsValid("GB82WEST12345698765432"u8)
            && RoutingNumber.IsValid("021000021"u8) && Lei.IsValid("5493001KJTIIGC8Y1R12"u8)
            && Uetr.IsValid("8a562c67-ca16-48ba-b074-65581be6f011"u8) && Imad.IsValid("20190410Source08000001"u8)
            && Omad.IsValid("20190502Source0800000105021230B123"u8) && Currencies.MinorDigits("USD"u8) == 2
            && Currencies.IsCommodity("XAU"u8) && Countries.IsKnown("CH"u8);
        Assert.True(all);
    }

    private static byte[] Octets(string text) => Encoding.ASCII.GetBytes(text);
}
