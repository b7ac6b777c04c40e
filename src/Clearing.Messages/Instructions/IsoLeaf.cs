using System.Globalization;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>Leaves as ISO 20022 writes them; null where there is nothing to write.</summary>
internal static class IsoLeaf
{
    public static IsoElement? Text(string name, string? text, int most = 35)
    {
        string? trimmed = text?.Trim();
        return string.IsNullOrEmpty(trimmed)
            ? null
            : IsoElement.Leaf(name, trimmed.Length <= most ? trimmed : trimmed[..most].TrimEnd());
    }

    public static IsoElement Date(string name, DateOnly date) =>
        IsoElement.Leaf(name, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public static IsoElement Time(string name, DateTimeOffset time) =>
        IsoElement.Leaf(name, time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));

    public static IsoElement? Amount(string name, Charge? charge) => charge is null ? null : IsoElement.Leaf(
        name, charge.Amount.ToText(FinText.MinorDigits(charge.Currency)).TrimStart('-'), charge.Currency);

    /// <summary>An element with a code of up to so many characters, or with another text as proprietary.</summary>
    public static IsoElement? Choice(string name, string? text, int most = 4)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        bool isCode = text.Length <= most && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
        return IsoElement.Of(name, isCode ? IsoElement.Leaf("Cd", text) : Text("Prtry", text));
    }

    /// <summary>The element, or null when it would be empty.</summary>
    public static IsoElement? Some(IsoElement element) => element.Children.Count == 0 ? null : element;
}
