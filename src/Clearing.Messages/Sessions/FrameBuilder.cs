using System.Buffers;
using System.Buffers.Binary;
using Clearing.Messages.Files;

namespace Clearing.Messages.Sessions;

/// <summary>
/// Frames one after another in one buffer, which is used again: begin a frame, write its contents, end it. A session
/// that proves its frames has them sealed as they end. Not for several threads at once.
/// </summary>
/// <param name="proof">Seals the frames; null = they go without.</param>
public sealed class FrameBuilder(SessionProof? proof = null) : IBufferWriter<byte>
{
    private byte[] _octets = new byte[4096];
    private int _count;
    private int _frame = -1;
    private int _message = -1;
    private FrameKind _kind;
    private FrameMarks _flags;

    /// <summary>Seals the frames that begin from now on.</summary>
    public SessionProof? Proof { get; set; } = proof;

    /// <summary>The frames that have ended.</summary>
    public ReadOnlyMemory<byte> Written => _octets.AsMemory(0, _frame < 0 ? _count : _frame);

    /// <summary>Octets of the contents of the frame that has begun.</summary>
    public int ContentsLength => _count - _frame - Frames.HeadLength
        - ((_flags & FrameMarks.Numbered) != 0 ? Frames.NumberLength : 0);

    /// <summary>True when <paramref name="octets"/> more of contents, and a proof, fit the frame that has begun.
    /// </summary>
    public bool HasRoom(int octets) => ContentsLength + octets <= Frames.MostOf(_kind, _flags);

    /// <summary>Begins a frame.</summary>
    public void Begin(FrameKind kind, FrameMarks flags = FrameMarks.None)
    {
        Need(_frame < 0, "A frame has begun and not ended.");
        _kind = kind;
        _flags = flags | (Proof is null ? FrameMarks.None : FrameMarks.Authenticated);
        _frame = _count;
        GetSpan(Frames.HeadLength);
        _count += Frames.HeadLength;
    }

    /// <summary>Begins a frame whose first instruction, answer or notice has that number.</summary>
    public void Begin(FrameKind kind, FrameMarks flags, ulong number)
    {
        Begin(kind, flags | FrameMarks.Numbered);
        BinaryPrimitives.WriteUInt64LittleEndian(GetSpan(Frames.NumberLength), number);
        _count += Frames.NumberLength;
    }

    /// <summary>Begins a message of a batch.</summary>
    public void BeginMessage()
    {
        Need(_frame >= 0 && (_flags & FrameMarks.Batch) != 0 && _message < 0, "No batch, or a message has begun.");
        _message = _count;
        GetSpan(sizeof(int));
        _count += sizeof(int);
    }

    /// <summary>Ends a message of a batch.</summary>
    public void EndMessage()
    {
        Need(_message >= 0, "No message has begun.");
        BinaryPrimitives.WriteInt32BigEndian(_octets.AsSpan(_message), _count - _message - sizeof(int));
        _message = -1;
    }

    /// <summary>Ends the frame.</summary>
    /// <exception cref="InvalidOperationException">Its contents are empty or over their cap.</exception>
    public void End()
    {
        Need(_frame >= 0 && _message < 0, "No frame has begun, or a message has not ended.");
        Need(ContentsLength > 0 && HasRoom(0), "The contents are empty, or more than a frame holds.");
        if (Proof is not null)
        {
            GetSpan(Frames.ProofLength);
            _count += Frames.ProofLength;
        }

        Span<byte> frame = _octets.AsSpan(_frame, _count - _frame);
        Frames.WriteHead(frame, _kind, _flags, frame.Length - Frames.HeadLength);
        Proof?.Seal(frame);
        _frame = -1;
    }

    /// <summary>Forgets the frame that has begun.</summary>
    public void Abandon()
    {
        _count = _frame < 0 ? _count : _frame;
        _frame = -1;
        _message = -1;
    }

    /// <summary>Forgets all frames.</summary>
    public void Clear()
    {
        _count = 0;
        _frame = -1;
        _message = -1;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _count += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _octets.AsMemory(_count);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _octets.AsSpan(_count);
    }

    private void Grow(int sizeHint)
    {
        int needed = _count + Math.Max(sizeHint, 1);
        if (needed > _octets.Length)
        {
            Array.Resize(ref _octets, Math.Max(needed, _octets.Length * 2));
        }
    }

    private static void Need(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
