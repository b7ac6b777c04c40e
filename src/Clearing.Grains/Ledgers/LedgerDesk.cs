using Clearing.Grains.Clusters;
using Clearing.Grains.Wire;
using Clearing.Journal;
using Clearing.Settlement.Ledgers;
using Microsoft.Extensions.Logging;

namespace Clearing.Grains.Ledgers;

/// <summary>
/// The durable shell of one ledger: takes calls from any thread, gives them to the ledger turn by turn, and answers
/// when what it answers is durable. When the store fails it stops answering and opens the journal anew; when another
/// writer has the stream it ends; when something is wrong that it would have to guess about, it halts.
/// </summary>
public sealed partial class LedgerDesk : IAsyncDisposable
{
    /// <summary>Less than any process is given up after: who worked this long ago was none of those.</summary>
    private static readonly TimeSpan SeatTime = TimeSpan.FromSeconds(2);

    private readonly LedgerSite _site;
    private readonly ILogger _log;
    private readonly ClusterSeat? _seat;
    private readonly NewsDesk _news;
    private readonly PastNews _past;
    private readonly Intake _intake;
    private readonly LedgerLooks _looks;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private volatile LedgerInfo _info;
    private volatile LedgerWriter? _writer;
    private long _seatedAt;

    /// <summary>Begins to open the ledger.</summary>
    /// <param name="site">Where it stands.</param>
    /// <param name="log">Told what a person should know.</param>
    /// <param name="seat">The process among those that may have the ledger; null = there are no others.</param>
    public LedgerDesk(LedgerSite site, ILogger log, ClusterSeat? seat = null)
    {
        _site = site;
        _log = log;
        _seat = seat;
        _news = new NewsDesk(site.Options.MostNews);
        _past = new PastNews(site);
        _looks = new LedgerLooks(site);
        _intake = new Intake(site.Options.MostWaiting);
        _info = Info(LedgerState.Recovering, "", null);
        LedgerMeters.Add(this);
        _running = Task.Run(RunAsync);
    }

    /// <summary>What the ledger is and where it stands.</summary>
    public LedgerInfo Status => _writer is { } writer ? Info(LedgerState.Serving, "", writer) : _info;

    /// <summary>Payments that wait in the queues of its systems; 0 while it does not serve.</summary>
    public int WaitingCount => _writer?.WaitingCount ?? 0;

    /// <summary>Done when it has ended: fenced, halted or closed.</summary>
    public Task Ended => _running;

    /// <inheritdoc cref="ILedgerGrain.NewsAsync"/>
    public Task<LedgerNews> NewsAsync(long after, long until = long.MaxValue) =>
        _past.ReadAsync(after, until, _stop.Token);

    /// <summary>Waits until the ledger serves for the first time, or cannot.</summary>
    public async Task<LedgerInfo> OpenAsync()
    {
        await _opened.Task;
        return Status;
    }

    public Task<InstructionAnswers> SubmitAsync(InstructionBatch batch)
    {
        var call = new BatchCall(batch);
        int most = _writer?.MostCommands ?? _site.Options.MostCommands;
        bool isGood = batch.Commands.Count > 0 && batch.Commands.Count <= most
            && (batch.Digests.Count == 0
                || batch.Digests.Count == batch.Commands.Count * LedgerRecords.DigestOctets)
            && (batch.Texts.Count == 0 || SliceBuilder.AreTexts(batch.Texts.Span, batch.Commands.Count));
        Enter(call, isGood);
        return LedgerMeters.AreWatched
            ? LedgerMeters.WatchAsync(_site.Stream, batch.Commands.Count, call.Task)
            : call.Task;
    }

    public async Task<PaymentState> OrderAsync(LedgerOrder order)
    {
        var call = new OrderCall(order);
        Enter(call, order.Command.Count == 1 && order.About.Count <= 1);
        return (await call.Task).Answers.Span[0];
    }

    public Task<InstructionAnswers> AskAsync(Blob<InstructionId> ids)
    {
        var call = new AskCall(ids);
        Enter(call, ids.Count <= _site.Options.MostCommands);
        return call.Task;
    }

    /// <inheritdoc cref="ILedgerGrain.LastNumberAsync"/>
    /// <exception cref="LedgerUnavailableException">The ledger is not open.</exception>
    public Task<ulong> LastNumberAsync(int participant)
    {
        bool isGood = participant >= 0 && participant < _site.Book.Arrangement.Systems[0].Accounts.Count;
        return LookAsync<ulong>(1, isGood, ledger =>
        {
            ulong last = ledger.LastNumberOf(participant);
            return _ => last;
        });
    }

    /// <exception cref="LedgerUnavailableException">The ledger is not open.</exception>
    public Task<AccountStates> AccountsAsync() => LookAsync(1, isGood: true, _looks.Accounts);

    /// <inheritdoc cref="ILedgerGrain.AccountAsync"/>
    /// <exception cref="LedgerUnavailableException">The ledger is not open.</exception>
    public Task<AccountView> AccountAsync(AccountQuestion question) => LookAsync(
        1 + question.MostLimits, _looks.IsGood(question), ledger => _looks.Account(ledger, question));

    /// <inheritdoc cref="ILedgerGrain.QueueAsync"/>
    /// <exception cref="LedgerUnavailableException">The ledger is not open.</exception>
    public Task<QueuePage> QueueAsync(QueueQuestion question) => LookAsync(
        1 + question.Most, _looks.IsGood(question), ledger => _looks.Queue(ledger, question));

    /// <inheritdoc cref="ILedgerGrain.SubscribeAsync"/>
    /// <exception cref="LedgerUnavailableException">The ledger is not open.</exception>
    public Task<long> SubscribeAsync(ILedgerObserver observer)
    {
        var call = new SubscribeCall(observer);
        Enter(call, isGood: true);
        return call.Task;
    }

    /// <inheritdoc cref="ILedgerGrain.UnsubscribeAsync"/>
    public async Task UnsubscribeAsync(ILedgerObserver observer)
    {
        var call = new SubscribeCall(observer) { Ends = true };
        Enter(call, isGood: true);
        await call.Task;
    }

    /// <summary>Finishes what is under way, writes a checkpoint and closes the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        LedgerMeters.Remove(this);
        await _stop.CancelAsync();
        _intake.Wake();
        await _running;
    }

    private Task<T> LookAsync<T>(int count, bool isGood, Func<Ledger, Func<long, T>> look)
    {
        var call = new LookCall<T>(isGood ? count : 1, look);
        Enter(call, isGood);
        return call.Task;
    }

    private void Enter(LedgerCall call, bool isGood)
    {
        Standing standing = !isGood ? Standing.BadBatch
            : _info.State == LedgerState.Halted ? Standing.Halted
            : _writer is null || _stop.IsCancellationRequested ? Standing.Unavailable
            : _intake.TryAdd(call) ? Standing.Unknown
            : Standing.Busy;
        if (standing != Standing.Unknown)
        {
            call.Refuse(standing);
        }
        else if (_writer is null)
        {
            // It ended between the question and the call, and nobody may be left to take it.
            EndCalls();
        }
    }

    // From opening to opening, until there is none any more.
    private async Task RunAsync()
    {
        TimeSpan retry = _site.Options.FirstRetry;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using LedgerWriter writer = await OpenWriterAsync();
                retry = _site.Options.FirstRetry;
                try
                {
                    await ServeAsync(writer);
                    break;
                }
                finally
                {
                    End(LedgerState.Unavailable, "Its journal is closed.");
                }
            }
            catch (Exception e)
            {
                if (IsEnd(e))
                {
                    break;
                }

                await WaitAsync(retry);
                retry = retry * 2 < _site.Options.LastRetry ? retry * 2 : _site.Options.LastRetry;
            }
        }

        _news.DropAll();
        _opened.TrySetResult();
        EndCalls();
    }

    private async Task<LedgerWriter> OpenWriterAsync()
    {
        if (_seat is not null)
        {
            await _seat.CheckAsync(_stop.Token);
            _seatedAt = _site.Time.GetTimestamp();
        }

        OpenLedger open = await LedgerRecovery.OpenAsync(_site, _log, _stop.Token);
        return new LedgerWriter(_site, open, _news, _log, _intake.Wake);
    }

    private async Task ServeAsync(LedgerWriter writer)
    {
        _writer = writer;
        _opened.TrySetResult();
        await using ITimer timer = _site.Time.CreateTimer(
            static intake => ((Intake)intake!).Wake(), _intake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        List<LedgerCall> calls = [];
        while (true)
        {
            Exception? fault = writer.Fault;
            if (fault is not null)
            {
                throw fault;
            }

            _intake.Take(calls, writer.MostCommands);
            if (calls.Count == 0 && _stop.IsCancellationRequested)
            {
                await writer.FinishAsync();
                return;
            }

            await CheckSeatAsync(calls);
            await TurnAsync(writer, calls);
            long next = writer.NextInstant;
            if (next > _site.Clock.NowUs)
            {
                TimeSpan due = next == long.MaxValue ? Timeout.InfiniteTimeSpan : _site.Clock.Until(next);
                timer.Change(due, Timeout.InfiniteTimeSpan);
                await _intake.WaitAsync();
            }
        }
    }

    // A process that stood still may have been given up meanwhile, and its ledger be elsewhere: it must not answer from
    // what it remembers.
    private async Task CheckSeatAsync(List<LedgerCall> calls)
    {
        if (_seat is null || calls.Count == 0 || _site.Time.GetElapsedTime(_seatedAt) < SeatTime)
        {
            return;
        }

        try
        {
            await _seat.CheckAsync(CancellationToken.None);
            _seatedAt = _site.Time.GetTimestamp();
        }
        catch
        {
            calls.ForEach(call => call.Refuse(Standing.Unavailable));
            throw;
        }
    }

    private static async Task TurnAsync(LedgerWriter writer, List<LedgerCall> calls)
    {
        try
        {
            await writer.TurnAsync(calls);
        }
        catch
        {
            calls.ForEach(call => call.Doubt());
            throw;
        }
    }

    // True when there is nothing to be tried any more.
    private bool IsEnd(Exception e)
    {
        LedgerState state = e switch
        {
            OperationCanceledException when _stop.IsCancellationRequested => LedgerState.Unavailable,
            JournalException { Fault: JournalFault.Fenced } => LedgerState.Fenced,
            JournalException { Fault: JournalFault.Corrupt or JournalFault.Version or JournalFault.World } =>
                LedgerState.Halted,
            JournalException => LedgerState.Unavailable,
            _ => LedgerState.Halted,
        };
        End(state, e.Message, e is JournalException { Fault: JournalFault.Full });
        if (state == LedgerState.Halted)
        {
            // Whoever waits for it to open is told.
            if (_opened.Task.IsCompleted)
            {
                LogHalted(_log, _site.Stream, e.Message);
            }

            LogStack(_log, _site.Stream, e);
        }
        else
        {
            LogFault(_log, _site.Stream, state, e.Message);
        }

        _news.DropAll();
        EndCalls();
        if (state != LedgerState.Unavailable)
        {
            return true;
        }

        _opened.TrySetResult();
        return _stop.IsCancellationRequested;
    }

    // Nobody may find a writer that is no more, and everybody what became of it.
    private void End(LedgerState state, string why, bool isFull = false)
    {
        _info = Info(state, why, _writer, isFull);
        _writer = null;
    }

    private void EndCalls()
    {
        List<LedgerCall> calls = [];
        do
        {
            calls.Clear();
            _intake.Take(calls, int.MaxValue);
            calls.ForEach(call =>
                call.Refuse(_info.State == LedgerState.Halted ? Standing.Halted : Standing.Unavailable));
        }
        while (calls.Count > 0);
    }

    private async Task WaitAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time, _site.Time, _stop.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private LedgerInfo Info(LedgerState state, string trouble, LedgerWriter? writer, bool isFull = false) => new()
    {
        Stream = _site.Stream,
        State = state,
        Trouble = trouble,
        Systems = _info?.Systems ?? [.. _site.Book.Arrangement.Systems.Select(system => system.Name)],
        Accounts = _info?.Accounts ?? [.. _site.Book.Arrangement.Systems[0].Accounts.Select(account => account.Id)],
        Epoch = writer?.Epoch ?? _info?.Epoch ?? 0,
        Sequence = writer?.Durable.Sequence ?? _info?.Sequence ?? 0,
        Records = writer?.Durable.Records ?? _info?.Records ?? 0,
        Time = writer?.Ledger.Now ?? _info?.Time ?? long.MinValue,
        NextNumber = writer?.Ledger.NextNumber ?? _info?.NextNumber ?? _site.Book.Payers.Length,
        Scripted = _site.Book.Payers.Length,
        IsFull = isFull,
        Waiting = writer?.WaitingCount ?? 0,
        Process = _seat?.Address ?? "",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream}: {State}: {Why}")]
    private static partial void LogFault(ILogger log, string stream, LedgerState state, string why);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Stream}: halted: {Why}")]
    private static partial void LogHalted(ILogger log, string stream, string why);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Stream}: halted in")]
    private static partial void LogStack(ILogger log, string stream, Exception e);
}
