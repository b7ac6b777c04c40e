using System.Buffers;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;

namespace Clearing.Fuzz;

/// <summary>
/// What comes over a connection: frames are taken one after another and what they hold is read; the same ones however
/// the octets were torn.
/// </summary>
public sealed class FrameTarget(string name, SeedFamily family) : Target(name, family, 200_000)
{
    private const int MostTorn = 3000;

    private readonly MessageReader _reader = new();
    private readonly MessageErrors _errors = new();

    public override long MemoryBound(int length) => 2_000_000 + (10_000L * (1 + (length / 8)));

    public override Verdict Read(ReadOnlySpan<byte> input)
    {
        ReadOnlySequence<byte> received = new(input.ToArray());
        MessageFacts facts = default;
        ulong signature = 19;
        FrameStatus status;
        while ((status = Frames.TryRead(ref received, out Frame frame)) == FrameStatus.Complete)
        {
            signature = unchecked(signature * 31) ^ (frame.Format == MessageFormat.None
                ? FrameContents.Signature(frame)
                : ReadMessages(frame, ref facts));
        }

        return new Verdict(status == FrameStatus.NeedsMore, signature + (ulong)status);
    }

    public override void Check(ReadOnlySpan<byte> input)
    {
        if (input.Length > MostTorn)
        {
            return;
        }

        byte[] octets = input.ToArray();
        List<string> whole = Payloads(new ReadOnlySequence<byte>(octets));
        List<string> torn = [];
        int start = 0;
        for (int end = 1; end <= octets.Length; end++)
        {
            ReadOnlySequence<byte> received = Torn(octets, start, end);
            long before = received.Length;
            while (Frames.TryRead(ref received, out Frame frame) == FrameStatus.Complete)
            {
                torn.Add(Convert.ToHexString(frame.Payload.ToArray()));
            }

            start += (int)(before - received.Length);
        }

        if (!whole.SequenceEqual(torn))
        {
            throw new PropertyException("framed otherwise when it comes in octet by octet");
        }
    }

    private ulong ReadMessages(in Frame frame, ref MessageFacts facts)
    {
        ulong signature = 3;
        BatchReader batch = new(frame);
        while (batch.TryNext(out ReadOnlySequence<byte> message))
        {
            bool isAccepted = _reader.Read(frame.Format, message, ref facts, _errors);
            signature = unchecked(signature * 31) ^ FactTexts.Signature(isAccepted, facts, _errors);
        }

        return batch.IsBroken ? ~signature : signature;
    }

    private static List<string> Payloads(ReadOnlySequence<byte> received)
    {
        List<string> payloads = [];
        while (Frames.TryRead(ref received, out Frame frame) == FrameStatus.Complete)
        {
            payloads.Add(Convert.ToHexString(frame.Payload.ToArray()));
        }

        return payloads;
    }

    /// <summary>What lies between two places, in two segments.</summary>
    private static ReadOnlySequence<byte> Torn(byte[] octets, int start, int end)
    {
        int middle = start + ((end - start) / 2);
        Segment first = new(octets.AsMemory(start, middle - start), 0, null);
        Segment second = new(octets.AsMemory(middle, end - middle), middle - start, first);
        return new ReadOnlySequence<byte>(first, 0, second, end - middle);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index, Segment? before)
        {
            Memory = memory;
            RunningIndex = index;
            if (before is not null)
            {
                before.Next = this;
            }
        }
    }
}
