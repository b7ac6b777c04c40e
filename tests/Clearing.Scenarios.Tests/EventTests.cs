using Clearing.Scenarios.Compilation;
using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class EventTests
{
    private const long Minute = 60_000_000;

    private const string Yaml =
        """
        name: script
        participants: [{ id: A }, { id: B }, { id: C }]
        payments: []
        systems:
          - { name: gross, rulebook: rtgs }
          - { name: netted, rulebook: dns }
        limits:
          - { from: A, to: B, bilateral: 50.00 }
        """;

    [Theory]
    [InlineData("fund: A, add: 10.00", ScriptedEventKind.Fund, 1, 1000)]
    [InlineData("withdraw: A, amount: 10.00", ScriptedEventKind.Withdraw, 1, 1000)]
    [InlineData("system: netted, fund: A, add: 10.00", ScriptedEventKind.Fund, 1, 1000)]
    [InlineData("multilateral: A, to: 5.00", ScriptedEventKind.Multilateral, -1, 500)]
    [InlineData("multilateral: A, to: none, system: gross", ScriptedEventKind.Multilateral, 0, long.MaxValue)]
    [InlineData("default: A", ScriptedEventKind.Default, -1, 0)]
    public void The_new_verbs_are_about_the_systems_that_know_them(
        string verb, ScriptedEventKind kind, int system, long amount)
    {
        ScriptedEvent scripted = Assert.Single(Events($"  - {{ at: \"10:00\", {verb} }}"));

        Assert.Equal((kind, system, 0, amount),
            (scripted.Kind, scripted.System, scripted.Account, scripted.AmountMinor));
    }

    [Fact]
    public void A_reserve_names_a_class_of_each_system()
    {
        IReadOnlyList<ScriptedEvent> events = Events("  - { at: \"10:00\", reserve: B, class: high, to: 7.00 }");

        Assert.Equal([(0, 1, 1, 700L), (1, 1, 1, 700L)],
            events.Select(e => (e.System, e.Class, e.Account, e.AmountMinor)));
    }

    [Fact]
    public void An_event_of_an_arrangement_is_one_for_each_member()
    {
        CompilationContext context = Reading.Context();
        context.Systems = Names(context, context.Currency);
        EventDocument document = new() { At = new(null, 0), System = new("us"), Suspend = new("B") };
        ScriptDraft draft = Assert.Single(Compiler(context).Compile([document]));

        Assert.Equal([0, 1], draft.Spread().Select(e => e.System));
        Assert.Equal([2], Assert.Single(Compiler(context).Compile([document with { System = new("alone") }]))
            .Spread().Select(e => e.System));
        Assert.Equal([1], Assert.Single(Compiler(context).Compile([document with { System = new("chips") }]))
            .Spread().Select(e => e.System));
    }

    [Theory]
    [InlineData(null, new[] { 0, 2 }, 500)]
    [InlineData("us", new[] { 0 }, 500)]
    [InlineData("chips", new[] { 1 }, 5)]
    public void An_amount_is_of_the_currency_of_the_systems_meant(string? name, int[] systems, long amount)
    {
        CompilationContext context = Reading.Context();
        context.Systems = Names(context, new Currency("JPY", 0));
        EventDocument document = new()
        {
            At = new(null, 0),
            System = name is null ? null : new(name),
            Balance = new("B"),
            Add = new("5"),
        };
        context.Marks.Put(document, nameof(document.Add), default);
        IEnumerable<ScriptedEvent> events = Assert.Single(Compiler(context).Compile([document])).Spread();

        Assert.Equal(systems.Select(system => (system, amount)), events.Select(e => (e.System, e.AmountMinor)));
    }

    [Fact]
    public void A_close_is_checked_by_the_hours_of_the_system_meant()
    {
        string yaml = Yaml + "\ncalendar: { open: \"08:00\", close: \"17:00\", days: 2 }\nevents:\n";

        Assert.Contains("CLR-1216 The new close is not after the open of day 1 of gross",
            Reading.OneError(yaml + "  - { at: \"07:00\", system: gross, close: \"08:00\" }"),
            StringComparison.Ordinal);
        Assert.Contains("CLR-1216 The new close is not before the open of day 2",
            Reading.OneError(yaml + "  - { at: \"07:00\", close: 2026-01-06T08:00 }"), StringComparison.Ordinal);
    }

    [Fact]
    public void In_an_outage_both_ways_a_payee_does_not_answer()
    {
        ScriptedEvent outage = Outage(10, 20) with { BothWays = true };
        ScriptedEvent order = new()
        {
            Kind = ScriptedEventKind.Answer,
            At = 15,
            System = 1,
            Account = 1,
            AnswerAfterUs = 7,
            Refuses = true,
        };
        ScriptedEvent[] script = [outage, order, Outage(18, 30) with { BothWays = true }, Outage(40, 50)];
        SystemDefinition[] systems = [Definition(null), Definition(new AnswerRule(1000))];
        List<ScriptedEvent> derived = DerivedEvents.Answers(script, systems);

        Assert.Equal([(10, 1, 1, -1, false), (15, 1, 1, -1, false), (30, 1, 1, 7, true)],
            derived.Select(e => (e.At, e.System, e.Account, e.AnswerAfterUs, e.Refuses)));
    }

    [Fact]
    public void After_an_outage_a_payee_answers_as_its_account_does()
    {
        SystemDefinition[] systems = [Definition(new AnswerRule(1000))];
        List<ScriptedEvent> derived = DerivedEvents.Answers([Outage(10, 20) with { BothWays = true }], systems);

        Assert.Equal([(10L, -1L), (20, 3)], derived.Select(e => (e.At, e.AnswerAfterUs)));
    }

    [Fact]
    public void Limits_are_cut_in_an_outage_that_lasts_and_set_back_at_its_end()
    {
        Scenario scenario = Reading.Good(Yaml +
            """

            events:
              - { at: "10:00", system: gross, outage: B, until: "10:10" }
              - { at: "11:00", system: gross, outage: B, until: "12:00" }
              - { at: "11:30", limit: { from: A, to: B, bilateral: 40.00 } }
            behaviours:
              - { participants: [A, C], cut-limits: { to: 1.00, after: 15m } }
              - { participants: [C], system: netted, cut-limits: { to: 0 } }
            """);
        long eleven = scenario.Calendar.Days[0].OpenAt + (11 * 60 * Minute);
        IEnumerable<(long, int, int, long)> limits = scenario.Events
            .Where(e => e.Kind == ScriptedEventKind.Limit)
            .Select(e => ((e.At - eleven) / Minute, e.System, e.Account, e.AmountMinor));

        Assert.Equal(
            [
                (15L, 0, 0, 100L), (15, 0, 2, 100), (30, -1, 0, 4000), (60, 0, 0, 4000), (60, 0, 2, long.MaxValue),
            ],
            limits);
        Assert.Equal([new BilateralLimit(0, 1, 5000), new(2, 1, long.MaxValue)], scenario.Systems[0].Limits);
        Assert.Equal([new BilateralLimit(0, 1, 5000)], scenario.Systems[1].Limits);
    }

    [Fact]
    public void A_limit_that_is_tighter_already_is_not_cut()
    {
        Scenario scenario = Reading.Good(Yaml +
            """

            events:
              - { at: "10:00", outage: B, until: "12:00" }
            behaviours:
              - { participants: [A], cut-limits: { to: 50.00 } }
            """);

        Assert.Single(scenario.Events);
    }

    private static IReadOnlyList<ScriptedEvent> Events(string events) =>
        Reading.Good($"{Yaml}\nevents:\n{events}").Events;

    private static ScriptedEvent Outage(long from, long until) =>
        new() { Kind = ScriptedEventKind.Outage, At = from, Until = until, Account = 1 };

    private static SystemNames Names(CompilationContext context, Currency chips) => new(
        ["us", "alone"],
        [
            new NamedSystem("fedwire", 0, context.Currency, context.Calendar),
            new NamedSystem("chips", 0, chips, context.Calendar),
            new NamedSystem("alone", 1, context.Currency, context.Calendar),
        ]);

    private static EventCompiler Compiler(CompilationContext context)
    {
        PaymentTable none = new PaymentRows().ToTable("USD", []);
        PaymentLookup lookup = new(context, none, new HashSet<string>(), isDrawn: true);
        return new EventCompiler(context, lookup, new LimitCompiler(context));
    }

    private static SystemDefinition Definition(AnswerRule? answer) => new()
    {
        Name = "s",
        Rulebook = "s",
        Position = PositionKind.Balance,
        Queue = QueueDiscipline.Fifo,
        Answer = answer,
        Days = [],
        Accounts =
        [
            .. Enumerable.Range(0, 3).Select(owner => new Account
            {
                Id = "A",
                Owner = owner,
                CurrencyCode = "USD",
                Answer = new AnswerHabit(3),
            }),
        ],
    };
}
