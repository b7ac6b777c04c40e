using System.Text;
using Clearing.Messages.Files;
using CsCheck;

namespace Clearing.Messages.Tests.Files;

public sealed class MessageSplitterTests
{
    private const string Ack = "{1:F21AAAABEBBAXXX0001000001}{4:{177:2603071200}{451:0}}";
    private const string One =
        "{1:F01AAAABEBBAXXX0001000001}{2:I999BBBBDEFFXXXXN}{4:\r\n:20:A\r\n:79:$ {1: -}\r\n-}{5:{CHK:0}}";
    private const string Two = "{1:F01AAAABEBBAXXX0001000002}{2:I999BBBBDEFFXXXXN}{4:\n:20:B\n:79:x\n-}";
    private const string Statement = ":20:S1\n:25:1\n:28C:1\n:60F:C260101EUR1,\n:62F:C260101EUR1,";
    private const string Wire = "{1500}30URC45678T {1510}1000";

    private static readonly string[] Scraps =
    [
        One, Two, Ack, Statement, Wire, "{1:", "{4:\n", "-}", "\n-\n", "$", "\u0001", "\u0003", "<a>", "</a>", "<!--",
        "-->", "<?", "\"", "{1500}", "{8200}9999", "{8200}0003", "}", " ", "\n", "\n:20:", "\n:62F:", "\uFEFF",
    ];

    [Theory]
    [InlineData(One)]
    [InlineData(One + "\r\n")]
    [InlineData("\n " + One + " \n")]
    [InlineData(One + "{S:{SAC:}{COP:P}}")]
    public void A_message_is_taken_without_the_white_space_around_it(string text) =>
        Assert.Equal([text.Trim()], Split(text, MessageFormat.Mt));

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n$\r\n")]
    [InlineData("$")]
    public void Messages_stand_in_a_run_or_are_parted_by_a_dollar(string between) =>
        Assert.Equal([One, Two, One], Split(One + between + Two + between + One, MessageFormat.Mt));

    [Fact]
    public void An_acknowledgement_and_the_copy_behind_it_are_two() =>
        Assert.Equal([Ack, One, Ack, Two], Split(Ack + One + "$" + Ack + Two, MessageFormat.Mt));

    [Fact]
    public void Sectors_of_a_DOS_PCC_file_are_taken_out_of_their_marks_and_blanks()
    {
        string sectors = ("\u0001" + Ack + One + "\u0003").PadRight(512) + ("\u0001" + Two + "\u0003").PadRight(512);
        Assert.Equal([Ack, One, Two], Split(sectors, MessageFormat.Mt));
        Assert.Equal([Statement, Statement], Split(
            $"\u0001\n{Statement}\n-\u0003".PadRight(512) + $"\u0001{Statement}\n-\n\u0003   ", MessageFormat.Mt));
    }

    [Theory]
    [InlineData("{1:F01AAAABEBBAXXX0001000009}{2:I999BBBBDEFFXXXXN}{4:\n:20:no end")]
    [InlineData("{1:F01AAAABEBBAXXX0001000009}{2:I999BBBB")]
    [InlineData("{1:F01AAAABEBBAXXX0001000009}{3:{108:x}{4:\n:20:x\n-}")]
    public void A_message_that_lost_its_end_stops_where_the_next_starts(string broken) =>
        Assert.Equal([broken, Two], Split(broken + "\n" + Two, MessageFormat.Mt));

    [Fact]
    public void What_stands_before_a_message_belongs_to_it() =>
        Assert.Equal(["heading " + One, Two], Split("heading " + One + Two, MessageFormat.Mt));

    [Fact]
    public void Copies_inside_a_block_are_no_messages_of_their_own()
    {
        string copy = "{1:F01SWFTXXXXXXXX0001000001}{2:O0961200}{4:{1:F01AAAABEBBAXXX0001000001}{4:\n:20:x\n-}}{5:}";
        Assert.Equal([copy, Two], Split(copy + Two, MessageFormat.Mt));
    }

    [Fact]
    public void Statements_end_at_a_hyphen_or_where_a_new_one_follows_a_closing_balance()
    {
        Assert.Equal([Statement, Statement, Statement],
            Split($"{Statement}\n-\n{Statement}\n{Statement}\n-", MessageFormat.Mt));
        Assert.Equal([":20:A\n:20:A"], Split(":20:A\n:20:A\n", MessageFormat.Mt));
        Assert.Equal([":20:A\n:86:x\n-y"], Split(":20:A\n:86:x\n-y\n-\n", MessageFormat.Mt));
        Assert.Equal(["BANK\n" + Statement, "BANK\n" + Statement],
            Split($"BANK\n{Statement}\r\n-\r\nBANK\n{Statement}\n-\n", MessageFormat.Mt).Select(one => one.Trim()));
    }

    [Fact]
    public void Documents_of_XML_follow_one_another()
    {
        string first = "<?xml version=\"1.0\"?><!-- </a> --><a x='>'><a/><b>1</b><![CDATA[</a>]]></a>";
        string second = "<p:c xmlns:p=\"u>v\"/>";
        Assert.Equal(
            [first, second, first], Split(first + "\n" + second + first + "<!-- end -->\n", MessageFormat.Iso20022));
        Assert.Equal(["\uFEFF" + first], Split("\uFEFF" + first, MessageFormat.Iso20022));
    }

    [Theory]
    [InlineData("<a><b></a>")]
    [InlineData("<a")]
    [InlineData("text <a></a><b></b>")]
    [InlineData("AppHdr xmlns=\"u\"><Fr></Fr></AppHdr>")]
    [InlineData("</a><b/>")]
    [InlineData("<a><!-- x")]
    public void What_is_not_like_XML_is_one_message_to_the_end(string text) =>
        Assert.Equal([text], Split(text, MessageFormat.Iso20022));

    [Fact]
    public void Fedwire_messages_start_at_1500_unless_it_is_a_text_with_a_length()
    {
        Assert.Equal([Wire, Wire, Wire], Split(Wire + "\n" + Wire + Wire, MessageFormat.Fedwire));
        Assert.Equal(["{1599}\n" + Wire, Wire], Split("{1599}\n" + Wire + Wire, MessageFormat.Fedwire));
        string addenda = Wire + "{8200}0012{1500}x{1500";
        Assert.Equal([addenda, Wire], Split(addenda + Wire, MessageFormat.Fedwire));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n ")]
    public void An_empty_file_has_one_empty_message(string text) => Assert.Equal([""], Split(text, MessageFormat.None));

    [Fact]
    public void A_file_of_no_known_format_is_one_message() =>
        Assert.Equal(["Dear Sir"], Split("Dear Sir\n", MessageFormat.None));

    [Fact]
    public void Ends_of_statements_with_nothing_between_are_no_messages() =>
        Assert.Equal([Statement], Split($"\n{Statement}\n-\n-\n\n-\n", MessageFormat.Mt));

    [Fact]
    public void Whatever_a_file_holds_its_messages_are_parts_of_it_in_order() =>
        Gen.Int[0, Scraps.Length - 1].Array[0, 12].Sample(
            parts =>
            {
                string text = string.Concat(parts.Select(part => Scraps[part]));
                int at = 0;
                foreach (string message in Split(new MemoryStream(Encoding.UTF8.GetBytes(text))))
                {
                    at = text.IndexOf(message, at, StringComparison.Ordinal);
                    Assert.True(at >= 0);
                    at += message.Length;
                }
            },
            iter: 5000);

    [Fact]
    public void How_the_octets_arrive_makes_no_difference()
    {
        string[] files =
        [
            Ack + One + "$\n" + Two, $"{Statement}\n-\n{Statement}", "<a><b/></a>\n<c/>", Wire + Wire + "\n",
        ];
        foreach (string file in files)
        {
            List<string> whole = Split(new MemoryStream(Encoding.UTF8.GetBytes(file)));
            List<string> dripped = Split(new DrippingStream(Encoding.UTF8.GetBytes(file)));
            Assert.Equal(whole, dripped);
            Assert.True(whole.Count > 1);
        }
    }

    [Theory]
    [InlineData("{1:F01A}{4:\n", "\n", "{1:F01B}{4:\n:20:x\n-}")]
    [InlineData("<?xml version=\"1.0\"?><a>", "<b/>", "<?xml version=\"1.0\"?><c/>")]
    [InlineData("{1500}{9000}", "x", "{1500}y")]
    public void A_message_without_an_end_is_cut_and_the_next_is_found_again(string start, string filler, string next)
    {
        string overlong = start + string.Concat(Enumerable.Repeat(filler, 3 * MessageSplitter.Most / filler.Length));

        List<string> messages = Split(new MemoryStream(Encoding.UTF8.GetBytes(overlong + "\n" + next)));

        Assert.True(messages[0].Length <= MessageSplitter.Most);
        Assert.Equal(next, messages[^1]);
        Assert.Equal(2, messages.Count);
    }

    [Fact]
    public void A_long_file_is_read_through_a_window()
    {
        MessageSplitter? splitter = null;
        long allocated = Allocation.Least(() =>
        {
            splitter = new(new RepeatingStream(Encoding.ASCII.GetBytes(One + "\r\n$\r\n"), 100_000));
            Assert.True(splitter.Read());
            return () =>
            {
                while (splitter.Read())
                {
                }
            };
        });

        Assert.Equal(100_000, splitter!.Index);
        Assert.Equal(100_000L * (One.Length + 5), splitter.Position);
        Assert.InRange(allocated, 0, 1 << 16);
    }

    private static List<string> Split(string text, MessageFormat format)
    {
        List<string> messages = [];
        MessageSplitter splitter = new(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        while (splitter.Read())
        {
            messages.Add(Encoding.UTF8.GetString(splitter.Message));
            Assert.Equal(format, splitter.Format);
            Assert.Equal(messages.Count, splitter.Index);
        }

        return messages;
    }

    private static List<string> Split(Stream stream)
    {
        List<string> messages = [];
        MessageSplitter splitter = new(stream);
        while (splitter.Read())
        {
            messages.Add(Encoding.UTF8.GetString(splitter.Message));
        }

        return messages;
    }

    private sealed class DrippingStream(byte[] octets) : MemoryStream(octets)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);
    }

    private sealed class RepeatingStream(byte[] octets, int times) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => (long)octets.Length * times;

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            int length = (int)Math.Min(buffer.Length, Length - _at);
            for (int index = 0; index < length; index++)
            {
                buffer[index] = octets[(int)((_at + index) % octets.Length)];
            }

            _at += length;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
