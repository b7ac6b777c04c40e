using System.Globalization;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Generators;

/// <summary>Amounts of generator documents: decimals in the major unit, made minor units without rounding.</summary>
internal static class Amounts
{
    public static decimal PowerOfTen(Currency currency)
    {
        decimal scale = 1;
        for (int i = 0; i < currency.Decimals; i++)
        {
            scale *= 10;
        }

        return scale;
    }

    public static long ToMinor(decimal amount, Currency currency) => decimal.ToInt64(amount * PowerOfTen(currency));

    /// <summary>Why an amount cannot be used, or null.</summary>
    public static string? Problem(decimal amount, Currency currency)
    {
        decimal limit = long.MaxValue / 2 / PowerOfTen(currency);
        if (amount < 0 || amount > limit)
        {
            return string.Create(CultureInfo.InvariantCulture, $"is {amount}; write an amount from 0 to {limit:F0}");
        }

        decimal minor = amount * PowerOfTen(currency);
        return minor == decimal.Truncate(minor)
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"is {amount}; {currency.Code} has {currency.Decimals} decimals, write no more than that");
    }

    /// <summary>An amount written as text; 0 where there is none.</summary>
    public static decimal Parse(string? text) => TryParse(text, out decimal amount) ? amount : 0;

    public static bool TryParse(string? text, out decimal amount) => decimal.TryParse(
        text?.Replace("_", "", StringComparison.Ordinal),
        NumberStyles.AllowDecimalPoint,
        CultureInfo.InvariantCulture,
        out amount);
}
