using System.Globalization;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>A floor or ceiling as written: <c>none</c>, an amount, or <c>[-][number *] name</c>.</summary>
internal sealed class BoundExpression
{
    private readonly bool _isSet;
    private readonly long _constantMinor;
    private readonly decimal _factor;
    private readonly string? _name;

    private BoundExpression(bool isSet, long constantMinor, decimal factor, string? name)
    {
        _isSet = isSet;
        _constantMinor = constantMinor;
        _factor = factor;
        _name = name;
    }

    /// <summary>Reads the expression; null after an error.</summary>
    public static BoundExpression? Parse(string text, Mark at, CompilationContext context)
    {
        if (text == "none")
        {
            return new BoundExpression(false, 0, 0, null);
        }

        if (text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c is '-' or '.' or '_'))
        {
            return context.Money(text, at) is { } amount ? new BoundExpression(true, amount, 0, null) : null;
        }

        bool negative = text.StartsWith('-');
        string rest = (negative ? text[1..] : text).Trim();
        int star = rest.IndexOf('*', StringComparison.Ordinal);
        decimal factor = 1;
        string name = star < 0 ? rest : rest[(star + 1)..].Trim();
        bool fine = Ids.IsKind(name)
            && (star < 0 || AmountText.Parse(rest[..star].Trim(), out factor) == AmountFault.None)
            && factor is >= 0 and <= 1_000_000;
        if (!fine)
        {
            context.Error(ErrorCodes.Bound, at, $"{Characters.Show(text)} is not a bound; write `none`, an amount, or "
                + "`[-][number *] name` such as `-credit` or `2 * opening-position`");
            return null;
        }

        if (name == "credit" && factor != decimal.Truncate(factor))
        {
            context.Error(ErrorCodes.Bound, at, "The multiple of `credit` must be a whole number");
            return null;
        }

        return new BoundExpression(true, 0, negative ? -factor : factor, name);
    }

    /// <summary>The bound of one participant; no bound after an error.</summary>
    public Bound For(Participant participant, Mark at, CompilationContext context)
    {
        if (!_isSet)
        {
            return Bound.None;
        }

        if (_name is null)
        {
            return Bound.Fixed(_constantMinor);
        }

        if (_name == "credit")
        {
            return CreditBound(participant, at, context);
        }

        if (!participant.Attributes.TryGetValue(_name, out decimal value))
        {
            IEnumerable<string> known = participant.Attributes.Keys.Append("credit").Order(StringComparer.Ordinal);
            context.Error(ErrorCodes.UnknownAttribute, at,
                $"The participant {participant.Id} has no attribute `{_name}`{Nearest.Hint(_name, known)}");
            return Bound.None;
        }

        decimal product = decimal.Clamp(value, -1e18m, 1e18m) * _factor;
        for (int i = 0; i < context.Currency.Decimals; i++)
        {
            product *= 10;
        }

        if (product != decimal.Truncate(product) || product >= long.MaxValue || product <= long.MinValue)
        {
            context.Error(ErrorCodes.OutOfRange, at, string.Create(CultureInfo.InvariantCulture,
                $"{_factor} * `{_name}` of the participant {participant.Id} is not a whole number of minor units, "
                + $"or does not fit into 64 bits"));
            return Bound.None;
        }

        return Bound.Fixed((long)product);
    }

    private Bound CreditBound(Participant participant, Mark at, CompilationContext context)
    {
        if (participant.CreditMinor != long.MaxValue && Math.Abs(_factor) * participant.CreditMinor >= long.MaxValue)
        {
            context.Error(ErrorCodes.OutOfRange, at,
                $"The multiple of the credit of the participant {participant.Id} does not fit into 64 bits");
            return Bound.None;
        }

        return Bound.Linear(0, (long)_factor);
    }
}
