using System.Runtime.InteropServices;

namespace Clearing.Audit.Ids;

/// <summary>
/// Finds ids that come twice among any number of them, in bounded memory: they are gathered in parts by a hash, what
/// does not fit goes to a file for each part, and in the end one part after the other is sorted.
/// </summary>
/// <remarks>
/// While ids are gathered it holds <c>memoryOctets</c>, afterwards one part at a time: of a thousand million ids 94 MB.
/// </remarks>
internal sealed class IdCensus : IDisposable
{
    private const int PartBits = 8;
    private const int Parts = 1 << PartBits;
    private const int EntryOctets = 24;

    private readonly IdEntry[]?[] _buffers = new IdEntry[Parts][];
    private readonly int[] _counts = new int[Parts];
    private readonly FileStream?[] _files = new FileStream[Parts];
    private readonly int _capacity;

    /// <param name="memoryOctets">How much it may hold while ids are gathered.</param>
    public IdCensus(long memoryOctets = 64 << 20) =>
        _capacity = (int)Math.Clamp(memoryOctets / Parts / EntryOctets, 1, 1 << 24);

    /// <summary>How many were added.</summary>
    public long Count { get; private set; }

    /// <summary>Where the files are; null while all fits into memory.</summary>
    public string? Folder { get; private set; }

    public void Add(in IdEntry entry)
    {
        int part = PartOf(entry.High, entry.Low);
        IdEntry[] buffer = _buffers[part] ??= new IdEntry[Math.Min(_capacity, 64)];
        if (_counts[part] == buffer.Length)
        {
            buffer = MakeRoom(part, buffer);
        }

        buffer[_counts[part]++] = entry;
        Count++;
    }

    /// <summary>Every id that stands more than once, each pair of neighbours, part by part.</summary>
    public IEnumerable<DoubledId> Doubled()
    {
        for (int part = 0; part < Parts; part++)
        {
            IdEntry[] sorted = Sorted(part);
            for (int i = 1; i < sorted.Length; i++)
            {
                if (sorted[i].High == sorted[i - 1].High && sorted[i].Low == sorted[i - 1].Low)
                {
                    yield return new DoubledId(sorted[i].Id, sorted[i - 1], sorted[i]);
                }
            }
        }
    }

    /// <summary>Each id of another census, in no order, that was not added here exactly once.</summary>
    public IEnumerable<UInt128> NotOnce(IdCensus asked)
    {
        for (int part = 0; part < Parts; part++)
        {
            IdEntry[] wanted = asked.Sorted(part);
            IdEntry[] sorted = wanted.Length == 0 ? [] : Sorted(part);
            int at = 0;
            foreach (IdEntry entry in wanted)
            {
                UInt128 id = entry.Id;
                while (at < sorted.Length && sorted[at].Id < id)
                {
                    at++;
                }

                bool isThere = at < sorted.Length && sorted[at].Id == id;
                if (!isThere || (at + 1 < sorted.Length && sorted[at + 1].Id == id))
                {
                    yield return id;
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (FileStream? file in _files)
        {
            file?.Dispose();
        }

        if (Folder is not null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static int PartOf(ulong high, ulong low) =>
        (int)(unchecked(((high * 0x9E3779B97F4A7C15) ^ low) * 0xC2B2AE3D27D4EB4F) >> (64 - PartBits));

    private IdEntry[] MakeRoom(int part, IdEntry[] buffer)
    {
        if (buffer.Length < _capacity)
        {
            Array.Resize(ref buffer, Math.Min(_capacity, 2 * buffer.Length));
            return _buffers[part] = buffer;
        }

        Folder ??= Directory.CreateTempSubdirectory("clearing-verify-").FullName;
        FileStream file = _files[part] ??= new FileStream(
            Path.Combine(Folder, $"ids-{part:x2}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            bufferSize: 0);
        file.Seek(0, SeekOrigin.End);
        file.Write(MemoryMarshal.AsBytes(buffer.AsSpan(0, _counts[part])));
        _counts[part] = 0;
        return buffer;
    }

    private IdEntry[] Sorted(int part)
    {
        int written = (int)((_files[part]?.Length ?? 0) / EntryOctets);
        IdEntry[] all = new IdEntry[written + _counts[part]];
        if (_files[part] is { } file)
        {
            file.Seek(0, SeekOrigin.Begin);
            file.ReadExactly(MemoryMarshal.AsBytes(all.AsSpan(0, written)));
        }

        _buffers[part].AsSpan(0, _counts[part]).CopyTo(all.AsSpan(written));
        Array.Sort(all);
        return all;
    }
}
