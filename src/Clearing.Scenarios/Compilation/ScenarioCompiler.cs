using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles a scenario document: each part as far as what is right in it goes.</summary>
internal sealed class ScenarioCompiler(
    CompilationContext context, bool draw, MessageFileReader? messages, bool live = false)
{
    /// <summary>The scenario; to be used only when no error was noted.</summary>
    public Scenario Compile(ScenarioDocument document)
    {
        SetCurrency(document);
        context.Calendar = CalendarCompiler.Compile(document.Calendar, context);
        context.Carry = CalendarCompiler.Carry(document.Calendar);
        SystemPlan plan = new SystemPlanner(context).Plan(document.Systems ?? []);
        RefuseNone(document.Systems, plan.Arrangements.Count, "systems");
        context.Systems = plan.Names;
        GeneratorRunner generators = new(context, document.Seed, draw);
        IReadOnlyList<Participant> participants =
            new ParticipantCompiler(context, generators).Compile(document.Participants ?? [], plan.Accounts);
        RefuseNone(document.Participants, participants.Count(p => p.StandsFor < 0), "participants");
        context.SetParticipants(participants);
        (IReadOnlyList<CorrespondentAccount> correspondents, participants) =
            new CorrespondentCompiler(context).Compile(document.Correspondents ?? [], participants);
        context.SetParticipants(participants);
        generators.SetParticipants(participants);
        PaymentRows rows = new PaymentCompiler(context, generators, messages).Compile(document.Payments ?? []);
        AddKinds(rows, plan);
        AddWhatComes(rows);
        PaymentTable payments = rows.ToTable(context.Currency.Code, participants);
        context.Groups = payments.Group;
        BehaviourCompiler behaviours = new(context);
        behaviours.Compile(document.Behaviours ?? [], participants);
        behaviours.Rank(payments);
        PaymentLookup lookup = new(context, payments, rows.Ids, draw);
        LimitCompiler limits = new(context);
        limits.Add(document.Limits ?? []);
        IReadOnlyList<ScriptDraft> script =
            new EventCompiler(context, lookup, limits).Compile(document.Events ?? []);
        List<ScriptedEvent> cuts = DerivedEvents.LimitCuts([.. script.SelectMany(draft => draft.Spread())],
            behaviours.Cuts, limits);
        limits.Add(script.SelectMany(draft => draft.Spread()).Concat(cuts));
        (IReadOnlyList<ArrangementDefinition> arrangements, IReadOnlyList<SystemDefinition> systems) =
            Systems(plan, participants, payments.KindNames, limits);
        IReadOnlyList<ScriptedEvent> events = Events(script, cuts, systems);
        CheckSums(participants, payments, events, document);
        return new Scenario
        {
            Name = NameOf(document),
            Description = document.Description ?? "",
            Seed = document.Seed,
            Currency = context.Currency,
            Calendar = new ScenarioCalendar(context.Calendar.TimeZone, context.Calendar.Days),
            Participants = participants,
            Payments = payments,
            Systems = systems,
            Arrangements = arrangements,
            Events = events,
            Behaviours = behaviours.Rules,
            TransitDelayUs = document.Network?.TransitDelay?.Us ?? 0,
            Correspondents = correspondents,
            Network = new NetworkCompiler(context, plan.Arrangements.Count).Compile(document.Network),
            Expectations = new ExpectationCompiler(context, lookup, payments).Compile(document.Expect ?? []),
        };
    }

    private string NameOf(ScenarioDocument document)
    {
        if (document.Name is { } name)
        {
            context.CheckName(name.Text, context.Marks.Of(document, nameof(document.Name)));
        }

        return document.Name?.Text ?? "";
    }

    private (IReadOnlyList<ArrangementDefinition> Arrangements, IReadOnlyList<SystemDefinition> Systems) Systems(
        SystemPlan plan, IReadOnlyList<Participant> participants, string[] kindNames, LimitCompiler limits)
    {
        if (plan.Systems.Count > SystemPlanner.MaxSystems)
        {
            return ([], []);
        }

        ArrangementCompiler links = new(context, plan, participants, kindNames);
        IReadOnlyList<ArrangementDefinition> arrangements = links.Compile();
        IReadOnlyList<IReadOnlySet<int>> kept = links.AccountsKept(arrangements);
        SystemCompiler compiler = new(context, plan, participants, kindNames);
        return (arrangements, [.. plan.Systems.Select((_, i) => compiler.Compile(i, limits.Of(i), kept[i]))]);
    }

    /// <summary>The script by time, then as listed, then what follows from it.</summary>
    private IReadOnlyList<ScriptedEvent> Events(
        IReadOnlyList<ScriptDraft> script, List<ScriptedEvent> cuts, IReadOnlyList<SystemDefinition> systems)
    {
        if (context.Problems.Count > 0)
        {
            // Some system may be missing: what the rules say of the script is not known.
            return [];
        }

        List<ScriptedEvent> events = new ScriptResolver(context, systems).Resolve(script);
        List<ScriptedEvent> answers = DerivedEvents.Answers(events, systems);
        return [.. events.Concat(cuts).Concat(answers).OrderBy(scripted => scripted.At)];
    }

    private void SetCurrency(ScenarioDocument document)
    {
        if (document.Currency is not { } code)
        {
            return;
        }

        if (context.CurrencyOf(code.Text, context.Marks.Of(document, nameof(document.Currency))) is { } currency)
        {
            context.Currency = currency;
        }
    }

    private void RefuseNone(object? list, int count, string key)
    {
        if (list is not null && count == 0 && context.Problems.Count == 0)
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(list),
                $"`{key}` is empty; there must be at least one");
        }
    }

    /// <summary>
    /// All money there is or comes, and all payments, must fit the engine's 64 bits together, in each currency: then
    /// no position can leave them, whatever settles.
    /// </summary>
    private void CheckSums(
        IReadOnlyList<Participant> participants,
        PaymentTable payments,
        IReadOnlyList<ScriptedEvent> events,
        ScenarioDocument document)
    {
        foreach (Currency currency in payments.OtherCurrencies.Prepend(context.Currency))
        {
            Int128 total = 0;
            foreach (Participant participant in participants)
            {
                long credit = context.CreditOf(participant, currency);
                total += Math.Abs(context.BalanceOf(participant, currency));
                total += credit == long.MaxValue ? 0 : credit;
            }

            for (int i = 0; i < payments.Count; i++)
            {
                total += payments.OtherCurrency is null || payments.CurrencyOf(i) == currency.Code
                    ? payments.AmountMinor[i] : 0;
            }

            // An event without a system is counted in every currency: that is on the safe side.
            total += events.Where(e => e.Kind is ScriptedEventKind.Balance or ScriptedEventKind.Fund)
                .Aggregate(Int128.Zero, (sum, e) => sum + Math.Abs(e.AmountMinor));
            if (total >= long.MaxValue && context.Problems.Count == 0)
            {
                context.Error(ErrorCodes.OutOfRange, context.Marks.Of(document),
                    "Balances, credit and payments together are "
                    + $"{currency.Format(total)}, more than 64 bits of minor units hold; use smaller amounts");
            }
        }
    }

    /// <summary>The payments that links make have kinds too.</summary>
    private void AddKinds(PaymentRows rows, SystemPlan plan)
    {
        foreach ((string kind, Mark at) in plan.Kinds)
        {
            if (rows.KindOf(kind) < 0)
            {
                context.Error(ErrorCodes.TooLarge, at, "There are more than 256 kinds of payments");
            }
        }
    }

    /// <summary>
    /// What sessions bring need not be in the script: transfers of customers, and every currency that a system has.
    /// </summary>
    private void AddWhatComes(PaymentRows rows)
    {
        if (!live)
        {
            return;
        }

        rows.KindOf("customer");
        foreach (NamedSystem system in context.Systems.Systems)
        {
            if (system.Currency != context.Currency)
            {
                rows.CurrencyOf(system.Currency);
            }
        }
    }
}
