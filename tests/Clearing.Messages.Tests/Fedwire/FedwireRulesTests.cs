using Clearing.Messages.Fedwire;
using static Clearing.Messages.Tests.Fedwire.FedwireSample;

namespace Clearing.Messages.Tests.Fedwire;

/// <summary>What the tags mean together (FW-4 to FW-6).</summary>
public sealed class FedwireRulesTests
{
    private readonly FedwireReader _reader = new();
    private readonly MessageErrors _errors = new();
    private MessageFacts _facts;

    [Theory]
    [InlineData("BTR", "1000 1002 1008 1500 1502 1508 1600 1602 1608")]
    [InlineData("CTR", "1000 1002 1008 1500 1502 1508 1600 1602 1608")]
    [InlineData("CTP", "1000 1001 1002 1007 1008 1500 1501 1502 1507 1508 1600 1601 1602 1607 1608")]
    [InlineData("CKS", "1600 1602 1608")]
    [InlineData("DEP", "1600 1602 1608")]
    [InlineData("FFR", "1600 1602 1608")]
    [InlineData("FFS", "1600 1602 1608")]
    [InlineData("DRW", "1032 1632")]
    [InlineData("DRB", "1631 1633")]
    [InlineData("DRC", "1031 1033")]
    [InlineData("SVC", "1001 1007 1033 1090 1501 1507 1590 1601 1607 1633 1690")]
    public void A_function_goes_with_its_types_and_subtypes_and_no_others(string function, string types)
    {
        string[] allowed = types.Split(' ');
        foreach (string type in "10 15 16".Split(' '))
        {
            foreach (string subtype in "00 01 02 07 08 31 32 33 90".Split(' '))
            {
                string message = With(With(Bank, "1510", type + subtype), "3600", function + "*");
                _reader.Read(Octets(message), ref _facts, _errors);
                Assert.Equal(!allowed.Contains(type + subtype), _errors.All.Any(error => error.Code == "FW-TYPE"));
            }
        }
    }

    [Theory]
    [InlineData("CTR", "1000", "4200 5000")]
    [InlineData("DRW", "1032", "4200 5000")]
    [InlineData("DRB", "1631", "4400 5400")]
    [InlineData("DRC", "1031", "4200 4400 5400")]
    [InlineData("CTP", "1000", "4200 5000")]
    [InlineData("BTR", "1000", "")]
    [InlineData("SVC", "1090", "")]
    public void A_function_brings_tags_that_must_be_there(string function, string type, string tags)
    {
        _reader.Read(Octets(With(With(Bank, "1510", type), "3600", function + "*")), ref _facts, _errors);

        Assert.Equal(tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => $"{{{tag}}}"),
            _errors.All.Where(error => error.Code == "FW-REQUIRED").Select(error => error.Where));
    }

    [Theory]
    [InlineData("BTR", "1000", "3610 3700 3710 3720 4400 5010 5400 6110 7033 7072 8200 8750 9000")]
    [InlineData("CTR", "1000", "3610 3620 4400 5010 5400 6110 7050 8250 9000")]
    [InlineData("CTP", "1000", "4400 5400 6110 7033")]
    [InlineData("FFS", "1600", "3610 3620 3700 3710 3720 4400 5010 5400 6110 7033 8200 9000")]
    [InlineData("DRW", "1032", "3610 3620 3700 3710 3720 5010 7033 8200 9000")]
    [InlineData("SVC", "1001", "3610 3620 3700 3710 3720 5010 7033 8200")]
    public void A_function_keeps_tags_out(string function, string type, string tags)
    {
        foreach (string tag in tags.Split(' '))
        {
            string message = With(With(With(Bank, "1510", type), "3600", function + "*"), tag, ValueOf(tag));
            _reader.Read(Octets(message), ref _facts, _errors);
            Assert.Contains(_errors.All, error => error.Code == "FW-FORBIDDEN" && error.Where == $"{{{tag}}}");
        }
    }

    [Theory]
    [InlineData("COVS", "4320 7050 7059")]
    [InlineData("RRMT", "8250")]
    [InlineData("RMTS", "8300 8350 8400 8450")]
    [InlineData("ANSI", "8200")]
    [InlineData("UEDI", "8200")]
    [InlineData("PROP", "")]
    public void A_local_instrument_brings_its_tags(string instrument, string tags)
    {
        _reader.Read(Octets(With(Plus, "3610", instrument + "*")), ref _facts, _errors);

        Assert.Equal(tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => $"{{{tag}}}"),
            _errors.All.Select(error => error.Where));
        Assert.All(_errors.All, error => Assert.Equal("FW-REQUIRED", error.Code));
    }

    [Fact]
    public void Cover_payments_alone_carry_copies_of_SWIFT_fields_and_convert_nothing()
    {
        string cover = With(With(With(With(Plus, "3610", "COVS*"), "4320", "R*"), "7050", "50K*A*"), "7059", "59*B*");
        Accepted(cover);
        Refused(With(cover, "3710", "EUR1,*"), "FW-FORBIDDEN", "{3710}");
        Refused(With(Plus, "7050", "50K*A*"), "FW-FORBIDDEN", "{7050}");
    }

    [Fact]
    public void An_originator_may_be_given_by_option_F_in_a_customer_transfer_plus() =>
        Accepted(With(Without(Plus, "5000"), "5010", "TXID/1*1/Bob*"));

    [Theory]
    [InlineData("4100", "{4000}")]
    [InlineData("4000", "{6200}")]
    [InlineData("5000", "{5100}")]
    [InlineData("5100", "{5200}")]
    [InlineData("3710", "{3720}")]
    public void A_link_that_is_missing_breaks_the_chain(string missing, string where)
    {
        _reader.Read(Octets(Without(Customer, missing)), ref _facts, _errors);
        Assert.Contains(_errors.All, error => error.Code == "FW-CHAIN" && error.Where == where);
    }

    [Fact]
    public void A_complete_chain_is_accepted() => Accepted(Customer);

    [Fact]
    public void What_answers_a_message_names_it() => Refused(Without(Customer, "3500"), "FW-REQUIRED", "{3500}");

    [Fact]
    public void An_amount_of_zero_is_for_service_messages_only()
    {
        Refused(With(Bank, "2000", "000000000000"), "FW-AMOUNT", "{2000}");
        Accepted(With(With(With(Bank, "2000", "000000000000"), "1510", "1090"), "3600", "SVC*"));
    }

    [Theory]
    [InlineData("3100")]
    [InlineData("3400")]
    public void A_routing_number_must_check(string tag) =>
        Refused(With(Bank, tag, "021000022*"), "FW-ABA", $"{{{tag}}}");

    [Theory]
    [InlineData("BTRCOV*", "FW-FORBIDDEN")]
    [InlineData("BTRABC*", "FW-CODE")]
    public void A_transaction_type_is_COV_or_nothing_and_not_for_every_function(string value, string code) =>
        Refused(With(Bank, "3600", value), code, "{3600}");

    [Fact]
    public void An_instructed_amount_is_of_a_currency_in_use() =>
        Refused(With(Customer, "3710", "DEM1,*"), "FW-CURRENCY", "{3710}");

    private static string Plus => With(With(With(Bank, "3600", "CTP*"), "4200", "D1*Ann*"), "5000", "D2*Bob*");

    private static string ValueOf(string tag) => tag switch
    {
        "3610" => "ANSI*",
        "3700" => "B*",
        "3710" => "EUR1,*",
        "4400" => "D1*",
        "5400" => "021000021",
        "6110" => "LTRa*",
        "8200" => "0001a",
        "3620" => "1a*",
        _ => "a*",
    };

    private void Accepted(string text) => Assert.True(
        _reader.Read(Octets(text), ref _facts, _errors), string.Join('\n', _errors.All));

    private void Refused(string text, string code, string where)
    {
        Assert.False(_reader.Read(Octets(text), ref _facts, _errors));
        MessageError error = Assert.Single(_errors.All);
        Assert.Equal((code, MessageLayer.Semantic, where), (error.Code, error.Layer, error.Where));
    }
}
