using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles the links and routes of arrangements.</summary>
internal sealed class ArrangementCompiler(
    CompilationContext context, SystemPlan plan, IReadOnlyList<Participant> participants,
    IReadOnlyList<string> kindNames)
{
    /// <summary>An arrangement for each entry of `systems:`.</summary>
    public IReadOnlyList<ArrangementDefinition> Compile() => [.. plan.Arrangements.Select(Compile)];

    /// <summary>By system, the systems that settle in it.</summary>
    public IReadOnlyList<IReadOnlySet<int>> AccountsKept(IReadOnlyList<ArrangementDefinition> arrangements)
    {
        HashSet<int>[] kept = [.. plan.Systems.Select(_ => new HashSet<int>())];
        foreach (ArrangementDefinition arrangement in arrangements)
        {
            foreach (Link link in arrangement.Links)
            {
                kept[arrangement.Members[link.SettlesIn]].Add(arrangement.Members[link.Member]);
            }
        }

        return kept;
    }

    private ArrangementDefinition Compile(PlannedArrangement arrangement)
    {
        List<Link> links = [];
        for (int member = 0; member < arrangement.Members.Count; member++)
        {
            if (plan.Systems[arrangement.Members[member]].SettlesIn is { } document
                && Link(arrangement, member, document) is { } link)
            {
                links.Add(link);
            }
        }

        return new ArrangementDefinition
        {
            Name = arrangement.Name,
            Members = arrangement.Members,
            Routes =
            [
                .. (arrangement.Document.Routes ?? []).Select(route => Route(arrangement, route)).OfType<RouteRule>(),
            ],
            Links = links,
        };
    }

    private Link? Link(PlannedArrangement arrangement, int member, SettlesInDocument document)
    {
        Mark At(string property) => context.Marks.Of(document, property);
        if (document.System is not { } name
            || Member(arrangement, name.Text, At(nameof(document.System))) is not { } other)
        {
            return null;
        }

        PlannedSystem own = plan.Systems[arrangement.Members[member]];
        CheckLink(own, plan.Systems[arrangement.Members[other]], At(nameof(document.System)));
        int account = 0;
        while (account < participants.Count - 1 && participants[account].StandsFor != arrangement.Members[member])
        {
            account++;
        }

        byte[] kinds =
        [
            .. LinkKinds.Of(document.Kinds ?? new LinkKindsDocument())
                .Select(kind => (byte)Math.Max(0, kindNames.ToList().IndexOf(kind.Kind))),
        ];
        Link link = new() { Member = member, SettlesIn = other, SystemAccount = account };
        return link with
        {
            DelayUs = Period(document.Delay, At(nameof(document.Delay)), link.DelayUs),
            Mode = document.Mode ?? LinkMode.File,
            DeadlineUs = Period(document.Deadline, At(nameof(document.Deadline)), link.DeadlineUs),
            Priority = document.Priority ?? Priority.Urgent,
            FundingKind = kinds[0],
            NetKind = kinds[1],
            PayOutKind = kinds[2],
        };
    }

    private void CheckLink(PlannedSystem own, PlannedSystem other, Mark at)
    {
        string name = $"`{own.Named.Name}`";
        if (own == other)
        {
            context.Error(ErrorCodes.RulesDoNotGoTogether, at, $"{name} settles in itself; name another member");
            return;
        }

        if ((own.Rules.Position ?? PositionKind.Balance) == PositionKind.Balance)
        {
            context.Error(ErrorCodes.RulesDoNotGoTogether, at,
                $"{name} has `position: balance`: its own balances are final. What settles elsewhere has net or "
                + "prefunded positions");
        }

        if ((other.Rules.Position ?? PositionKind.Balance) != PositionKind.Balance)
        {
            context.Error(ErrorCodes.RulesDoNotGoTogether, at,
                $"{name} can settle only in a member with `position: balance`; `{other.Named.Name}` has "
                + $"`position: {Binding.Kebab.Of(other.Rules.Position.ToString()!)}`");
        }

        if (own.Named.Currency != other.Named.Currency)
        {
            context.Error(ErrorCodes.OtherCurrency, at,
                $"{name} is in {own.Named.Currency.Code}, `{other.Named.Name}` in {other.Named.Currency.Code}; "
                + "a member settles in one of its own currency");
        }
    }

    private long Period(Duration? period, Mark at, long usual)
    {
        if (period is { Us: < 1000 })
        {
            context.Error(ErrorCodes.OutOfRange, at, "This time is zero; write at least 1ms");
        }

        return period?.Us ?? usual;
    }

    private RouteRule? Route(PlannedArrangement arrangement, RouteDocument document)
    {
        Mark At(string property) => context.Marks.Of(document, property);
        int? to = document.To is { } name ? Member(arrangement, name.Text, At(nameof(document.To))) : null;
        int? fallback = document.Fallback is { } other
            ? Member(arrangement, other.Text, At(nameof(document.Fallback))) : -1;
        if (to is not { } target || fallback is not { } second)
        {
            return null;
        }

        Currency currency = plan.Systems[arrangement.Members[target]].Named.Currency;
        if (second >= 0 && plan.Systems[arrangement.Members[second]].Named.Currency != currency)
        {
            context.Error(ErrorCodes.OtherCurrency, At(nameof(document.Fallback)),
                "`fallback` is in another currency than `to`");
        }

        RouteAmountDocument amount = document.Amount ?? new RouteAmountDocument();
        Mark most = context.Marks.Of(amount, nameof(amount.AtMost));
        Mark least = context.Marks.Of(amount, nameof(amount.AtLeast));
        RouteRule rule = new()
        {
            To = target,
            Fallback = second,
            Priorities = SystemScope.Priorities(document.Priorities),
            Kinds = SystemScope.KindsOf(document.Kinds, kindNames, context),
            AtLeastMinor = amount.AtLeast is { } low ? context.MoneyNotNegative(low.Text, least, currency) ?? 0 : 0,
            AtMostMinor = amount.AtMost is { } high
                ? context.MoneyNotNegative(high.Text, most, currency) ?? long.MaxValue : long.MaxValue,
            During = document.During is { } during ? During(during, At(nameof(document.During))) : [],
        };
        Names.CheckRange(context, rule.AtLeastMinor, rule.AtMostMinor, most);
        return rule;
    }

    private List<TimeSlot> During(IReadOnlyList<TimeOfDay> times, Mark at)
    {
        if (times.Count != 2)
        {
            context.Error(ErrorCodes.OutOfRange, at,
                $"`during` has {times.Count} times; write two, the first and the last: [\"09:00\", \"17:00\"]");
            return [];
        }

        List<TimeSlot> slots = [];
        foreach (ScenarioDay day in context.Calendar.Days)
        {
            TimeSlot slot = new(
                context.Calendar.At(day.Number, times[0].SinceMidnightUs),
                context.Calendar.At(day.Number, times[1].SinceMidnightUs));
            if (slot.Until < slot.From)
            {
                context.Error(ErrorCodes.OutOfOrder, at, "`during` ends before it begins");
            }

            slots.Add(slot);
        }

        return slots;
    }

    /// <summary>Place of a member in its arrangement, or null after an error.</summary>
    private int? Member(PlannedArrangement arrangement, string name, Mark at)
    {
        List<string> names = [.. arrangement.Members.Select(system => plan.Systems[system].Named.Name)];
        int index = names.IndexOf(name);
        if (index >= 0)
        {
            return index;
        }

        context.Error(ErrorCodes.UnknownMember, at, $"There is no member {Characters.Show(name)} in "
            + $"`{arrangement.Name}`{Nearest.Hint(name, names)}; there are "
            + string.Join(", ", names.Select(known => $"`{known}`")));
        return null;
    }
}
