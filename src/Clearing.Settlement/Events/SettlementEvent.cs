using System.Runtime.InteropServices;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Events;

/// <summary>What happened in a settlement system.</summary>
public enum EventKind : byte
{
    /// <summary>A payment entered and did not go at once: it waits.</summary>
    Queued = 0,

    /// <summary>
    /// Net systems: a payment was taken into the open cycle (provisional). Balances are net positions.
    /// </summary>
    Released = 1,

    /// <summary>A payment is final. Balances are those after it, or after the whole set it was part of.</summary>
    Settled = 2,

    Rejected = 3,
    Cancelled = 4,

    /// <summary>A payment still waited, or was in a cycle never posted, when the day closed.</summary>
    Unsettled = 5,

    Reprioritised = 6,

    /// <summary>A cancellation or change of priority came for a payment that does not wait.</summary>
    RequestRefused = 7,

    /// <summary>From = account, AmountMinor = added, PayerBalanceMinor = balance after.</summary>
    BalanceAdded = 8,

    /// <summary>From = account, AmountMinor = new credit.</summary>
    CreditSet = 9,

    /// <summary>From, To, AmountMinor = new limit.</summary>
    LimitSet = 10,

    /// <summary>From = account.</summary>
    Suspended = 11,

    Halted = 12,
    Resumed = 13,

    /// <summary>AmountMinor = the new close, an instant.</summary>
    CloseMoved = 14,

    /// <summary>Payment = day number.</summary>
    DayOpened = 15,

    /// <summary>Payment = day number.</summary>
    DayClosed = 16,

    /// <summary>
    /// A mechanism released a set, whose payments follow: From = mechanism index, Payment = how many,
    /// AmountMinor = value.
    /// </summary>
    SetReleased = 17,

    /// <summary>A cycle was posted; its payments follow: Payment = how many, AmountMinor = gross value.</summary>
    CyclePosted = 18,

    /// <summary>
    /// A cycle could not be posted: Payment = how many payments it holds, From = first account that was short (by
    /// id), AmountMinor = how much it was short.
    /// </summary>
    CyclePostponed = 19,

    /// <summary>From = account, AmountMinor = paid in, balances: balance and position after.</summary>
    Funded = 20,

    /// <summary>From = account, AmountMinor = paid out of the position, balances: balance and position after.</summary>
    PaidOut = 21,

    /// <summary>From = account, AmountMinor = what it must pay into its position (CH-1, CH-10).</summary>
    RequirementDue = 22,

    /// <summary>Payment = index of the phase that begins.</summary>
    PhaseStarted = 23,

    /// <summary>A payment's money is set aside until it is answered. Balances: both positions after.</summary>
    Earmarked = 24,

    /// <summary>From = account, Payment = class, AmountMinor = set aside now.</summary>
    ReserveSet = 25,

    /// <summary>From = account, AmountMinor = the new multilateral limit.</summary>
    MultilateralLimitSet = 26,

    /// <summary>From = account that was declared failed.</summary>
    Defaulted = 27,

    /// <summary>From = account that cannot take its net, AmountMinor = its net debit, Payment = round.</summary>
    NetFailed = 28,

    /// <summary>
    /// From = who paid (-1 = the operator), To = for whom, AmountMinor = how much, Payment = index of the failure
    /// step, PayerBalanceMinor = balance of From after.
    /// </summary>
    LossCovered = 29,

    /// <summary>A provisional payment was taken out of its cycle.</summary>
    Unwound = 30,

    /// <summary>
    /// From = account, AmountMinor = its net as posted, PayerBalanceMinor = balance after. After a posted cycle, one
    /// for each net other than zero.
    /// </summary>
    NetPosted = 31,

    /// <summary>From = account, AmountMinor = its net for the linked system to settle; Payment = file.</summary>
    NetDue = 32,

    /// <summary>Payment = file number. Its legs follow as <see cref="NetPosted"/>.</summary>
    FilePosted = 33,

    /// <summary>
    /// Payment = file number, From = account that was short, AmountMinor = by how much: one for each; nothing moved.
    /// </summary>
    FileRefused = 34,

    /// <summary>From = payee, AmountMinor = answers after, microseconds.</summary>
    AnswerSet = 35,
}

/// <summary>
/// One thing that happened: 48 bytes, no references. The events of a system, in order, are the only truth from which
/// statements, metrics and figures are derived. A set's members carry the balances after the whole set, so that the
/// events of a set are its certificate.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SettlementEvent
{
    /// <summary>Microseconds since the Unix epoch, UTC.</summary>
    public long Time { get; init; }

    public long AmountMinor { get; init; }

    /// <summary>Balance (net systems before posting: net position) of <see cref="From"/> after.</summary>
    public long PayerBalanceMinor { get; init; }

    /// <summary>Balance (net systems before posting: net position) of <see cref="To"/> after.</summary>
    public long PayeeBalanceMinor { get; init; }

    /// <summary>Dense payment index, or what <see cref="EventKind"/> says.</summary>
    public int Payment { get; init; }

    public int From { get; init; }

    public int To { get; init; }

    public EventKind Kind { get; init; }

    public Route Route { get; init; }

    public Reason Reason { get; init; }

    public Priority Priority { get; init; }
}
