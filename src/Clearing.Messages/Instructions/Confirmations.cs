namespace Clearing.Messages.Instructions;

/// <summary>What the keeper of an account tells its owner about a payment: MT 900 and 910, camt.054.</summary>
public static class Confirmations
{
    /// <summary>A debit of the account by a payment.</summary>
    /// <param name="payment">The payment.</param>
    /// <param name="reference">Of the confirmation.</param>
    /// <param name="servicer">Who keeps the account.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="account">Its number.</param>
    /// <param name="at">When it was booked.</param>
    public static AccountReport Debit(
        PaymentInstruction payment, string reference, Agent servicer, Agent owner, string account, DateTimeOffset at) =>
        Of(AccountReportKind.DebitNotification, payment, reference, servicer, owner, account, at);

    /// <summary>A credit of the account by a payment.</summary>
    /// <param name="payment">The payment.</param>
    /// <param name="reference">Of the confirmation.</param>
    /// <param name="servicer">Who keeps the account.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="account">Its number.</param>
    /// <param name="at">When it was booked.</param>
    public static AccountReport Credit(
        PaymentInstruction payment, string reference, Agent servicer, Agent owner, string account, DateTimeOffset at) =>
        Of(AccountReportKind.CreditNotification, payment, reference, servicer, owner, account, at) with
        {
            DebtorAgent = payment.DebtorAgent ?? payment.InstructingAgent,
        };

    private static AccountReport Of(
        AccountReportKind kind, PaymentInstruction payment, string reference, Agent servicer, Agent owner,
        string account, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(payment);
        DecimalAmount amount = payment.Amount;
        return new AccountReport
        {
            Kind = kind,
            Reference = reference,
            RelatedReference = payment.Reference,
            Servicer = servicer,
            Recipient = owner,
            Account = account,
            Currency = payment.Currency,
            CreatedAt = at,
            Entries =
            [
                new StatementEntry
                {
                    Amount = kind == AccountReportKind.DebitNotification
                        ? amount with { Mantissa = -amount.Mantissa }
                        : amount,
                    ValueDate = payment.ValueDate,
                    Code = "TRF",
                    OwnerReference = payment.Reference,
                    Uetr = payment.Uetr,
                },
            ],
        };
    }
}
