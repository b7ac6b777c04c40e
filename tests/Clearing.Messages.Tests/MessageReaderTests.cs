using System.Buffers;
using System.Text;
using Clearing.Messages.Tests.Fedwire;

namespace Clearing.Messages.Tests;

public sealed class MessageReaderTests
{
    private const string Fin =
        "{1:F01AAAABEBBAXXX0001000001}{2:I900BBBBDEFFXXXXN}{4:\r\n:20:A1\r\n:21:B2\r\n:25:123\r\n"
        + ":32A:260102USD12,5\r\n-}";

    private const string Statement =
        ":20:S1\n:25:123\n:28C:1\n:60F:C260101EUR1,\n:61:2601020102D2,NTRFNONREF\n:62F:D260102EUR1,\n";

    private const string Header =
        "<AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\"><Fr><FIId><FinInstnId>"
        + "<BICFI>AAAABEBBXXX</BICFI></FinInstnId></FIId></Fr><To><FIId><FinInstnId>"
        + "<BICFI>BBBBDEFFXXX</BICFI></FinInstnId></FIId></To>"
        + "<BizMsgIdr>M1</BizMsgIdr><MsgDefIdr>pacs.008.001.08</MsgDefIdr><CreDt>2026-01-02T09:00:00Z</CreDt></AppHdr>";

    private readonly MessageReader _reader = new();
    private readonly MessageErrors _errors = new();
    private MessageFacts _facts;

    [Theory]
    [InlineData(Fin, MessageFormat.Mt, "900")]
    [InlineData(Statement, MessageFormat.Mt, "940")]
    [InlineData(Header, MessageFormat.Iso20022, "head.001")]
    [InlineData(FedwireSample.Bank, MessageFormat.Fedwire, "BTR")]
    public void The_first_octets_tell_the_format(string text, MessageFormat format, string type)
    {
        Assert.True(_reader.Read(Encoding.ASCII.GetBytes(text), ref _facts, _errors), Errors());
        Assert.Equal((format, type), (_facts.Format, _facts.Type));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Dear Sir,")]
    [InlineData("\0\0\0")]
    public void What_is_of_no_format_is_refused_in_its_structure(string text)
    {
        Assert.False(_reader.Read(Encoding.ASCII.GetBytes(text), ref _facts, _errors));
        MessageError error = Assert.Single(_errors.All);
        Assert.Equal(("FORMAT", MessageLayer.Structure), (error.Code, error.Layer));
        Assert.Equal((MessageFormat.None, ""), (_facts.Format, _facts.Type));
    }

    [Fact]
    public void Fields_that_tell_no_message_type_are_refused()
    {
        Assert.False(_reader.Read(":99Z:what\n"u8, ref _facts, _errors));
        Assert.Equal("T13", _errors.All[0].Code);
        Assert.Equal(MessageFormat.Mt, _facts.Format);
    }

    [Theory]
    [InlineData(Fin, MessageFormat.Mt)]
    [InlineData(Header, MessageFormat.Iso20022)]
    [InlineData(FedwireSample.Customer, MessageFormat.Fedwire)]
    public void A_message_in_pieces_gets_the_verdict_of_one_in_one_piece(string text, MessageFormat format)
    {
        byte[] message = Encoding.ASCII.GetBytes(text);
        foreach (int cut in (int[])[0, 1, message.Length / 2, message.Length])
        {
            ReadOnlySequence<byte> pieces = Pieces.Of(message, cut);
            Assert.True(_reader.Read(format, pieces, ref _facts, _errors), Errors());
        }

        Assert.False(_reader.Read(format, Pieces.Of(message, 5).Slice(0, message.Length - 9), ref _facts, _errors));
        Assert.False(_reader.Read(MessageFormat.None, Pieces.Of(message, 5), ref _facts, _errors));
    }

    [Fact]
    public void Nothing_is_allocated_for_messages_that_are_accepted_one_after_another()
    {
        byte[][] messages =
        [
            .. ((string[])[Fin, Header, FedwireSample.Customer]).Select(Encoding.ASCII.GetBytes),
        ];
        bool all = true;
        Assert.Equal(0, Allocation.Least(() =>
        {
            MessageReader reader = new();
            Read(reader, rounds: 1);
            return () => Read(reader, rounds: 100);
        }));
        Assert.True(all, Errors());

        void Read(MessageReader reader, int rounds)
        {
            for (int round = 0; round < rounds; round++)
            {
                foreach (byte[] message in messages)
                {
                    all &= reader.Read(message, ref _facts, _errors);
                }
            }
        }
    }

    private string Errors() => string.Join('\n', _errors.All);
}
