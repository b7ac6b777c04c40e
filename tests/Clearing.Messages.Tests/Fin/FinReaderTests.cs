using System.Buffers;
using System.Text;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Tests.Fin;

/// <summary>What the reader promises beside its verdicts: no allocation, pieces, bodies, bounds.</summary>
public sealed class FinReaderTests
{
    private static readonly string[] Names =
    [
        "103", "103.STP", "103.REMIT", "103.SSTD", "202", "202.COV", "205", "900", "910", "940", "942", "950", "192",
        "196", "295", "999",
    ];

    [Fact]
    public void Accepted_messages_allocate_nothing()
    {
        byte[][] messages = [.. Names.Select(name => Encoding.ASCII.GetBytes(Good.Of(name)))];
        byte[] acknowledgement = "{1:F21BANKUS33AXXX0001000002}{4:{177:2611230915}{451:0}}"u8.ToArray();
        bool all = true;
        Assert.Equal(0, Allocation.Least(() =>
        {
            FinReader reader = new();
            MessageErrors errors = new();
            Round();
            return Round;

            void Round()
            {
                MessageFacts facts = default;
                for (int count = 0; count < 10_000; count++)
                {
                    byte[] message = count % 17 == 16 ? acknowledgement : messages[count % 17];
                    all &= reader.Read(message, ref facts, errors);
                }
            }
        }));
        Assert.True(all);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void A_message_in_pieces_reads_as_in_one(int size)
    {
        FinReader reader = new();
        foreach (string name in Names)
        {
            byte[] message = Encoding.ASCII.GetBytes(Good.Of(name));
            MessageFacts whole = default;
            MessageFacts pieces = default;
            MessageErrors errors = new();
            Assert.True(reader.Read(message, ref whole, errors));
            Assert.True(reader.Read(Pieces(message, size), ref pieces, errors));
            Assert.Equal(whole, pieces);
        }
    }

    [Fact]
    public void Too_many_pieces_are_refused_without_a_copy()
    {
        MessageFacts facts = default;
        MessageErrors errors = new();
        ReadOnlySequence<byte> message = Pieces(new byte[FinReader.MostOctets + 1], 40_000);
        Assert.False(new FinReader().Read(message, ref facts, errors));
        Assert.Equal("M50", errors.All[0].Code);
    }

    [Fact]
    public void Lines_may_end_with_line_feed_alone_or_with_carriage_return_before_it()
    {
        foreach (string name in Names)
        {
            string message = Good.Of(name);
            Assert.True(Good.Read(message, out MessageFacts one, out _));
            string returned = message.Replace("\n", "\r\n", StringComparison.Ordinal);
            Assert.True(Good.Read(returned, out MessageFacts other, out _));
            Assert.Equal((one.Amount, one.ValueDate, one.Type), (other.Amount, other.ValueDate, other.Type));
            Assert.False(Good.Read(message.Replace('\n', '\r'), out _, out _));
        }
    }

    [Theory]
    [InlineData("103", 20261123, "USD", "1234.5")]
    [InlineData("202", 20261123, "USD", "100")]
    [InlineData("910", 20261123, "KWD", "25.125")]
    [InlineData("940", 20261123, "USD", "-60.25")]
    [InlineData("942", 20261123, "USD", "100")]
    [InlineData("950", 20261123, "USD", "100")]
    public void Date_currency_and_amount_are_told(string name, int date, string currency, string amount)
    {
        string message = Good.Of(name);
        Assert.True(Good.Read(message, out MessageFacts facts, out _));
        Assert.Equal((date, amount), (facts.ValueDate, facts.Amount.ToText(0)));
        Assert.Equal(currency, message.Substring(facts.Currency.Offset, facts.Currency.Length));
        Assert.Equal(name, facts.Type);
        Assert.False(facts.IsEnvelopeOnly);
    }

    [Fact]
    public void The_facts_of_a_rejected_message_still_tell_who_and_which()
    {
        string message = Good.Changed("103", ":71A:SHA => :71A:XXX");
        Assert.False(Good.Read(message, out MessageFacts facts, out _));
        Assert.Equal("103", facts.Type);
        Assert.Equal("REF-1", message.Substring(facts.Reference.Offset, facts.Reference.Length));
        Assert.Equal("BANKUS33AXXX", message.Substring(facts.Sender.Offset, facts.Sender.Length));
    }

    [Theory]
    [InlineData("103", "103")]
    [InlineData("103.REMIT", "103")]
    [InlineData("202", "202")]
    [InlineData("202.COV", "202")]
    [InlineData("900", "900")]
    [InlineData("910", "910")]
    [InlineData("940", "940")]
    [InlineData("942", "942")]
    [InlineData("999", "999")]
    public void A_body_without_headers_tells_its_type_and_reads_by_the_same_rules(string name, string type)
    {
        string whole = Good.Of(name);
        int start = whole.IndexOf("{4:", StringComparison.Ordinal);
        string framed = whole[start..(whole.IndexOf("-}", StringComparison.Ordinal) + 2)];
        string fields = framed[4..^2];
        foreach (string body in new[] { framed, fields, fields + "-", fields + "-\n\n", "\r\n" + fields + "-}\r\n" })
        {
            byte[] octets = Encoding.ASCII.GetBytes(body);
            Assert.Equal(type, FinReader.GuessBodyType(octets));
            MessageFacts facts = default;
            MessageErrors errors = new();
            Assert.True(new FinReader().ReadBody(octets, type, ref facts, errors), Good.Told(errors));
            Assert.Equal((type, true), (facts.Type, facts.Sender.IsEmpty));
            Assert.Equal("REF-1", Encoding.ASCII.GetString(facts.Reference.Of(octets)));
        }
    }

    [Theory]
    [InlineData("no fields at all", null)]
    [InlineData(":20:A\r:25:B\r:28C:1\r:60F:C\r", "940")]
    [InlineData(":20:A\n:21:B\n:76:C\n", "996")]
    [InlineData(":20:A\n:21:B\n:11S:C\n", "992")]
    public void The_type_of_a_body_is_guessed_from_its_fields(string body, string? type) =>
        Assert.Equal(type, FinReader.GuessBodyType(Encoding.ASCII.GetBytes(body)));

    [Theory]
    [InlineData("")]
    [InlineData("\n-}")]
    [InlineData("-")]
    [InlineData(":20:REF\n-}\n:25:4711\n")]
    [InlineData("TEXT\n:20:REF\n")]
    public void A_body_that_is_none_is_rejected_by_its_structure(string body)
    {
        MessageFacts facts = default;
        MessageErrors errors = new();
        Assert.False(new FinReader().ReadBody(Encoding.ASCII.GetBytes(body), "940", ref facts, errors));
        Assert.Equal(MessageLayer.Structure, errors.Layer);
    }

    [Fact]
    public void A_message_cut_anywhere_is_rejected_and_nothing_else_comes_out()
    {
        FinReader reader = new();
        MessageErrors errors = new();
        foreach (string name in Names)
        {
            byte[] message = Encoding.ASCII.GetBytes(Good.Of(name));
            int end = message.AsSpan().LastIndexOf("-}"u8) + 2;
            for (int length = 0; length < message.Length; length++)
            {
                MessageFacts facts = default;
                bool isWhole = length == end;
                Assert.Equal(isWhole, reader.Read(message.AsSpan(0, length), ref facts, errors));
                Assert.Equal(!isWhole, errors.Any);
            }
        }
    }

    [Fact]
    public void An_octet_changed_anywhere_gives_a_verdict_and_never_an_exception()
    {
        FinReader reader = new();
        MessageErrors errors = new();
        foreach (string name in Names)
        {
            byte[] message = Encoding.ASCII.GetBytes(Good.Of(name));
            for (int at = 0; at < message.Length; at++)
            {
                byte was = message[at];
                foreach (byte octet in "{}:/-\n\r 0AZz,\0"u8)
                {
                    message[at] = octet;
                    MessageFacts facts = default;
                    Assert.NotEqual(reader.Read(message, ref facts, errors), errors.Any);
                    FinMessage.Parse(message);
                }

                message[at] = was;
            }
        }
    }

    [Fact]
    public void Hostile_texts_of_many_lines_and_fields_stay_within_the_bounds()
    {
        string header = "{1:F01BANKUS33AXXX0001000002}{2:I103BANKDEFFXXXXN}{4:";
        foreach (string filler in new[] { "\n", "\n:20:A", "\n:", "\n-", "{", "}", "\r" })
        {
            StringBuilder text = new(header);
            while (text.Length < FinReader.MostOctets - filler.Length)
            {
                text.Append(filler);
            }

            Assert.False(Good.Read(text.ToString(), out _, out MessageErrors errors));
            Assert.InRange(errors.All.Count, 1, MessageErrors.Most);
        }
    }

    private static ReadOnlySequence<byte> Pieces(byte[] message, int size)
    {
        Piece first = new(message.AsMemory(0, Math.Min(size, message.Length)), 0);
        Piece last = first;
        for (int at = size; at < message.Length; at += size)
        {
            last = last.Then(message.AsMemory(at, Math.Min(size, message.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            Piece next = new(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
