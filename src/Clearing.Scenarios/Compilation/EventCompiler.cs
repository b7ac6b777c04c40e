using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>An event of the script before the rules of the systems are known.</summary>
/// <param name="Event">Without its system.</param>
/// <param name="Systems">The systems it is about; null = all.</param>
/// <param name="IsNamed">True when the script names the system or arrangement itself.</param>
/// <param name="At">Place of the event.</param>
/// <param name="Class">Reserve: name of the class.</param>
internal sealed record ScriptDraft(
    ScriptedEvent Event, IReadOnlyList<int>? Systems, bool IsNamed, Mark At, Id? Class = null)
{
    /// <summary>One event for each system, or one for all.</summary>
    public IEnumerable<ScriptedEvent> Spread() =>
        Systems is null ? [Event] : Systems.Select(system => Event with { System = system });
}

/// <summary>Compiles `events:`, as listed.</summary>
internal sealed class EventCompiler(CompilationContext context, PaymentLookup payments, LimitCompiler limits)
{
    private static readonly string[] Details = ["Until", "Mode", "Add", "Amount", "To", "Class", "After", "Refuses"];

    public IReadOnlyList<ScriptDraft> Compile(IReadOnlyList<EventDocument> documents)
    {
        List<ScriptDraft> drafts = [];
        foreach (EventDocument document in documents)
        {
            if (Compile(document) is { } draft)
            {
                drafts.Add(draft);
            }
        }

        return drafts;
    }

    private ScriptDraft? Compile(EventDocument document)
    {
        IReadOnlyList<int>? systems = null;
        bool isKnown = true;
        if (document.System is { } name)
        {
            SystemTarget? target = context.System(name.Text, At(document, nameof(document.System)));
            isKnown = target is not null;
            systems = target?.Systems;
        }

        if (document.At is not { } time
            || context.Instant(time, document.Day, At(document, nameof(document.At)),
                At(document, nameof(document.Day)))
                is not { } at)
        {
            return null;
        }

        ScriptDraft bare = new(
            new ScriptedEvent { Kind = default, At = at.Instant }, systems, document.System is not null,
            At(document, ""));
        ScriptDraft? draft = document switch
        {
            { Outage: { } id } => Outage(document, bare, id.Text, at.Day),
            { Balance: { } id } => Amount(document, bare, ScriptedEventKind.Balance, id.Text, document.Add),
            { Credit: { } id } => To(document, bare, ScriptedEventKind.Credit, id.Text, "unlimited"),
            { Limit: { } limit } => Limit(document, bare, limit),
            { Cancel: { } id } => Cancel(document, bare, id.Text),
            { Priority: { } id } => SetPriority(document, bare, id.Text),
            { Suspend: { } id } => Participant(document, bare, ScriptedEventKind.Suspend, id.Text),
            { Halt: { } id } => Halt(document, bare, id.Text, at.Day),
            { Close: { } close } => Close(document, bare, close, at.Day),
            { Fund: { } id } => Amount(document, bare, ScriptedEventKind.Fund, id.Text, document.Add),
            { Withdraw: { } id } => Amount(document, bare, ScriptedEventKind.Withdraw, id.Text, document.Amount),
            { Reserve: { } id } => Reserve(document, bare, id.Text),
            { Multilateral: { } id } => To(document, bare, ScriptedEventKind.Multilateral, id.Text, "none"),
            { Default: { } id } => Participant(document, bare, ScriptedEventKind.Default, id.Text),
            { Answer: { } id } => Answer(document, bare, id.Text),
            _ => null,
        };
        return isKnown ? draft : null;
    }

    private ScriptDraft? Outage(EventDocument document, ScriptDraft bare, string id, int day)
    {
        CheckDetails(document, "outage", nameof(document.Until), nameof(document.Mode));
        int? account = context.Account(id, At(document, nameof(document.Outage)));
        long? until = Until(document, bare.Event.At, day);
        return account is { } a && until is { } u
            ? bare with
            {
                Event = bare.Event with
                {
                    Kind = ScriptedEventKind.Outage,
                    Account = a,
                    Until = u,
                    BothWays = document.Mode == OutageMode.Both,
                },
            }
            : null;
    }

    /// <summary>A verb about a participant and nothing else.</summary>
    private ScriptDraft? Participant(EventDocument document, ScriptDraft bare, ScriptedEventKind kind, string id)
    {
        CheckDetails(document, Kebab.Of(kind.ToString()));
        return context.Account(id, At(document, kind.ToString())) is { } account
            ? bare with { Event = bare.Event with { Kind = kind, Account = account } }
            : null;
    }

    /// <summary>A verb with an amount that is added or taken.</summary>
    private ScriptDraft? Amount(
        EventDocument document, ScriptDraft bare, ScriptedEventKind kind, string id, Amount? amount)
    {
        string verb = Kebab.Of(kind.ToString());
        string key = kind == ScriptedEventKind.Withdraw ? nameof(document.Amount) : nameof(document.Add);
        CheckDetails(document, verb, key);
        int? account = context.Account(id, At(document, kind.ToString()));
        Mark at = At(document, key);
        if (Given(amount, document, verb, key) is not { } text || Target(document, at) is not { } target)
        {
            return null;
        }

        long? money = kind == ScriptedEventKind.Balance
            ? context.Money(text.Text, at, target.Currency)
            : context.PositiveMoney(text.Text, at, target.Currency);
        return money is { } value && account is { } a
            ? About(bare, target, bare.Event with { Kind = kind, Account = a, AmountMinor = value })
            : null;
    }

    /// <summary>A verb that sets an amount, for which a word stands for the greatest number.</summary>
    private ScriptDraft? To(
        EventDocument document, ScriptDraft bare, ScriptedEventKind kind, string id, string? greatest,
        params string[] others)
    {
        string verb = Kebab.Of(kind.ToString());
        CheckDetails(document, verb, [nameof(document.To), .. others]);
        int? account = context.Account(id, At(document, kind.ToString()));
        Mark at = At(document, nameof(document.To));
        if (Given(document.To, document, verb, nameof(document.To)) is not { } to
            || Target(document, at) is not { } target)
        {
            return null;
        }

        long? money = to.Text == greatest
            ? long.MaxValue
            : context.MoneyNotNegative(to.Text, at, target.Currency);
        return money is { } value && account is { } a
            ? About(bare, target, bare.Event with { Kind = kind, Account = a, AmountMinor = value })
            : null;
    }

    private ScriptDraft? Reserve(EventDocument document, ScriptDraft bare, string id)
    {
        Id? name = Given(document.Class, document, "reserve", nameof(document.Class));
        ScriptDraft? draft = To(document, bare, ScriptedEventKind.Reserve, id, null, nameof(document.Class));
        return name is null || draft is null
            ? null
            : draft with { Class = name, At = At(document, nameof(document.Class)) };
    }

    private ScriptDraft? Answer(EventDocument document, ScriptDraft bare, string id)
    {
        CheckDetails(document, "answer", nameof(document.After), nameof(document.Refuses));
        if (!context.Marks.Has(document, nameof(document.Refuses)))
        {
            Given(document.After, document, "answer", nameof(document.After));
        }

        return context.Account(id, At(document, nameof(document.Answer))) is { } account
            ? bare with
            {
                Event = bare.Event with
                {
                    Kind = ScriptedEventKind.Answer,
                    Account = account,
                    AnswerAfterUs = document.After is { } after ? after.Us ?? -1 : 0,
                    Refuses = document.Refuses ?? false,
                },
            }
            : null;
    }

    private ScriptDraft? Limit(EventDocument document, ScriptDraft bare, LimitDocument limit)
    {
        CheckDetails(document, "limit");
        (Id Name, Mark At)? around = Around(document);
        if (limits.Read(limit, around) is not { } named)
        {
            return null;
        }

        bool isNamed = around is not null || limit.System is not null;
        return bare with
        {
            Systems = isNamed || named.Systems.Count < context.Systems.All.Count ? named.Systems : null,
            IsNamed = isNamed,
            Event = bare.Event with
            {
                Kind = ScriptedEventKind.Limit,
                Account = named.From,
                Other = named.To,
                AmountMinor = named.LimitMinor,
            },
        };
    }

    private ScriptDraft? Cancel(EventDocument document, ScriptDraft bare, string id)
    {
        CheckDetails(document, "cancel");
        return payments.Find(id, At(document, nameof(document.Cancel))) is { } payment
            ? bare with { Event = bare.Event with { Kind = ScriptedEventKind.Cancel, Payment = payment } }
            : null;
    }

    private ScriptDraft? SetPriority(EventDocument document, ScriptDraft bare, string id)
    {
        CheckDetails(document, "priority", nameof(document.To));
        int? payment = payments.Find(id, At(document, nameof(document.Priority)));
        if (Given(document.To, document, "priority", nameof(document.To)) is not { } to)
        {
            return null;
        }

        IReadOnlyList<KeyValuePair<string, object>> words = Kebab.WordsOf(typeof(Priority));
        foreach (KeyValuePair<string, object> word in words)
        {
            if (word.Key == to.Text)
            {
                return payment is { } p
                    ? bare with
                    {
                        Event = bare.Event with
                        {
                            Kind = ScriptedEventKind.Priority,
                            Payment = p,
                            To = (Priority)word.Value,
                        },
                    }
                    : null;
            }
        }

        context.Error(ErrorCodes.UnknownWord, At(document, nameof(document.To)),
            $"{Characters.Show(to.Text)} is not one of "
            + $"`urgent`, `high`, `normal`{Nearest.Hint(to.Text, words.Select(word => word.Key))}");
        return null;
    }

    private ScriptDraft? Halt(EventDocument document, ScriptDraft bare, string name, int day)
    {
        CheckDetails(document, "halt", nameof(document.Until));
        if (document.System is not null)
        {
            context.Error(ErrorCodes.KeysDoNotGoTogether, At(document, "key " + nameof(document.System)),
                "`halt` names the system itself; leave `system` out");
        }

        SystemTarget? target = context.System(name, At(document, nameof(document.Halt)));
        long? until = Until(document, bare.Event.At, day);
        return target is not null && until is { } u
            ? bare with
            {
                Systems = target.Systems,
                Event = bare.Event with { Kind = ScriptedEventKind.Halt, Until = u },
            }
            : null;
    }

    private ScriptDraft? Close(EventDocument document, ScriptDraft bare, DueTime close, int day)
    {
        CheckDetails(document, "close");
        Mark at = At(document, nameof(document.Close));
        if (context.Instant(close, null, at, at, day) is not { } moved)
        {
            return null;
        }

        foreach (int system in bare.Systems ?? context.Systems.All)
        {
            NamedSystem named = context.Systems.Systems[system];
            IReadOnlyList<ScenarioDay> days = named.Calendar.Days;
            long latest = day < days.Count ? days[day].OpenAt : long.MaxValue;
            if (moved.Instant <= days[day - 1].OpenAt || moved.Instant >= latest)
            {
                string of = bare.IsNamed || named.Calendar != context.Calendar ? $" of {named.Name}" : "";
                context.Error(ErrorCodes.OutOfOrder, at, moved.Instant < latest
                    ? $"The new close is not after the open of day {day}{of}"
                    : $"The new close is not before the open of day {day + 1}{of}");
                return null;
            }
        }

        return bare with { Event = bare.Event with { Kind = ScriptedEventKind.Close, CloseAt = moved.Instant } };
    }

    private long? Until(EventDocument document, long start, int day)
    {
        Mark at = At(document, nameof(document.Until));
        string verb = document.Halt is null ? "outage" : "halt";
        if (Given(document.Until, document, verb, nameof(document.Until)) is not { } until
            || context.Instant(until, null, at, at, day) is not { } end)
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

    /// <summary>A value that the verb needs; an error where its key is missing.</summary>
    private T? Given<T>(T? value, EventDocument document, string verb, string property)
        where T : struct
    {
        if (!context.Marks.Has(document, property))
        {
            context.Error(ErrorCodes.MissingKey, At(document, ""), $"`{verb}` needs the key `{Kebab.Of(property)}`");
        }

        return value;
    }

    private (Id Name, Mark At)? Around(EventDocument document) =>
        document.System is { } name ? (name, At(document, nameof(document.System))) : null;

    private MoneyTarget? Target(EventDocument document, Mark amountAt) =>
        MoneyTarget.Of(Around(document), amountAt, context);

    private ScriptDraft About(ScriptDraft bare, MoneyTarget target, ScriptedEvent scripted) => bare with
    {
        Systems = target.IsNamed || target.Systems.Count < context.Systems.All.Count ? target.Systems : null,
        Event = scripted,
    };

    private Mark At(EventDocument document, string property) => context.Marks.Of(document, property);
}
