using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Applies rulebooks, with what each system overrides, to the participants.</summary>
internal sealed class SystemCompiler(CompilationContext context, IReadOnlyList<Participant> participants)
{
    private readonly RulebookLibrary _library = new(context);

    /// <summary>A system ready to run, or null after an error that leaves nothing to run.</summary>
    public SystemDefinition? Compile(SystemDocument document, IReadOnlyList<BilateralLimit> limits)
    {
        if (document.Rulebook is not { } name
            || _library.Find(name.Text, context.Marks.Of(document, nameof(document.Rulebook))) is not { } book)
        {
            return null;
        }

        RuleKeys OwnerOf(Func<RuleKeys, object?> key) => key(document) is null ? book : document;
        PositionKind position = OwnerOf(rules => rules.Position).Position ?? PositionKind.Balance;
        RuleKeys cyclesOwner = OwnerOf(rules => rules.Cycles);
        RuleKeys failureOwner = OwnerOf(rules => rules.Failure);
        CheckCycles(cyclesOwner, failureOwner, position);
        RuleKeys releaseOwner = OwnerOf(rules => rules.Release);
        (List<Mechanism> mechanisms, List<IReadOnlyList<TimeOfDay>?> times) = Mechanisms(releaseOwner.Release ?? []);
        return new SystemDefinition
        {
            Name = document.Name?.Text ?? "",
            Rulebook = book.Rulebook?.Text ?? name.Text,
            Position = position,
            Queue = OwnerOf(rules => rules.Queue).Queue ?? QueueDiscipline.Fifo,
            Release = mechanisms,
            Failure = [new(FailureStepKind.Postpone)],
            CycleAtClose = position == PositionKind.Net && cyclesOwner.Cycles is not { Count: > 0 },
            Accounts = Accounts(OwnerOf(rules => rules.Floor), OwnerOf(rules => rules.Ceiling), position),
            Limits = limits,
            Days = Days(cyclesOwner.Cycles ?? [], times),
            CarryBalances = context.Carry.Balances,
            CarryQueue = context.Carry.Queue,
            CarryPositions = context.Carry.Positions,
            Groups = context.Groups,
        };
    }

    private void CheckCycles(RuleKeys cyclesOwner, RuleKeys failureOwner, PositionKind position)
    {
        Mark at = context.Marks.Of(cyclesOwner, nameof(RuleKeys.Cycles));
        if (cyclesOwner.Cycles is { Count: 0 })
        {
            context.Error(ErrorCodes.OutOfRange, at,
                "`cycles` is empty; give at least one time, or leave it out for one cycle at the close");
        }

        if (cyclesOwner.Cycles is not null && position == PositionKind.Balance)
        {
            context.Error(ErrorCodes.RulesDoNotGoTogether, at,
                "`cycles` post net positions; this system has `position: balance`. Write `position: net`, or take dns");
        }

        if (failureOwner.Failure is not null && position == PositionKind.Balance)
        {
            context.Error(ErrorCodes.RulesDoNotGoTogether, context.Marks.Of(failureOwner, nameof(RuleKeys.Failure)),
                "`failure` is about cycles of net positions; this system has `position: balance`");
        }

        if (failureOwner.Failure is { Count: not 1 })
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(failureOwner, nameof(RuleKeys.Failure)),
                "`failure` is a list of one step for now: [postpone]");
        }
    }

    private (List<Mechanism> Mechanisms, List<IReadOnlyList<TimeOfDay>?> Times) Mechanisms(
        IReadOnlyList<MechanismDocument> documents)
    {
        List<Mechanism> mechanisms = [];
        List<IReadOnlyList<TimeOfDay>?> times = [];
        foreach (MechanismDocument document in documents)
        {
            (MechanismKind kind, TriggerDocument? trigger) = document switch
            {
                { Bilateral: { } found } => (MechanismKind.Bilateral, found),
                { AllOrNothing: { } found } => (MechanismKind.AllOrNothing, found),
                _ => (MechanismKind.Partial, document.Partial),
            };
            if (trigger is null)
            {
                continue;
            }

            if (trigger.Every is { } period)
            {
                CheckPeriod(period, context.Marks.Of(trigger, nameof(trigger.Every)));
                mechanisms.Add(new Mechanism(kind, TriggerKind.Every, period.Us));
                times.Add(null);
            }
            else if (trigger.At is { } at)
            {
                mechanisms.Add(new Mechanism(kind, TriggerKind.At, 0));
                times.Add(at);
            }
            else if (trigger.When is { } when)
            {
                TriggerKind word = when == TriggerWord.Change ? TriggerKind.Change : TriggerKind.Entry;
                mechanisms.Add(new Mechanism(kind, word, 0));
                times.Add(null);
            }
        }

        return (mechanisms, times);
    }

    private void CheckPeriod(Values.Duration period, Mark at)
    {
        if (period.Us < 1000)
        {
            context.Error(ErrorCodes.OutOfRange, at, "The period is zero; write at least 1ms");
        }
    }

    private List<Account> Accounts(RuleKeys floorOwner, RuleKeys ceilingOwner, PositionKind position)
    {
        Mark floorAt = context.Marks.Of(floorOwner, nameof(RuleKeys.Floor));
        Mark ceilingAt = context.Marks.Of(ceilingOwner, nameof(RuleKeys.Ceiling));
        string floorText = floorOwner.Floor?.Text ?? (position == PositionKind.Balance ? "-credit" : "none");
        BoundExpression? floor = BoundExpression.Parse(floorText, floorAt, context);
        BoundExpression? ceiling = BoundExpression.Parse(ceilingOwner.Ceiling?.Text ?? "none", ceilingAt, context);
        List<Account> accounts = new(participants.Count);
        for (int i = 0; i < participants.Count; i++)
        {
            accounts.Add(new Account
            {
                Id = participants[i].Id,
                Owner = i,
                CurrencyCode = context.Currency.Code,
                OpeningBalanceMinor = participants[i].BalanceMinor,
                CreditMinor = participants[i].CreditMinor,
                Floor = floor?.For(participants[i], floorAt, context) ?? Bound.None,
                Ceiling = ceiling?.For(participants[i], ceilingAt, context) ?? Bound.None,
            });
        }

        return accounts;
    }

    private List<SettlementDay> Days(IReadOnlyList<TimeOfDay> cycles, List<IReadOnlyList<TimeOfDay>?> mechanisms)
    {
        List<SettlementDay> days = [];
        foreach (ScenarioDay day in context.Calendar.Days)
        {
            days.Add(new SettlementDay
            {
                Number = day.Number,
                OpenAt = day.OpenAt,
                CloseAt = day.CloseAt,
                CyclesAt = Instants(day, cycles),
                MechanismsAt = [.. mechanisms.Select(times => times is null ? [] : Instants(day, times))],
            });
        }

        return days;
    }

    private long[] Instants(ScenarioDay day, IReadOnlyList<TimeOfDay> times)
    {
        SortedSet<long> instants = [];
        for (int i = 0; i < times.Count; i++)
        {
            long instant = context.Calendar.At(day.Number, times[i].SinceMidnightUs);
            Mark at = context.Marks.Of(times, i);
            if (instant < day.OpenAt || instant > day.CloseAt)
            {
                context.Error(ErrorCodes.OutsideHours, at,
                    $"{TimeText.ShowTimeOfDay(times[i].SinceMidnightUs)} is outside the hours of the calendar");
            }
            else if (!instants.Add(instant) && day.Number == 1)
            {
                context.Error(ErrorCodes.Duplicate, at,
                    $"{TimeText.ShowTimeOfDay(times[i].SinceMidnightUs)} stands here a second time");
            }
        }

        return [.. instants];
    }
}
