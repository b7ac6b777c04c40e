using System.Buffers;
using System.Text;
using Clearing.Messages.Files;
using Clearing.Messages.Generation;
using Clearing.Messages.Sessions;
using Clearing.Server.Intake;
using Clearing.Server.Ledgers;
using Clearing.Server.Tests.Bench;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Server.Tests.Intake;

/// <summary>What a message becomes, and why not.</summary>
public sealed class MessageIntakeTests
{
    private const int Today = 20260105;

    private readonly ServedLedger _ledger = World.Serve(new FakeLedger());
    private readonly Submission _taken = new();

    public MessageIntakeTests() => _taken.Begin(1, isBulk: false);

    [Fact]
    public void A_uetr_is_the_id_of_its_message()
    {
        byte[] message = Texts.Payment("pacs.009.001.08", "X");
        string text = Encoding.UTF8.GetString(message);
        int at = text.IndexOf("<UETR>", StringComparison.Ordinal) + 6;
        Take(FrameKind.Xml, message);

        Assert.Equal(
            Guid.Parse(text.AsSpan(at, 36)).ToString(), _taken.Commands[0].Id.ToString());
    }

    [Fact]
    public void An_imad_is_the_identity_of_a_fedwire_message()
    {
        byte[] message = Texts.Payment("BTR", "X");
        string text = Encoding.UTF8.GetString(message);
        string imad = text.Substring(text.IndexOf("{1520}", StringComparison.Ordinal) + 6, 22);
        Take(FrameKind.Fedwire, message);

        Assert.Equal(
            InstructionIds.Derived((byte)'W', Encoding.ASCII.GetBytes(imad)), _taken.Commands[0].Id.Value);
    }

    [Fact]
    public void Both_ends_of_a_session_work_ids_out_alike()
    {
        Assert.Equal(InstructionIds.Numbered(65_535, 1UL << 63), InstructionId.Numbered(65_535, 1UL << 63).Value);
        Assert.Equal(InstructionIds.Derived((byte)'X', "A|B"u8), InstructionId.Derive((byte)'X', "A|B"u8).Value);
    }

    [Theory]
    [InlineData("{2:I103BBBBDEFFXXXXN}", "{2:I103BBBBDEFFXXXXU3003}", Priority.Urgent)]
    [InlineData("{2:I103BBBBDEFFXXXXN}", "{2:I103BBBBDEFFXXXXN}", Priority.Normal)]
    public void An_urgent_mt_is_an_urgent_payment(string old, string by, Priority priority)
    {
        Take(FrameKind.Fin, Texts.Changed(Texts.Payment("103", "X"), old, by));

        Assert.Equal(priority, _taken.Commands[0].Command.Priority);
    }

    [Theory]
    [InlineData("URGT", Priority.Urgent)]
    [InlineData("HIGH", Priority.High)]
    [InlineData("NORM", Priority.Normal)]
    public void A_settlement_priority_is_that_of_the_payment(string word, Priority priority)
    {
        byte[] message = Texts.Changed(
            Texts.Payment("pacs.009.001.08", "X"), "</IntrBkSttlmDt>",
            $"</IntrBkSttlmDt><SttlmPrty>{word}</SttlmPrty>");
        Take(FrameKind.Xml, message);

        Assert.Equal(priority, _taken.Commands[0].Command.Priority);
    }

    public static TheoryData<string, Standing> Refusals => new()
    {
        { "of another sender", Standing.NotYours },
        { "to nobody", Standing.UnknownParty },
        { "of yesterday", Standing.ValueDate },
        { "of tomorrow", Standing.ValueDate },
        { "in francs", Standing.UnknownSystem },
        { "delivered by the network", Standing.Unsupported },
        { "statement", Standing.Unsupported },
        { "cancellation request", Standing.Unsupported },
        { "of two transfers", Standing.Unsupported },
        { "advice", Standing.Unsupported },
        { "request for reversal", Standing.Unsupported },
        { "broken", Standing.Malformed },
        { "without headers", Standing.Malformed },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_message_that_is_no_payment_of_the_session_is_refused_with_its_reason(string what, Standing why)
    {
        (FrameKind kind, byte[] message) = Make(what);
        Take(kind, message);

        Assert.Equal(0, _taken.CommandCount);
        Assert.Equal(why, _taken.Items[0].Refused);
        Assert.Equal(why == Standing.Malformed ? 1 : 0, _taken.Remarks.Count);
    }

    [Theory]
    [InlineData(2028, 2, 29)]
    [InlineData(2027, 2, 28)]
    [InlineData(2026, 1, 31)]
    [InlineData(2026, 12, 31)]
    [InlineData(2027, 1, 1)]
    public void T6_A_value_date_is_the_day_of_the_ledger_and_no_other(int year, int month, int day)
    {
        DateOnly date = new(year, month, day);
        foreach ((FrameKind kind, string type) in new[] { (FrameKind.Fin, "202"), (FrameKind.Xml, "pacs.009.001.08") })
        {
            byte[] message = Texts.Payment(type, "X", date: date);
            for (int days = -1; days <= 1; days++)
            {
                DateOnly today = date.AddDays(days);
                _taken.Begin(1, isBulk: false);
                Intake().Take(
                    kind, new ReadOnlySequence<byte>(message),
                    (today.Year * 10_000) + (today.Month * 100) + today.Day, _taken);
                Assert.Equal(days == 0 ? 1 : 0, _taken.CommandCount);
                Assert.Equal(days == 0 ? default : Standing.ValueDate, _taken.Items[0].Refused);
            }
        }
    }

    [Fact]
    public void A_message_in_pieces_is_taken_alike()
    {
        byte[] message = Texts.Payment("103", "PIECES");
        for (int cut = 1; cut < message.Length; cut += 37)
        {
            _taken.Begin(1, isBulk: false);
            Piece first = new(message.AsMemory(0, cut), null);
            Piece second = new(message.AsMemory(cut), first);
            Intake().Take(
                FrameKind.Fin, new ReadOnlySequence<byte>(first, 0, second, message.Length - cut), Today, _taken);
            Assert.Equal(12_345, _taken.Commands[0].Command.AmountMinor);
        }
    }

    [Fact]
    public void No_message_however_broken_stops_the_intake()
    {
        MessageIntake intake = Intake();
        for (int round = 0; round < 200; round++)
        {
            foreach (string type in (string[])["103", "202.COV", "pacs.008.001.08", "pacs.009.001.08", "CTR", "940"])
            {
                ArrayBufferWriter<byte> octets = new();
                MessageGenerator.Write(type, seed: 9, round, octets);
                byte[] message = octets.WrittenSpan.ToArray();
                Draw draw = new(5, round);
                for (int change = draw.Below(4); change > 0; change--)
                {
                    message[draw.Below(message.Length)] = (byte)draw.Below(256);
                }

                FrameKind kind = Frames.KindOf(MessageGenerator.FormatOf(type));
                _taken.Begin(1, isBulk: false);
                intake.Take(kind, new ReadOnlySequence<byte>(message), Today, _taken);
                Assert.Equal(1, _taken.Count);
            }
        }
    }

    [Fact]
    public void An_accepted_message_costs_no_allocation()
    {
        MessageIntake intake = Intake();
        (FrameKind Kind, ReadOnlySequence<byte> Message)[] messages =
        [
            (FrameKind.Fin, new ReadOnlySequence<byte>(Texts.Payment("103", "A"))),
            (FrameKind.Xml, new ReadOnlySequence<byte>(Texts.Payment("pacs.009.001.08", "B"))),
            (FrameKind.Fedwire, new ReadOnlySequence<byte>(Texts.Payment("BTR", "C"))),
        ];
        long before = 0;
        for (int round = 0; round < 3; round++)
        {
            _taken.Begin(1, isBulk: false);
            before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 300; i++)
            {
                (FrameKind kind, ReadOnlySequence<byte> message) = messages[i % 3];
                intake.Take(kind, message, Today, _taken);
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(300, _taken.CommandCount);
    }

    private MessageIntake Intake() => new(_ledger, 0, wantsNames: true, new ReferenceMemory());

    private void Take(FrameKind kind, byte[] message) =>
        Intake().Take(kind, new ReadOnlySequence<byte>(message), Today, _taken);

    private static (FrameKind Kind, byte[] Message) Make(string what) => what switch
    {
        "of another sender" => (FrameKind.Fin, Texts.Changed(Texts.Payment("202", "X"), "F01AAAAUS33", "F01CCCCGB2L")),
        "to nobody" => (FrameKind.Fin, Texts.Changed(Texts.Payment("103", "X"), "I103BBBBDEFF", "I103ZZZZDEFF")),
        "of yesterday" => (FrameKind.Fin, Texts.Payment("202", "X", date: new DateOnly(2026, 1, 4))),
        "of tomorrow" => (FrameKind.Xml, Texts.Payment("pacs.009.001.08", "X", date: new DateOnly(2026, 1, 6))),
        "in francs" => (FrameKind.Fin, Texts.Payment("103", "X", 5, "CHF")),
        "delivered by the network" => (FrameKind.Fin, Texts.Changed(
            Texts.Payment("103", "X"), "{2:I103BBBBDEFFXXXXN}",
            "{2:O1031200260105AAAAUS33AXXX00010000012601051200N}")),
        "statement" => (FrameKind.Fin, Generated("940")),
        "cancellation request" => (FrameKind.Xml, Generated("camt.056.001.08")),
        "of two transfers" => (FrameKind.Xml, Doubled(Texts.Payment("pacs.009.001.08", "X"))),
        "advice" => (FrameKind.Xml, Texts.Changed(
            Texts.Payment("pacs.009.001.08", "X"), "swift.cbprplus.03", "swift.cbprplus.adv.03")),
        "request for reversal" => (FrameKind.Fedwire, Texts.Changed(
            Texts.Changed(Texts.Payment("CTR", "X"), "{3600}CTR", "{3600}CTP"), "{1510}1000", "{1510}1001")),
        "broken" => (FrameKind.Fin, "{1:F01"u8.ToArray()),
        _ => (FrameKind.Fin, ":20:REF\r\n:25:ACC\r\n"u8.ToArray()),
    };

    private static byte[] Generated(string type)
    {
        ArrayBufferWriter<byte> octets = new();
        MessageGenerator.Write(type, seed: 1, 0, octets);
        return octets.WrittenSpan.ToArray();
    }

    private static byte[] Doubled(byte[] message)
    {
        string text = Encoding.UTF8.GetString(message);
        int start = text.IndexOf("<CdtTrfTxInf>", StringComparison.Ordinal);
        int end = text.IndexOf("</CdtTrfTxInf>", StringComparison.Ordinal) + "</CdtTrfTxInf>".Length;
        return Encoding.UTF8.GetBytes(
            text.Insert(end, text[start..end]).Replace("<NbOfTxs>1<", "<NbOfTxs>2<", StringComparison.Ordinal));
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            RunningIndex = before?.Memory.Length ?? 0;
            if (before is not null)
            {
                before.Next = this;
            }
        }
    }
}
