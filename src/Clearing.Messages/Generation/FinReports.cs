using System.Globalization;

namespace Clearing.Messages.Generation;

/// <summary>
/// Texts of the account messages: MT 900, 910, 940, 942 and 950. Short enough for the 2,000 characters they may have.
/// </summary>
internal static class FinReports
{
    /// <summary>MT 900, or 910 with who paid.</summary>
    public static FinFields Notification(Draw draw, bool isCredit)
    {
        FinFields fields = new(draw);
        fields.Add("20", Values.Reference(draw)).Add("21", Values.Reference(draw)).Add(AccountField(draw));
        fields.Maybe(30, "13D", () => DateTimeOffset(draw));
        fields.Add("32A", FinPayments.DateCurrencyAmount(draw, out _));
        if (!isCredit)
        {
            fields.MaybeInstitution(60, "52", "AD");
        }
        else if (draw.Chance(50))
        {
            fields.Add(FinParties.OrderingCustomer(draw));
        }
        else
        {
            fields.Institution("52", "AD");
        }

        if (isCredit)
        {
            fields.MaybeInstitution(30, "56", "AD");
        }

        return fields.Information(30, "ACC", "BNF", "REC");
    }

    /// <summary>MT 940 with information to the owner, or 950 without.</summary>
    public static FinFields Statement(Draw draw, bool isCustomers)
    {
        (string currency, int minorDigits) = Values.Currency(draw);
        DateOnly date = Values.Date(draw);
        FinFields fields = new(draw);
        fields.Add("20", Values.Reference(draw));
        if (isCustomers)
        {
            fields.Maybe(20, "21", () => Values.Reference(draw));
            fields.Add(AccountField(draw));
        }
        else
        {
            fields.Add("25", Values.Account(draw));
        }

        fields.Add("28C", $"{draw.Between(1, 366)}/{draw.Between(1, 99)}");
        long balance = draw.Between(0, 1_000_000_000);
        fields.Add($"60{draw.Of("FM")}", Balance(balance, currency, date, minorDigits));
        for (int count = draw.Below(5); count > 0; count--)
        {
            balance += Entry(fields, draw, currency, date, minorDigits, isCustomers);
        }

        fields.Add($"62{draw.Of("FM")}", Balance(balance, currency, date, minorDigits));
        fields.Maybe(40, "64", () => Balance(balance, currency, date, minorDigits));
        if (isCustomers)
        {
            for (int ahead = draw.Below(3); ahead > 0; ahead--)
            {
                fields.Add("65", Balance(balance, currency, date.AddDays(ahead), minorDigits));
            }

            fields.Maybe(30, "86", () => Values.Lines(draw, 6, 65));
        }

        return fields;
    }

    /// <summary>MT 942.</summary>
    public static FinFields InterimReport(Draw draw)
    {
        (string currency, int minorDigits) = Values.Currency(draw);
        DateOnly date = Values.Date(draw);
        FinFields fields = new(draw);
        fields.Add("20", Values.Reference(draw));
        fields.Maybe(20, "21", () => Values.Reference(draw));
        fields.Add(AccountField(draw)).Add("28C", draw.Between(1, 99_999).ToString(CultureInfo.InvariantCulture));
        if (draw.Chance(50))
        {
            fields.Add("34F", currency + "0,");
        }
        else
        {
            fields.Add("34F", currency + "D100,").Add("34F", currency + "C200,");
        }

        fields.Add("13D", DateTimeOffset(draw));
        for (int count = draw.Below(5); count > 0; count--)
        {
            Entry(fields, draw, currency, date, minorDigits, hasInformation: true);
        }

        fields.Maybe(50, "90D", () => $"{draw.Below(100)}{currency}{draw.Below(10_000)},");
        fields.Maybe(50, "90C", () => $"{draw.Below(100)}{currency}{draw.Below(10_000)},");
        fields.Maybe(30, "86", () => Values.Lines(draw, 6, 65));
        return fields;
    }

    /// <summary>Adds 61 and perhaps its 86; what it does to the balance, in minor units.</summary>
    private static long Entry(
        FinFields fields, Draw draw, string currency, DateOnly date, int minorDigits, bool hasInformation)
    {
        long amount = draw.Between(1, 100_000_000);
        string mark = draw.Of("C", "C", "D", "D", "RC", "RD");
        string entryDate = draw.Chance(50) ? date.ToString("MMdd", CultureInfo.InvariantCulture) : "";
        string funds = draw.Chance(20) ? currency[2..] : "";
        string code = draw.Chance(50)
            ? "S" + draw.Of("103", "202", "900") : draw.Of("N", "F") + draw.Of("TRF", "MSC", "CHG");
        string owner = draw.Chance(30) ? "NONREF" : Values.Reference(draw);
        string servicer = draw.Chance(50) ? "//" + Values.Reference(draw) : "";
        string supplement = draw.Chance(30) ? "\n" + Values.Line(draw, 34) : "";
        fields.Add("61", Values.YearMonthDay(date) + entryDate + mark + funds
            + Values.Comma(new DecimalAmount(amount, minorDigits)) + code + owner + servicer + supplement);
        if (hasInformation)
        {
            fields.Maybe(50, "86", () => Values.Lines(draw, 2, 65));
        }

        return mark is "C" or "RD" ? amount : -amount;
    }

    private static string Balance(long amount, string currency, DateOnly date, int minorDigits) =>
        (amount < 0 ? "D" : "C") + Values.YearMonthDay(date) + currency
        + Values.Comma(new DecimalAmount(Math.Abs(amount), minorDigits));

    private static (string Tag, string Value) AccountField(Draw draw) => draw.Chance(70)
        ? ("25", Values.Account(draw))
        : ("25P", $"{Values.Account(draw)}\n{Values.Bic(draw)}");

    private static string DateTimeOffset(Draw draw) =>
        Values.YearMonthDay(Values.Date(draw)) + Values.TimeWithOffset(draw);
}
