using Clearing.Grains.Wire;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Conducting;

/// <summary>
/// Whose desk sends each payment, and when: a bank's own, or that of its correspondent, which keeps a queue for each
/// account with it and takes its time (CO-1).
/// </summary>
internal sealed class Correspondence
{
    private readonly PaymentTable _payments;
    private readonly IReadOnlyList<ScenarioDay> _days;
    private readonly CorrespondentAccount?[] _accountOf;

    public Correspondence(Scenario scenario)
    {
        _payments = scenario.Payments;
        _days = scenario.Calendar.Days;
        _accountOf = scenario.Correspondents.Count == 0
            ? []
            : new CorrespondentAccount?[scenario.Participants.Count];
        foreach (CorrespondentAccount account in scenario.Correspondents)
        {
            _accountOf[account.Bank] = account;
        }
    }

    /// <summary>Per payment whose desk sends it; empty without correspondents.</summary>
    public Blob<int> Senders => _accountOf.Length == 0
        ? default
        : new Blob<int>(Enumerable.Range(0, _payments.Count).Select(SenderOf).ToArray());

    /// <summary>Per payment who is told of its receipt; empty without correspondents.</summary>
    public Blob<int> Receivers => _accountOf.Length == 0
        ? default
        : new Blob<int>(Enumerable.Range(0, _payments.Count).Select(ReceiverOf).ToArray());

    /// <summary>The participant whose desk sends a payment.</summary>
    public int SenderOf(int payment) => AccountOf(_payments.Payer, payment)?.Bank ?? _payments.From[payment];

    /// <summary>When a payment may leave, and the business day of that; <see cref="long.MaxValue"/> = never.</summary>
    public (long At, int Day) Ready(int payment)
    {
        int day = _payments.DayOf(payment);
        if (AccountOf(_payments.Payer, payment) is not { } account)
        {
            return (_payments.DueAt[payment], day);
        }

        long ready = _payments.DueAt[payment] + account.ProcessingUs;
        if (account.CutOffs.Count == 0 || ready <= account.CutOffs[day - 1])
        {
            return (ready, day);
        }

        return day < _days.Count ? (Math.Max(ready, _days[day].OpenAt), day + 1) : (long.MaxValue, day);
    }

    /// <summary>What the desk goes by: a correspondent keeps one queue, whatever the priority in the system.</summary>
    public Priority PriorityOf(int payment) =>
        AccountOf(_payments.Payer, payment) is null ? _payments.Priority[payment] : Priority.Normal;

    private int ReceiverOf(int payment) => AccountOf(_payments.Payee, payment)?.Bank ?? _payments.To[payment];

    private CorrespondentAccount? AccountOf(int[]? parties, int payment) =>
        parties is null || _accountOf.Length == 0 ? null : _accountOf[parties[payment]];
}
