using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>
/// Compiles `limits:`. A system lists every pair that a limit or a `limit` event names, because the flow of a pair
/// is counted from the open only where it is listed (docs/reference/settlement.md).
/// </summary>
internal sealed class LimitCompiler(CompilationContext context)
{
    private readonly Dictionary<(int System, int From, int To), long> _limits = [];

    /// <summary>A checked limit in the systems it is about.</summary>
    public sealed record Named(IReadOnlyList<int> Systems, int From, int To, long LimitMinor);

    public void Add(IReadOnlyList<LimitDocument> documents)
    {
        foreach (LimitDocument document in documents)
        {
            if (Read(document, system: null) is not { } limit)
            {
                continue;
            }

            foreach (int system in limit.Systems)
            {
                if (!_limits.TryAdd((system, limit.From, limit.To), limit.LimitMinor))
                {
                    context.Error(ErrorCodes.Duplicate, context.Marks.Of(document),
                        $"A limit from {document.From?.Text} to {document.To?.Text} is there already");
                }
            }
        }
    }

    /// <summary>Lists the pairs that `limit` events name; without a limit until then.</summary>
    public void Add(IEnumerable<ScriptedEvent> events)
    {
        foreach (ScriptedEvent scripted in events.Where(e => e.Kind == ScriptedEventKind.Limit))
        {
            IReadOnlyList<int> systems = scripted.System < 0 ? context.Systems.All : [scripted.System];
            foreach (int system in systems)
            {
                _limits.TryAdd((system, scripted.Account, scripted.Other), long.MaxValue);
            }
        }
    }

    /// <summary>The pairs of a system, by (from, to).</summary>
    public IReadOnlyList<BilateralLimit> Of(int system) =>
    [
        .. _limits.Where(entry => entry.Key.System == system)
            .Select(entry => new BilateralLimit(entry.Key.From, entry.Key.To, entry.Value))
            .OrderBy(limit => limit.From)
            .ThenBy(limit => limit.To),
    ];

    /// <summary>The limit of a pair; the greatest number where it has none.</summary>
    public long Of(int system, int from, int to) => _limits.GetValueOrDefault((system, from, to), long.MaxValue);

    /// <summary>Checks one limit; null after an error.</summary>
    /// <param name="document">The limit.</param>
    /// <param name="system">System of the event around it, if it names one.</param>
    public Named? Read(LimitDocument document, (Id Name, Mark At)? system)
    {
        Mark At(string property) => context.Marks.Of(document, property);
        if (system is not null && document.System is not null)
        {
            context.Error(ErrorCodes.KeysDoNotGoTogether, At("key " + nameof(document.System)),
                "`system` stands beside `limit` already; keep one");
        }

        (Id Name, Mark At)? where = document.System is { } name ? (name, At(nameof(document.System))) : system;
        MoneyTarget? target = MoneyTarget.Of(where, At(nameof(document.Bilateral)), context);
        int? from = document.From is { } payer ? context.Account(payer.Text, At(nameof(document.From))) : null;
        int? to = document.To is { } payee ? context.Account(payee.Text, At(nameof(document.To))) : null;
        long? limit = document.Bilateral is { } amount
            ? context.MoneyNotNegative(amount.Text, At(nameof(document.Bilateral)), target?.Currency) : null;
        if (from is not null && from == to)
        {
            context.Error(ErrorCodes.SameParticipant, At(nameof(document.To)),
                "`from` and `to` are the same participant");
            return null;
        }

        return target is { } t && from is { } f && to is { } other && limit is { } l
            ? new Named(t.Systems, f, other, l)
            : null;
    }
}
