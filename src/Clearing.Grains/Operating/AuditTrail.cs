using Clearing.Journal;

namespace Clearing.Grains.Operating;

/// <summary>
/// An audit trail in the hands of its single writer: a stream of its own in the store of the world, whose groups are
/// chained like those of ledgers and are never changed or taken away.
/// </summary>
internal sealed class AuditTrail : IAsyncDisposable
{
    /// <summary>How many groups lie between two places from which the trail is read.</summary>
    private const int PlaceEvery = 64;

    // The engine decides nothing here: what a stamp says of a ledger's world it says of the form of the lines.
    private static readonly GroupStamp Stamp = new(1, Hash256.Of("clearing audit trail 1"u8));

    private readonly IJournal _journal;
    private readonly GroupCommit _commit;
    private readonly TimeProvider _time;
    private readonly List<(long Number, GroupPlace Place)> _places = [(0, GroupPlace.Start)];
    private readonly HashSet<(string Kind, string By, string About)> _once = [];
    private long _number;
    private long _lastUs;
    private int _groups;

    private AuditTrail(IJournal journal, TimeProvider time)
    {
        _journal = journal;
        _commit = new GroupCommit(journal, Stamp);
        _time = time;
        _lastUs = journal.Tail.Instant;
    }

    /// <summary>Opens the trail, fences every earlier writer, and reads it once.</summary>
    /// <exception cref="JournalException">It cannot be written, or is damaged.</exception>
    public static async Task<AuditTrail> OpenAsync(IJournalStore store, string stream, TimeProvider time)
    {
        AuditTrail trail = new(await store.OpenAsync(stream), time);
        try
        {
            await foreach (JournalGroup group in trail._journal.ReadAsync(GroupPlace.Start))
            {
                foreach (TrailLine line in TrailText.Read(group.Payload))
                {
                    trail.Note(line);
                }

                trail.NotePlace(group.Place);
            }

            return trail;
        }
        catch
        {
            await trail.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keeps entries; completes when they are durable.</summary>
    public async Task WriteAsync(IReadOnlyList<TrailEntry> entries)
    {
        long nowUs = Math.Max(
            (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, _lastUs + 1);
        List<TrailLine> lines = [];
        foreach (TrailEntry entry in entries)
        {
            if (!entry.IsOnce || !_once.Contains(KeyOf(entry)))
            {
                TrailLine line = new(_number + 1, nowUs, entry);
                Note(line);
                lines.Add(line);
            }
        }

        if (lines.Count > 0)
        {
            _lastUs = nowUs;
            GroupPlace place = await _commit.Append(nowUs, lines.Count, TrailText.Write(lines), default);
            if (place.Sequence > _places[^1].Place.Sequence + PlaceEvery)
            {
                _places.Add((place.Records, place));
            }
        }
    }

    /// <summary>Lines that are durable, in order.</summary>
    public async Task<TrailLine[]> ReadAsync(TrailQuestion question)
    {
        List<TrailLine> found = [];
        GroupPlace from = _places.FindLast(place => place.Number <= question.After).Place;
        await foreach (JournalGroup group in _journal.ReadAsync(from))
        {
            foreach (TrailLine line in TrailText.Read(group.Payload))
            {
                if (line.Number > question.After && (question.By ?? line.Entry.By) == line.Entry.By
                    && (question.Kind ?? line.Entry.Kind) == line.Entry.Kind)
                {
                    found.Add(line);
                }

                if (found.Count == question.Limit)
                {
                    return [.. found];
                }
            }
        }

        return [.. found];
    }

    public async ValueTask DisposeAsync()
    {
        await _commit.DisposeAsync();
        await _journal.DisposeAsync();
    }

    private static (string Kind, string By, string About) KeyOf(TrailEntry entry) =>
        (entry.Kind, entry.By, entry.About);

    // Only kinds that are kept once are remembered, which are as many as there are keys.
    private void Note(TrailLine line)
    {
        _number = line.Number;
        if (line.Entry.IsOnce || line.Entry.Kind == TrailKinds.KeyFirstUsed)
        {
            _once.Add(KeyOf(line.Entry));
        }
    }

    private void NotePlace(GroupPlace place)
    {
        if (++_groups % PlaceEvery == 0)
        {
            _places.Add((place.Records, place));
        }
    }
}
