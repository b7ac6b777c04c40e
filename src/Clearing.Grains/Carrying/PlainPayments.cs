using Clearing.Messages;
using Clearing.Messages.Generation;
using Clearing.Messages.Instructions;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Carrying;

/// <summary>The payments of a scenario in the words of messages, in scenario order.</summary>
public sealed class PlainPayments(Scenario scenario)
{
    private readonly AddressBook _addresses = new(scenario);

    public int Count => scenario.Payments.Count;

    /// <summary>The payment's id in the scenario.</summary>
    /// <param name="payment">0 to <see cref="Count"/> - 1.</param>
    public string IdOf(int payment) => scenario.Payments.IdOf(payment);

    /// <summary>The payment between the banks that hold its parties' accounts.</summary>
    /// <param name="payment">0 to <see cref="Count"/> - 1.</param>
    /// <param name="needsNumber">True where banks are known by routing number only: then each has one.</param>
    public PlainPayment Of(int payment, bool needsNumber)
    {
        int payer = scenario.Payments.Payer?[payment] ?? scenario.Payments.From[payment];
        int payee = scenario.Payments.Payee?[payment] ?? scenario.Payments.To[payment];
        string currency = scenario.Payments.CurrencyOf(payment);
        int decimals = scenario.Payments.OtherCurrencies.Append(scenario.Currency)
            .First(c => c.Code == currency).Decimals;
        return new PlainPayment(
            IdOf(payment), BankOf(payer, needsNumber), BankOf(payee, needsNumber), currency,
            new DecimalAmount(scenario.Payments.AmountMinor[payment], decimals),
            scenario.Calendar.Days[scenario.Payments.DayOf(payment) - 1].Date);
    }

    // A made-up number is not anybody's, and says nothing where there is a BIC.
    private Agent BankOf(int participant, bool needsNumber)
    {
        Agent bank = new() { Bic = _addresses.BicOf(participant) };
        return needsNumber || scenario.Participants[participant].RoutingNumber.Length > 0
            ? bank with { MemberScheme = "USABA", MemberId = _addresses.RoutingNumberOf(participant) }
            : bank;
    }
}
