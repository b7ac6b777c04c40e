using Clearing.Grains.Banks;
using Clearing.Grains.Switching;
using Clearing.Grains.Wire;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Settling;

/// <summary>
/// The single writer of one settlement system: puts the script between the payments, runs the engine, and folds its
/// events into the outcome, notices and statements. Plain and synchronous.
/// </summary>
public sealed class SettlementDesk
{
    // The engine runs in slices, so that the events of a slice are still in the cache when they are folded.
    private const int SliceSize = 4096;

    private readonly SettlementBook _book;
    private readonly SettlementEngine _engine;
    private readonly OutcomeRecorder _recorder;
    private readonly EventBuffer _events = new(2 * SliceSize);
    private readonly SettlementCommand[] _script;
    private readonly NoticeBoard? _notices;
    private readonly StatementBook? _statements;
    private SettlementCommand[] _own = [];
    private int _nextScripted;
    private SystemOutcome? _outcome;

    public SettlementDesk(SettlementBook book)
    {
        _book = book;
        _engine = new SettlementEngine(book.Definition);
        _recorder = new OutcomeRecorder(book.Definition, book.DueAt.ToArray());
        _script = book.Script.ToArray();
        int accounts = book.Definition.Accounts.Count;
        _notices = book.Watched.Count == 0 ? null : new NoticeBoard(book, accounts);
        _statements = book.Statements.Count == 0 ? null : new StatementBook(book.Statements.Span, accounts);
    }

    /// <summary>Next instant at which something happens here by itself; <see cref="long.MaxValue"/> = none.</summary>
    public long NextInstant => Math.Min(
        _nextScripted < _script.Length ? _script[_nextScripted].Time : long.MaxValue, _engine.NextOwnInstant);

    /// <summary>Executes the commands of a batch that go to this system.</summary>
    public void Execute(PaymentBatch batch)
    {
        if (batch.Systems.Count == 0)
        {
            Execute(batch.Commands.Span);
            return;
        }

        if (_own.Length < batch.Commands.Count)
        {
            _own = new SettlementCommand[batch.Commands.Count];
        }

        ReadOnlySpan<SettlementCommand> commands = batch.Commands.Span;
        ReadOnlySpan<ulong> systems = batch.Systems.Span;
        int count = 0;
        for (int i = 0; i < commands.Length; i++)
        {
            if ((systems[i] & (1UL << _book.Index)) != 0)
            {
                _own[count++] = commands[i];
            }
        }

        Execute(_own.AsSpan(0, count));
    }

    /// <summary>Executes payments in ascending time; the script of an instant comes before its payments.</summary>
    public void Execute(ReadOnlySpan<SettlementCommand> payments)
    {
        while (payments.Length > 0)
        {
            int count = Math.Min(payments.Length, SliceSize);
            if (_nextScripted < _script.Length && _script[_nextScripted].Time <= payments[count - 1].Time)
            {
                long scripted = _script[_nextScripted].Time;
                count = 0;
                while (payments[count].Time < scripted)
                {
                    count++;
                }
            }

            if (count > 0)
            {
                Submit(payments[..count]);
                payments = payments[count..];
            }
            else
            {
                RunScript(payments[0].Time);
            }
        }
    }

    /// <summary>Completes every instant before <paramref name="until"/>.</summary>
    public void AdvanceTo(long until)
    {
        RunScript(until - 1);
        _engine.AdvanceTo(until, _events);
        Fold();
    }

    /// <summary>What reactive banks are to be told since the last call.</summary>
    public Blob<Notice> TakeNotices() => _notices?.Take() ?? default;

    /// <summary>Runs to the end of the last day. Nothing can be executed after it.</summary>
    public SystemOutcome Finish()
    {
        if (_outcome is null)
        {
            RunScript(long.MaxValue);
            _engine.Finish(_events);
            Fold();
            _outcome = _recorder.Complete(_engine.StateHash());
        }

        return _outcome;
    }

    /// <summary>What is known of one account; only after <see cref="Finish"/>.</summary>
    /// <returns>Null when there is no account of that id.</returns>
    public AccountRecord? AccountOf(string id)
    {
        SystemOutcome outcome = _outcome ?? throw new InvalidOperationException(
            $"System {_book.Definition.Name} has not finished; ask for accounts when the run is over.");
        IReadOnlyList<Account> accounts = _book.Definition.Accounts;
        for (int i = 0; i < accounts.Count; i++)
        {
            if (accounts[i].Id == id)
            {
                return new AccountRecord
                {
                    Outcome = new Blob<AccountOutcome>(new[] { outcome.Accounts[i] }),
                    CurrencyCode = accounts[i].CurrencyCode,
                    Lines = _statements?.LinesOf(i) ?? default,
                };
            }
        }

        return null;
    }

    private void RunScript(long last)
    {
        int from = _nextScripted;
        while (_nextScripted < _script.Length && _script[_nextScripted].Time <= last)
        {
            _nextScripted++;
        }

        if (_nextScripted > from)
        {
            _engine.Execute(_script.AsSpan(from, _nextScripted - from), _events);
            Fold();
        }
    }

    private void Submit(ReadOnlySpan<SettlementCommand> payments)
    {
        foreach (ref readonly SettlementCommand payment in payments)
        {
            _recorder.Enter(payment.Payment, payment.Time);
        }

        _engine.Execute(payments, _events);
        Fold();
    }

    private void Fold()
    {
        ReadOnlySpan<SettlementEvent> events = _events.Events;
        _recorder.Record(events);
        _notices?.Post(events);
        _statements?.Post(events);
        _events.Clear();
    }
}
