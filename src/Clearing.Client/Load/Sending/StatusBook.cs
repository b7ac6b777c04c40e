using Clearing.Messages.Sessions;

namespace Clearing.Client.Load.Sending;

/// <summary>
/// How each payment of a session was answered: an octet each, in blocks that are made as they are reached. Written by
/// the reading loop, read when it has ended.
/// </summary>
internal sealed class StatusBook
{
    private const int BlockBits = 16;
    private const byte RepeatedBit = 0x80;

    private byte[][] _blocks = [];

    /// <summary>The answer of payment n; Unknown = none.</summary>
    public Standing this[long n] => n >> BlockBits < _blocks.Length && _blocks[n >> BlockBits] is { } block
        ? (Standing)(block[n & ((1 << BlockBits) - 1)] & ~RepeatedBit) : Standing.Unknown;

    /// <summary>Makes room for payments up to n.</summary>
    public void Need(long n)
    {
        while (_blocks.Length <= n >> BlockBits)
        {
            Array.Resize(ref _blocks, _blocks.Length + 1);
            _blocks[^1] = new byte[1 << BlockBits];
        }
    }

    public void Put(long n, Standing standing, bool isRepeated) =>
        _blocks[n >> BlockBits][n & ((1 << BlockBits) - 1)] =
            (byte)((byte)standing | (isRepeated ? RepeatedBit : 0));
}
