using System.Buffers;
using System.Security.Cryptography;
using Clearing.Journal.Groups;

namespace Clearing.Journal.Storage;

/// <summary>The checkpoints of a stream: saved in parts, counted only when whole, the newest two kept.</summary>
internal sealed class CheckpointShelf(string stream, IStreamTables tables)
{
    /// <summary>Small enough not to keep an append waiting, large enough not to count commits.</summary>
    public const int PartOctets = 512 * 1024;

    private const int Kept = 2;

    private readonly Hash256 _stream = GroupFormat.StreamHash(stream);

    public async Task SaveAsync(
        GroupPlace place,
        GroupStamp stamp,
        ReadOnlySequence<byte> state,
        long epoch,
        CancellationToken cancellation)
    {
        IReadOnlyList<StoredHead> heads = await NewestFirstAsync(cancellation).ConfigureAwait(false);
        if (heads.Count > 0 && heads[0].Key.Number >= place.Sequence)
        {
            return;
        }

        await SweepAsync(epoch, cancellation).ConfigureAwait(false);
        StoredKey key = new(StoredKind.Checkpoint, place.Sequence, epoch);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] part = new byte[PartOctets];
        int parts = 0;
        for (ReadOnlySequence<byte> rest = state; !rest.IsEmpty; parts++)
        {
            int octets = (int)Math.Min(rest.Length, PartOctets);
            rest.Slice(0, octets).CopyTo(part);
            rest = rest.Slice(octets);
            hash.AppendData(part, 0, octets);
            Hold(await tables.PutPartsAsync(key, parts, [part.AsMemory(0, octets)], cancellation)
                .ConfigureAwait(false));
        }

        CheckpointHead head = new(
            place, stamp, _stream, state.Length, parts, new Hash256(hash.GetHashAndReset()));
        Hold(await tables.PutHeadAsync(new StoredHead(key, head.Write()), cancellation).ConfigureAwait(false));
        foreach (StoredHead old in heads.Skip(Kept - 1))
        {
            Hold(await tables.DropHeadAsync(epoch, old.Key, cancellation).ConfigureAwait(false));
        }

        await SweepAsync(epoch, cancellation).ConfigureAwait(false);
    }

    /// <summary>The place up to which groups may go: that of the oldest checkpoint kept; null = none is.</summary>
    public async Task<GroupPlace?> OldestPlaceAsync(CancellationToken cancellation)
    {
        IReadOnlyList<StoredHead> heads = await NewestFirstAsync(cancellation).ConfigureAwait(false);
        return heads.Count == 0 ? null : CheckpointHead.Read(stream, heads[^1].Octets.Span)?.Place;
    }

    /// <summary>The newest whole one that does not stand behind a later group than <paramref name="last"/>.</summary>
    public async Task<Checkpoint?> NewestAsync(
        StreamRow row, long last, ICollection<string>? passedOver, CancellationToken cancellation)
    {
        IReadOnlyList<StoredHead> heads = await NewestFirstAsync(cancellation).ConfigureAwait(false);
        foreach (StoredHead stored in heads.Where(head => head.Key.Number <= last))
        {
            string name = $"Stream {stream}: the checkpoint behind group {stored.Key.Number}";
            if (CheckpointHead.Read(stream, stored.Octets.Span) is not { } head || head.Stream != _stream
                || head.Place.Sequence != stored.Key.Number)
            {
                passedOver?.Add($"{name} has a damaged head.");
                continue;
            }

            if (head.Place.Sequence > row.Tail.Sequence)
            {
                throw JournalException.Corrupt(
                    stream, row.Tail.Sequence + 1, 0, $"the journal ends here, but a checkpoint stands behind group "
                    + $"{head.Place.Sequence}: groups are missing");
            }

            if (head.Place.Sequence < row.Beginning.Sequence)
            {
                passedOver?.Add($"{name} is older than the first group that is kept.");
                continue;
            }

            if (await LoadAsync(stored.Key, head, cancellation).ConfigureAwait(false) is { } state)
            {
                return new Checkpoint(head.Place, head.Stamp, state);
            }

            passedOver?.Add($"{name} is damaged: its octets do not have its checksum.");
        }

        return null;
    }

    private async Task<byte[]?> LoadAsync(StoredKey key, CheckpointHead head, CancellationToken cancellation)
    {
        byte[] state = new byte[checked((int)head.Octets)];
        int at = 0;
        for (int part = 0; part < head.Parts; part++)
        {
            byte[]? octets = await tables.PartAsync(key, part, cancellation).ConfigureAwait(false);
            if (octets is null || octets.Length > state.Length - at)
            {
                return null;
            }

            octets.CopyTo(state, at);
            at += octets.Length;
        }

        return at == state.Length && Hash256.Of(state) == head.State ? state : null;
    }

    private async Task<IReadOnlyList<StoredHead>> NewestFirstAsync(CancellationToken cancellation)
    {
        IReadOnlyList<StoredHead> heads =
            await tables.HeadsAsync(StoredKind.Checkpoint, cancellation).ConfigureAwait(false);
        return [.. heads.OrderByDescending(h => h.Key.Number).ThenByDescending(h => h.Key.Epoch)];
    }

    private async Task SweepAsync(long epoch, CancellationToken cancellation)
    {
        while (await tables.SweepAsync(epoch, StoredKind.Checkpoint, cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private void Hold(bool condition)
    {
        if (!condition)
        {
            throw StreamJournal.Fenced(stream);
        }
    }
}
