using Clearing.Grains.Ledgers;
using Clearing.Journal;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Past;

/// <summary>One thing that happened to a payment.</summary>
/// <param name="Time">Instant, microseconds since 1970 UTC.</param>
/// <param name="PayerMinor">
/// Position of the payer after it, or the balance where it is final by a posted cycle; 0 where nothing moved.
/// </param>
/// <param name="PayeeMinor">The same of the payee.</param>
/// <param name="Member">In which system.</param>
/// <param name="Kind">What.</param>
/// <param name="Route">By which way it was released or settled.</param>
/// <param name="Reason">Why it was rejected.</param>
/// <param name="Priority">That it had then.</param>
public readonly record struct PaymentStep(
    long Time, long PayerMinor, long PayeeMinor, int Member, EventKind Kind, Route Route, Reason Reason,
    Priority Priority);

/// <summary>All that happened to one payment.</summary>
public sealed record PaymentStory
{
    /// <summary>As the journal has it, its number included.</summary>
    public required LedgerCommand Command { get; init; }

    /// <summary>When it came, microseconds since 1970 UTC.</summary>
    public required long EnteredAt { get; init; }

    /// <summary>In order.</summary>
    public required IReadOnlyList<PaymentStep> Steps { get; init; }

    /// <summary>The group of the journal up to which this is told; where it is at its end, that of its end.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Looks for one payment in a journal.</summary>
internal sealed class StoryReading(int number)
{
    private readonly List<PaymentStep> _steps = [];
    private LedgerCommand _command;
    private long _enteredAt;
    private bool _hasEntered;
    private bool _isOver;

    /// <exception cref="JournalException">The journal cannot be read, or was cut before it.</exception>
    public async Task<PaymentStory?> ReadAsync(LedgerSite site, CancellationToken cancellation)
    {
        long until = (await site.Store.Reader(site.Stream).DurableAsync(cancellation)).Sequence;
        JournalWalk walk = await JournalWalk.BeginAsync(
            site, (place, ledger) => place.Sequence <= until && !ledger.HasTaken(number), cancellation);
        await walk.RunAsync(until, (_, commands) => Take(walk.Ledger, commands), () => _isOver, cancellation);
        return !_hasEntered ? null : new PaymentStory
        {
            Command = _command,
            EnteredAt = _enteredAt,
            Steps = _steps,
            Sequence = walk.Sequence,
        };
    }

    private void Take(Ledger ledger, ReadOnlySpan<LedgerCommand> commands)
    {
        if (!_hasEntered && ledger.HasTaken(number))
        {
            Find(ledger, commands);
        }

        foreach (EventRun run in _hasEntered && !_isOver ? ledger.Events.Runs : [])
        {
            foreach (ref readonly SettlementEvent e in ledger.Events.Events.Slice(run.Start, run.Count))
            {
                if (e.Payment == number && IsOfPayment(e.Kind))
                {
                    _steps.Add(new PaymentStep(
                        e.Time, e.PayerBalanceMinor, e.PayeeBalanceMinor, run.Member, e.Kind, e.Route, e.Reason,
                        e.Priority));
                    _isOver |= IsEnd(e.Kind);
                }
            }
        }
    }

    private void Find(Ledger ledger, ReadOnlySpan<LedgerCommand> commands)
    {
        foreach (ref readonly LedgerCommand command in commands)
        {
            if (command.Command.Kind == CommandKind.Submit && command.Command.Payment == number)
            {
                (_command, _enteredAt, _hasEntered) = (command, ledger.Now, true);
            }
        }
    }

    private static bool IsEnd(EventKind kind) => kind is EventKind.Settled or EventKind.Rejected
        or EventKind.Cancelled or EventKind.Unsettled or EventKind.Unwound;

    private static bool IsOfPayment(EventKind kind) => IsEnd(kind) || kind is EventKind.Queued or EventKind.Released
        or EventKind.Reprioritised or EventKind.RequestRefused or EventKind.Earmarked;
}
