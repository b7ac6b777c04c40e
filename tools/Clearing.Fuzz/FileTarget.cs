using Clearing.Messages;
using Clearing.Messages.Files;

namespace Clearing.Fuzz;

/// <summary>
/// Whole files: the splitter ends, hands out at most as many messages as the file has octets, and the same ones however
/// the file comes in.
/// </summary>
public sealed class FileTarget() : Target("file", SeedFamily.File, 300_000)
{
    private readonly MessageReader _reader = new();
    private readonly MessageErrors _errors = new();

    public override long MemoryBound(int length) => 2_000_000 + (40_000L * (1 + (length / 8)));

    public override Verdict Read(ReadOnlySpan<byte> input)
    {
        using MemoryStream stream = new(input.ToArray());
        MessageSplitter splitter = new(stream);
        MessageFacts facts = default;
        bool isAccepted = true;
        ulong signature = 17;
        while (splitter.Read())
        {
            if (splitter.Index > input.Length + 1)
            {
                throw new PropertyException("more messages than octets");
            }

            isAccepted &= _reader.Read(splitter.Format, splitter.Message, ref facts, _errors);
            if (splitter.Index < 4)
            {
                signature = unchecked(signature * 31) ^ FactTexts.Signature(!_errors.Any, facts, _errors);
            }
        }

        return new Verdict(isAccepted, signature);
    }

    public override void Check(ReadOnlySpan<byte> input)
    {
        byte[] octets = input.ToArray();
        using MemoryStream whole = new(octets);
        using Stream slow = new Trickle(octets, 7);
        MessageSplitter one = new(whole);
        MessageSplitter other = new(slow);
        bool more = one.Read();
        while (more)
        {
            if (!other.Read() || !one.Message.SequenceEqual(other.Message))
            {
                throw new PropertyException("split otherwise when it comes in slowly");
            }

            more = one.Read();
        }

        if (other.Read())
        {
            throw new PropertyException("split otherwise when it comes in slowly");
        }
    }

    /// <summary>A stream that gives a few octets at a time.</summary>
    private sealed class Trickle(byte[] octets, int step) : MemoryStream(octets)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(step, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(step, count));
    }
}
