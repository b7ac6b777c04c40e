using System.Globalization;
using Clearing.Messages;
using Clearing.Messages.Instructions;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Carrying;

/// <summary>Says the payments of a scenario in the words of messages.</summary>
internal sealed class PaymentWording(Scenario scenario, AddressBook addresses)
{
    private readonly PaymentTable _payments = scenario.Payments;
    private readonly IReadOnlyList<ScenarioDay> _days = scenario.Calendar.Days;
    private readonly int _customer = Array.IndexOf(scenario.Payments.KindNames, "customer");
    private readonly Dictionary<int, CorrespondentAccount> _accounts =
        scenario.Correspondents.ToDictionary(account => account.Bank);

    /// <summary>The bank that pays, be it a member or not.</summary>
    public int PayerOf(int payment) => _payments.Payer?[payment] ?? _payments.From[payment];

    /// <summary>The bank that is paid, likewise.</summary>
    public int PayeeOf(int payment) => _payments.Payee?[payment] ?? _payments.To[payment];

    /// <summary>The payer's account with its correspondent; null = it has none.</summary>
    public CorrespondentAccount? SenderAccountOf(int payment) => _accounts.GetValueOrDefault(PayerOf(payment));

    /// <summary>The payee's account with its correspondent; null = it has none.</summary>
    public CorrespondentAccount? ReceiverAccountOf(int payment) => _accounts.GetValueOrDefault(PayeeOf(payment));

    /// <summary>Customer's, bank's or cover: between indirect participants it is a customer's.</summary>
    public InstructionKind KindOf(int payment) =>
        SenderAccountOf(payment) is { Method: CorrespondentMethod.Cover } ? InstructionKind.CoverTransfer
        : _payments.Kind[payment] == _customer || PayerOf(payment) != _payments.From[payment]
            || PayeeOf(payment) != _payments.To[payment] ? InstructionKind.CustomerTransfer
        : InstructionKind.BankTransfer;

    /// <summary>
    /// Value date of a payment sent at an instant: that of the last business day which had begun, from its own on.
    /// </summary>
    public DateOnly DateOf(int payment, long sentAt)
    {
        int day = _payments.DayOf(payment);
        while (day < _days.Count && _days[day].OpenAt <= sentAt)
        {
            day++;
        }

        return _days[day - 1].Date;
    }

    /// <summary>The payment as one member tells it another, with its value date.</summary>
    public PaymentInstruction Between(int payment, DateOnly date) => Of(payment, KindOf(payment)) with
    {
        InstructingAgent = AgentOf(_payments.From[payment]),
        InstructedAgent = AgentOf(_payments.To[payment]),
        ValueDate = date,
    };

    /// <summary>The payment as the payer's bank tells the payee's, on the day on which it falls due.</summary>
    public PaymentInstruction Of(int payment, InstructionKind kind)
    {
        Currency currency = _payments.OtherCurrency is { } other && other[payment] > 0
            ? _payments.OtherCurrencies[other[payment] - 1] : scenario.Currency;
        return SimpleInstruction.Create(
            kind, AgentOf(PayerOf(payment)), AgentOf(PayeeOf(payment)), ReferenceOf(payment),
            DerivedIds.Uetr($"{scenario.Name}/{_payments.IdOf(payment)}"), currency.Code,
            new DecimalAmount(_payments.AmountMinor[payment], currency.Decimals),
            _days[_payments.DayOf(payment) - 1].Date) with
        {
            Priority = _payments.Priority[payment] == Priority.Urgent ? "HIGH" : null,
        };
    }

    /// <summary>The participant's id.</summary>
    public string IdOf(int participant) => scenario.Participants[participant].Id;

    /// <summary>The payment's id where a reference may be so, else its place.</summary>
    public string ReferenceOf(int payment)
    {
        string id = _payments.IdOf(payment);
        bool fits = id.Length <= 16 && id[^1] != '/' && !id.Contains("//", StringComparison.Ordinal)
            && id.All(c => char.IsAsciiLetterOrDigit(c) || "/-?:().+".Contains(c));
        return fits ? id : string.Create(CultureInfo.InvariantCulture, $"P{payment + 1}");
    }

    public Agent AgentOf(int participant) => new() { Bic = addresses.BicOf(participant) };

    /// <summary>Whose terminal an address of 12 characters is.</summary>
    public static Agent AgentAt(string address) => new()
    {
        Bic = address.EndsWith("XXX", StringComparison.Ordinal) ? address[..8] : address[..8] + address[9..],
    };

    /// <summary>By routing number, as Fedwire knows its members.</summary>
    public Agent NumberOf(int participant) => new()
    {
        MemberScheme = "USABA",
        MemberId = addresses.RoutingNumberOf(participant),
        Name = scenario.Participants[participant].Id,
    };

    public static DateTimeOffset TimeOf(long instant) => DateTimeOffset.UnixEpoch.AddMicroseconds(instant);
}
