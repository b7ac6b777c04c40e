using System.Buffers;

namespace Clearing.Grains.Ledgers;

/// <summary>A copy of a ledger's state in pieces, whose memory is kept for the next one.</summary>
internal sealed class StateCopy : IBufferWriter<byte>
{
    private const int Piece = 1 << 20;

    private readonly List<byte[]> _pieces = [];
    private readonly List<int> _used = [];

    public void Clear() => _used.Clear();

    public void Advance(int count) => _used[^1] += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        int needed = Math.Max(1, sizeHint);
        if (_used.Count == 0 || _pieces[_used.Count - 1].Length - _used[^1] < needed)
        {
            if (_used.Count == _pieces.Count)
            {
                _pieces.Add(new byte[Math.Max(Piece, needed)]);
            }
            else if (_pieces[_used.Count].Length < needed)
            {
                _pieces[_used.Count] = new byte[needed];
            }

            _used.Add(0);
        }

        return _pieces[_used.Count - 1].AsMemory(_used[^1]);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>What was written; good until <see cref="Clear"/>.</summary>
    public ReadOnlySequence<byte> Octets()
    {
        if (_used.Count == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Part(_pieces[0].AsMemory(0, _used[0]), null);
        Part last = first;
        for (int i = 1; i < _used.Count; i++)
        {
            last = new Part(_pieces[i].AsMemory(0, _used[i]), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(ReadOnlyMemory<byte> memory, Part? before)
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
