using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Clearing.Journal.Storage;

/// <summary>The sealed runs of a stream: filters and indexes in memory, entries in the store.</summary>
internal sealed class SealedIds(string stream, IStreamTables tables, long epoch) : ISealedIds, IDisposable
{
    /// <summary>Octets of parts that one write takes.</summary>
    private const int WriteOctets = 512 * 1024;

    private readonly Hash256 _stream = Groups.GroupFormat.StreamHash(stream);
    private readonly SemaphoreSlim _sealing = new(1, 1);

    // Replaced as a whole when a run is added, so that questions need no lock.
    private Run[] _runs = [];

    public long Runs => Volatile.Read(ref _runs).Length;

    public bool MayHold(UInt128 id)
    {
        ulong hash = SplitBlockFilter.HashOf(id);
        Vector256<uint> mask = SplitBlockFilter.MaskOf(hash);
        foreach (Run run in Volatile.Read(ref _runs))
        {
            if (run.Filter.MayHold(hash, mask))
            {
                return true;
            }
        }

        return false;
    }

    public Task<byte[]?> FindAsync(UInt128 id, CancellationToken cancellation = default) =>
        Task.Run(() => LookAsync(id, cancellation), cancellation);

    public Task SealAsync(SealedRun run, CancellationToken cancellation = default) =>
        Task.Run(() => WriteAsync(run, cancellation), cancellation);

    public async Task LoadAsync(CancellationToken cancellation)
    {
        List<Run> runs = [];
        IReadOnlyList<StoredHead> heads =
            await tables.HeadsAsync(StoredKind.SealedRun, cancellation).ConfigureAwait(false);
        foreach (StoredHead stored in heads.OrderBy(h => h.Key.Number))
        {
            SealedRunHead head = SealedRunHead.Read(stream, stored.Key.Number, stored.Octets.Span);
            if (head.Number != runs.Count)
            {
                throw Damaged(stream, runs.Count, "it is missing");
            }

            ReadOnlyMemory<byte> index =
                await PartAsync(stored.Key, head.Pages, cancellation).ConfigureAwait(false);
            byte[] filter = new byte[checked((int)head.FilterOctets)];
            int at = 0;
            for (int part = 0; part < head.FilterParts; part++)
            {
                ReadOnlyMemory<byte> octets =
                    await PartAsync(stored.Key, head.Pages + 1 + part, cancellation).ConfigureAwait(false);
                octets.CopyTo(filter.AsMemory(at));
                at += octets.Length;
            }

            runs.Add(new Run(stored.Key, head, FirstIds(index.Span), new SplitBlockFilter(filter)));
        }

        Volatile.Write(ref _runs, [.. runs]);
    }

    public void Dispose() => _sealing.Dispose();

    internal static JournalException Damaged(string stream, long run, string what) => new(
        JournalFault.Corrupt,
        $"Stream {stream}, sealed run {run}: {what}. Whether an id was used before cannot be told; restore the store "
        + "from a copy and keep this one as evidence.");

    private async Task<byte[]?> LookAsync(UInt128 id, CancellationToken cancellation)
    {
        ulong hash = SplitBlockFilter.HashOf(id);
        foreach (Run run in Volatile.Read(ref _runs))
        {
            if (!run.Filter.MayHold(hash))
            {
                continue;
            }

            int found = Array.BinarySearch(run.FirstIds, id);
            int page = found >= 0 ? found : ~found - 1;
            if (page < 0)
            {
                continue;
            }

            ReadOnlyMemory<byte> octets = await PartAsync(run.Key, page, cancellation).ConfigureAwait(false);
            if (SealedPages.Find(octets.Span, run.Head.EntryOctets, id) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private async Task WriteAsync(SealedRun run, CancellationToken cancellation)
    {
        await _sealing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            Run[] runs = _runs;
            if (run.Number < runs.Length)
            {
                return;
            }

            ArgumentOutOfRangeException.ThrowIfNotEqual(run.Number, runs.Length, nameof(run));
            while (await tables.SweepAsync(epoch, StoredKind.SealedRun, cancellation).ConfigureAwait(false))
            {
                cancellation.ThrowIfCancellationRequested();
            }

            (SealedRunHead head, List<ReadOnlyMemory<byte>> parts) = SealedPages.Cut(run, _stream);
            StoredKey key = new(StoredKind.SealedRun, run.Number, epoch);
            for (int first = 0; first < parts.Count;)
            {
                List<ReadOnlyMemory<byte>> some = Some(parts, first);
                Hold(await tables.PutPartsAsync(key, first, some, cancellation).ConfigureAwait(false));
                first += some.Count;
            }

            Hold(await tables.PutHeadAsync(new StoredHead(key, head.Write()), cancellation).ConfigureAwait(false));
            byte[] filter = new byte[checked((int)head.FilterOctets)];
            int at = 0;
            foreach (ReadOnlyMemory<byte> part in parts.Skip(head.Pages + 1))
            {
                part[SealedPages.ChecksumOctets..].CopyTo(filter.AsMemory(at));
                at += part.Length - SealedPages.ChecksumOctets;
            }

            UInt128[] firstIds = FirstIds(parts[head.Pages].Span[SealedPages.ChecksumOctets..]);
            Volatile.Write(ref _runs, [.. runs, new Run(key, head, firstIds, new SplitBlockFilter(filter))]);
        }
        finally
        {
            _sealing.Release();
        }
    }

    private static List<ReadOnlyMemory<byte>> Some(List<ReadOnlyMemory<byte>> parts, int first)
    {
        List<ReadOnlyMemory<byte>> some = [parts[first]];
        int octets = parts[first].Length;
        while (first + some.Count < parts.Count && octets + parts[first + some.Count].Length <= WriteOctets)
        {
            octets += parts[first + some.Count].Length;
            some.Add(parts[first + some.Count]);
        }

        return some;
    }

    private async Task<ReadOnlyMemory<byte>> PartAsync(StoredKey key, int part, CancellationToken cancellation)
    {
        byte[]? stored = await tables.PartAsync(key, part, cancellation).ConfigureAwait(false);
        return SealedPages.TryOpen(stored, out ReadOnlyMemory<byte> octets)
            ? octets
            : throw Damaged(stream, key.Number, $"its part {part} is missing or does not have its checksum");
    }

    private static UInt128[] FirstIds(ReadOnlySpan<byte> index)
    {
        UInt128[] ids = new UInt128[index.Length / SealedPages.IdOctets];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = BinaryPrimitives.ReadUInt128BigEndian(index[(i * SealedPages.IdOctets)..]);
        }

        return ids;
    }

    private void Hold(bool condition)
    {
        if (!condition)
        {
            throw StreamJournal.Fenced(stream);
        }
    }

    private sealed record Run(StoredKey Key, SealedRunHead Head, UInt128[] FirstIds, SplitBlockFilter Filter);
}
