using System.Buffers;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Fuzz;

/// <summary>
/// Taking apart of what need not be valid: a tree or a declared refusal comes out, in memory in proportion to the
/// input, and what is written, taken apart and written again settles.
/// </summary>
public sealed class TreeTarget(string name, SeedFamily family, int mostBytes) : Target(name, family, mostBytes)
{
    private readonly ArrayBufferWriter<byte> _written = new();
    private readonly ArrayBufferWriter<byte> _again = new();

    public override long MemoryBound(int length) => 256 * 1024 + (400L * length);

    public override Verdict Read(ReadOnlySpan<byte> input)
    {
        object? tree = Parse(input);
        return new Verdict(tree is not null, tree is null ? 0 : 1UL + (ulong)Math.ILogB(input.Length + 1));
    }

    public override void Check(ReadOnlySpan<byte> input)
    {
        _written.ResetWrittenCount();
        _again.ResetWrittenCount();
        if (!Write(Parse(input), _written))
        {
            return;
        }

        if (!Write(Parse(_written.WrittenSpan), _again))
        {
            return;
        }

        // What is no valid FIN message may lose what is between its parts once; from then on nothing changes.
        if (Family == SeedFamily.Fedwire && !_written.WrittenSpan.SequenceEqual(_again.WrittenSpan))
        {
            throw new PropertyException("written, taken apart and written again it has other octets");
        }

        _written.ResetWrittenCount();
        if (!Write(Parse(_again.WrittenSpan), _written) || !_written.WrittenSpan.SequenceEqual(_again.WrittenSpan))
        {
            throw new PropertyException("written a third time it has other octets");
        }
    }

    private object? Parse(ReadOnlySpan<byte> input)
    {
        try
        {
            return Family switch
            {
                SeedFamily.Iso20022 => IsoMessage.Parse(input),
                SeedFamily.Fedwire => FedwireMessage.Parse(input),
                _ => FinMessage.Parse(input),
            };
        }
        catch (FormatException)
        {
            // How the parser of Fedwire tags declares a refusal.
            return null;
        }
    }

    /// <summary>False where there is nothing to write.</summary>
    private static bool Write(object? tree, ArrayBufferWriter<byte> to)
    {
        switch (tree)
        {
            case IsoMessage { Document: not null } or IsoMessage { Header: not null }:
                IsoWriter.Write((IsoMessage)tree, to);
                return true;
            case FinMessage fin:
                FinWriter.Write(fin, to);
                return true;
            case FedwireMessage fedwire:
                FedwireWriter.Write(fedwire, to);
                return true;
            default:
                return false;
        }
    }
}
