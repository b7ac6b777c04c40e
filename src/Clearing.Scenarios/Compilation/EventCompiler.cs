using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `events:`; by time, then as listed.</summary>
internal sealed class EventCompiler(CompilationContext context, PaymentLookup payments, LimitCompiler limits)
{
    private static readonly string[] Details = ["Until", "Mode", "Add", "To"];

    public IReadOnlyList<ScriptedEvent> Compile(IReadOnlyList<EventDocument> documents)
    {
        List<ScriptedEvent> events = [];
        foreach (EventDocument document in documents)
        {
            if (Compile(document) is { } scripted)
            {
                events.Add(scripted);
            }
        }

        return [.. events.OrderBy(scripted => scripted.At)];
    }

    private ScriptedEvent? Compile(EventDocument document)
    {
        int? system = document.System is { } name
            ? context.System(name.Text, context.Marks.Of(document, nameof(document.System))) : -1;
        if (document.At is not { } time
            || context.Instant(time, document.Day, At(document, nameof(document.At)),
                At(document, nameof(document.Day)))
                is not { } at)
        {
            return null;
        }

        ScriptedEvent bare = new() { Kind = default, At = at.Instant, System = system ?? -1 };
        return document switch
        {
            { Outage: { } id } => Outage(document, bare, id.Text, at.Day),
            { Balance: { } id } => Balance(document, bare, id.Text),
            { Credit: { } id } => Credit(document, bare, id.Text),
            { Limit: { } limit } => Limit(document, bare, limit),
            { Cancel: { } id } => Cancel(document, bare, id.Text),
            { Priority: { } id } => SetPriority(document, bare, id.Text),
            { Suspend: { } id } => Suspend(document, bare, id.Text),
            { Halt: { } id } => Halt(document, bare, id.Text, at.Day),
            { Close: { } close } => Close(document, bare, close, at.Day),
            _ => null,
        };
    }

    private ScriptedEvent? Outage(EventDocument document, ScriptedEvent bare, string id, int day)
    {
        CheckDetails(document, "outage", nameof(document.Until), nameof(document.Mode));
        int? account = Participant(document, nameof(document.Outage), id);
        long? until = Until(document, bare.At, day);
        return account is { } a && until is { } u
            ? bare with
            {
                Kind = ScriptedEventKind.Outage,
                Account = a,
                Until = u,
                BothWays = document.Mode == OutageMode.Both,
            }
            : null;
    }

    private ScriptedEvent? Balance(EventDocument document, ScriptedEvent bare, string id)
    {
        CheckDetails(document, "balance", nameof(document.Add));
        int? account = Participant(document, nameof(document.Balance), id);
        if (document.Add is not { } add)
        {
            Missing(document, "balance", nameof(document.Add));
            return null;
        }

        return context.Money(add.Text, At(document, nameof(document.Add))) is { } amount && account is { } a
            ? bare with { Kind = ScriptedEventKind.Balance, Account = a, AmountMinor = amount }
            : null;
    }

    private ScriptedEvent? Credit(EventDocument document, ScriptedEvent bare, string id)
    {
        CheckDetails(document, "credit", nameof(document.To));
        int? account = Participant(document, nameof(document.Credit), id);
        if (document.To is not { } to)
        {
            Missing(document, "credit", nameof(document.To));
            return null;
        }

        return context.Credit(to.Text, At(document, nameof(document.To))) is { } amount && account is { } a
            ? bare with { Kind = ScriptedEventKind.Credit, Account = a, AmountMinor = amount }
            : null;
    }

    private ScriptedEvent? Limit(EventDocument document, ScriptedEvent bare, LimitDocument limit)
    {
        CheckDetails(document, "limit");
        return limits.Read(limit, document.System is null ? null : bare.System) is { } named
            ? bare with
            {
                Kind = ScriptedEventKind.Limit,
                System = named.System,
                Account = named.From,
                Other = named.To,
                AmountMinor = named.LimitMinor,
            }
            : null;
    }

    private ScriptedEvent? Cancel(EventDocument document, ScriptedEvent bare, string id)
    {
        CheckDetails(document, "cancel");
        return payments.Find(id, At(document, nameof(document.Cancel))) is { } payment
            ? bare with { Kind = ScriptedEventKind.Cancel, Payment = payment }
            : null;
    }

    private ScriptedEvent? SetPriority(EventDocument document, ScriptedEvent bare, string id)
    {
        CheckDetails(document, "priority", nameof(document.To));
        int? payment = payments.Find(id, At(document, nameof(document.Priority)));
        if (document.To is not { } to)
        {
            Missing(document, "priority", nameof(document.To));
            return null;
        }

        IReadOnlyList<KeyValuePair<string, object>> words = Kebab.WordsOf(typeof(Priority));
        foreach (KeyValuePair<string, object> word in words)
        {
            if (word.Key == to.Text)
            {
                return payment is { } p
                    ? bare with { Kind = ScriptedEventKind.Priority, Payment = p, To = (Priority)word.Value }
                    : null;
            }
        }

        context.Error(ErrorCodes.UnknownWord, At(document, nameof(document.To)),
            $"{Characters.Show(to.Text)} is not one of "
            + $"`urgent`, `high`, `normal`{Nearest.Hint(to.Text, words.Select(word => word.Key))}");
        return null;
    }

    private ScriptedEvent? Suspend(EventDocument document, ScriptedEvent bare, string id)
    {
        CheckDetails(document, "suspend");
        return Participant(document, nameof(document.Suspend), id) is { } account
            ? bare with { Kind = ScriptedEventKind.Suspend, Account = account }
            : null;
    }

    private ScriptedEvent? Halt(EventDocument document, ScriptedEvent bare, string name, int day)
    {
        CheckDetails(document, "halt", nameof(document.Until));
        if (document.System is not null)
        {
            context.Error(ErrorCodes.KeysDoNotGoTogether, At(document, "key " + nameof(document.System)),
                "`halt` names the system itself; leave `system` out");
        }

        int? system = context.System(name, At(document, nameof(document.Halt)));
        long? until = Until(document, bare.At, day);
        return system is { } s && until is { } u
            ? bare with { Kind = ScriptedEventKind.Halt, System = s, Until = u }
            : null;
    }

    private ScriptedEvent? Close(EventDocument document, ScriptedEvent bare, DueTime close, int day)
    {
        CheckDetails(document, "close");
        Mark at = At(document, nameof(document.Close));
        if (context.Instant(close, null, at, at, day) is not { } moved)
        {
            return null;
        }

        ScenarioDay planned = context.Calendar.Days[day - 1];
        long latest = day < context.Calendar.Days.Count ? context.Calendar.Days[day].OpenAt : long.MaxValue;
        if (moved.Instant <= planned.OpenAt || moved.Instant >= latest)
        {
            context.Error(ErrorCodes.OutOfOrder, at, moved.Instant <= planned.OpenAt
                ? $"The new close is not after the open of day {day}"
                : $"The new close is not before the open of day {day + 1}");
            return null;
        }

        return bare with { Kind = ScriptedEventKind.Close, CloseAt = moved.Instant };
    }

    private long? Until(EventDocument document, long start, int day)
    {
        if (document.Until is not { } until)
        {
            Missing(document, document.Halt is null ? "outage" : "halt", nameof(document.Until));
            return null;
        }

        Mark at = At(document, nameof(document.Until));
        if (context.Instant(until, null, at, at, day) is not { } end)
        {
            return null;
        }

        if (end.Instant <= start)
        {
            context.Error(ErrorCodes.OutOfOrder, at, "`until` is not after `at`");
            return null;
        }

        return end.Instant;
    }

    /// <summary>Refuses keys that belong to another verb.</summary>
    private void CheckDetails(EventDocument document, string verb, params string[] allowed)
    {
        foreach (string property in Details)
        {
            if (!allowed.Contains(property) && context.Marks.Has(document, property))
            {
                string fitting = allowed.Length == 0
                    ? "it takes no other key"
                    : "it takes " + string.Join(", ", allowed.Select(name => $"`{Kebab.Of(name)}`"));
                context.Error(ErrorCodes.KeysDoNotGoTogether, At(document, "key " + property),
                    $"`{Kebab.Of(property)}` does not go together with `{verb}`; {fitting}");
            }
        }
    }

    private void Missing(EventDocument document, string verb, string property)
    {
        if (!context.Marks.Has(document, property))
        {
            context.Error(ErrorCodes.MissingKey, At(document, ""), $"`{verb}` needs the key `{Kebab.Of(property)}`");
        }
    }

    private int? Participant(EventDocument document, string property, string id) =>
        context.Participant(id, At(document, property));

    private Mark At(EventDocument document, string property) => context.Marks.Of(document, property);
}
