using System.Buffers;
using Clearing.Messages.Fedwire;
using static Clearing.Messages.Tests.Fedwire.FedwireSample;

namespace Clearing.Messages.Tests.Fedwire;

public sealed class FedwireReaderTests
{
    private readonly FedwireReader _reader = new();
    private readonly MessageErrors _errors = new();
    private MessageFacts _facts;

    [Fact]
    public void The_facts_of_a_transfer_are_its_parties_its_imad_and_its_amount()
    {
        byte[] message = Octets(Bank);

        Assert.True(_reader.Read(message, ref _facts, _errors), First());

        Assert.Equal(MessageFormat.Fedwire, _facts.Format);
        Assert.Equal("BTR", _facts.Type);
        Assert.Equal("021000021"u8, _facts.Sender.Of(message));
        Assert.Equal("011104238"u8, _facts.Receiver.Of(message));
        Assert.Equal("20250307B1QDRCQR000001"u8, _facts.Reference.Of(message));
        Assert.Equal(_facts.Reference, _facts.Identity);
        Assert.Equal(20250307, _facts.ValueDate);
        Assert.Equal(new DecimalAmount(123450, 2), _facts.Amount);
        Assert.Equal("USD"u8, _facts.CurrencyOf(message));
        Assert.True(_facts.Uetr.IsEmpty);
        Assert.False(_facts.IsPossibleDuplicate);
        Assert.False(_facts.IsEnvelopeOnly);
    }

    [Fact]
    public void A_message_sent_again_says_so()
    {
        Assert.True(_reader.Read(Octets(Customer), ref _facts, _errors), First());
        Assert.True(_facts.IsPossibleDuplicate);
    }

    [Fact]
    public void The_largest_amount_is_read_exactly()
    {
        Assert.True(_reader.Read(Octets(With(Bank, "2000", "999999999999")), ref _facts, _errors), First());
        Assert.Equal(new DecimalAmount(999_999_999_999, 2), _facts.Amount);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("")]
    public void Line_ends_between_tags_are_allowed_and_mean_nothing(string end)
    {
        string text = Bank.Replace("\n", end, StringComparison.Ordinal);
        Assert.True(_reader.Read(Octets(text), ref _facts, _errors), First());
    }

    [Theory]
    [InlineData("1500")]
    [InlineData("1510")]
    [InlineData("1520")]
    [InlineData("2000")]
    [InlineData("3100")]
    [InlineData("3400")]
    [InlineData("3600")]
    public void Each_mandatory_tag_is_missed(string tag) =>
        Refused(Without(Bank, tag), "FW-MISSING", MessageLayer.Structure, $"{{{tag}}}");

    [Theory]
    [InlineData("{1599}", "{1599}")]
    [InlineData("{9999}x*", "{9999}")]
    public void A_tag_that_does_not_exist_is_refused(string tag, string where) =>
        Refused(Bank + tag, "FW-TAG", MessageLayer.Structure, where);

    [Theory]
    [InlineData("x")]
    [InlineData("{15}")]
    [InlineData("{150A}")]
    [InlineData("{")]
    public void What_is_no_tag_is_refused(string start) =>
        Refused(start + Bank, "FW-TAG", MessageLayer.Structure, "octet 1");

    [Fact]
    public void A_tag_may_stand_once_only() =>
        Refused(Bank + "{3320}AGAIN*", "FW-REPEAT", MessageLayer.Structure, "{3320}");

    [Fact]
    public void What_is_wrong_at_one_level_hides_what_is_wrong_at_the_next()
    {
        string text = With(With(Bank, "3100", "021000022First Bank"), "4400", "D1*");
        Refused(text + "{1599}", "FW-TAG", MessageLayer.Structure, "{1599}");
        Refused(text, "FW-DELIMITER", MessageLayer.Format, "{3100} element 2, short name");
        Refused(With(text, "3100", "021000022First Bank*"), "FW-FORBIDDEN", MessageLayer.Semantic, "{4400}");
        Assert.Equal(["FW-FORBIDDEN", "FW-ABA"], _errors.All.Select(error => error.Code));
    }

    [Theory]
    [InlineData("1500", "31URC45678P ", "FW-CODE")]
    [InlineData("1500", "30URC45678X ", "FW-CODE")]
    [InlineData("1500", "30URC45678PX", "FW-CODE")]
    [InlineData("1500", "30URC45678P", "FW-LENGTH")]
    [InlineData("1500", "30URC4567*P ", "FW-CHARACTER")]
    [InlineData("1510", "2000", "FW-CODE")]
    [InlineData("1510", "1003", "FW-CODE")]
    [InlineData("1510", "100", "FW-LENGTH")]
    [InlineData("1510", "10000", "FW-ELEMENT")]
    [InlineData("1520", "20250229B1QDRCQR000001", "FW-DATE")]
    [InlineData("1520", "20250307B1QD CQR000001", "FW-CHARACTER")]
    [InlineData("1520", "20250307B1QDRCQR00000X", "FW-DIGITS")]
    [InlineData("2000", "00000012345", "FW-LENGTH")]
    [InlineData("2000", "0000001234.5", "FW-DIGITS")]
    [InlineData("3100", "02100002X*", "FW-DIGITS")]
    [InlineData("3100", "021000021First Bank", "FW-DELIMITER")]
    [InlineData("3100", "021000021A name of nineteen.*", "FW-LENGTH")]
    [InlineData("3100", "021000021First Bank*more*", "FW-ELEMENT")]
    [InlineData("3100", "021000021First\tBank*", "FW-CHARACTER")]
    [InlineData("3100", "021000021First\u00e9Bank*", "FW-CHARACTER")]
    [InlineData("3100", "021000021First|Bank*", "FW-CHARACTER")]
    [InlineData("3320", "SEVENTEEN LETTERS*", "FW-LENGTH")]
    [InlineData("3320", "PAY\n7*", "FW-CHARACTER")]
    [InlineData("3600", "XYZ*", "FW-CODE")]
    [InlineData("6210", "FAXhello*", "FW-CODE")]
    [InlineData("6210", "PHNa line of twenty-seven lett.*", "FW-LENGTH")]
    [InlineData("4200", "Z1*Ann*", "FW-CODE")]
    [InlineData("4200", "D1*Ann*a*b*c*d*", "FW-ELEMENT")]
    [InlineData("1110", "13011200A123", "FW-DATE")]
    [InlineData("1110", "03072460A123", "FW-DATE")]
    [InlineData("8200", "0005abcd", "FW-LENGTH")]
    [InlineData("8200", "abcd", "FW-LENGTH")]
    public void An_element_that_is_not_of_its_form_is_refused(string tag, string value, string code) =>
        Refused(With(Bank, tag, value), code, MessageLayer.Format, $"{{{tag}}}");

    [Theory]
    [InlineData("3100", "021000021")]
    [InlineData("3100", "021000021*")]
    [InlineData("3600", "BTR")]
    [InlineData("3600", "BTR   *")]
    [InlineData("3320", "")]
    [InlineData("3320", "A? .!,;:_@&/\\'\"*")]
    [InlineData("3320", "`~()<>$#%+-=*")]
    [InlineData("6500", "a**c*")]
    [InlineData("1100", "30P 2")]
    [InlineData("1110", "02291200A123")]
    [InlineData("1120", "20250307B1QDRCQR00000103071531FT03")]
    [InlineData("1130", "E001not so*")]
    public void Elements_at_the_end_may_be_left_out_and_the_whole_alphabet_is_allowed(string tag, string value) =>
        Accepted(With(Bank, tag, value));

    [Fact]
    public void The_text_of_addenda_may_look_like_tags()
    {
        string message = With(Customer, "3610", "NARR*");
        message = With(With(Without(Without(message, "3500"), "1510"), "1510", "1000"), "3600", "CTP*");
        Accepted(message + "{8200}0014{1500}\u00fc{9999}.");
        Accepted(message + "{8200}0002\r\n\n{9000}x*");
    }

    [Fact]
    public void A_message_of_more_than_16_KiB_is_refused_unread()
    {
        Refused(Bank + new string('\n', FedwireReader.Most), "FW-SIZE", MessageLayer.Structure, "message");
        Accepted(Bank + new string('\n', FedwireReader.Most - Bank.Length));
    }

    [Fact]
    public void A_message_in_pieces_is_read_like_one_in_one_piece()
    {
        byte[] message = Octets(Customer);
        for (int cut = 0; cut <= message.Length; cut += 7)
        {
            ReadOnlySequence<byte> pieces = Pieces.Of(message, cut);
            Assert.True(_reader.Read(pieces, ref _facts, _errors), First());
            Assert.Equal("CTR", _facts.Type);
        }

        Assert.False(_reader.Read(Pieces.Of(new byte[FedwireReader.Most + 1], 5), ref _facts, _errors));
        Assert.Equal("FW-SIZE", _errors.All[0].Code);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_message_that_is_accepted()
    {
        byte[] message = Octets(Customer);
        bool all = true;
        Assert.Equal(0, Allocation.Least(() =>
        {
            FedwireReader reader = new();
            all &= reader.Read(message, ref _facts, _errors);
            return () =>
            {
                for (int round = 0; round < 100; round++)
                {
                    all &= reader.Read(message, ref _facts, _errors);
                }
            };
        }));
        Assert.True(all, First());
    }

    [Fact]
    public void A_message_cut_at_any_octet_or_with_any_octet_changed_is_judged_and_no_more()
    {
        byte[] message = Octets(Customer);
        byte[] changed = new byte[message.Length];
        for (int at = 0; at < message.Length; at++)
        {
            _reader.Read(message.AsSpan(0, at), ref _facts, _errors);
            foreach (byte octet in (byte[])[0, (byte)'{', (byte)'}', (byte)'*', (byte)'0', 0xFF])
            {
                message.CopyTo(changed, 0);
                changed[at] = octet;
                bool accepted = _reader.Read(changed, ref _facts, _errors);
                Assert.Equal(accepted, !_errors.Any);
            }
        }
    }

    private void Accepted(string text) => Assert.True(_reader.Read(Octets(text), ref _facts, _errors), First());

    private void Refused(string text, string code, MessageLayer layer, string where)
    {
        Assert.False(_reader.Read(Octets(text), ref _facts, _errors));
        Assert.Equal((code, layer), (_errors.All[0].Code, _errors.All[0].Layer));
        Assert.StartsWith(where, _errors.All[0].Where, StringComparison.Ordinal);
        Assert.All(_errors.All, error => Assert.Equal(layer, error.Layer));
    }

    private string First() => _errors.Any ? _errors.All[0].ToString() : "";
}
