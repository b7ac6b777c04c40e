using System.Globalization;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Files;

/// <summary>
/// The books of correspondents and the hops of each payment through them: what the payments and their fate say,
/// written out (CO-1).
/// </summary>
internal sealed class CorrespondentRows(RunSummary run)
{
    public const string BookHeader = "system,bank,at,currency,opening,sent_count,sent_value,returned_count,"
        + "returned_value,received_count,received_value,waiting_count,waiting_value,closing";

    public const string ChainHeader = "system,payment,step,time,from,to,message,books,status";

    private readonly PaymentTable _payments = run.Scenario.Payments;
    private readonly LocalTime _time = LocalTime.Of(run.Scenario);
    private readonly Dictionary<int, CorrespondentAccount> _accounts =
        run.Scenario.Correspondents.ToDictionary(account => account.Bank);

    /// <summary>One row for each account with a correspondent and system of its currency.</summary>
    public IEnumerable<string[]> Books() =>
        from system in Systems()
        from account in run.Scenario.Correspondents
        select Book(system, account);

    /// <summary>The hops of each payment that goes through a correspondent, in order.</summary>
    public IEnumerable<string[]> Chains() =>
        from system in Systems()
        from payment in Enumerable.Range(0, _payments.Count)
        where run.Owns(system, payment) && (SenderOf(payment) is not null || ReceiverOf(payment) is not null)
        from row in Chain(system, payment)
        select row;

    private IEnumerable<int> Systems() => _accounts.Count == 0
        ? []
        : Enumerable.Range(0, run.Outcomes.Count)
            .Where(s => run.CurrencyOf(s) == run.Scenario.Currency && !run.Scenario.Systems[s].SettlesElsewhere);

    private string[] Book(int system, CorrespondentAccount account)
    {
        Sum sent = default;
        Sum returned = default;
        Sum received = default;
        Sum waiting = default;
        OutcomeTable outcomes = run.Outcomes[system].Payments;
        for (int i = 0; i < _payments.Count; i++)
        {
            if (!run.Owns(system, i))
            {
                continue;
            }

            bool isSettled = outcomes.StatusOf(i) == PaymentStatus.Settled;
            if (SenderOf(i) == account)
            {
                bool left = outcomes.HasEntered(i);
                sent = left ? sent.Plus(_payments.AmountMinor[i]) : sent;
                returned = left && !isSettled ? returned.Plus(_payments.AmountMinor[i]) : returned;
                waiting = left ? waiting : waiting.Plus(_payments.AmountMinor[i]);
            }

            received = ReceiverOf(i) == account && isSettled ? received.Plus(_payments.AmountMinor[i]) : received;
        }

        Currency currency = run.CurrencyOf(system);
        return
        [
            run.Outcomes[system].Name, IdOf(account.Bank), IdOf(account.At), currency.Code,
            currency.Format(account.BalanceMinor), .. sent.Fields(currency), .. returned.Fields(currency),
            .. received.Fields(currency), .. waiting.Fields(currency),
            currency.Format(account.BalanceMinor - sent.Minor + returned.Minor + received.Minor),
        ];
    }

    private IEnumerable<string[]> Chain(int system, int payment)
    {
        OutcomeTable outcomes = run.Outcomes[system].Payments;
        (CorrespondentAccount? sender, CorrespondentAccount? receiver) = (SenderOf(payment), ReceiverOf(payment));
        (int payer, int payee) = (sender?.Bank ?? _payments.From[payment], receiver?.Bank ?? _payments.To[payment]);
        bool isCover = sender?.Method == CorrespondentMethod.Cover;
        string money = isCover ? "202 COV" : "103";
        long due = _payments.DueAt[payment];
        bool isSettled = outcomes.StatusOf(payment) == PaymentStatus.Settled;
        string status = CsvWords.Of(outcomes.StatusOf(payment));
        int step = 0;
        string[] Row(long time, int from, int to, string message, string books, string state) =>
        [
            run.Outcomes[system].Name, _payments.IdOf(payment), (++step).ToString(CultureInfo.InvariantCulture),
            time == 0 ? "" : _time.Format(time), IdOf(from), IdOf(to), message, books, state,
        ];

        if (isCover)
        {
            yield return Row(due, payer, payee, "103", "", "announced");
        }

        if (sender is not null)
        {
            yield return Row(due, payer, sender.At, money, "", "instructed");
        }

        if (outcomes.RouteOf(payment) == Route.Internal)
        {
            yield return Row(outcomes.SettledAt(payment), _payments.From[payment], payee, money,
                $"{IdOf(payer)} to {IdOf(payee)} at {IdOf(_payments.From[payment])}", status);
            yield break;
        }

        bool hasEntered = outcomes.HasEntered(payment);
        yield return Row(hasEntered ? outcomes.EnteredAt(payment, due) : 0, _payments.From[payment],
            _payments.To[payment], money,
            sender is null || !hasEntered ? "" : $"{IdOf(payer)} at {IdOf(sender.At)} debited",
            hasEntered ? "entered" : status);
        if (hasEntered)
        {
            yield return Row(outcomes.EndedAt(payment), _payments.From[payment], _payments.To[payment], "",
                isSettled ? $"{IdOf(_payments.From[payment])} to {IdOf(_payments.To[payment])}" : "", status);
        }

        if (isSettled && receiver is not null)
        {
            yield return Row(outcomes.SettledAt(payment) + receiver.ProcessingUs, receiver.At, payee,
                isCover ? "910" : "103", $"{IdOf(payee)} at {IdOf(receiver.At)} credited", "told");
        }
    }

    private CorrespondentAccount? SenderOf(int payment) => Of(_payments.Payer, payment);

    private CorrespondentAccount? ReceiverOf(int payment) => Of(_payments.Payee, payment);

    private CorrespondentAccount? Of(int[]? parties, int payment) =>
        parties is null ? null : _accounts.GetValueOrDefault(parties[payment]);

    private string IdOf(int participant) => run.Scenario.Participants[participant].Id;

    private readonly record struct Sum(int Count, Int128 Minor)
    {
        public Sum Plus(long amountMinor) => new(Count + 1, Minor + amountMinor);

        public string[] Fields(Currency currency) =>
            [Count.ToString(CultureInfo.InvariantCulture), currency.Format(Minor)];
    }
}
