using System.Globalization;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>
/// The elements of a message, each leaf taken once by a reader; what nobody took is reported when the reading ends.
/// </summary>
internal sealed class IsoFields
{
    private readonly HashSet<IsoElement> _taken = new(ReferenceEqualityComparer.Instance);

    /// <summary>Text of the leaf at a path; null = none. The leaf is taken.</summary>
    public string? Text(IsoElement? at, params ReadOnlySpan<string> path)
    {
        IsoElement? leaf = at?.Find(path);
        if (leaf is null || leaf.Children.Count > 0 || string.IsNullOrWhiteSpace(leaf.Text))
        {
            return null;
        }

        _taken.Add(leaf);
        return leaf.Text.Trim();
    }

    /// <summary>Code or proprietary text of a choice of the two.</summary>
    public string? Choice(IsoElement? at, params ReadOnlySpan<string> path)
    {
        IsoElement? element = at?.Find(path);
        return Text(element, "Cd") ?? Text(element, "Prtry");
    }

    public Charge? Amount(IsoElement? at, string name)
    {
        IsoElement? leaf = at?.Find(name);
        if (leaf?.Currency is null || leaf.Text is null || ReadDecimal(leaf.Text) is not { } amount)
        {
            return null;
        }

        _taken.Add(leaf);
        return new Charge(leaf.Currency, amount);
    }

    /// <summary>A decimal without a currency.</summary>
    public DecimalAmount? Decimal(IsoElement? at, string name)
    {
        IsoElement? leaf = at?.Find(name);
        DecimalAmount? value = leaf?.Text is { } text ? ReadDecimal(text) : null;
        if (value is not null)
        {
            _taken.Add(leaf!);
        }

        return value;
    }

    public DateOnly? Date(IsoElement? at, params ReadOnlySpan<string> path)
    {
        IsoElement? leaf = at?.Find(path);
        if (leaf?.Text is { } text && DateOnly.TryParseExact(
            text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            _taken.Add(leaf);
            return date;
        }

        return null;
    }

    public DateTimeOffset? Time(IsoElement? at, params ReadOnlySpan<string> path)
    {
        IsoElement? leaf = at?.Find(path);
        if (leaf?.Text is { } text && DateTimeOffset.TryParse(
            text.Trim(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            _taken.Add(leaf);
            return time;
        }

        return null;
    }

    /// <summary>Marks a leaf as said elsewhere, when it says what is expected of it.</summary>
    public void Expect(string? expected, IsoElement? at, params ReadOnlySpan<string> path)
    {
        IsoElement? leaf = at?.Find(path);
        if (leaf?.Text is { } text && text.Trim() == expected)
        {
            _taken.Add(leaf);
        }
    }

    /// <summary>Reports every leaf below <paramref name="at"/> that nobody took.</summary>
    public void ReportRest(IsoElement at, string path, string why, Losses losses, Func<IsoElement, bool>? skip = null)
    {
        foreach (IsoElement child in at.Children)
        {
            if (skip is not null && skip(child))
            {
                continue;
            }

            string place = path.Length == 0 ? child.Name : $"{path}/{child.Name}";
            if (child.Children.Count > 0)
            {
                ReportRest(child, place, why, losses, skip);
            }
            else if (!_taken.Contains(child) && !string.IsNullOrWhiteSpace(child.Text))
            {
                string text = child.Text.Trim();
                losses.Dropped(place, child.Currency is null ? text : $"{child.Currency} {text}", why);
            }
        }
    }

    /// <summary>All children of a name.</summary>
    public static IEnumerable<IsoElement> All(IsoElement? at, string name) =>
        at is null ? [] : at.Children.Where(child => child.Name == name);

    private static DecimalAmount? ReadDecimal(string text)
    {
        string trimmed = text.Trim().TrimStart('+');
        int point = trimmed.IndexOf('.', StringComparison.Ordinal);
        string digits = (point < 0 ? trimmed : trimmed.Remove(point, 1)).TrimStart('0');
        int scale = point < 0 ? 0 : trimmed.Length - point - 1;
        digits = digits.Length == 0 ? "0" : digits;
        return scale <= 5
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long mantissa)
            ? new DecimalAmount(mantissa, scale)
            : null;
    }
}
