using System.Buffers;
using System.Text;
using Clearing.Client.Load;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Sending;
using Clearing.Client.Submitting;
using Clearing.Client.Tests.Fakes;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Directory = Clearing.Messages.Sessions.Directory;

namespace Clearing.Client.Tests.Load;

public sealed class PaymentWriterTests
{
    private static readonly DateOnly Day = new(2026, 1, 5);

    public static TheoryData<LoadMessage> Messages => [LoadMessage.Mt103, LoadMessage.Pacs009, LoadMessage.Fedwire];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_message_is_good_and_says_what_was_planned(LoadMessage message)
    {
        PaymentWriter writer = WriterOf(new LoadTraffic { Message = message });
        MessageReader reader = new();
        MessageErrors errors = new();
        MessageIds ids = new();
        long n = 640;
        foreach (byte[] octets in MessagesOf(writer, n))
        {
            MessageFacts facts = default;
            Assert.True(reader.Read(octets, ref facts, errors), errors.Any ? errors.All[0].What : "");
            PlannedPayment planned = writer.Plan.At(n, 640);
            DirectoryParticipant payee = Banks.Participants[planned.Payee];
            Assert.True(facts.Amount.TryToMinor(2, out long amountMinor));
            Assert.Equal(planned.AmountMinor, amountMinor);
            Assert.Equal(20260105, facts.ValueDate);
            string receiver = Encoding.ASCII.GetString(facts.Receiver.Of(octets));
            Assert.True(
                message == LoadMessage.Fedwire ? receiver == payee.RoutingNumber
                    : receiver.StartsWith(payee.Bic[..8], StringComparison.Ordinal), receiver);
            Assert.Equal(writer.IdOf(n), ids.Of(facts.Format, octets));
            n++;
        }

        Assert.Equal(704, n);
    }

    [Fact]
    public void A_single_message_goes_without_a_batch_around_it()
    {
        PaymentWriter writer = WriterOf(new LoadTraffic { Frame = 1 });

        Frame frame = FrameOf(writer, 5);

        Assert.False(frame.Has(FrameMarks.Batch));
        Assert.Equal(5UL, NumberOf(frame));
    }

    [Theory]
    [InlineData(LoadMessage.Mt103)]
    [InlineData(LoadMessage.Pacs009)]
    [InlineData(LoadMessage.Fedwire)]
    [InlineData(LoadMessage.Bulk)]
    public void L6_Bad_ones_are_refused_and_duplicates_are_the_same_octets_again(LoadMessage message)
    {
        PaymentWriter writer = WriterOf(new LoadTraffic { Message = message, Mix = new LoadMix(0.2m, 0.2m, 0) });
        MessageReader reader = new();
        MessageErrors errors = new();
        Dictionary<long, byte[]> sent = [];
        int[] kinds = new int[3];
        for (long first = 0; first < 64 * 20; first += 64)
        {
            byte[][] messages = MessagesOf(writer, first);
            for (int i = 0; i < messages.Length; i++)
            {
                PlannedPayment planned = writer.Plan.At(first + i, first);
                kinds[(int)planned.Kind]++;
                if (planned.Kind == SlotKind.Duplicate)
                {
                    Assert.Equal(sent[planned.Of], messages[i]);
                }

                MessageFacts facts = default;
                bool isGood = message == LoadMessage.Bulk
                    ? BulkInstruction.TryRead(messages[i], out BulkInstruction bulk) && bulk.Payee < 300
                    : reader.Read(messages[i], ref facts, errors);
                Assert.Equal(planned.Kind != SlotKind.Bad, isGood);
                sent[first + i] = messages[i];
            }
        }

        Assert.All(kinds, count => Assert.True(count > 100));
    }

    [Theory]
    [InlineData(LoadMessage.Mt103)]
    [InlineData(LoadMessage.Pacs009)]
    [InlineData(LoadMessage.Fedwire)]
    [InlineData(LoadMessage.Bulk)]
    public void A_frame_is_written_without_allocating(LoadMessage message)
    {
        PaymentWriter writer = WriterOf(new LoadTraffic { Message = message, Payees = new(PayeeChoice.Zipf, 1) });

        Assert.Equal(0, Allocation.Least(() =>
        {
            FrameBuilder builder = new();
            Write(builder);
            return () => Write(builder);
        }));

        void Write(FrameBuilder builder)
        {
            for (int i = 0; i < 100; i++)
            {
                builder.Clear();
                writer.Write(builder, 1, i * 64L);
            }
        }
    }

    [Fact]
    public void Bulk_instructions_go_on_behind_the_last_number_of_the_bank()
    {
        PaymentWriter writer = WriterOf(new LoadTraffic { Message = LoadMessage.Bulk, Frame = 2 }, firstNumber: 101);
        byte[][] instructions = MessagesOf(writer, 4);

        Assert.True(BulkInstruction.TryRead(instructions[1], out BulkInstruction second));
        Assert.Equal((106UL, 3), (second.Number, second.Payer));
        Assert.Equal(InstructionIds.Numbered(3, 106), writer.IdOf(5));
    }

    [Fact]
    public void A_frame_that_no_frame_can_hold_is_refused_with_the_most_it_holds()
    {
        LoadException refused = Assert.Throws<LoadException>(
            () => WriterOf(new LoadTraffic { Message = LoadMessage.Pacs009, Frame = 4_096 }));

        Assert.Matches("at most [0-9]+ messages of [0-9]+ octets", refused.Message);
    }

    [Fact]
    public void A_bank_without_the_address_that_the_format_needs_is_named()
    {
        Directory directory = Banks with
        {
            Participants = [.. Banks.Participants, new DirectoryParticipant("LAST", "LASTUS33", "")],
        };

        LoadException refused = Assert.Throws<LoadException>(
            () => WriterOf(new LoadTraffic { Message = LoadMessage.Fedwire }, directory: directory));

        Assert.Equal("LAST has no routing number.", refused.Message);
    }

    [Fact]
    public void Payees_with_and_without_a_branch_are_both_written()
    {
        Directory directory = Banks with
        {
            Participants = [new("A", "AAAAUS33", ""), new("B", "BBBBUS33XXX", ""), new("C", "CCCCUS33FRA", ""),
                new("D", "DDDDUS33", "")],
        };
        PaymentWriter writer = WriterOf(new LoadTraffic(), directory: directory);
        MessageReader reader = new();
        MessageErrors errors = new();
        HashSet<string> receivers = [];
        foreach (byte[] octets in MessagesOf(writer, 0))
        {
            MessageFacts facts = default;
            Assert.True(reader.Read(octets, ref facts, errors));
            receivers.Add(Encoding.ASCII.GetString(facts.Receiver.Of(octets)));
        }

        Assert.Equal(["AAAAUS33XXXX", "BBBBUS33XXXX", "CCCCUS33XFRA"], receivers.Order());
    }

    private static Directory Banks { get; } = new FakeService(new FakeLedger()).Directory;

    private static PaymentWriter WriterOf(LoadTraffic traffic, ulong firstNumber = 1, Directory? directory = null)
    {
        Directory banks = directory ?? Banks;
        PaymentPlan plan = new(1, 0, 3, new PayeeTable(traffic.Payees, banks.Participants.Count), traffic);
        return new PaymentWriter(traffic, plan, new PaymentIds(1, 0), 3, firstNumber, banks, Day);
    }

    private static Frame FrameOf(PaymentWriter writer, long first)
    {
        FrameBuilder builder = new();
        writer.Write(builder, (ulong)first, first);
        ReadOnlySequence<byte> octets = new(builder.Written.ToArray());
        Assert.Equal(FrameStatus.Complete, Frames.TryRead(ref octets, out Frame frame));
        Assert.True(octets.IsEmpty);
        return frame;
    }

    private static ulong NumberOf(in Frame frame) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(frame.Payload.ToArray());

    private static byte[][] MessagesOf(PaymentWriter writer, long first)
    {
        Frame frame = FrameOf(writer, first);
        if (frame.Kind == FrameKind.Bulk)
        {
            return [.. frame.Contents.ToArray().Chunk(BulkInstruction.Length)];
        }

        List<byte[]> messages = [];
        BatchReader reader = new(frame);
        while (reader.TryNext(out ReadOnlySequence<byte> message))
        {
            messages.Add(message.ToArray());
        }

        return [.. messages];
    }
}
