using System.Buffers;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Iso20022;

public sealed class AllocationTests
{
    [Fact]
    public void An_accepted_message_allocates_nothing()
    {
        byte[][] messages = [.. ExpectedIso.All().Where(IsAcceptedWithoutRemark).Select(row => row.Read())];
        int rounds = 10_000 / messages.Length + 1;
        Assert.Equal(0, Allocation.Least(() =>
        {
            IsoReader reader = new();
            MessageErrors errors = new();
            MessageFacts facts = default;
            Read(messages, reader, errors, ref facts);
            return () =>
            {
                for (int round = 0; round < rounds; round++)
                {
                    Read(messages, reader, errors, ref facts);
                }
            };
        }));
    }

    [Fact]
    public void A_message_in_pieces_is_judged_as_in_one_piece()
    {
        IsoReader reader = new();
        MessageErrors errors = new();
        foreach (ExpectedIso row in ExpectedIso.All())
        {
            byte[] message = row.Read();
            MessageFacts whole = default;
            MessageFacts pieces = default;
            bool accepted = reader.Read(message, ref whole, errors);
            MessageLayer layer = errors.Layer;
            Assert.Equal(accepted, reader.Read(Pieces(message, 7), ref pieces, errors));
            Assert.Equal(layer, errors.Layer);
            Assert.Equal(ExpectedIso.Line(whole, message), ExpectedIso.Line(pieces, message));
        }
    }

    private static bool IsAcceptedWithoutRemark(ExpectedIso row) =>
        row.IsAccepted && !row.Cells["notes"].Contains("warning", StringComparison.Ordinal);

    private static void Read(byte[][] messages, IsoReader reader, MessageErrors errors, ref MessageFacts facts)
    {
        foreach (byte[] message in messages)
        {
            Assert.True(reader.Read(message, ref facts, errors));
        }
    }

    private static ReadOnlySequence<byte> Pieces(byte[] message, int length)
    {
        Piece? first = null;
        Piece? last = null;
        for (int at = 0; at < message.Length; at += length)
        {
            last = new Piece(message.AsMemory(at, Math.Min(length, message.Length - at)), last);
            first ??= last;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            before?.Next = this;
        }
    }
}
