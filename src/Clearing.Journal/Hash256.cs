using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Clearing.Journal;

/// <summary>A SHA-256 value as 32 octets held in place. <c>default</c> (all zero) stands for "none".</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Hash256
{
    public const int Octets = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <param name="octets">Exactly 32.</param>
    public Hash256(ReadOnlySpan<byte> octets)
    {
        if (octets.Length != Octets)
        {
            throw new ArgumentException($"A SHA-256 value has {Octets} octets, not {octets.Length}.", nameof(octets));
        }

        this = MemoryMarshal.Read<Hash256>(octets);
    }

    /// <summary>SHA-256 over <paramref name="octets"/>.</summary>
    public static Hash256 Of(ReadOnlySpan<byte> octets)
    {
        Span<byte> hash = stackalloc byte[Octets];
        SHA256.HashData(octets, hash);
        return new Hash256(hash);
    }

    public void CopyTo(Span<byte> to) => MemoryMarshal.Write(to, in this);

    public byte[] ToArray()
    {
        byte[] octets = new byte[Octets];
        CopyTo(octets);
        return octets;
    }

    /// <summary>64 hexadecimal digits in lower case.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
