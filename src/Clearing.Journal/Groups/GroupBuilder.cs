using System.Security.Cryptography;

namespace Clearing.Journal.Groups;

/// <summary>
/// A group that gathers: room for the head, behind it the slices; the texts; the running digest of the events. Used
/// over and over, so that its buffers are allocated once.
/// </summary>
internal sealed class GroupBuilder : IDisposable
{
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _body = new byte[64 * 1024];
    private byte[] _texts = [];
    private int _bodyOctets;
    private int _textOctets;
    private long _firstInstant;
    private long _lastInstant;

    public GroupBuilder() => Clear();

    public int Records { get; private set; }

    public int Slices { get; private set; }

    /// <summary>Octets of slices and texts.</summary>
    public int Octets => _bodyOctets - GroupHead.Octets + _textOctets;

    /// <summary>Done when the group is durable.</summary>
    public TaskCompletionSource<GroupPlace> Completion { get; private set; } = null!;

    public void Add(
        long instant, int records, ReadOnlySpan<byte> slice, ReadOnlySpan<byte> events, ReadOnlySpan<byte> texts)
    {
        Copy(slice, ref _body, ref _bodyOctets);
        Copy(texts, ref _texts, ref _textOctets);
        _digest.AppendData(events);
        if (Slices == 0)
        {
            _firstInstant = instant;
        }

        _lastInstant = instant;
        Slices++;
        Records = checked(Records + records);
    }

    /// <summary>Writes the head, so that the group follows <paramref name="tail"/>.</summary>
    public PendingGroup Close(in GroupPlace tail, long epoch, Hash256 stream, GroupStamp stamp)
    {
        Span<byte> digest = stackalloc byte[Hash256.Octets];
        _digest.GetHashAndReset(digest);
        Memory<byte> body = _body.AsMemory(0, _bodyOctets);
        ReadOnlyMemory<byte> texts = _texts.AsMemory(0, _textOctets);
        GroupHead head = new()
        {
            BodyOctets = _bodyOctets,
            Sequence = checked(tail.Sequence + 1),
            Epoch = epoch,
            FirstRecord = tail.Records,
            Records = Records,
            Slices = Slices,
            FirstInstant = _firstInstant,
            LastInstant = _lastInstant,
            Stamp = stamp,
            TextOctets = _textOctets,
            TextChecksum = Crc32C.Of(texts.Span),
            Stream = stream,
            Before = tail.Hash,
            Digest = new Hash256(digest),
        };
        GroupFormat.Write(head, body.Span);
        GroupPlace place = new(
            head.Sequence, checked(tail.Records + Records), _lastInstant, Hash256.Of(body.Span));
        return new PendingGroup(place, body, texts);
    }

    public void Clear()
    {
        _bodyOctets = GroupHead.Octets;
        _textOctets = 0;
        Slices = 0;
        Records = 0;
        Completion = new TaskCompletionSource<GroupPlace>(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Dispose() => _digest.Dispose();

    private static void Copy(ReadOnlySpan<byte> octets, ref byte[] buffer, ref int used)
    {
        int needed = checked(used + octets.Length);
        if (needed > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(needed, checked(buffer.Length * 2)));
        }

        octets.CopyTo(buffer.AsSpan(used));
        used = needed;
    }
}
