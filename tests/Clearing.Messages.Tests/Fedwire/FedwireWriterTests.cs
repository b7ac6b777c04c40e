using System.Buffers;
using System.Text;
using Clearing.Messages.Fedwire;
using CsCheck;
using static Clearing.Messages.Tests.Fedwire.FedwireSample;

namespace Clearing.Messages.Tests.Fedwire;

public sealed class FedwireWriterTests
{
    [Fact]
    public void A_message_is_taken_apart_by_the_lengths_and_stars_of_its_elements()
    {
        FedwireMessage message = FedwireMessage.Parse(Octets(Customer));

        Assert.Equal(["30", "URC45678", "T", "P"], message.Find("1500")!.Elements);
        Assert.Equal(["021000021"], message.Find("3100")!.Elements);
        Assert.Equal(["CTR"], message.Find("3600")!.Elements);
        Assert.Equal(["B", "021000021", "Middle Bank", "Street 1", "Town", "US"], message.Find("4000")!.Elements);
        Assert.Equal(["PHN", "call"], message.Find("6210")!.Elements);
        Assert.Null(message.Find("9000"));
    }

    [Fact]
    public void What_was_left_out_in_front_is_an_empty_element() =>
        Assert.Equal(["", "", "Ann"], FedwireMessage.Parse("{4200}*Ann*"u8).Find("4200")!.Elements);

    [Fact]
    public void Octets_that_are_no_tags_cannot_be_taken_apart() =>
        Assert.Throws<FormatException>(() => FedwireMessage.Parse("hello"u8));

    [Theory]
    [InlineData(Bank)]
    [InlineData(Customer)]
    [InlineData("{8200}0006{1500}{9000}a**b*")]
    [InlineData("{4200}*Ann*{1234}x*y")]
    [InlineData("{1520}20250307B1QDRCQR00000\r*{3320}PAY\r*\n*")]
    [InlineData("{1500}30\r**{3100}\r\n*")]
    public void Written_and_read_again_a_message_is_the_same(string text)
    {
        byte[] once = Write(FedwireMessage.Parse(Octets(text)));
        byte[] twice = Write(FedwireMessage.Parse(once));

        Assert.Equal(Encoding.Latin1.GetString(once), Encoding.Latin1.GetString(twice));
    }

    [Fact]
    public void A_good_message_stays_good()
    {
        MessageFacts facts = default;
        MessageErrors errors = new();
        Assert.True(new FedwireReader().Read(Write(FedwireMessage.Parse(Octets(Customer))), ref facts, errors));
    }

    [Fact]
    public void Whatever_octets_follow_a_tag_writing_and_reading_settle_at_once() =>
        Gen.Select(
            Gen.Int[0, FedwireTags.All.Count - 1],
            Gen.OneOf(Gen.Char[' ', '~'], Gen.Char["\r\n*"]).Array[0, 60]).Sample((index, octets) =>
        {
            string value = new string(octets).Replace("{", "", StringComparison.Ordinal);
            string text = $"{{{FedwireTags.All[index].Tag}}}{value}";
            byte[] once = Write(FedwireMessage.Parse(Octets(text)));
            byte[] twice = Write(FedwireMessage.Parse(once));
            return once.AsSpan().SequenceEqual(twice);
        }, iter: 2000);

    [Fact]
    public void Tags_are_found_by_their_number_and_have_names()
    {
        Assert.Equal(60, FedwireTags.All.Count);
        Assert.All(FedwireTags.All, tag => Assert.Same(tag, FedwireTags.Find(tag.Tag)));
        Assert.Null(FedwireTags.Find("1599"));
        Assert.Null(FedwireTags.Find("x"));
        Assert.Equal("sender", FedwireTags.Find("3100")!.Name);
        Assert.Equal(["routing number", "short name"], FedwireTags.Find("3100")!.Elements.Select(one => one.Name));
    }

    private static byte[] Write(FedwireMessage message)
    {
        ArrayBufferWriter<byte> buffer = new();
        FedwireWriter.Write(message, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
