using Clearing.Grains.Banks;
using Clearing.Grains.Carrying;
using Clearing.Grains.Switching;
using Clearing.Grains.Wire;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Settling;

/// <summary>
/// The single writer of every system of one arrangement: takes of each batch what goes there, and turns the events of
/// the members into notices and statements. Plain and synchronous.
/// </summary>
public sealed class SettlementDesk
{
    private readonly SettlementBook _book;
    private readonly Arrangement _arrangement;
    private readonly NoticeBoard? _notices;
    private readonly StatementBook[]? _statements;
    private SettlementCommand[] _own = [];
    private SystemOutcome[]? _outcomes;

    public SettlementDesk(SettlementBook book)
    {
        _book = book;
        _notices = book.Watched.Count == 0 ? null : new NoticeBoard(book);
        _statements = book.Statements.Count == 0
            ? null
            : [.. book.Systems.Select(system => new StatementBook(book.Statements.Span, system))];
        bool isTold = _notices is not null || _statements is not null;
        _arrangement = new Arrangement(
            new ArrangementBook
            {
                Definition = book.Arrangement,
                Systems = book.Systems,
                Scripts = [.. book.Scripts.Select(script => script.ToArray())],
                DueAt = book.DueAt.ToArray(),
                KindOfPayment = book.KindOfPayment.ToArray(),
                CurrencyOfPayment = book.CurrencyOfPayment?.ToArray(),
                CurrencyOfMember = book.CurrencyOfMember,
                JointGroups = book.JointGroups?.ToArray(),
                Certificates = book.Certificates,
                Queues = book.Queues,
                Internal = book.Internal.ToArray(),
            },
            isTold ? Tell : null);
    }

    /// <summary>Next instant at which something happens here by itself; <see cref="long.MaxValue"/> = none.</summary>
    public long NextInstant => _arrangement.NextInstant;

    /// <summary>Executes the commands of a batch that go to this arrangement.</summary>
    public void Execute(PaymentBatch batch)
    {
        if (batch.Arrangements.Count == 0)
        {
            Execute(batch.Commands.Span);
            return;
        }

        if (_own.Length < batch.Commands.Count)
        {
            _own = new SettlementCommand[batch.Commands.Count];
        }

        ReadOnlySpan<SettlementCommand> commands = batch.Commands.Span;
        ReadOnlySpan<ulong> systems = batch.Arrangements.Span;
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
    public void Execute(ReadOnlySpan<SettlementCommand> payments) => _arrangement.Execute(payments);

    /// <summary>Completes every instant before <paramref name="until"/>.</summary>
    public void AdvanceTo(long until) => _arrangement.AdvanceTo(until);

    /// <summary>What reactive banks are to be told since the last call.</summary>
    public Blob<Notice> TakeNotices() => _notices?.Take() ?? default;

    /// <summary>Runs to the end of the last day. Nothing can be executed after it.</summary>
    /// <param name="refused">Payments that came to nothing on the way here.</param>
    /// <returns>By member.</returns>
    public SystemOutcome[] Finish(ReadOnlySpan<Refusal> refused = default)
    {
        if (_outcomes is null)
        {
            _outcomes = _arrangement.Finish();
            foreach (ref readonly Refusal refusal in refused)
            {
                Close(_outcomes, in refusal);
            }
        }

        return _outcomes;
    }

    // A payment that entered no member is counted with the first one of its currency.
    private void Close(SystemOutcome[] outcomes, in Refusal refusal)
    {
        int currency = _book.CurrencyOfPayment is { } currencies ? currencies.Span[refusal.Payment] : 0;
        int member = Array.IndexOf(_book.CurrencyOfMember, currency);
        if (member >= 0)
        {
            outcomes[member].Payments.Close(
                refusal.Payment, PaymentStatus.Rejected, refusal.Reason, refusal.Time);
        }
    }

    /// <summary>What is known of one account; only after <see cref="Finish"/>.</summary>
    /// <param name="system">Name of the member.</param>
    /// <param name="id">Id of the participant.</param>
    /// <returns>Null when there is no such account.</returns>
    public AccountRecord? AccountOf(string system, string id)
    {
        SystemOutcome[] outcomes = _outcomes ?? throw new InvalidOperationException(
            $"Arrangement {_book.Arrangement.Name} has not finished; ask for accounts when the run is over.");
        int member = Array.FindIndex(_book.Systems, definition => definition.Name == system);
        IReadOnlyList<Account> accounts = member < 0 ? [] : _book.Systems[member].Accounts;
        for (int i = 0; i < accounts.Count; i++)
        {
            if (accounts[i].Id == id)
            {
                return new AccountRecord
                {
                    Outcome = new Blob<AccountOutcome>(new[] { outcomes[member].Accounts[i] }),
                    CurrencyCode = accounts[i].CurrencyCode,
                    Lines = _statements?[member].LinesOf(i) ?? default,
                };
            }
        }

        return null;
    }

    private void Tell(int member, ReadOnlySpan<SettlementEvent> events)
    {
        _notices?.Post(member, events);
        _statements?[member].Post(events);
    }
}
