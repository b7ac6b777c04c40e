using System.Buffers;
using Clearing.Messages;

namespace Clearing.Fuzz;

/// <summary>
/// A reader of one message: a verdict and nothing else comes out, an accepted message allocates nothing and, taken
/// apart and written, is accepted again and says the same; written once more it has the same octets.
/// </summary>
public abstract class ReaderTarget(string name, SeedFamily family, int mostBytes) : Target(name, family, mostBytes)
{
    private readonly MessageErrors _errors = new();
    private readonly ArrayBufferWriter<byte> _written = new();
    private readonly ArrayBufferWriter<byte> _again = new();
    private MessageFacts _facts;

    public override Verdict Read(ReadOnlySpan<byte> input)
    {
        bool isAccepted = Judge(input, ref _facts, _errors);
        if (isAccepted == _errors.Any)
        {
            throw new PropertyException(isAccepted ? "accepted in spite of errors" : "refused without a word");
        }

        return new Verdict(isAccepted, FactTexts.Signature(isAccepted, _facts, _errors));
    }

    public override void Check(ReadOnlySpan<byte> input)
    {
        string said = FactTexts.Of(_facts, input);
        _written.ResetWrittenCount();
        if (!Rewrite(input, _written))
        {
            throw new PropertyException("accepted, but cannot be taken apart");
        }

        MessageFacts again = default;
        if (!Judge(_written.WrittenSpan, ref again, _errors))
        {
            if (_errors.All[0].Code is not ("M50" or "FW-SIZE" or "XML-SIZE"))
            {
                throw new PropertyException($"written again it is refused: {_errors.All[0].Code}");
            }

            return;
        }

        string saidAgain = FactTexts.Of(again, _written.WrittenSpan);
        if (said != saidAgain)
        {
            throw new PropertyException($"written again it says something else: {said} {saidAgain}");
        }

        _again.ResetWrittenCount();
        if (!Rewrite(_written.WrittenSpan, _again) || !_written.WrittenSpan.SequenceEqual(_again.WrittenSpan))
        {
            throw new PropertyException("written once more it has other octets");
        }
    }

    protected abstract bool Judge(ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors);

    /// <summary>Takes apart and writes; false when it cannot be taken apart.</summary>
    protected abstract bool Rewrite(ReadOnlySpan<byte> message, IBufferWriter<byte> output);
}
