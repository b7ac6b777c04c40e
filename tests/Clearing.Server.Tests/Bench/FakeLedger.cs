using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Server.Tests.Bench;

/// <summary>
/// A ledger in memory with endless money: each batch is a group that is durable at once, an id has one effect, and the
/// news can be asked for again. Tests make it wait, refuse, or lose its answers.
/// </summary>
internal sealed class FakeLedger : ILedgerGrain
{
    private const int GroupsInNews = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<InstructionId, (LedgerCommand Body, PaymentState State)> _known = [];
    private readonly List<LedgerEvent[]> _groups = [];
    private readonly List<ILedgerObserver> _observers = [];
    private long _newsTold = long.MaxValue;
    private TaskCompletionSource? _gate;
    private int _underWay;
    private int _commandsUnderWay;
    private long _epoch = 1;
    private int _looks;
    private (int Batches, TaskCompletionSource There)? _expected;

    /// <summary>What becomes of a payment; settled unless a test says otherwise.</summary>
    public Func<SettlementCommand, (Standing Standing, Reason Reason)> Decide { get; set; } =
        _ => (Standing.Settled, Reason.None);

    /// <summary>Answers whole batches without any effect, when it has a value.</summary>
    public Standing? Refuses { get; set; }

    /// <summary>Answers questions so, when it has a value.</summary>
    public Standing? RefusesToSay { get; set; }

    /// <summary>What every question waits for.</summary>
    public Task Asking { get; set; } = Task.CompletedTask;

    /// <summary>Questions that came.</summary>
    public int Asked { get; private set; }

    /// <summary>Carries batches out and fails to say so.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>News cannot be asked for.</summary>
    public bool IsSilent { get; set; }

    /// <summary>What news that is asked for waits for.</summary>
    public Task Telling { get; set; } = Task.CompletedTask;

    /// <summary>How often news was asked for from before where the last was told to: there a ledger begins anew.
    /// </summary>
    public int NewsBegun { get; private set; }

    public LedgerState State { get; set; } = LedgerState.Serving;

    /// <summary>Copies of the batches that came, in order.</summary>
    public List<(InstructionBatch Batch, LedgerCommand[] Commands, byte[] Digests, byte[] Texts)> Batches { get; } = [];

    public List<LedgerOrder> Orders { get; } = [];

    public int ObserverCount
    {
        get
        {
            lock (_lock)
            {
                return _observers.Count;
            }
        }
    }

    /// <summary>Payments that had an effect.</summary>
    public int Effects
    {
        get
        {
            lock (_lock)
            {
                return _known.Count;
            }
        }
    }

    /// <summary>The most batches that were under way at once.</summary>
    public int MostUnderWay { get; private set; }

    /// <summary>The most instructions that were under way at once.</summary>
    public int MostCommandsUnderWay { get; private set; }

    /// <summary>Batches are not answered until <see cref="Open"/>.</summary>
    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open()
    {
        TaskCompletionSource? gate = _gate;
        _gate = null;
        gate?.SetResult();
    }

    /// <summary>Completes when so many batches have come.</summary>
    public Task ArrivedAsync(int batches)
    {
        lock (_lock)
        {
            TaskCompletionSource there = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _expected = (batches, there);
            if (Batches.Count >= batches)
            {
                there.SetResult();
            }

            return there.Task;
        }
    }

    public Task<LedgerInfo> OpenAsync() => InfoAsync();

    /// <summary>How often it was looked at.</summary>
    public int Looks => Volatile.Read(ref _looks);

    public Task<LedgerInfo> InfoAsync()
    {
        Interlocked.Increment(ref _looks);
        return Task.FromResult(new LedgerInfo
        {
            Stream = "test/rtgs",
            State = State,
            Trouble = "",
            Systems = ["rtgs"],
            Accounts = [],
            Epoch = _epoch,
            Sequence = _groups.Count,
            Records = 0,
            Time = 0,
            NextNumber = 0,
            Scripted = 0,
        });
    }

    public async Task<InstructionAnswers> SubmitAsync(InstructionBatch batch)
    {
        lock (_lock)
        {
            MostUnderWay = Math.Max(MostUnderWay, ++_underWay);
            _commandsUnderWay += batch.Commands.Count;
            MostCommandsUnderWay = Math.Max(MostCommandsUnderWay, _commandsUnderWay);
            Batches.Add((
                batch, batch.Commands.Span.ToArray(), batch.Digests.Span.ToArray(), batch.Texts.Span.ToArray()));
            if (_expected is { } expected && Batches.Count >= expected.Batches)
            {
                expected.There.TrySetResult();
            }
        }

        if (_gate is { } gate)
        {
            await gate.Task;
        }

        PaymentState[] states = Execute(batch, out LedgerNews? news);
        await TellAsync(news);
        lock (_lock)
        {
            _underWay--;
            _commandsUnderWay -= batch.Commands.Count;
        }

        return LosesAnswers
            ? throw new TimeoutException("the answer is lost")
            : new InstructionAnswers { Sequence = _groups.Count, Answers = new Blob<PaymentState>(states) };
    }

    public Task<PaymentState> OrderAsync(LedgerOrder order)
    {
        lock (_lock)
        {
            Orders.Add(order);
        }

        return Task.FromResult(new PaymentState
        {
            Id = order.Command.Span[0].Id,
            Standing = Standing.Done,
            Number = -1,
            Time = Times.Noon,
        });
    }

    public async Task<InstructionAnswers> AskAsync(Blob<InstructionId> ids)
    {
        Asked++;
        await Asking;
        lock (_lock)
        {
            PaymentState[] states = [.. ids.ToArray().Select(id =>
                RefusesToSay is null && _known.TryGetValue(id, out (LedgerCommand, PaymentState State) known)
                    ? known.State
                    : new PaymentState { Id = id, Number = -1, Standing = RefusesToSay ?? Standing.Unknown })];
            return new InstructionAnswers { Sequence = _groups.Count, Answers = new Blob<PaymentState>(states) };
        }
    }

    public Task<ulong> LastNumberAsync(int participant)
    {
        lock (_lock)
        {
            return Task.FromResult(_known.Keys
                .Where(id => id.IsNumbered && id.Participant == participant).Max(id => (ulong?)id.Number) ?? 0);
        }
    }

    public Task<AccountStates> AccountsAsync() => throw new NotSupportedException();

    public Task<AccountView> AccountAsync(AccountQuestion question) => throw new NotSupportedException();

    public Task<QueuePage> QueueAsync(QueueQuestion question) => throw new NotSupportedException();

    public Task<long> SubscribeAsync(ILedgerObserver observer)
    {
        if (IsSilent)
        {
            throw new LedgerUnavailableException("not now");
        }

        lock (_lock)
        {
            _observers.Add(observer);
            return Task.FromResult((long)_groups.Count);
        }
    }

    public Task UnsubscribeAsync(ILedgerObserver observer)
    {
        lock (_lock)
        {
            _observers.Remove(observer);
        }

        return Task.CompletedTask;
    }

    public async Task<LedgerNews> NewsAsync(long after, long until)
    {
        await Telling;
        if (IsSilent)
        {
            throw new LedgerUnavailableException("not now");
        }

        lock (_lock)
        {
            long last = Math.Min(Math.Min(after + GroupsInNews, until), _groups.Count);
            NewsBegun += after < _newsTold ? 1 : 0;
            _newsTold = last;
            return News(after + 1, last);
        }
    }

    public Task CloseAsync() => Task.CompletedTask;

    /// <summary>Something happens without an instruction: a queued payment settles later.</summary>
    public Task HappenAsync(params SettlementEvent[] events)
    {
        LedgerNews news;
        lock (_lock)
        {
            _groups.Add([.. events.Select(told => new LedgerEvent(default, told, 0, 0))]);
            news = News(_groups.Count, _groups.Count);
        }

        return TellAsync(news);
    }

    /// <summary>Observers are told no more, and nobody tells them so.</summary>
    public void ForgetObservers()
    {
        lock (_lock)
        {
            _observers.Clear();
        }
    }

    /// <summary>It is opened anew elsewhere: nobody is told anything any more, nor that it is so.</summary>
    public void Move()
    {
        lock (_lock)
        {
            _observers.Clear();
            _epoch++;
        }
    }

    /// <summary>Every observer is told that it is told no more.</summary>
    public async Task DropObserversAsync()
    {
        ILedgerObserver[] dropped;
        lock (_lock)
        {
            dropped = [.. _observers];
            _observers.Clear();
        }

        foreach (ILedgerObserver observer in dropped)
        {
            await observer.DroppedAsync(_groups.Count);
        }
    }

    private PaymentState[] Execute(InstructionBatch batch, out LedgerNews? news)
    {
        lock (_lock)
        {
            news = null;
            if (Refuses is { } refusal)
            {
                return [.. Enumerable.Repeat(
                    new PaymentState { Standing = refusal, Number = -1 }, batch.Commands.Count)];
            }

            List<LedgerEvent> events = [];
            PaymentState[] states = [.. batch.Commands.ToArray().Select(command => Execute(command, events))];
            if (events.Count > 0)
            {
                _groups.Add([.. events]);
                news = News(_groups.Count, _groups.Count);
            }

            return states;
        }
    }

    private PaymentState Execute(in LedgerCommand command, List<LedgerEvent> events)
    {
        if (_known.TryGetValue(command.Id, out (LedgerCommand Body, PaymentState State) known))
        {
            return known.Body == command
                ? known.State with { IsRepeated = true }
                : new PaymentState { Id = command.Id, Standing = Standing.Different, Number = -1 };
        }

        (Standing standing, Reason reason) = Decide(command.Command);
        PaymentState state = new()
        {
            Id = command.Id,
            Standing = standing,
            Reason = reason,
            Number = _known.Count,
            Time = Times.Noon,
        };
        _known.Add(command.Id, (command, state));
        events.Add(new LedgerEvent(
            command.Id,
            new SettlementEvent
            {
                Time = Times.Noon,
                Kind = standing switch
                {
                    Standing.Settled => EventKind.Settled,
                    Standing.Queued => EventKind.Queued,
                    _ => EventKind.Rejected,
                },
                Payment = state.Number,
                From = command.Command.From,
                To = command.Command.To,
                AmountMinor = command.Command.AmountMinor,
                PayerBalanceMinor = -command.Command.AmountMinor,
                PayeeBalanceMinor = command.Command.AmountMinor,
                Reason = reason,
                Route = Route.Entry,
            },
            0, command.Format));
        return state;
    }

    private async Task TellAsync(LedgerNews? news)
    {
        ILedgerObserver[] observers;
        lock (_lock)
        {
            observers = [.. _observers];
        }

        foreach (ILedgerObserver observer in observers.Where(_ => news is not null))
        {
            await observer.TellAsync(news!);
        }
    }

    private LedgerNews News(long first, long last) => new()
    {
        First = first,
        Last = last,
        Events = new Blob<LedgerEvent>(
            _groups.Skip((int)first - 1).Take((int)(last - first + 1)).SelectMany(group => group).ToArray()),
    };
}
