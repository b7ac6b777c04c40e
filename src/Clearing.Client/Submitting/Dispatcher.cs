using System.Threading.Channels;
using Clearing.Client.Connections;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Submitting;

/// <summary>
/// Keeps one session open, again and again, and moves what was submitted over it: all state under one lock, sending by
/// whoever changed something, answers on the connection's reading loop.
/// </summary>
internal sealed class Dispatcher : IConnectionListener, IAsyncDisposable
{
    private readonly BankClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Outbox _outbox = new();
    private readonly Questions _questions = new();
    private readonly NoticeInbox _inbox;
    private readonly BackOff _busy;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _pause;
    private readonly ITimer _expiry;
    private TaskCompletionSource<SessionException> _ended = new();
    private Task _running = Task.CompletedTask;
    private Connection? _connection;
    private SessionException? _failure;
    private ulong _lastNumber;
    private int _asking;
    private bool _isPaused;
    private bool _isClosed;

    public Dispatcher(BankClientOptions options)
    {
        _options = options;
        _time = options.Session.Time;
        _busy = new BackOff(options.FirstWait, options.LongestWait);
        ulong last = options.Session.LastNotice;
        _inbox = new NoticeInbox(last == Hello.AsKept ? null : last);
        _pause = _time.CreateTimer(_ => EndPause(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _expiry = _time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Welcome Welcome { get; private set; } = null!;

    public int Sessions { get; private set; }

    public ChannelReader<NumberedNotice> Notices => _inbox.Reader;

    public async Task StartAsync(CancellationToken cancellation)
    {
        Connection first = await Connection.OpenAsync(_options.Session, cancellation);
        TryAttach(first);
        _running = RunAsync(first);
    }

    /// <summary>Takes a submission in.</summary>
    /// <param name="make">Makes it, given the end of its patience.</param>
    /// <param name="prepare">Done under the lock before it is queued; null = nothing.</param>
    /// <param name="malformed">Which are answered at once; null = none.</param>
    public T Submit<T>(Func<long, T> make, Action? prepare = null, Func<int, bool>? malformed = null)
        where T : Submission
    {
        T submission = make(_time.GetTimestamp() + Ticks(_options.Patience));
        lock (_gate)
        {
            ThrowIfFailed();
            prepare?.Invoke();
            for (int i = 0; i < submission.Count && malformed is not null; i++)
            {
                if (malformed(i))
                {
                    submission.Answer(i, new AnswerRecord(Standing.Malformed, false, 0, -1, 0));
                }
            }

            _outbox.Add(submission);
            ArmExpiry();
            Pump();
        }

        return submission;
    }

    /// <summary>Copies instructions, and gives numbers to those that have none.</summary>
    public void Number(ReadOnlySpan<Instruction> instructions, Span<BulkInstruction> to)
    {
        for (int i = 0; i < instructions.Length; i++)
        {
            Instruction from = instructions[i];
            ulong number = from.Number > 0 ? from.Number : _lastNumber + 1;
            _lastNumber = Math.Max(_lastNumber, number);
            to[i] = new BulkInstruction(
                number, from.AmountMinor, Welcome.Participant, from.Payee, from.Priority, from.PaymentKind,
                from.Currency, 0);
        }
    }

    public void Cancel(Submission submission, CancellationToken cancellation)
    {
        lock (_gate)
        {
            submission.Cancel(cancellation);
            Pump();
        }
    }

    /// <summary>Puts a question, now and after each lost connection, until it is answered.</summary>
    public T Put<T>(Func<uint, T> make)
        where T : Question
    {
        lock (_gate)
        {
            ThrowIfFailed();
            T question = make(_questions.Next());
            _questions.Add(question);
            _connection?.SendControl(question.Write);
            return question;
        }
    }

    /// <summary>Nobody waits for the answer any more.</summary>
    public void Forget(Question question)
    {
        lock (_gate)
        {
            _questions.Take(question.Request);
        }
    }

    /// <summary>The program is done with notices up to this one.</summary>
    public void Take(ulong number)
    {
        lock (_gate)
        {
            if (_inbox.Take(number, Welcome.NoticeWindow) && _connection is { } connection
                && _inbox.Acknowledge() is { } taken)
            {
                connection.SendControl(taken.Write);
            }
        }
    }

    public void OnAnswers(ulong first, ReadOnlySpan<byte> records)
    {
        lock (_gate)
        {
            if (!_outbox.TryAnswer(first, records))
            {
                throw new SessionException($"Answers from {first} on are not those that come next.", CloseCode.Control);
            }

            if (_outbox.HasPutOff || _outbox.HasDoubts)
            {
                Pause();
            }
            else
            {
                _busy.Reset();
            }

            Pump();
        }
    }

    public void OnNotices(ulong first, ReadOnlySpan<byte> records)
    {
        lock (_gate)
        {
            if (!_inbox.TryReceive(first, records))
            {
                throw new SessionException($"Notices before {first} are missing.", CloseCode.Control);
            }
        }
    }

    public void OnMessages(ulong first, in Frame frame)
    {
        // Nothing of ours is answered by messages, and native notices are for programs that read messages themselves.
    }

    public void OnControl(ReadOnlySpan<byte> contents)
    {
        lock (_gate)
        {
            if (Question.RequestOf(contents) is not { } request || _questions.Take(request) is not { } question)
            {
                return;
            }

            if (!question.TryAnswer(contents))
            {
                _questions.Add(question);
                throw new SessionException("A question was answered with something else.", CloseCode.Control);
            }

            if (!question.IsAnswered)
            {
                _questions.Add(question);
            }
            else if (question is DoubtQuestion && --_asking == 0 && _outbox.HasDoubts)
            {
                Pause();
            }

            Pump();
        }
    }

    public void OnEnded(SessionException why) => _ended.TrySetResult(why);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, true))
        {
            return;
        }

        await _stop.CancelAsync();
        Fail(new SessionException("The client was closed.", CloseCode.Done));
        if (_connection is { } connection)
        {
            connection.SendControl(to => BareControl.Write(ControlKind.Logout, to));
            await connection.DisposeAsync();
        }

        await _running;
        await _pause.DisposeAsync();
        await _expiry.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(Connection connection)
    {
        BackOff backOff = new(_options.FirstWait, _options.LongestWait);
        try
        {
            while (true)
            {
                SessionException why = await _ended.Task;
                await connection.DisposeAsync();
                Detach(why);
                SessionOptions session = Resumed(connection.Options);
                if (await Reconnecting.OpenAsync(session, backOff, why, _stop.Token) is not { } next)
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
            Fail(e);
        }
    }

    private SessionOptions Resumed(SessionOptions session) =>
        _inbox.Taken is { } taken ? session with { LastNotice = taken } : session;

    /// <returns>False when the client was closed in the meantime.</returns>
    private bool TryAttach(Connection connection)
    {
        _ended = new TaskCompletionSource<SessionException>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_failure is not null)
            {
                return false;
            }

            connection.Start(this);
            _connection = connection;
            Welcome = connection.Welcome;
            Sessions++;
            _lastNumber = Math.Max(_lastNumber, Welcome.LastNumber);
            foreach (Question question in _questions.All)
            {
                connection.SendControl(question.Write);
            }

            Pump();
            return true;
        }
    }

    private void Detach(SessionException why)
    {
        lock (_gate)
        {
            _connection = null;
            _asking = 0;
            foreach (Question question in _questions.TakeAll())
            {
                if (question is DoubtQuestion)
                {
                    question.Fail(why);
                }
                else
                {
                    _questions.Add(question);
                }
            }

            _outbox.ConnectionEnded();
        }
    }

    private void Fail(SessionException why)
    {
        lock (_gate)
        {
            _failure ??= why;
            _outbox.Expire(long.MaxValue);
            _questions.TakeAll().ForEach(question => question.Fail(why));
            _inbox.Complete(why.Code == CloseCode.Done ? null : why);
        }
    }

    // Doubts first, one question at a time for up to 1,024 of them, and nothing new before they are resolved.
    private void Pump()
    {
        if (_connection is not { End: null } connection || _isPaused)
        {
            return;
        }

        if (_asking == 0 && _outbox.TakeDoubts(Ask.Most) is { Count: > 0 } doubts)
        {
            _asking++;
            DoubtQuestion question = new(_outbox, doubts) { Request = _questions.Next() };
            _questions.Add(question);
            connection.SendControl(question.Write);
        }

        if (_asking > 0)
        {
            return;
        }

        lock (connection.Gate)
        {
            while (_outbox.TryWriteFrame(connection.Output, Welcome.InstructionWindow))
            {
            }
        }

        connection.Flush();
    }

    private void Pause()
    {
        if (!_isPaused)
        {
            _isPaused = true;
            _pause.Change(_busy.Next(), Timeout.InfiniteTimeSpan);
        }
    }

    private void EndPause()
    {
        lock (_gate)
        {
            _isPaused = false;
            _outbox.PutOffEnded();
            Pump();
        }
    }

    private void Expire()
    {
        lock (_gate)
        {
            _outbox.Expire(_time.GetTimestamp());
            ArmExpiry();
            Pump();
        }
    }

    private void ArmExpiry()
    {
        if (_outbox.NextDeadline is { } deadline)
        {
            TimeSpan rest = _time.GetElapsedTime(_time.GetTimestamp(), deadline);
            _expiry.Change(
                rest > TimeSpan.Zero ? rest + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw new SessionException(_failure.Message, _failure.Code, _failure);
        }
    }
}
