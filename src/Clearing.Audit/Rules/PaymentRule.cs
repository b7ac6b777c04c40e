using System.Runtime.InteropServices;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Audit.Rules;

/// <summary>
/// Follows every payment from its instruction to its end, by commands and events alone: nothing moves that nobody
/// instructed, with another amount or between others than instructed, or in two systems; each settles at most once; and
/// what is at its end stays so.
/// </summary>
/// <param name="ledger">Whose payments they are.</param>
/// <param name="links">Know what linked systems make.</param>
internal sealed class PaymentRule(AuditedLedger ledger, LinkRules links)
{
    private readonly Dictionary<int, Terms> _open = [];

    // By number; those that linked systems made apart, from their first.
    private State[] _states = new State[1_024];
    private State[] _made = [];

    private enum State : byte
    {
        Unseen = 0,
        Instructed = 1,
        Waits = 2,
        Held = 3,
        Provisional = 4,
        Settled = 5,
        Ended = 6,
    }

    /// <summary>Payments that settled.</summary>
    public long Settled { get; private set; }

    /// <summary>Payments that came to another end.</summary>
    public long Ended { get; private set; }

    /// <summary>Payments that are not at their end.</summary>
    public int Open => _open.Count;

    /// <summary>What is wrong; null = nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>The payment of <see cref="Fault"/>.</summary>
    public int FaultyPayment { get; private set; } = -1;

    /// <summary>A payment was instructed.</summary>
    public void Instruct(in LedgerCommand command)
    {
        SettlementCommand payment = command.Command;
        ref State state = ref StateOf(payment.Payment);
        if (state != State.Unseen)
        {
            Break(payment.Payment, "is instructed a second time");
            return;
        }

        state = State.Instructed;
        _open.Add(payment.Payment, new Terms(-1, payment.From, payment.To, payment.AmountMinor));
    }

    /// <summary>Something happened to a payment.</summary>
    public void Take(int member, in SettlementEvent e)
    {
        State next = After(e.Kind);
        if (next == State.Unseen || Fault is not null)
        {
            return;
        }

        ref State state = ref StateOf(e.Payment);
        if (state == State.Unseen)
        {
            if (e.Payment < Ledger.FirstMade || !links.TryTakeMade(member, e))
            {
                Break(e.Payment, $"is {Word(e.Kind)} at {e.Time}, and nobody instructed it");
                return;
            }

            state = State.Instructed;
            _open.Add(e.Payment, new Terms(member, e.From, e.To, e.AmountMinor));
        }

        if (!MayFollow(state, e.Kind))
        {
            Break(e.Payment, $"is {Word(e.Kind)} at {e.Time}, after it was {Word(state)}");
            return;
        }

        ref Terms terms = ref CollectionsMarshal.GetValueRefOrNullRef(_open, e.Payment);
        if (terms.From != e.From || terms.To != e.To || terms.AmountMinor != e.AmountMinor)
        {
            Break(e.Payment,
                $"is instructed as {terms.AmountMinor} from {Name(terms.From)} to {Name(terms.To)}, and is "
                + $"{Word(e.Kind)} at {e.Time} as {e.AmountMinor} from {Name(e.From)} to {Name(e.To)}");
            return;
        }

        if (terms.Member >= 0 && terms.Member != member)
        {
            Break(e.Payment, $"is {Word(e.Kind)} at {e.Time} in another system than before");
            return;
        }

        terms = terms with { Member = member };
        state = next;
        if (next is State.Settled or State.Ended)
        {
            Settled += next == State.Settled ? 1 : 0;
            Ended += next == State.Settled ? 0 : 1;
            _open.Remove(e.Payment);
        }
    }

    private static State After(EventKind kind) => kind switch
    {
        EventKind.Queued or EventKind.Reprioritised => State.Waits,
        EventKind.Earmarked => State.Held,
        EventKind.Released => State.Provisional,
        EventKind.Settled => State.Settled,
        EventKind.Rejected or EventKind.Cancelled or EventKind.Unsettled or EventKind.Unwound => State.Ended,
        _ => State.Unseen,
    };

    private static bool MayFollow(State state, EventKind kind) => kind switch
    {
        EventKind.Queued => state == State.Instructed,
        EventKind.Reprioritised => state is State.Instructed or State.Waits,
        EventKind.Earmarked => state is State.Instructed or State.Waits,
        EventKind.Released => state is State.Instructed or State.Waits or State.Held,
        EventKind.Unwound => state == State.Provisional,
        _ => state < State.Settled,
    };

    private static string Word(EventKind kind) => kind.ToString().ToLowerInvariant();

    private static string Word(State state) => state switch
    {
        State.Ended => "at its end",
        State.Waits => "queued",
        State.Held => "earmarked",
        State.Provisional => "released",
        _ => state.ToString().ToLowerInvariant(),
    };

    private string Name(int account)
    {
        IReadOnlyList<Account> accounts = ledger.Book.Arrangement.Systems[0].Accounts;
        return account >= 0 && account < accounts.Count ? accounts[account].Id : $"account {account}";
    }

    private void Break(int payment, string what)
    {
        FaultyPayment = payment;
        Fault = $"payment {payment} {what}";
    }

    private ref State StateOf(int payment)
    {
        ref State[] states = ref payment < Ledger.FirstMade ? ref _states : ref _made;
        int place = payment % Ledger.FirstMade;
        if (place >= states.Length)
        {
            Array.Resize(ref states, Math.Max(place + 1, 2 * states.Length));
        }

        return ref states[place];
    }

    private readonly record struct Terms(int Member, int From, int To, long AmountMinor);
}
