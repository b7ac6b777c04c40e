using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Ledgers;

/// <summary>
/// What a command from outside must be like, so that no system meets one that cannot be carried out. Tested in the
/// order
/// of docs/reference/ledger.md, the first that does not hold counts.
/// </summary>
internal sealed class CommandRules
{
    /// <summary>31 December 9999, 23:59:59.999999 UTC: no instant is later.</summary>
    public const long LastInstant = 253_402_300_799_999_999;

    /// <summary>Nothing that a command sets is greater, but "unlimited".</summary>
    public const long MostMinor = 1L << 60;

    private const long MostAnswerUs = 10L * 24 * 3600 * 1_000_000;

    private readonly ArrangementBook _book;
    private readonly bool[] _isNobodys;
    private readonly int[] _daysOpened;
    private readonly bool[] _isOpen;

    public CommandRules(ArrangementBook book)
    {
        _book = book;
        _daysOpened = new int[book.Systems.Length];
        _isOpen = new bool[book.Systems.Length];
        _isNobodys = new bool[book.Systems[0].Accounts.Count];
        foreach (SystemDefinition system in book.Systems)
        {
            for (int i = 0; i < _isNobodys.Length; i++)
            {
                _isNobodys[i] |= system.Accounts[i].StandsForSystem || !system.Accounts[i].IsMember;
            }
        }
    }

    /// <summary>Notes when days open and close.</summary>
    public void See(int member, EventKind kind)
    {
        if (kind == EventKind.DayOpened)
        {
            _daysOpened[member]++;
            _isOpen[member] = true;
        }
        else if (kind == EventKind.DayClosed)
        {
            _isOpen[member] = false;
        }
    }

    /// <summary>What a new command from outside, of a kind that may come from there, is like.</summary>
    /// <param name="command">A payment or an order.</param>
    /// <param name="time">The instant at which it is.</param>
    public Verdict Of(in LedgerCommand command, long time)
    {
        SettlementCommand asked = command.Command;
        Verdict verdict = asked.Kind == CommandKind.Submit ? OfPayment(command) : OfOrder(command, time);
        return verdict != Verdict.Accepted ? verdict
            : asked.Priority > Priority.Normal ? Verdict.BadPriority
            : IsTime(asked.NotBefore) && IsTime(asked.NotAfter) ? Verdict.Accepted
            : Verdict.BadTime;
    }

    /// <summary>True for what may be asked from outside.</summary>
    public static bool IsFromOutside(in SettlementCommand command) => command.Kind switch
    {
        CommandKind.Submit => !command.Flag,
        CommandKind.Answer or CommandKind.Leg or CommandKind.PostFile => false,
        CommandKind.NetRefused or CommandKind.NetsAnswered => false,
        _ => command.Kind <= CommandKind.SetAnswer,
    };

    public void Save(StateWriter to)
    {
        to.Write<int>(_daysOpened);
        to.Write<bool>(_isOpen);
    }

    public void Load(ref StateReader from)
    {
        from.Read<int>(_daysOpened);
        from.Read<bool>(_isOpen);
    }

    private static bool IsTime(long instant) => instant is >= 0 and <= LastInstant;

    private Verdict OfPayment(in LedgerCommand command)
    {
        SettlementCommand payment = command.Command;
        if (!HasCurrency(command.Currency))
        {
            return Verdict.UnknownMember;
        }

        if (!IsParty(payment.From) || !IsParty(payment.To))
        {
            return Verdict.UnknownParty;
        }

        if (payment.From == payment.To)
        {
            return Verdict.SameParty;
        }

        return payment.AmountMinor <= 0 ? Verdict.BadAmount
            : payment.AmountMinor > MostMinor ? Verdict.TooLarge
            : Verdict.Accepted;
    }

    private Verdict OfOrder(in LedgerCommand command, long time)
    {
        SettlementCommand order = command.Command;
        if (command.Member >= _book.Systems.Length)
        {
            return Verdict.UnknownMember;
        }

        bool isOfAll = order.Kind is CommandKind.Halt or CommandKind.Resume or CommandKind.MoveClose;
        if ((!isOfAll && !IsParty(order.From)) || (order.Kind == CommandKind.SetLimit && !IsParty(order.To)))
        {
            return Verdict.UnknownParty;
        }

        if (order.Kind == CommandKind.SetLimit && order.From == order.To)
        {
            return Verdict.SameParty;
        }

        Verdict amount = OfAmount(order);
        return amount != Verdict.Accepted ? amount
            : order.Kind == CommandKind.SetReserve && order.PaymentKind >= ClassesOf(command.Member)
                ? Verdict.BadPriority
            : order.Kind == CommandKind.MoveClose && !IsClose(command.Member, order.AmountMinor, time)
                ? Verdict.BadTime
            : Verdict.Accepted;
    }

    private static Verdict OfAmount(in SettlementCommand order)
    {
        long amount = order.AmountMinor;
        switch (order.Kind)
        {
            case CommandKind.SetCredit or CommandKind.SetLimit or CommandKind.SetMultilateralLimit:
                return amount < 0 ? Verdict.BadAmount
                    : amount is > MostMinor and < long.MaxValue ? Verdict.TooLarge : Verdict.Accepted;
            case CommandKind.SetReserve:
                // A system has at most 16 classes, whose reserves are added up.
                return amount < 0 ? Verdict.BadAmount : amount > MostMinor / 16 ? Verdict.TooLarge : Verdict.Accepted;
            case CommandKind.Fund or CommandKind.Withdraw:
                return amount <= 0 ? Verdict.BadAmount : amount > MostMinor ? Verdict.TooLarge : Verdict.Accepted;
            case CommandKind.AddBalance:
                return amount == 0 ? Verdict.BadAmount
                    : amount is > MostMinor or < -MostMinor ? Verdict.TooLarge : Verdict.Accepted;
            case CommandKind.SetAnswer:
                return amount > MostAnswerUs ? Verdict.TooLarge : Verdict.Accepted;
            default:
                return Verdict.Accepted;
        }
    }

    private bool IsParty(int account) => account >= 0 && account < _isNobodys.Length && !_isNobodys[account];

    private bool HasCurrency(byte currency) =>
        _book.CurrencyOfMember is { } currencies ? currencies.AsSpan().Contains(currency) : currency == 0;

    private int ClassesOf(int member) =>
        _book.Systems[member].Classes.Count == 0 ? 3 : _book.Systems[member].Classes.Count;

    // The close of the open day, or of the next one, stays within its day.
    private bool IsClose(int member, long closeAt, long time)
    {
        IReadOnlyList<SettlementDay> days = _book.Systems[member].Days;
        int day = _isOpen[member] ? _daysOpened[member] - 1 : _daysOpened[member];
        return IsTime(closeAt) && day < days.Count && closeAt >= Math.Max(time, days[day].OpenAt)
            && (day + 1 == days.Count || closeAt < days[day + 1].OpenAt);
    }
}
