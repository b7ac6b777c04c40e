using System.Security.Cryptography;
using Clearing.Audit.Stores;

namespace Clearing.Audit.Format;

/// <summary>
/// Follows a stream group by group: each has its checksum, follows the one before, and is of this stream and world.
/// </summary>
internal sealed class Chain(StoredStream stream)
{
    private readonly byte[] _stream = GroupHead.HashOf(stream.Name);
    private byte[]? _world;

    /// <summary>Sequence of the last group; that before the first at first.</summary>
    public long Sequence { get; private set; } = stream.First.Sequence;

    /// <summary>Records up to and with it.</summary>
    public long Records { get; private set; } = stream.First.Records;

    /// <summary>Its last instant.</summary>
    public long Instant { get; private set; } = stream.First.Instant;

    /// <summary>Its hash.</summary>
    public byte[] Hash { get; private set; } = stream.First.Hash;

    /// <summary>Epoch of the first group and of the last.</summary>
    public (long First, long Last) Epochs { get; private set; }

    /// <summary>The next group, when it follows.</summary>
    /// <exception cref="DamageException">It does not.</exception>
    public GroupHead Follow(in StoredGroup group)
    {
        DamageException.Need(
            group.Sequence == Sequence + 1, -1, $"it is not there; the next one that is there is {group.Sequence}");
        ReadOnlySpan<byte> body = group.Body;
        var head = GroupHead.Read(body);
        DamageException.Need(
            GroupHead.StreamOf(body).SequenceEqual(_stream), 80, "it is of another stream");
        DamageException.Need(
            head.Sequence == Sequence + 1, 16, $"it says that it is group {head.Sequence}");
        DamageException.Need(
            GroupHead.BeforeOf(body).SequenceEqual(Hash), 144,
            "the group that it names as the one before is not the one that is there");
        DamageException.Need(
            head.RecordsBefore == Records, 32,
            $"it counts {head.RecordsBefore} records before it, and there are {Records}");
        DamageException.Need(
            head.FirstInstant > Instant && head.FirstInstant <= head.LastInstant, 48,
            $"its instants {head.FirstInstant} to {head.LastInstant} do not follow {Instant}");
        DamageException.Need(
            head.Epoch >= Math.Max(1, Epochs.Last) && head.Epoch <= stream.Epoch, 24,
            $"epoch {head.Epoch} cannot follow epoch {Epochs.Last} in a stream whose last opener had {stream.Epoch}");
        DamageException.Need(head.Slices >= 1, 44, "it has no slice");
        _world ??= GroupHead.WorldOf(body).ToArray();
        DamageException.Need(
            GroupHead.WorldOf(body).SequenceEqual(_world), 112, "it is of another world than the groups before it");
        Sequence = head.Sequence;
        Records += head.Records;
        Instant = head.LastInstant;
        Hash = SHA256.HashData(body);
        Epochs = (Epochs.First == 0 ? head.Epoch : Epochs.First, head.Epoch);
        return head;
    }

    /// <summary>What is wrong with the end of the stream, once all its groups were followed; null = nothing.</summary>
    public string? TailFault()
    {
        StoredPlace tail = stream.Tail;
        return tail.Sequence != Sequence
                ? $"the row of the stream says that its last group is {tail.Sequence}, and the last that is there is "
                    + $"{Sequence}"
            : !tail.Hash.AsSpan().SequenceEqual(Hash)
                ? "the last group does not have the hash that the row of the stream names"
            : tail.Records != Records || tail.Instant != Instant
                ? $"the row of the stream says {tail.Records} records to instant {tail.Instant}, and there are "
                    + $"{Records} to {Instant}"
            : stream.Behind > 0
                ? $"{stream.Behind} groups stand behind the one that the row of the stream says is the last"
            : null;
    }
}
