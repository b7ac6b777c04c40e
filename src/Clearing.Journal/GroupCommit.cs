using System.Diagnostics;
using Clearing.Journal.Groups;

namespace Clearing.Journal;

/// <summary>
/// Gathers slices into groups and writes them, one group at a time, on a thread of its own. Idle, it writes what comes
/// at once; while a write is under way the next group gathers. Fail-stop: the first fault ends it, everybody who waits
/// or comes later gets that fault, and nothing more is written.
/// </summary>
/// <remarks>
/// <see cref="HasRoomFor"/> and <see cref="Append"/> belong to one caller at a time, the ledger's shell; they never
/// wait for a write. The tasks are completed in the order of their groups; what awaits them runs on the thread pool or
/// the awaiter's scheduler, never on the writer's thread.
/// </remarks>
public sealed class GroupCommit : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<GroupBuilder> _full = new();
    private readonly Stack<GroupBuilder> _spare = new();
    private readonly IJournal _journal;
    private readonly GroupStamp _stamp;
    private readonly GroupBounds _bounds;
    private readonly Hash256 _stream;
    private GroupBuilder _gathering = new();
    private GroupPlace _durable;
    private long _lastInstant;
    private long _records;
    private long _octets;
    private bool _asleep;
    private bool _closing;
    private JournalException? _fault;
    private JournalException? _refusal;

    /// <param name="journal">Stays the caller's to dispose, after this.</param>
    /// <param name="stamp">Goes into every group's head.</param>
    /// <param name="bounds">Null = <see cref="GroupBounds.Default"/>.</param>
    public GroupCommit(IJournal journal, GroupStamp stamp, GroupBounds? bounds = null)
    {
        _journal = journal;
        _stamp = stamp;
        _bounds = bounds ?? GroupBounds.Default;
        _stream = GroupFormat.StreamHash(journal.Stream);
        _durable = journal.Tail;
        _lastInstant = journal.Tail.Instant;
        new Thread(Write) { IsBackground = true, Name = "journal " + journal.Stream }.Start();
    }

    /// <summary>The last place that is durable.</summary>
    public GroupPlace Durable
    {
        get
        {
            lock (_gate)
            {
                return _durable;
            }
        }
    }

    /// <summary>What ended it; null while it runs.</summary>
    public JournalException? Fault => Volatile.Read(ref _fault);

    /// <summary>
    /// Whether so much more may come without more than two full groups being outstanding. False: answer Busy. The
    /// answer stays good until the caller's next <see cref="Append"/>, since room only grows meanwhile. With nothing
    /// outstanding there is room for anything.
    /// </summary>
    public bool HasRoomFor(int records, int octets)
    {
        lock (_gate)
        {
            return _octets == 0
                || (_records + records <= 2L * _bounds.MostRecords && _octets + octets <= 2L * _bounds.MostOctets);
        }
    }

    /// <summary>
    /// Takes one slice into the group that gathers. Never refused for want of room: what was executed must be written.
    /// </summary>
    /// <param name="instant">Of the slice; later than that of every slice before.</param>
    /// <param name="records">How many records the slice holds; 0 for time alone.</param>
    /// <param name="slice">Its octets, copied before this returns.</param>
    /// <param name="events">The octets of its events, which go into the group's digest and are not kept.</param>
    /// <param name="texts">Raw messages to be kept with it, copied.</param>
    /// <returns>
    /// The group's task, one for all its slices: done once the group is durable, with the place behind it, or failed
    /// with a <see cref="JournalException"/> whose fault says whether this group may have been written
    /// (<see cref="JournalFault.Unknown"/>) or was not (any other).
    /// </returns>
    public Task<GroupPlace> Append(
        long instant,
        int records,
        ReadOnlySpan<byte> slice,
        ReadOnlySpan<byte> events,
        ReadOnlySpan<byte> texts = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(records);
        Task<GroupPlace> task;
        bool wake;
        lock (_gate)
        {
            if (_refusal is not null)
            {
                return Task.FromException<GroupPlace>(_refusal);
            }

            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(instant, _lastInstant);
            ObjectDisposedException.ThrowIf(_closing, this);
            int octets = checked(slice.Length + texts.Length);
            if (_gathering.Slices > 0 && (_gathering.Records + (long)records > _bounds.MostRecords
                || _gathering.Octets + (long)octets > _bounds.MostOctets))
            {
                _full.Enqueue(_gathering);
                _gathering = _spare.TryPop(out GroupBuilder? spare) ? spare : new GroupBuilder();
            }

            _gathering.Add(instant, records, slice, events, texts);
            _lastInstant = instant;
            _records += records;
            _octets += octets;
            task = _gathering.Completion.Task;
            wake = _asleep;
            _asleep = false;
        }

        if (wake)
        {
            _wake.Release();
        }

        return task;
    }

    /// <summary>Writes what has gathered, then ends. Slices that come later are a mistake of the caller.</summary>
    public async ValueTask DisposeAsync()
    {
        bool wake;
        lock (_gate)
        {
            _closing = true;
            wake = _asleep;
            _asleep = false;
        }

        if (wake)
        {
            _wake.Release();
        }

        await _ended.Task.ConfigureAwait(false);
    }

    // The writer's thread. It takes whatever gathered since it last looked; only when nothing did does it sleep.
    private void Write()
    {
        while (Take() is { } group)
        {
            JournalException? fault = TryWrite(group);
            if (fault is not null)
            {
                End(group, fault);
                break;
            }
        }

        _gathering.Dispose();
        while (_spare.TryPop(out GroupBuilder? spare))
        {
            spare.Dispose();
        }

        _ended.SetResult();
    }

    private GroupBuilder? Take()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_full.TryDequeue(out GroupBuilder? full))
                {
                    return full;
                }

                if (_gathering.Slices > 0)
                {
                    GroupBuilder taken = _gathering;
                    _gathering = _spare.TryPop(out GroupBuilder? spare) ? spare : new GroupBuilder();
                    return taken;
                }

                if (_closing)
                {
                    return null;
                }

                _asleep = true;
            }

            _wake.Wait();
        }
    }

    private JournalException? TryWrite(GroupBuilder group)
    {
        try
        {
            PendingGroup pending = group.Close(_journal.Tail, _journal.Epoch, _stream, _stamp);
            long start = Stopwatch.GetTimestamp();
            using (JournalMeters.Writing(_journal.Stream, group.Records))
            {
                _journal.Append(pending);
            }

            JournalMeters.Written(
                _journal.Stream, Stopwatch.GetElapsedTime(start), group.Octets, group.Records);
            Finish(group, pending.Place);
            return null;
        }
        catch (JournalException fault)
        {
            return fault;
        }
#pragma warning disable CA1031 // Fail-stop: whatever went wrong, nothing is known of the write and nobody may wait.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            return new JournalException(
                JournalFault.Unknown, $"Stream {_journal.Stream}: {unexpected.Message}", unexpected);
        }
    }

    private void Finish(GroupBuilder group, GroupPlace place)
    {
        TaskCompletionSource<GroupPlace> completion = group.Completion;
        lock (_gate)
        {
            _records -= group.Records;
            _octets -= group.Octets;
            _durable = place;
            group.Clear();
            _spare.Push(group);
        }

        completion.SetResult(place);
    }

    private void End(GroupBuilder group, JournalException fault)
    {
        // Of all behind this group it is known that they were never given to the store.
        JournalException refusal = fault.Fault != JournalFault.Unknown ? fault : new JournalException(
            JournalFault.Unavailable, "Not written, since the group before it failed. " + fault.Message, fault);
        List<GroupBuilder> never = [];
        lock (_gate)
        {
            _fault = fault;
            _refusal = refusal;
            never.AddRange(_full);
            never.Add(_gathering);
            _full.Clear();
        }

        Fail(group, fault);
        never.ForEach(g => Fail(g, refusal));
    }

    private static void Fail(GroupBuilder group, JournalException fault)
    {
        group.Completion.SetException(fault);

        // A shell that has given up already does not look at its tasks any more.
        _ = group.Completion.Task.Exception;
        group.Dispose();
    }
}
