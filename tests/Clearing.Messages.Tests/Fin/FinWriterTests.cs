using System.Buffers;
using System.Text;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Tests.Fin;

/// <summary>What is read and written again stays what it is.</summary>
public sealed class FinWriterTests
{
    [Fact]
    public void Every_accepted_sample_reads_writes_and_reads_the_same()
    {
        FinReader reader = new();
        int count = 0;
        foreach (ExpectedRow row in ExpectedRows.Read().Where(row => row["expect"] != "REJECT"))
        {
            FinMessage parsed = Assert.IsType<FinMessage>(FinMessage.Parse(row.Message));
            byte[] written = Written(parsed);
            Same(parsed, Assert.IsType<FinMessage>(FinMessage.Parse(written)), row.ToString());
            MessageFacts facts = default;
            MessageErrors errors = new();
            Assert.True(
                row.IsBody
                    ? reader.ReadBody(written, FinReader.GuessBodyType(written)!, ref facts, errors)
                    : reader.Read(written, ref facts, errors),
                row.ToString());
            Assert.Equal(row["reference"], Encoding.ASCII.GetString(facts.Reference.Of(written)));
            Assert.Equal(written, Written(FinMessage.Parse(written)!));
            count++;
        }

        Assert.True(count >= 36);
    }

    [Fact]
    public void The_checksum_is_the_hash_of_blocks_1_to_4_and_replaces_the_one_that_was_there()
    {
        FinMessage message = FinMessage.Parse(Encoding.ASCII.GetBytes(Good.CustomerTransfer))! with
        {
            Trailers = [new FinTag("MAC", "01234567"), new FinTag("CHK", "000000000000"), new FinTag("TNG", "")],
        };
        ArrayBufferWriter<byte> output = new();
        FinWriter.Write(message, output, withChecksum: true);
        string text = Encoding.ASCII.GetString(output.WrittenSpan);
        int end = text.IndexOf("{5:", StringComparison.Ordinal);
        byte[] hash = System.Security.Cryptography.SHA256.HashData(output.WrittenSpan[..end]);
        Assert.Equal($"{{5:{{MAC:01234567}}{{CHK:{Convert.ToHexString(hash)[..12]}}}{{TNG:}}}}", text[end..]);
    }

    [Fact]
    public void A_message_of_a_service_gets_no_text_that_it_has_not()
    {
        byte[] message = "{1:F03BANKUS33AXXX0001000001}{2:I205BANKDEFFXXXXU3}"u8.ToArray();
        Assert.Equal(message, Written(FinMessage.Parse(message)!));
    }

    [Fact]
    public void Lines_end_with_carriage_return_and_line_feed_and_nothing_stands_between_the_blocks()
    {
        FinMessage message = new()
        {
            BasicHeader = "F01BANKUS33AXXX0001000002",
            ApplicationHeader = "I999BANKDEFFXXXXN",
            UserHeader = [new FinTag("108", "REF")],
            Fields = [new FinField("20", "REF"), new FinField("79", "ONE\nTWO")],
            Trailers = [new FinTag("TNG", "")],
        };
        Assert.Equal(
            "{1:F01BANKUS33AXXX0001000002}{2:I999BANKDEFFXXXXN}{3:{108:REF}}{4:\r\n:20:REF\r\n:79:ONE\r\nTWO\r\n-}"
            + "{5:{TNG:}}",
            Encoding.ASCII.GetString(Written(message)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{2:I103}")]
    [InlineData("{5:{CHK:")]
    [InlineData("\r\n\r\n")]
    public void What_is_no_message_parses_to_nothing(string text) =>
        Assert.Null(FinMessage.Parse(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_cut_message_parses_as_far_as_it_goes_and_never_throws()
    {
        byte[] whole = Encoding.ASCII.GetBytes(Good.CustomerTransfer);
        for (int length = 0; length <= whole.Length; length++)
        {
            FinMessage? parsed = FinMessage.Parse(whole.AsSpan(0, length));
            Assert.Equal(length >= 3, parsed is not null);
        }
    }

    private static byte[] Written(FinMessage message)
    {
        ArrayBufferWriter<byte> output = new();
        FinWriter.Write(message, output);
        return output.WrittenSpan.ToArray();
    }

    private static void Same(FinMessage one, FinMessage other, string name)
    {
        Assert.True(one.BasicHeader == other.BasicHeader && one.ApplicationHeader == other.ApplicationHeader, name);
        Assert.Equal(one.UserHeader, other.UserHeader);
        Assert.Equal(one.Fields, other.Fields);
        Assert.Equal(one.SystemFields, other.SystemFields);
        Assert.Equal(one.Trailers, other.Trailers);
    }
}
