using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Clearing.Journal.Storage;

/// <summary>
/// A split-block Bloom filter over 16-octet ids: 32 bits an id, in blocks of eight 32-bit words of which an id sets one
/// bit each, so that a question costs one cache line. Wrong less than once in 10,000 for an id that is not in it.
/// </summary>
/// <remarks>Block and words as in the Bloom filter of Apache Parquet's format; the hash of an id is our own.</remarks>
internal sealed class SplitBlockFilter
{
    public const int BlockOctets = 32;

    private const int IdsOfBlock = 8;

    private static readonly Vector256<uint> Salts = Vector256.Create(
        0x47b6137bu, 0x44974d91u, 0x8824ad5bu, 0xa2b7289du, 0x705495c7u, 0x2df1424bu, 0x9efc4947u, 0x5c6bfb31u);

    private readonly byte[] _octets;

    /// <param name="ids">How many will be added.</param>
    public SplitBlockFilter(int ids) =>
        _octets = new byte[checked(Math.Max(1, (ids + IdsOfBlock - 1) / IdsOfBlock) * BlockOctets)];

    /// <param name="octets">What <see cref="Octets"/> gave: whole blocks, at least one.</param>
    public SplitBlockFilter(byte[] octets)
    {
        ArgumentOutOfRangeException.ThrowIfZero(octets.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(octets.Length % BlockOctets, 0, nameof(octets));
        _octets = octets;
    }

    public ReadOnlyMemory<byte> Octets => _octets;

    private Span<Vector256<uint>> Blocks => MemoryMarshal.Cast<byte, Vector256<uint>>(_octets.AsSpan());

    /// <summary>Mixes an id to 64 bits that are as good as random; the same for every filter.</summary>
    public static ulong HashOf(UInt128 id)
    {
        unchecked
        {
            // The finalizer of MurmurHash3 over both halves.
            ulong hash = (ulong)(id >> 64) * 0x9e3779b97f4a7c15 ^ (ulong)id;
            hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
            hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
            return hash ^ (hash >> 33);
        }
    }

    public void Add(ulong hash) => Blocks[Place(hash)] |= MaskOf(hash);

    public bool MayHold(ulong hash) => MayHold(hash, MaskOf(hash));

    /// <summary>For whoever asks many filters: the bits within a block are the same in all of them.</summary>
    public bool MayHold(ulong hash, Vector256<uint> mask) => (Blocks[Place(hash)] & mask) == mask;

    /// <summary>The bits that an id of this hash sets in its block.</summary>
    public static Vector256<uint> MaskOf(ulong hash)
    {
        Vector256<uint> key = Vector256.Create(unchecked((uint)hash));
        Vector256<uint> shifts = Vector256.ShiftRightLogical(key * Salts, 27);
        return Vector256.Create(
            1u << (int)shifts[0], 1u << (int)shifts[1], 1u << (int)shifts[2], 1u << (int)shifts[3],
            1u << (int)shifts[4], 1u << (int)shifts[5], 1u << (int)shifts[6], 1u << (int)shifts[7]);
    }

    private int Place(ulong hash) => (int)unchecked((hash >> 32) * (ulong)(_octets.Length / BlockOctets) >> 32);
}
