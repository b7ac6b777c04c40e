using System.Globalization;

namespace Clearing.Messages.Instructions.Explanations;

/// <summary>Values in words: amounts, dates, institutions.</summary>
internal static class Decode
{
    /// <summary>USD 1,234.50.</summary>
    public static string Amount(string currency, DecimalAmount amount)
    {
        string text = amount.ToText(FinText.MinorDigits(currency));
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int end = point < 0 ? text.Length : point;
        for (int i = end - 3; i > (text[0] == '-' ? 1 : 0); i -= 3)
        {
            text = text.Insert(i, ",");
        }

        return $"{currency} {text}";
    }

    /// <summary>USD 1,234.50 of USD1234,5; empty when it is none.</summary>
    public static string Amount(string value) =>
        value.Length > 3 && FinText.Amount(value[3..]) is { } amount ? Amount(value[..3], amount) : "";

    /// <summary>23 November 2026.</summary>
    public static string Date(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Date(string value) => FinText.Date(value) is { } date ? Date(date) : "";

    /// <summary>What the letters of a BIC say.</summary>
    public static string Bic(string bic)
    {
        if (!FinText.IsBic(bic))
        {
            return "";
        }

        string branch = bic.Length == 11 && bic[8..] != "XXX" ? $", branch {bic[8..]}" : "";
        string kind = bic[7] == '0' ? ", a test BIC" : "";
        return $"BIC: bank {bic[..4]} in {bic[4..6]}, place {bic[6..8]}{branch}{kind}";
    }

    /// <summary>The bank of a 12-character address.</summary>
    public static string Address(string address) =>
        address.Length == 12 ? $"bank {FinText.BicOfAddress(address)}, terminal {address[8]}" : "";

    /// <summary>What an account number is.</summary>
    public static string Account(string account) =>
        FinText.IsIban(account) ? $"IBAN of {account[..2]}" : $"account {account}";

    /// <summary>+0100 as people write it.</summary>
    public static string Offset(string offset) => offset.Length == 5 ? $"UTC{offset[..3]}:{offset[3..]}" : "";

    public static string Join(params IEnumerable<string> parts) =>
        string.Join("; ", parts.Where(part => part.Length > 0));
}
