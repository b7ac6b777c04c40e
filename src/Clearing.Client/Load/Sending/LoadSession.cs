using System.Buffers;
using Clearing.Client.Connections;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Submitting;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Directory = Clearing.Messages.Sessions.Directory;

namespace Clearing.Client.Load.Sending;

/// <summary>
/// One session of a load: a sending loop that follows the schedule, a reading loop that takes answers, and a connection
/// that is opened again when it ends. The sending loop waits for nothing but the clock (open loop) or for room in its
/// window (closed loop); it allocates nothing per payment.
/// </summary>
internal sealed class LoadSession : IConnectionListener, IAsyncDisposable
{
    private const int FlushOctets = 128 * 1024;

    private static readonly TimeSpan Slip = TimeSpan.FromMicroseconds(100);

    private readonly SessionOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Signal _signal;
    private readonly HttpLines _lines;
    private readonly Flight _flight = new();
    private readonly ArrayBufferWriter<byte> _records = new();
    private readonly Dictionary<uint, Question> _questions = [];
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource<SessionException> _ended = NewEnded();
    private Task _keeping = Task.CompletedTask;
    private Connection? _connection;
    private PhaseTally? _tally;
    private ulong _instruction = 1;
    private ulong _answered = 1;
    private ulong _notices;
    private ulong _noticesTaken;
    private uint _request;
    private bool _isClosed;

    /// <param name="index">From 0.</param>
    /// <param name="options">How it logs in.</param>
    /// <param name="http">Port for requests over HTTP; 0 = none.</param>
    public LoadSession(int index, SessionOptions options, int http = 0)
    {
        Index = index;
        _options = options;
        _time = options.Time;
        _signal = new Signal(_time);
        _lines = new HttpLines(options.Host, http, Book, _time, _signal.Set);
    }

    public int Index { get; }

    /// <summary>What the service said at the first login.</summary>
    public Welcome Welcome { get; private set; } = null!;

    /// <summary>How payments were answered.</summary>
    public StatusBook Book { get; } = new();

    /// <summary>Payments sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Frames without all their answers.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
            {
                return _flight.Count + _lines.Busy;
            }
        }
    }

    /// <summary>Why the session is not opened again; null while it is.</summary>
    public SessionException? Trouble { get; private set; }

    public bool IsConnected => Volatile.Read(ref _connection) is { End: null };

    public async Task OpenAsync(CancellationToken cancellation)
    {
        Connection connection = await Connection.OpenAsync(_options, cancellation);
        Welcome = connection.Welcome;
        TryAttach(connection);
        _keeping = KeepAsync(connection);
    }

    /// <summary>Sends this session's frames of a schedule as they fall due.</summary>
    /// <param name="schedule">Of all sessions.</param>
    /// <param name="sessions">How many there are.</param>
    /// <param name="bound">Most frames without an answer.</param>
    /// <param name="writer">Writes the payments.</param>
    /// <param name="tally">Counts.</param>
    /// <param name="stop">Ends it early.</param>
    public async Task SendScheduleAsync(
        Schedule schedule, int sessions, int bound, PaymentWriter writer, PhaseTally tally, CancellationToken stop)
    {
        Volatile.Write(ref _tally, tally);
        int stretch = 0;
        for (long k = Index; k < schedule.Frames; k += sessions)
        {
            long due = tally.Start + Stamps(schedule.Due(k, ref stretch));
            TimeSpan early;
            while ((early = _time.GetElapsedTime(_time.GetTimestamp(), due)) > TimeSpan.Zero)
            {
                _connection?.Flush();
                ValueTask waiting = _signal.WaitAsync(early);
                if (early - _time.GetElapsedTime(_time.GetTimestamp(), due) > Slip)
                {
                    // It was set while time went on, and would ring late by as much: look again.
                    _signal.Set();
                }

                await waiting;
                if (stop.IsCancellationRequested)
                {
                    return;
                }
            }

            Send(writer, tally, due, bound);
        }

        _connection?.Flush();
    }

    /// <summary>Sends as soon as fewer frames than the window are without an answer, until the phase ends.</summary>
    public async Task SendClosedAsync(int window, PaymentWriter writer, PhaseTally tally, CancellationToken stop)
    {
        Volatile.Write(ref _tally, tally);
        long end = tally.Start + Stamps(tally.Phase.Length);
        while (!stop.IsCancellationRequested)
        {
            long now = _time.GetTimestamp();
            if (now >= end)
            {
                break;
            }

            if (InFlight < window && IsConnected)
            {
                Send(writer, tally, now, window);
            }
            else
            {
                _connection?.Flush();
                await _signal.WaitAsync(_time.GetElapsedTime(now, end));
            }
        }

        _connection?.Flush();
    }

    /// <summary>Sends one frame at once.</summary>
    /// <returns>True when it is answered; false when it was not sent, or lost its connection.</returns>
    public Task<bool> SendOneAsync(PaymentWriter writer, PhaseTally tally, int bound)
    {
        Volatile.Write(ref _tally, tally);
        TaskCompletionSource<bool> waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!Send(writer, tally, _time.GetTimestamp(), bound, waiter))
        {
            return Task.FromResult(false);
        }

        _connection?.Flush();
        return waiter.Task;
    }

    /// <summary>Payments sent that have no answer.</summary>
    public long Unanswered
    {
        get
        {
            lock (_gate)
            {
                return _flight.Unanswered + _lines.Unanswered;
            }
        }
    }

    /// <summary>Asks by id.</summary>
    public Task<IReadOnlyList<InstructionState>> AskAsync(IReadOnlyList<UInt128> ids)
    {
        AskQuestion question;
        lock (_gate)
        {
            question = new AskQuestion(ids) { Request = ++_request };
            _questions.Add(question.Request, question);
        }

        (_connection ?? throw new SessionException("There is no connection.")).SendControl(question.Write);
        return question.Answer;
    }

    /// <summary>Asks for the names of the ledger.</summary>
    public Task<Directory> DirectoryAsync()
    {
        DirectoryQuestion question = new() { Request = DirectoryQuestion.Number };
        lock (_gate)
        {
            _questions.Add(question.Request, question);
        }

        _connection!.SendControl(question.Write);
        return question.Answer;
    }

    public void OnAnswers(ulong first, ReadOnlySpan<byte> records)
    {
        long now = _time.GetTimestamp();
        lock (_gate)
        {
            if (first != _answered)
            {
                throw new SessionException($"Instruction {first} was answered instead of {_answered}.");
            }

            _answered += (ulong)(records.Length / AnswerRecord.Length);
            _flight.Answer(records, now, Book);
        }

        _signal.Set();
    }

    public void OnNotices(ulong first, ReadOnlySpan<byte> records) =>
        TakeNotices(first + (ulong)(records.Length / Notice.Length) - 1, records.Length / Notice.Length);

    public void OnMessages(ulong first, in Frame frame)
    {
        NativeAnswers.ToRecords(frame, _records);
        int count = _records.WrittenCount / AnswerRecord.Length;
        if (frame.Has(FrameMarks.Notices))
        {
            TakeNotices(first + (ulong)count - 1, count);
        }
        else
        {
            OnAnswers(first, _records.WrittenSpan);
        }
    }

    public void OnControl(ReadOnlySpan<byte> contents)
    {
        if (Question.RequestOf(contents) is not { } request)
        {
            return;
        }

        if (contents[0] == (byte)ControlKind.OrderAnswer)
        {
            Volatile.Read(ref _tally)?.OrderAnswered();
            return;
        }

        lock (_gate)
        {
            if (_questions.TryGetValue(request, out Question? question)
                && question.TryAnswer(contents) && question.IsAnswered)
            {
                _questions.Remove(request);
            }
        }
    }

    public void OnEnded(SessionException why) => _ended.TrySetResult(why);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Connection? connection;
        lock (_gate)
        {
            _isClosed = true;
            connection = _connection;
        }

        if (connection is not null)
        {
            connection.SendControl(to => BareControl.Write(ControlKind.Logout, to));
            await connection.DisposeAsync();
        }

        await _keeping;
        _lines.Dispose();
        _signal.Dispose();
        _stop.Dispose();
    }

    private bool Send(
        PaymentWriter writer, PhaseTally tally, long due, int bound, TaskCompletionSource<bool>? waiter = null)
    {
        Connection? connection = _connection;
        int pending;
        lock (_gate)
        {
            if (connection is not { End: null } || InFlight >= bound)
            {
                tally.Skip(writer.Frame, isConnected: connection is { End: null });
                return false;
            }

            long first = Sent;
            Sent += writer.Frame;
            Book.Need(Sent);
            FlightFrame frame = new()
            {
                First = first,
                Count = writer.Frame,
                Due = due,
                Plan = writer.Plan,
                Tally = tally,
                Waiter = waiter,
            };
            if (writer.Requests is { } requests)
            {
                if (!_lines.TrySend(requests, frame))
                {
                    tally.Skip(writer.Frame, isConnected: false);
                    return false;
                }
            }
            else
            {
                _flight.Add(frame);
            }

            lock (connection.Gate)
            {
                if (writer.Requests is null)
                {
                    writer.Write(connection.Output, _instruction, first);
                    _instruction += (ulong)writer.Frame;
                }

                WriteOrders(writer, connection.Output, first, tally);
                pending = connection.Output.Written.Length;
            }
        }

        tally.Sent(writer.Frame, due, _time.GetTimestamp());
        if (pending > FlushOctets)
        {
            connection.Flush();
        }

        return true;
    }

    private void WriteOrders(PaymentWriter writer, FrameBuilder to, long first, PhaseTally tally)
    {
        for (long n = first; writer.Cancels && n < first + writer.Frame; n++)
        {
            if (writer.Plan.IsCancelled(n))
            {
                to.Begin(FrameKind.Control);
                writer.OrderToCancel(n, ++_request).Write(to);
                to.End();
                tally.Order();
            }
        }
    }

    private void TakeNotices(ulong last, int count)
    {
        _notices = last;
        Volatile.Read(ref _tally)?.Notice(count);
        if (_notices - _noticesTaken >= (ulong)Math.Max(1, Welcome.NoticeWindow / 4))
        {
            _noticesTaken = _notices;
            _connection?.SendControl(new NoticesTaken(_notices).Write);
        }
    }

    private async Task KeepAsync(Connection connection)
    {
        BackOff backOff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(500));
        try
        {
            while (true)
            {
                SessionException why = await _ended.Task;
                Volatile.Write(ref _connection, null);
                await connection.DisposeAsync();
                Forget();

                // What falls due meanwhile is counted as not sent.
                if (await Reconnecting.OpenAsync(connection.Options, backOff, why, _stop.Token) is not { } next)
                {
                    return;
                }

                connection = next;
                if (!TryAttach(connection))
                {
                    await connection.DisposeAsync();
                    return;
                }
            }
        }
        catch (SessionException e)
        {
            Trouble = e;
        }
    }

    /// <returns>False when the session was closed in the meantime.</returns>
    private bool TryAttach(Connection connection)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _ended = NewEnded();
            _instruction = _answered = 1;
            connection.Start(this);
            Volatile.Write(ref _connection, connection);
        }

        _signal.Set();
        return true;
    }

    // The audit asks what became of them.
    private void Forget()
    {
        lock (_gate)
        {
            _flight.Lose();
            foreach (Question question in _questions.Values)
            {
                question.Fail(new SessionException("The connection ended before the answer."));
            }

            _questions.Clear();
        }
    }

    private static TaskCompletionSource<SessionException> NewEnded() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long Stamps(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
