using System.Buffers;
using System.Buffers.Binary;
using Clearing.Messages.Files;

namespace Clearing.Messages.Sessions;

/// <summary>The messages of a frame, one after another, in the buffer that they were received in.</summary>
public ref struct BatchReader
{
    private const int LengthLength = sizeof(uint);

    private readonly bool _isBatch;
    private readonly uint _most;
    private ReadOnlySequence<byte> _rest;

    /// <param name="frame">A frame of messages.</param>
    public BatchReader(in Frame frame)
    {
        _isBatch = frame.Has(FrameMarks.Batch);
        _most = (uint)Frames.MostOf(frame.Format);
        _rest = frame.Contents;
    }

    /// <summary>True once a length was zero, over the cap of its format, or beyond the end of the frame.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Takes the next message.</summary>
    /// <returns>False when there is none, or <see cref="IsBroken"/>.</returns>
    public bool TryNext(out ReadOnlySequence<byte> message)
    {
        message = default;
        if (_rest.IsEmpty || IsBroken)
        {
            return false;
        }

        if (!_isBatch)
        {
            message = _rest;
            _rest = default;
            return true;
        }

        Span<byte> head = stackalloc byte[LengthLength];
        IsBroken = _rest.Length < LengthLength;
        if (IsBroken)
        {
            return false;
        }

        _rest.Slice(0, LengthLength).CopyTo(head);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(head);
        IsBroken = length == 0 || length > _most || length > _rest.Length - LengthLength;
        if (IsBroken)
        {
            return false;
        }

        message = _rest.Slice(LengthLength, length);
        _rest = _rest.Slice(message.End);
        return true;
    }
}
