using System.Globalization;
using System.Text.RegularExpressions;

namespace Clearing.Messages.Instructions;

/// <summary>Field 61, a line of a statement, and the balances and sums of statements.</summary>
internal static partial class FinEntries
{
    // Value date, entry date, mark, funds letter, amount, kind and code, owner's and servicer's reference.
    [GeneratedRegex(
        "^([0-9]{6})([0-9]{4})?(RC|RD|C|D)([A-Z])?([0-9]+,[0-9]*)([NFS])([A-Z0-9]{3})(.*?)(?://(.*))?$",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    public static StatementEntry? Read(string value, string currency, Losses losses)
    {
        string[] lines = value.Split('\n', 2);
        Match match = Line().Match(lines[0]);
        if (!match.Success || FinText.Date(match.Groups[1].Value) is not { } date
            || FinText.Amount(match.Groups[5].Value) is not { } amount)
        {
            return null;
        }

        string mark = match.Groups[3].Value;
        string funds = match.Groups[4].Value;
        if (funds.Length > 0 && !currency.EndsWith(funds, StringComparison.Ordinal))
        {
            losses.Dropped(":61:", funds, "the funds letter is not the one of the currency");
        }

        if (match.Groups[6].Value == "F")
        {
            losses.Dropped(":61:", "F", "that this is the first advice has no place in the instruction");
        }

        bool isDebit = mark is "D" or "RC";
        return new StatementEntry
        {
            Amount = isDebit ? amount with { Mantissa = -amount.Mantissa } : amount,
            IsReversal = mark.Length == 2,
            ValueDate = date,
            BookingDate = match.Groups[2].Success ? Nearest(match.Groups[2].Value, date) : null,
            Code = match.Groups[7].Value,
            OwnerReference = match.Groups[8].Value,
            ServicerReference = match.Groups[9].Success ? match.Groups[9].Value : null,
            Supplement = lines.Length > 1 ? lines[1] : null,
        };
    }

    // The entry date has no year: the day next to the value date is meant.
    private static DateOnly? Nearest(string monthAndDay, DateOnly date)
    {
        DateOnly? nearest = null;
        foreach (int year in (int[])[date.Year - 1, date.Year, date.Year + 1])
        {
            string text = year.ToString("D4", CultureInfo.InvariantCulture) + monthAndDay;
            if (DateOnly.TryParseExact(
                    text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                && (nearest is not { } best
                    || Math.Abs(day.DayNumber - date.DayNumber) < Math.Abs(best.DayNumber - date.DayNumber)))
            {
                nearest = day;
            }
        }

        return nearest;
    }

    public static string Write(StatementEntry entry, string currency)
    {
        bool isDebit = entry.Amount.Mantissa < 0;
        string mark = entry.IsReversal ? (isDebit ? "RC" : "RD") : (isDebit ? "D" : "C");
        string code = IsCode(entry.Code) ? entry.Code : "MSC";
        string kind = code.All(char.IsAsciiDigit) ? "S" : "N";
        string booked = entry.BookingDate is { } date && Math.Abs(date.DayNumber - entry.ValueDate.DayNumber) < 180
            ? date.ToString("MMdd", CultureInfo.InvariantCulture)
            : "";
        string owner = FinText.Reference(entry.OwnerReference);
        string amount = FinText.Amount(entry.Amount, currency);
        string line = $"{FinText.Date(entry.ValueDate)}{booked}{mark}{amount}{kind}{code}"
            + (owner.Length > 0 ? owner : "NONREF");
        if (entry.ServicerReference is { } servicer)
        {
            line += "//" + FinText.Reference(servicer);
        }

        string supplement = entry.Supplement is { } text ? FinText.Cut(text, 34) : "";
        return supplement.Length > 0 ? $"{line}\n{supplement}" : line;
    }

    public static bool IsCode(string code) =>
        code.Length == 3 && code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));

    /// <summary>Mark, date, currency and amount of 60a, 62a, 64 and 65.</summary>
    public static (Balance Balance, string Currency)? ReadBalance(string code, string value, bool isIntermediate)
    {
        if (value.Length < 12 || FinText.Date(value[1..7]) is not { } date
            || FinText.Amount(value[10..]) is not { } amount)
        {
            return null;
        }

        amount = value[0] == 'D' ? amount with { Mantissa = -amount.Mantissa } : amount;
        return (new Balance(code, date, amount, isIntermediate), value[7..10]);
    }

    public static string WriteBalance(Balance balance, string currency) =>
        (balance.Amount.Mantissa < 0 ? "D" : "C") + FinText.Date(balance.Date) + currency
        + FinText.Amount(balance.Amount, currency);

    /// <summary>Number, currency and sum of 90C and 90D.</summary>
    public static EntrySum? ReadSum(string? value)
    {
        int digits = value is null ? 0 : value.TakeWhile(char.IsAsciiDigit).Count();
        return digits is > 0 and <= 5 && value!.Length > digits + 3
            && FinText.Amount(value[(digits + 3)..]) is { } sum
            ? new EntrySum(int.Parse(value[..digits], CultureInfo.InvariantCulture), sum)
            : null;
    }

    public static string WriteSum(EntrySum sum, string currency) => string.Create(
        CultureInfo.InvariantCulture, $"{sum.Count}{currency}{FinText.Amount(sum.Sum, currency)}");

    /// <summary>YYMMDDHHMM with an offset of four digits.</summary>
    public static DateTimeOffset? ReadTime(string? value) =>
        value is { Length: 15 } && DateTimeOffset.TryParseExact(
            $"{value[..13]}:{value[13..]}", "yyMMddHHmmzzz", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out DateTimeOffset time)
            ? time
            : null;

    public static string WriteTime(DateTimeOffset time) =>
        time.ToString("yyMMddHHmmzzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
}
