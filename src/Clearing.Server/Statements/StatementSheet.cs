using Clearing.Grains.Past;
using Clearing.Messages;
using Clearing.Messages.Sessions;
using Clearing.Server.Ledgers;

namespace Clearing.Server.Statements;

/// <summary>A page of a statement with the names of all that it tells of, ready to be written in any format.</summary>
/// <param name="Ledger">Of which it is.</param>
/// <param name="Member">Place of the system in it.</param>
/// <param name="Account">Index of the account.</param>
/// <param name="FromUs">Lines from this instant on; microseconds since 1970 UTC.</param>
/// <param name="AtUs">Lines up to and with this one.</param>
/// <param name="Page">What was worked out.</param>
public sealed record StatementSheet(
    ServedLedger Ledger, int Member, int Account, long FromUs, long AtUs, StatementPage Page)
{
    public string System => Ledger.Directory.Systems[Member].Id;

    public ServedParticipant Owner => Ledger.Participants[Account];

    internal DirectoryCurrency Currency => Ledger.Currencies[Ledger.Directory.Systems[Member].Currency];

    /// <summary>The moment that the closing balance is of: what was asked for, or as far as the ledger is.</summary>
    public long ClosingUs => Math.Min(AtUs, Math.Max(Page.Time, FromUs));

    /// <summary>Who is on the other side of a line; null = nobody, or the system.</summary>
    public ServedParticipant? OtherOf(StatementLine line) => line.Other >= 0 ? Ledger.Participants[line.Other] : null;

    /// <summary>Business date of an instant.</summary>
    public DateOnly DateAt(long timeUs)
    {
        int date = Ledger.DateAt(timeUs);
        return new DateOnly(date / 10_000, date / 100 % 100, date % 100);
    }

    /// <summary>An amount with the decimals of the currency.</summary>
    public string Text(long amountMinor) => Amount(amountMinor).ToText(Currency.MinorDigits);

    public DecimalAmount Amount(long amountMinor) => new(amountMinor, Currency.MinorDigits);
}
