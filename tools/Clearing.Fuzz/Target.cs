namespace Clearing.Fuzz;

/// <summary>What a target made of an input.</summary>
/// <param name="IsAccepted">False for a declared rejection.</param>
/// <param name="Signature">
/// Tells kinds of verdicts apart: an input with a signature not seen before is worth mutating further.
/// </param>
public readonly record struct Verdict(bool IsAccepted, ulong Signature);

/// <summary>A property did not hold, though nothing threw.</summary>
public sealed class PropertyException(string message) : Exception(message);

/// <summary>A reader as the fuzzers drive it: octets in, a verdict out; any exception is a defect.</summary>
/// <param name="name">As it is called for on the command line.</param>
/// <param name="family">Which seeds it starts from.</param>
/// <param name="mostBytes">Longest input it is given: somewhat beyond what the reader takes.</param>
public abstract class Target(string name, SeedFamily family, int mostBytes)
{
    public string Name { get; } = name;

    public SeedFamily Family { get; } = family;

    public int MostBytes { get; } = mostBytes;

    /// <summary>Octets that one reading of an input of that length may allocate at most.</summary>
    public virtual long MemoryBound(int length) => 128 * 1024 + (8L * length);

    /// <summary>Reads the input. Its memory is measured.</summary>
    public abstract Verdict Read(ReadOnlySpan<byte> input);

    /// <summary>What must hold of an input that was accepted, beyond that.</summary>
    /// <exception cref="PropertyException">It does not hold.</exception>
    public virtual void Check(ReadOnlySpan<byte> input)
    {
    }

    /// <summary>Both, as an outside fuzzer calls it.</summary>
    public void Run(ReadOnlySpan<byte> input)
    {
        if (Read(input).IsAccepted)
        {
            Check(input);
        }
    }
}
