using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Text;
using Clearing.Settlement.Model;
using NodaTime;

namespace Clearing.Scenarios.Compilation;

/// <summary>A system with its keys, before it is compiled.</summary>
/// <param name="Named">What the rest of the scenario knows of it.</param>
/// <param name="Rules">Its keys, those of its rulebook included.</param>
/// <param name="Rulebook">Name of the rulebook.</param>
/// <param name="SettlesIn">Its link to another member, if it has one.</param>
internal sealed record PlannedSystem(
    NamedSystem Named, RuleKeys Rules, string Rulebook, SettlesInDocument? SettlesIn = null);

/// <summary>An entry of `systems:`.</summary>
/// <param name="Document">As written.</param>
/// <param name="Members">Indexes of its systems.</param>
internal sealed record PlannedArrangement(SystemDocument Document, IReadOnlyList<int> Members)
{
    public string Name => Document.Name?.Text ?? "";
}

/// <summary>Every system of the scenario in order, and what must be known of them before participants are.</summary>
internal sealed record SystemPlan(
    IReadOnlyList<PlannedSystem> Systems, IReadOnlyList<PlannedArrangement> Arrangements)
{
    /// <summary>The accounts of systems in other systems.</summary>
    public IReadOnlyList<SystemAccount> Accounts { get; init; } = [];

    /// <summary>Kinds of the payments that links make, with the place that names each.</summary>
    public IReadOnlyList<(string Kind, Mark At)> Kinds { get; init; } = [];

    public SystemNames Names { get; } =
        new([.. Arrangements.Select(a => a.Name)], [.. Systems.Select(s => s.Named)]);
}

/// <summary>Finds the systems of `systems:`, their rulebooks, and what their links need.</summary>
internal sealed class SystemPlanner(CompilationContext context)
{
    /// <summary>Most systems of a scenario.</summary>
    public const int MaxSystems = 1000;

    private readonly RulebookLibrary _library = new(context);
    private readonly List<PlannedSystem> _systems = [];
    private readonly List<PlannedArrangement> _arrangements = [];
    private readonly List<SystemAccount> _accounts = [];
    private readonly List<(string Kind, Mark At)> _kinds = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public SystemPlan Plan(IReadOnlyList<SystemDocument> documents)
    {
        foreach (SystemDocument document in documents)
        {
            if (document.Name is { } name)
            {
                Claim(name.Text, context.Marks.Of(document, nameof(document.Name)));
            }

            int first = _systems.Count;
            if (document.Members is { } members)
            {
                AddMembers(document, members);
            }
            else
            {
                CheckAlone(document);
                Add(document, document.Name?.Text, document.Rulebook?.Text, null);
            }

            _arrangements.Add(new PlannedArrangement(document,
                [.. Enumerable.Range(first, _systems.Count - first)]));
        }

        if (_systems.Count > MaxSystems)
        {
            context.Error(ErrorCodes.TooLarge, context.Marks.Of(documents),
                $"There are {_systems.Count} systems, more than {MaxSystems}");
        }

        return new SystemPlan(_systems, _arrangements) { Accounts = _accounts, Kinds = _kinds };
    }

    private void AddMembers(SystemDocument document, IReadOnlyList<MemberDocument> members)
    {
        CheckRules(document);
        if (members.Count == 0 && context.Problems.Count == 0)
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(document, nameof(document.Members)),
                "`members` is empty; there must be at least one");
        }

        foreach (MemberDocument member in members)
        {
            if (member.Name is { } name)
            {
                Claim(name.Text, context.Marks.Of(member, nameof(member.Name)));
            }

            Add(member, member.Name?.Text, member.Rulebook?.Text, member.SettlesIn);
            if (member.SettlesIn is { } link)
            {
                AddLink(member, link);
            }
        }
    }

    private void AddLink(MemberDocument member, SettlesInDocument link)
    {
        Mark at = context.Marks.Of(link, link.Account is null ? "" : nameof(link.Account));
        string id = link.Account?.Text ?? AccountOf(member.Name?.Text ?? "");
        _accounts.Add(new SystemAccount(id, _systems.Count - 1, at));
        LinkKindsDocument kinds = link.Kinds ?? new LinkKindsDocument();
        foreach ((string kind, string property) in LinkKinds.Of(kinds))
        {
            Mark kindAt = link.Kinds is null ? context.Marks.Of(link) : context.Marks.Of(kinds, property);
            if (Ids.IsKind(kind))
            {
                _kinds.Add((kind, kindAt));
            }
            else
            {
                context.Error(ErrorCodes.Name, kindAt,
                    $"{Characters.Show(kind)} is not a kind; use {Ids.KindForm}");
            }
        }
    }

    private static string AccountOf(string name)
    {
        string capitals = name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        return capitals.Length > 11 ? capitals[..11] : capitals;
    }

    private void Add(RuleKeys own, string? name, string? rulebook, SettlesInDocument? settlesIn)
    {
        RulebookDocument rules = _library.Rules(own, rulebook);
        Currency currency = rules.Currency is { } code
            ? context.CurrencyOf(code.Text, context.Marks.Of(rules, nameof(rules.Currency))) ?? context.Currency
            : context.Currency;
        NamedSystem named = new(name ?? "", _arrangements.Count, currency, CalendarOf(rules));
        _systems.Add(new PlannedSystem(named, rules, rules.Rulebook?.Text ?? rulebook ?? "", settlesIn));
    }

    private BusinessCalendar CalendarOf(RulebookDocument rules)
    {
        DateTimeZone? zone = rules.TimeZone is { } id
            ? CalendarCompiler.Zone(id.Text, context.Marks.Of(rules, nameof(rules.TimeZone)), context) : null;
        if (rules.Hours is not { } hours)
        {
            return context.Calendar.DaysOf(null, zone);
        }

        OpeningHours usual = context.Calendar.Hours;
        OpeningHours own = new(
            hours.Open?.SinceMidnightUs ?? usual.OpenUs,
            hours.Close?.SinceMidnightUs ?? usual.CloseUs,
            hours.Continuous ?? usual.IsContinuous);
        if (own.OpenUs == own.CloseUs && !own.IsContinuous)
        {
            context.Error(ErrorCodes.OutOfOrder, context.Marks.Of(rules, nameof(rules.Hours)),
                $"The system opens and closes at {Values.TimeText.ShowTimeOfDay(own.OpenUs)}; give the day a length");
            own = usual;
        }

        return context.Calendar.DaysOf(own, zone);
    }

    private void Claim(string name, Mark at)
    {
        if (context.CheckName(name, at) && !_names.Add(name))
        {
            context.Error(ErrorCodes.Duplicate, at,
                $"The system {Characters.Show(name)} is there already; names of systems and members are unique");
        }
    }

    private void CheckAlone(SystemDocument document)
    {
        if (document.Routes is not null)
        {
            context.Error(ErrorCodes.KeysDoNotGoTogether, context.Marks.Of(document, "key " + nameof(document.Routes)),
                "`routes` lead to members; this system has no `members`");
        }
    }

    /// <summary>An arrangement has no rules of its own: its members have.</summary>
    private void CheckRules(SystemDocument document)
    {
        foreach (string key in RulebookLibrary.KeyNames.Where(key => key != nameof(document.Description)))
        {
            if (context.Marks.Has(document, "key " + key))
            {
                context.Error(ErrorCodes.KeysDoNotGoTogether, context.Marks.Of(document, "key " + key),
                    $"`{Binding.Kebab.Of(key)}` belongs to a member, not to the arrangement");
            }
        }
    }
}

/// <summary>The kinds of the payments of a link.</summary>
internal static class LinkKinds
{
    public static (string Kind, string Property)[] Of(LinkKindsDocument document) =>
    [
        (document.Funding?.Text ?? "funding", nameof(document.Funding)),
        (document.Net?.Text ?? "clearing-net", nameof(document.Net)),
        (document.PayOut?.Text ?? "pay-out", nameof(document.PayOut)),
    ];
}
