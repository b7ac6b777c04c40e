using System.Buffers;
using System.Globalization;
using Clearing.Benchmarks.Messages;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Generation;
using Clearing.Messages.Instructions;
using Clearing.Messages.Sessions;
using Clearing.Server.Intake;
using Clearing.Server.Ledgers;

namespace Clearing.Benchmarks.Sessions;

/// <summary>
/// What a session hands the gateway: batch frames of many different messages of one sender, and the way from their
/// octets to the commands for the ledger, digest of each message included.
/// </summary>
internal sealed class IntakeWorkload : IDisposable
{
    private const int Today = 20260105;
    private const int Senders = 8;

    /// <summary>Octets of a segment as Kestrel receives them.</summary>
    private const int SegmentLength = 4096;

    private static readonly string[] Banks =
        ["AAAAUS33", "BBBBDEFF", "CCCCGB2L", "DDDDFRPP", "EEEECHZZ", "FFFFJPJT", "GGGGNL2A", "HHHHSGSG"];

    private readonly byte[] _octets;
    private readonly ReadOnlySequence<byte> _segments;
    private readonly MessageIntake _messages;
    private readonly BulkIntake _bulk;
    private readonly Submission _taken = new();
    private readonly MessageReader _reader = new();
    private readonly MessageErrors _errors = new();
    private MessageFacts _facts;

    private IntakeWorkload(byte[] octets, int count)
    {
        _octets = octets;
        _segments = Cut(octets);
        Count = count;
        ServedLedger ledger = new(
            "rtgs", null!, [.. Banks.Select((bic, i) => new ServedParticipant(bic, bic, "", i))],
            [new DirectorySystem("rtgs", 0)], [new DirectoryCurrency("USD", 2)],
            [new ServedDay(new DateOnly(2026, 1, 5), long.MaxValue)], () => 0);
        _messages = new MessageIntake(ledger, 0, wantsNames: false, new ReferenceMemory());
        _bulk = new BulkIntake(ledger, 0);
    }

    /// <summary>Instructions in it.</summary>
    public int Count { get; }

    /// <summary>Octets of all frames.</summary>
    public int Length => _octets.Length;

    /// <summary>MT 103 of about 520 octets.</summary>
    public static IntakeWorkload CustomerTransfers(int count, int perFrame) => Of(
        FrameKind.Fin, [.. TypicalMessages.CustomerTransfers(count * Senders).Where((_, i) => i % Senders == 0)], perFrame);

    /// <summary>pacs.009 with their headers.</summary>
    public static IntakeWorkload BankTransfersInXml(int count, int perFrame)
    {
        Agent sender = new() { Bic = Banks[0] };
        MessageErrors errors = new();
        byte[][] messages = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            ArrayBufferWriter<byte> message = new();
            PlainPayment payment = new(
                string.Create(CultureInfo.InvariantCulture, $"REF{i:00000000}"), sender,
                new Agent { Bic = Banks[1 + i % (Senders - 1)] }, "USD", new DecimalAmount(1_000_000 + i, 2),
                new DateOnly(2026, 1, 5));
            PaymentMessages.TryWrite("pacs.009.001.08", payment, message, errors);
            messages[i] = message.WrittenSpan.ToArray();
        }

        return Of(FrameKind.Xml, messages, perFrame);
    }

    /// <summary>Bulk instructions.</summary>
    public static IntakeWorkload Bulk(int count, int perFrame)
    {
        FrameBuilder builder = new();
        for (int first = 0; first < count; first += perFrame)
        {
            builder.Begin(FrameKind.Bulk, FrameMarks.None, (ulong)first + 1);
            for (int i = first; i < Math.Min(first + perFrame, count); i++)
            {
                new BulkInstruction((ulong)i + 1, 100 + i, 0, 1 + i % (Senders - 1), 2, 0, 0, 0)
                    .Write(builder.GetSpan(BulkInstruction.Length));
                builder.Advance(BulkInstruction.Length);
            }

            builder.End();
        }

        return new IntakeWorkload(builder.Written.ToArray(), count);
    }

    /// <summary>The octets in one piece.</summary>
    public ReadOnlySequence<byte> Whole() => new(_octets);

    /// <summary>The octets in the pieces in which they come from a socket.</summary>
    public ReadOnlySequence<byte> InSegments() => _segments;

    private static ReadOnlySequence<byte> Cut(byte[] octets)
    {
        Segment first = new(octets.AsMemory(0, Math.Min(SegmentLength, octets.Length)), null);
        Segment last = first;
        for (int at = SegmentLength; at < octets.Length; at += SegmentLength)
        {
            last = new Segment(octets.AsMemory(at, Math.Min(SegmentLength, octets.Length - at)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    public void Dispose() => _messages.Dispose();

    /// <summary>From octets to commands; the sum of their amounts.</summary>
    public long Run(ReadOnlySequence<byte> received)
    {
        long sum = 0;
        _taken.Begin(1, isBulk: false);
        while (Frames.TryRead(ref received, out Frame frame) == FrameStatus.Complete)
        {
            if (frame.Kind == FrameKind.Bulk)
            {
                _bulk.Take(frame.Contents, _taken);
            }
            else
            {
                Take(frame);
            }

            sum += _taken.Commands[^1].Command.AmountMinor;
            if (_taken.CommandCount != _taken.Count)
            {
                throw new InvalidOperationException($"A typical message is refused: {_taken.Items[^1].Refused}");
            }

            _taken.Begin(1, isBulk: false);
        }

        return sum;
    }

    /// <summary>Frames and judgements only, for comparison.</summary>
    public long Judge(ReadOnlySequence<byte> received)
    {
        long sum = 0;
        while (Frames.TryRead(ref received, out Frame frame) == FrameStatus.Complete)
        {
            BatchReader batch = new(frame);
            while (batch.TryNext(out ReadOnlySequence<byte> message))
            {
                if (!_reader.Read(frame.Format, message, ref _facts, _errors))
                {
                    throw new InvalidOperationException($"A typical message is refused: {_errors.All[0]}");
                }

                sum += _facts.Amount.Mantissa;
            }
        }

        return sum;
    }

    private void Take(in Frame frame)
    {
        BatchReader batch = new(frame);
        while (batch.TryNext(out ReadOnlySequence<byte> message))
        {
            _messages.Take(frame.Kind, message, Today, _taken);
        }
    }

    private static IntakeWorkload Of(FrameKind kind, byte[][] messages, int perFrame)
    {
        FrameBuilder builder = new();
        foreach (byte[][] part in messages.Chunk(perFrame))
        {
            builder.Begin(kind, FrameMarks.Batch);
            foreach (byte[] message in part)
            {
                builder.BeginMessage();
                builder.Write(message);
                builder.EndMessage();
            }

            builder.End();
        }

        return new IntakeWorkload(builder.Written.ToArray(), messages.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
