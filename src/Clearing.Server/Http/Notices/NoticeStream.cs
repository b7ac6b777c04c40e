using Clearing.Server.Access;
using Clearing.Server.Ledgers;
using Clearing.Server.Notices;
using Clearing.Server.Sessions;
using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Http.Notices;

/// <summary>
/// The notices of one participant to one listener: numbered for ever, from where it was. It is told no faster than it
/// reads, so a slow one costs a chunk of news; one that reads nothing for too long is cut off.
/// </summary>
internal sealed class NoticeStream(
    HttpContext context, ServedLedger ledger, NoticeBoard board, INoticePlaces places, ICallers callers,
    TimeProvider time, NoticeMarks marks)
{
    /// <summary>After so long without a notice something is sent.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>How long a listener may take to read what was sent.</summary>
    private static readonly TimeSpan WriteTime = TimeSpan.FromSeconds(30);

    private const int MostAtOnce = 256;

    private readonly Caller _caller = context.Caller();
    private readonly NoticeEvents _events = new(context.Response.BodyWriter, ledger);
    private readonly Signal _woken = new();
    private volatile bool _isReplaced;
    private volatile bool _isDue;
    private NoticeFeed _feed = null!;
    private NoticePlace _place;

    // Notices up to the feed's position, and the last that the listener has.
    private ulong _before;
    private ulong _told;

    /// <summary>Tells until the listener goes, another takes over, the key ends or the service stops.</summary>
    /// <param name="last">Number of the last notice that the listener had; null = what was acknowledged last.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(ulong? last, CancellationToken stopping)
    {
        int participant = _caller.Participant;
        NoticePlace kept = await places.ReadAsync(ledger.Name, participant).ConfigureAwait(false);
        Begin(kept, last ?? kept.Taken);
        using CancellationTokenRegistration gone = context.RequestAborted.Register(_woken.Set);
        using CancellationTokenRegistration stops = stopping.Register(_woken.Set);
        await using ITimer beat = time.CreateTimer(
            _ =>
            {
                _isDue = true;
                _woken.Set();
            },
            null, Heartbeat, Heartbeat);
        board.Join(_feed);
        try
        {
            await board.TryListenAsync().ConfigureAwait(false);
            _events.Comment($"notices of {ledger.Participants[participant].Id} after {_told}");
            await FlushAsync().ConfigureAwait(false);
            string? end = await TellAsync(stopping).ConfigureAwait(false);
            if (end is not null)
            {
                _events.End(end);
                await FlushAsync().ConfigureAwait(false);
            }
        }
        catch (TimeoutException)
        {
            context.Abort();
        }
        finally
        {
            board.Leave(_feed);

            // What is claimed beyond what was looked at is not kept.
            NoticePlace place = _place with { Taken = Math.Min(_place.Taken, Math.Max(kept.Taken, _before)) };
            if (place != kept)
            {
                await places.WriteAsync(ledger.Name, participant, place).ConfigureAwait(false);
            }
        }
    }

    // From the place kept, or a later one that was told before and is not behind what the listener has.
    private void Begin(NoticePlace kept, ulong taken)
    {
        _place = taken < kept.Before ? default : kept;
        if (marks.UpTo(taken) is { } mark && mark.Before > _place.Before)
        {
            _place = new NoticePlace(mark.Sequence, mark.Before, taken);
        }

        _place = _place with { Taken = taken };
        _before = _place.Before;
        _told = taken;
        _feed = new NoticeFeed(_caller.Participant, _place.Sequence, _woken, () =>
        {
            _isReplaced = true;
            _woken.Set();
        });
    }

    /// <summary>Why it ends, as a word for the listener; null where it is gone.</summary>
    private async Task<string?> TellAsync(CancellationToken stopping)
    {
        while (true)
        {
            if (context.RequestAborted.IsCancellationRequested)
            {
                return null;
            }

            if (_isReplaced || stopping.IsCancellationRequested)
            {
                return _isReplaced ? "replaced" : "stopping";
            }

            if (_isDue)
            {
                _isDue = false;
                if (!callers.IsGood(_caller))
                {
                    return "unauthenticated";
                }

                _events.Comment("");
                await FlushAsync().ConfigureAwait(false);
            }

            if (await board.NextAsync(_feed).ConfigureAwait(false) is { } chunk)
            {
                await TellAsync(chunk).ConfigureAwait(false);
                board.Told(_feed, chunk);
            }
            else
            {
                Correct();
                await _woken.WaitAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task TellAsync(NewsChunk chunk)
    {
        int count = chunk.CountOf(_feed.Account);
        int first = (int)Math.Min((ulong)count, _told > _before ? _told - _before : 0);
        for (int index = first; index < count; index++)
        {
            ulong number = _before + (ulong)index + 1;
            _events.Notice(chunk.NoticeOf(_feed.Account, index), number);
            _told = number;
            if ((index - first) % MostAtOnce == MostAtOnce - 1)
            {
                await FlushAsync().ConfigureAwait(false);
            }
        }

        await FlushAsync().ConfigureAwait(false);
        _before += (ulong)count;
        marks.Add(chunk.Last, _before);
        if (_before <= _place.Taken)
        {
            _place = _place with { Sequence = chunk.Last, Before = _before };
        }
    }

    // Who says that it had a notice which there is not yet would miss it.
    private void Correct()
    {
        if (_told > _before && _feed.Position >= board.Last)
        {
            _told = _before;
            _place = _place with { Taken = Math.Min(_place.Taken, _before) };
        }
    }

    private Task FlushAsync() => _events.HasAny
        ? _events.FlushAsync(context.RequestAborted).WaitAsync(WriteTime, time)
        : Task.CompletedTask;
}
