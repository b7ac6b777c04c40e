using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Clearing.Settlement.Engine;

/// <summary>Feeds 64-bit numbers, little-endian, to SHA-256 in blocks.</summary>
internal sealed class StateHasher : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _block = new byte[8192];
    private int _used;

    public void Add(long number)
    {
        if (_used == _block.Length)
        {
            Flush();
        }

        BinaryPrimitives.WriteInt64LittleEndian(_block.AsSpan(_used), number);
        _used += sizeof(long);
    }

    public byte[] Complete()
    {
        Flush();
        return _hash.GetHashAndReset();
    }

    public void Dispose() => _hash.Dispose();

    private void Flush()
    {
        _hash.AppendData(_block, 0, _used);
        _used = 0;
    }
}
