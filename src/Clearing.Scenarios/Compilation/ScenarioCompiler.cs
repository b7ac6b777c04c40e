using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles a scenario document: each part as far as what is right in it goes.</summary>
internal sealed class ScenarioCompiler(CompilationContext context, bool draw)
{
    /// <summary>Most systems of a scenario.</summary>
    public const int MaxSystems = 1000;

    /// <summary>The scenario; to be used only when no error was noted.</summary>
    public Scenario Compile(ScenarioDocument document)
    {
        string name = document.Name?.Text ?? "";
        if (document.Name is not null)
        {
            context.CheckName(name, context.Marks.Of(document, nameof(document.Name)));
        }

        SetCurrency(document);
        context.Calendar = CalendarCompiler.Compile(document.Calendar, context);
        bool carryBalances = CalendarCompiler.CarriesBalances(document.Calendar, context);
        GeneratorRunner generators = new(context, document.Seed, draw);
        IReadOnlyList<Participant> participants = new ParticipantCompiler(context,
            generators).Compile(document.Participants ?? []);
        RefuseNone(document.Participants, participants.Count, "participants");
        context.SetParticipants(participants);
        generators.SetParticipants(participants);
        PaymentRows rows = new PaymentCompiler(context, generators).Compile(document.Payments ?? []);
        PaymentTable payments = rows.ToTable(context.Currency.Code);
        SetSystems(document);
        PaymentLookup lookup = new(context, payments, rows.Ids, draw);
        LimitCompiler limits = new(context);
        limits.Add(document.Limits ?? []);
        IReadOnlyList<ScriptedEvent> events = new EventCompiler(context, lookup, limits).Compile(document.Events ?? []);
        limits.Add(events);
        CheckSums(participants, payments, events, document);
        return new Scenario
        {
            Name = name,
            Description = document.Description ?? "",
            Seed = document.Seed,
            Currency = context.Currency,
            Calendar = new ScenarioCalendar(context.Calendar.TimeZone, context.Calendar.Days),
            Participants = participants,
            Payments = payments,
            Systems = Systems(document, participants, carryBalances, limits),
            Events = events,
            Behaviours = BehaviourCompiler.Compile(document.Behaviours ?? [], context),
            TransitDelayUs = document.Network?.TransitDelay?.Us ?? 0,
            Expectations = new ExpectationCompiler(context, lookup, payments).Compile(document.Expect ?? []),
        };
    }

    private void SetCurrency(ScenarioDocument document)
    {
        if (document.Currency is not { } code)
        {
            return;
        }

        if (CurrencyTable.Find(code.Text) is { } currency)
        {
            context.Currency = currency;
        }
        else
        {
            context.UnknownCurrency(code.Text, context.Marks.Of(document, nameof(document.Currency)));
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
    /// All money there is or comes, and all payments, must fit the engine's 64 bits together: then no position can
    /// leave them, whatever settles.
    /// </summary>
    private void CheckSums(
        IReadOnlyList<Participant> participants,
        PaymentTable payments,
        IReadOnlyList<ScriptedEvent> events,
        ScenarioDocument document)
    {
        Int128 total = 0;
        foreach (Participant participant in participants)
        {
            total += Math.Abs(participant.BalanceMinor);
            total += participant.CreditMinor == long.MaxValue ? 0 : participant.CreditMinor;
        }

        foreach (long amount in payments.AmountMinor)
        {
            total += amount;
        }

        foreach (ScriptedEvent scripted in events)
        {
            total += scripted.Kind == ScriptedEventKind.Balance ? Math.Abs(scripted.AmountMinor) : 0;
        }

        if (total >= long.MaxValue && context.Problems.Count == 0)
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(document),
                "Balances, credit and payments together are "
                + $"{context.Currency.Format(total)}, more than 64 bits of minor units hold; use smaller amounts");
        }
    }

    private void SetSystems(ScenarioDocument document)
    {
        List<string> names = [];
        foreach (SystemDocument system in document.Systems ?? [])
        {
            Mark at = context.Marks.Of(system, nameof(system.Name));
            string name = system.Name?.Text ?? "";
            if (system.Name is not null && context.CheckName(name, at) && names.Contains(name))
            {
                context.Error(ErrorCodes.Duplicate, at, $"The system {Characters.Show(name)} is there already");
            }

            names.Add(name);
        }

        RefuseNone(document.Systems, names.Count, "systems");
        if (names.Count > MaxSystems)
        {
            context.Error(ErrorCodes.TooLarge, context.Marks.Of(document.Systems!),
                $"There are {names.Count} systems, more than {MaxSystems}");
        }

        context.SetSystems(names);
    }

    private List<SystemDefinition> Systems(
        ScenarioDocument document, IReadOnlyList<Participant> participants, bool carryBalances, LimitCompiler limits)
    {
        SystemCompiler compiler = new(context, participants, carryBalances);
        List<SystemDefinition> systems = [];
        IReadOnlyList<SystemDocument> documents = document.Systems ?? [];
        for (int i = 0; i < documents.Count && i < MaxSystems; i++)
        {
            if (compiler.Compile(documents[i], limits.Of(i)) is { } system)
            {
                systems.Add(system);
            }
        }

        return systems;
    }
}
