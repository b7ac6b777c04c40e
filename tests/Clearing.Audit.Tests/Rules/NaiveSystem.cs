using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Audit.Tests.Rules;

/// <summary>How a naive system does wrong.</summary>
public enum Flaw
{
    None,

    /// <summary>The payee is credited one unit more than the payer is debited.</summary>
    MakesMoney,

    /// <summary>The payee is not told of its money.</summary>
    ForgetsThePayee,

    /// <summary>Money comes to an account that nobody ordered.</summary>
    AddsUnordered,

    /// <summary>An order to add money is carried out twice.</summary>
    AddsTwice,

    /// <summary>Pays whatever the payer has.</summary>
    IgnoresFloors,

    /// <summary>Fills the payee whatever it may have.</summary>
    IgnoresCeilings,

    /// <summary>Lets more flow than a limit allows.</summary>
    IgnoresLimits,

    /// <summary>Releases while it is halted.</summary>
    IgnoresHalts,

    /// <summary>What settled settles again.</summary>
    SettlesTwice,

    /// <summary>What settled is cancelled.</summary>
    UndoesFinality,

    /// <summary>What was rejected settles after all.</summary>
    RevivesRejected,

    /// <summary>Settles what nobody instructed.</summary>
    InventsPayments,

    /// <summary>Settles another amount than instructed.</summary>
    ChangesAmounts,

    /// <summary>Pays another than instructed.</summary>
    ChangesPayees,
}

/// <summary>
/// A gross system of a few lines that knows one release rule: what fits goes, what does not is rejected. It keeps every
/// rule but one, which it breaks as soon as it can.
/// </summary>
internal sealed class NaiveSystem(SystemDefinition system, Flaw flaw)
{
    private readonly long[] _balances = [.. system.Accounts.Select(account => account.OpeningBalanceMinor)];
    private readonly Dictionary<(int, int), long> _flows = [];
    private readonly List<SettlementEvent> _events = [];
    private SettlementEvent? _settled;
    private SettlementEvent? _rejected;
    private bool _isHalted;

    /// <summary>True once it has done wrong.</summary>
    public bool HasSinned { get; private set; }

    public SettlementEvent[] Open() =>
        [new SettlementEvent { Kind = EventKind.DayOpened, Payment = 1, Time = system.Days[0].OpenAt }];

    /// <summary>Carries out the commands of an instant.</summary>
    public SettlementEvent[] Run(long time, ReadOnlySpan<LedgerCommand> commands)
    {
        _events.Clear();
        foreach (LedgerCommand command in commands)
        {
            SettlementCommand asked = command.Command with { Time = time };
            switch (asked.Kind)
            {
                case CommandKind.AddBalance:
                    Add(asked);
                    break;
                case CommandKind.Halt or CommandKind.Resume:
                    _isHalted = asked.Kind == CommandKind.Halt;
                    Tell(asked, _isHalted ? EventKind.Halted : EventKind.Resumed);
                    break;
                default:
                    Pay(asked);
                    break;
            }
        }

        Sin(time);
        return [.. _events];
    }

    private void Add(SettlementCommand order)
    {
        int times = flaw == Flaw.AddsTwice ? 2 : 1;
        HasSinned |= times > 1;
        for (int i = 0; i < times; i++)
        {
            _balances[order.From] += order.AmountMinor;
            Tell(order, EventKind.BalanceAdded);
        }
    }

    private void Pay(SettlementCommand payment)
    {
        bool fits = Fits(payment, out Flaw stopped);
        bool sins = !fits && stopped == flaw && flaw != Flaw.None;
        if (!fits && !sins)
        {
            _rejected = Tell(payment, EventKind.Rejected);
            return;
        }

        HasSinned |= sins;
        long made = flaw == Flaw.MakesMoney ? 1 : 0;
        SettlementCommand done = flaw == Flaw.ChangesAmounts && _balances[payment.From] > payment.AmountMinor
                ? payment with { AmountMinor = payment.AmountMinor + 1 }
            : flaw == Flaw.ChangesPayees && payment.From != 0 ? payment with { To = 0 }
            : payment;
        HasSinned |= done != payment || made > 0;
        _balances[done.From] -= done.AmountMinor;
        _balances[done.To] += done.AmountMinor + made;
        _flows[(done.From, done.To)] = _flows.GetValueOrDefault((done.From, done.To)) + done.AmountMinor;
        _flows[(done.To, done.From)] = _flows.GetValueOrDefault((done.To, done.From)) - done.AmountMinor;
        SettlementEvent told = Tell(done, EventKind.Settled);
        if (flaw == Flaw.ForgetsThePayee)
        {
            HasSinned = true;
            _events[^1] = told with { PayeeBalanceMinor = told.PayeeBalanceMinor - told.AmountMinor };
        }

        _settled = told;
    }

    private bool Fits(SettlementCommand payment, out Flaw stopped)
    {
        Account payee = system.Accounts[payment.To];
        long flow = _flows.GetValueOrDefault((payment.From, payment.To)) + payment.AmountMinor;
        bool isLimited = system.Limits.Any(l => l.From == payment.From && l.To == payment.To && flow > l.LimitMinor);
        bool isShort = _balances[payment.From] - payment.AmountMinor < -system.Accounts[payment.From].CreditMinor;
        bool isFull = _balances[payment.To] + payment.AmountMinor > payee.Ceiling.AsCeiling(default);
        int reasons = (isLimited ? 1 : 0) + (isShort ? 1 : 0) + (isFull ? 1 : 0) + (_isHalted ? 1 : 0);

        // Only what one thing alone stops shows that it does not look at that.
        stopped = reasons != 1 ? Flaw.None
            : isLimited ? Flaw.IgnoresLimits
            : isShort ? Flaw.IgnoresFloors
            : isFull ? Flaw.IgnoresCeilings
            : Flaw.IgnoresHalts;
        return reasons == 0;
    }

    private void Sin(long time)
    {
        SettlementEvent? sin = flaw switch
        {
            Flaw.AddsUnordered => new SettlementEvent
            {
                Kind = EventKind.BalanceAdded,
                Payment = -1,
                AmountMinor = 1,
                PayerBalanceMinor = ++_balances[0],
            },
            Flaw.SettlesTwice => Again(_settled, EventKind.Settled),
            Flaw.UndoesFinality => Again(_settled, EventKind.Cancelled),
            Flaw.RevivesRejected => Again(_rejected, EventKind.Settled),
            Flaw.InventsPayments => Again(new SettlementEvent { Payment = 1_000_000, To = 1 }, EventKind.Settled),
            _ => null,
        };
        if (sin is { } told)
        {
            HasSinned = true;
            _events.Add(told with { Time = time });
        }
    }

    // The balances stay those that are there: it is the payment itself that must not come again.
    private SettlementEvent? Again(SettlementEvent? e, EventKind kind)
    {
        if (e is not { } before)
        {
            return null;
        }

        if (kind == EventKind.Settled)
        {
            _balances[before.From] -= before.AmountMinor;
            _balances[before.To] += before.AmountMinor;
        }

        return before with
        {
            Kind = kind,
            PayerBalanceMinor = _balances[before.From],
            PayeeBalanceMinor = _balances[before.To],
        };
    }

    private SettlementEvent Tell(SettlementCommand command, EventKind kind)
    {
        SettlementEvent told = new()
        {
            Kind = kind,
            Time = command.Time,
            Payment = command.Payment,
            From = command.From,
            To = command.To,
            AmountMinor = command.AmountMinor,
            PayerBalanceMinor = _balances[Math.Max(0, command.From)],
            PayeeBalanceMinor = _balances[Math.Max(0, command.To)],
            Priority = command.Priority,
        };
        _events.Add(told);
        return told;
    }
}
