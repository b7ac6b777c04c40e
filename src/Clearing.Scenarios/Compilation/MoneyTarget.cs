using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>
/// The systems that an amount beside `system:` is about, and its currency: a system's own where one is named. An
/// arrangement, or all systems, whose members differ in currency means those of the scenario's.
/// </summary>
/// <param name="Systems">Indexes, ascending.</param>
/// <param name="Currency">Of the amount.</param>
/// <param name="IsNamed">True when `system:` stands there.</param>
internal sealed record MoneyTarget(IReadOnlyList<int> Systems, Currency Currency, bool IsNamed)
{
    /// <summary>The target, or null after an error.</summary>
    /// <param name="name">What stands under `system:`, and where; null = nothing.</param>
    /// <param name="amountAt">Place of the amount.</param>
    /// <param name="context">Where systems are known.</param>
    public static MoneyTarget? Of((Id Name, Mark At)? name, Mark amountAt, CompilationContext context)
    {
        IReadOnlyList<int> systems = context.Systems.All;
        if (name is { } given)
        {
            if (context.System(given.Name.Text, given.At) is not { } target)
            {
                return null;
            }

            systems = target.Systems;
        }

        Currency[] currencies = [.. systems.Select(s => context.Systems.Systems[s].Currency).Distinct()];
        if (currencies.Length <= 1)
        {
            return new MoneyTarget(systems, currencies.FirstOrDefault(context.Currency), name is not null);
        }

        if (currencies.Contains(context.Currency))
        {
            return new MoneyTarget(
                [.. systems.Where(s => context.Systems.Systems[s].Currency == context.Currency)],
                context.Currency, name is not null);
        }

        context.Error(ErrorCodes.OtherCurrency, amountAt,
            "The systems meant have different currencies; name one of them under `system`");
        return null;
    }
}
