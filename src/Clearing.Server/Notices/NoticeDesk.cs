using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Ledgers;
using Clearing.Server.Sessions;
using Clearing.Server.Telling;

namespace Clearing.Server.Notices;

/// <summary>
/// The notices of a session: numbered for ever, at most a window ahead of what the client has acknowledged, and from
/// there again when it comes back.
/// </summary>
internal sealed class NoticeDesk
{
    /// <summary>So many acknowledged notices may have to be sent again when the process dies.</summary>
    private const ulong KeepEvery = 4096;

    private readonly Line _line;
    private readonly ServedLedger _ledger;
    private readonly NoticeBoard _board;
    private readonly INoticePlaces _places;
    private readonly int _participant;
    private readonly long _session;
    private readonly NoticeFeed _feed;
    private readonly Signal _woken;
    private readonly ulong _window;
    private readonly NativeNotices? _native;
    private readonly Lock _lock = new();
    private readonly Queue<(long Sequence, ulong Number)> _marks = new();
    private readonly NoticePlace _written;
    private long _tip;
    private NoticePlace _place;

    // Notices up to the feed's position, and up to the last that was looked at: what is claimed beyond is not kept.
    private ulong _before;
    private ulong _reached;
    private ulong _kept;
    private ulong _taken;
    private ulong _sent;
    private int _isChecking;

    private NoticeDesk(
        Line line, LoggedIn who, long session, NoticeBoard board, INoticePlaces places, NoticePlace place, int window)
    {
        _session = session;
        _line = line;
        _ledger = who.Ledger;
        _board = board;
        _places = places;
        _participant = who.Participant;
        _window = (ulong)window;
        _written = place;
        _taken = who.Hello.LastNotice == Hello.AsKept ? place.Taken : who.Hello.LastNotice;
        if (_taken < place.Taken)
        {
            // It has lost what it once had: from the place kept if that is not behind it, else from the beginning.
            place = _taken < place.Before ? default : place;
            place = place with { Taken = _taken };
        }

        _place = place;
        _kept = place.Taken;
        _sent = _taken;
        _woken = line.Wakes(new Signal());
        _feed = new NoticeFeed(
            _participant, place.Sequence, _woken,
            () => line.End(CloseCode.Replaced, text: "another session takes the notices"));
        _native = who.Hello.Notices == NoticeForm.Compact
            ? null
            : new NativeNotices(line.Builder, _ledger, _participant, board.References, who.Hello.Notices);
        _before = place.Before;
        _reached = place.Taken;
    }

    /// <summary>Number of the first notice that is sent.</summary>
    public ulong First => _taken + 1;

    /// <summary>Takes the notices of a participant over.</summary>
    public static async Task<NoticeDesk> OpenAsync(
        Line line, LoggedIn who, long session, NoticeBoard board, INoticePlaces places, int window)
    {
        if (who.Hello.Notices != NoticeForm.Compact)
        {
            board.References.Want();
        }

        await places.HoldAsync(who.Ledger.Name, who.Participant, session).ConfigureAwait(false);
        NoticePlace place = await places.ReadAsync(who.Ledger.Name, who.Participant).ConfigureAwait(false);
        NoticeDesk desk = new(line, who, session, board, places, place, window);
        board.Join(desk._feed);
        await board.TryListenAsync().ConfigureAwait(false);
        desk._tip = board.Last;
        return desk;
    }

    /// <summary>Sends notices until the line ends.</summary>
    public async Task RunAsync()
    {
        while (!_line.IsEnding)
        {
            NewsChunk? chunk = await _board.NextAsync(_feed).ConfigureAwait(false);
            if (chunk is null)
            {
                await _woken.WaitAsync().ConfigureAwait(false);
                continue;
            }

            ulong number = await SendAsync(chunk, _before).ConfigureAwait(false);
            if (!_line.IsEnding)
            {
                lock (_lock)
                {
                    _before = number;
                    _reached = Math.Max(_reached, number);
                    _marks.Enqueue((chunk.Last, number));
                    Settle();
                }

                _board.Told(_feed, chunk);
            }
        }
    }

    /// <summary>Another session may have taken the notices over, through another process.</summary>
    public async Task CheckAsync()
    {
        if (Interlocked.Exchange(ref _isChecking, 1) != 0)
        {
            return;
        }

        try
        {
            if (!await _places.HoldAsync(_ledger.Name, _participant, _session).ConfigureAwait(false))
            {
                _feed.Replaced();
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It is asked again soon.
        }
        finally
        {
            Volatile.Write(ref _isChecking, 0);
        }
    }

    /// <summary>The client has notices up to a number safe.</summary>
    public async ValueTask TakenAsync(ulong number)
    {
        NoticePlace place;
        lock (_lock)
        {
            if (number > _sent)
            {
                _line.End(CloseCode.Notices, _sent, "a notice was acknowledged that was not sent");
                return;
            }

            _taken = Math.Max(_taken, number);
            Settle();
            if (_taken < _kept + KeepEvery)
            {
                _woken.Set();
                return;
            }

            _kept = _taken;
            place = _place with { Taken = Math.Min(_taken, _reached) };
        }

        _woken.Set();
        await _places.WriteAsync(_ledger.Name, _participant, place).ConfigureAwait(false);
    }

    /// <summary>The session ends: what was acknowledged is kept.</summary>
    public async ValueTask LeaveAsync()
    {
        _board.Leave(_feed);
        NoticePlace place;
        lock (_lock)
        {
            bool isAllTaken = _marks.Count == 0 && _taken >= _before;
            place = isAllTaken ? new NoticePlace(_feed.Position, _before, 0) : _place;
            place = place with { Taken = Math.Min(_taken, _reached) };
        }

        if (place != _written)
        {
            await _places.WriteAsync(_ledger.Name, _participant, place).ConfigureAwait(false);
        }
    }

    /// <summary>Sends what a chunk has for the participant; the number of the last notice in it.</summary>
    private async ValueTask<ulong> SendAsync(NewsChunk chunk, ulong before)
    {
        int count = chunk.CountOf(_participant);
        for (int index = 0; index < count && !_line.IsEnding;)
        {
            ulong number = before + (ulong)index + 1;
            ulong room = Room();
            if (number <= _sent)
            {
                index++;
            }
            else if (room == 0)
            {
                await _woken.WaitAsync().ConfigureAwait(false);
            }
            else
            {
                int many = (int)Math.Min((ulong)(count - index), Math.Min(room, SessionProtocol.MostInFrame));
                await SendAsync(chunk, index, many, number).ConfigureAwait(false);
                index += many;
            }
        }

        return before + (ulong)count;
    }

    private async ValueTask SendAsync(NewsChunk chunk, int index, int count, ulong number)
    {
        // What a former session may have been sent already says so.
        FrameMarks flags = chunk.First <= _tip ? FrameMarks.PossibleDuplicate : FrameMarks.None;
        await _line.EnterAsync().ConfigureAwait(false);
        try
        {
            lock (_lock)
            {
                _sent = number + (ulong)count - 1;
                _reached = Math.Max(_reached, _sent);
            }

            if (_native is not null)
            {
                _native.Write(chunk, index, count, number, flags);
            }
            else
            {
                WriteRecords(chunk, index, count, number, flags);
            }

            await _line.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _line.Leave();
        }
    }

    private void WriteRecords(NewsChunk chunk, int index, int count, ulong number, FrameMarks flags)
    {
        FrameBuilder builder = _line.Builder;
        builder.Begin(FrameKind.Notices, flags, number);
        Span<byte> to = builder.GetSpan(count * Notice.Length);
        for (int i = 0; i < count; i++)
        {
            chunk.NoticeOf(_participant, index + i).Write(to[(i * Notice.Length)..]);
        }

        builder.Advance(count * Notice.Length);
        builder.End();
    }

    private ulong Room()
    {
        lock (_lock)
        {
            return _sent - _taken >= _window ? 0 : _window - (_sent - _taken);
        }
    }

    /// <summary>Moves the place to the last group of which all notices are taken.</summary>
    private void Settle()
    {
        while (_marks.TryPeek(out (long Sequence, ulong Number) mark) && mark.Number <= _taken)
        {
            _marks.Dequeue();
            _place = new NoticePlace(mark.Sequence, mark.Number, _taken);
        }
    }
}
