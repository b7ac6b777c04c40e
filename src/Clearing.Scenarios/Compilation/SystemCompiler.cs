using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles systems: applies their rules to the participants.</summary>
internal sealed class SystemCompiler(
    CompilationContext context, SystemPlan plan, IReadOnlyList<Participant> participants,
    IReadOnlyList<string> kindNames)
{
    /// <summary>A system ready to run; to be used only when no error was noted.</summary>
    /// <param name="index">Of the system.</param>
    /// <param name="limits">Its bilateral limits.</param>
    /// <param name="keepsAccountsOf">Systems that settle in this one.</param>
    public SystemDefinition Compile(
        int index, IReadOnlyList<BilateralLimit> limits, IReadOnlySet<int> keepsAccountsOf)
    {
        PlannedSystem system = plan.Systems[index];
        SystemScope scope = new(context, system, kindNames);
        RuleKeys rules = system.Rules;
        CheckPosition(scope);
        ClassCompiler classes = new(scope);
        IReadOnlyList<Participant> members = WithDefaults(rules.Attributes);
        FailureRules failure = new FailureCompiler(scope).Compile();
        (IReadOnlyList<Mechanism> release, IReadOnlyList<IReadOnlyList<TimeOfDay>?> times) =
            new MechanismCompiler(scope).Compile();
        IReadOnlyList<Account> accounts =
            new AccountCompiler(scope, members, keepsAccountsOf).Compile(failure);
        int supplemental = rules.Supplemental is { } name
            ? scope.Class(name.Text, scope.At(nameof(rules.Supplemental))) ?? -1 : -1;
        long[]? opening = rules.Opening is null && accounts.All(account => account.OpeningRequirementMinor == 0)
            ? null : [.. accounts.Select(account => account.OpeningRequirementMinor)];
        return new SystemDefinition
        {
            Name = system.Named.Name,
            Rulebook = system.Rulebook,
            Arrangement = system.Named.Arrangement,
            Currency = scope.Currency == context.Currency ? null : scope.Currency,
            Position = scope.Position,
            Finality = scope.Position == PositionKind.Net ? rules.Finality ?? Finality.Cycle : Finality.Release,
            Queue = rules.Queue ?? QueueDiscipline.Fifo,
            Classes = classes.Classes(),
            ClassRules = classes.Rules(members, opening),
            SupplementalClass = supplemental,
            LimitsBind = rules.Limits?.Bind ?? true,
            AmountAtLeastMinor = AmountAtLeast(scope),
            Phases = new PhaseCompiler(scope).Compile(),
            Answer = Answer(scope),
            SettlesElsewhere = system.SettlesIn is not null,
            Overdraft = new OverdraftCompiler(scope).Compile(),
            Observation = Observation(scope),
            Release = release,
            Failure = failure.Steps,
            CycleAtClose = scope.Position == PositionKind.Net && rules.Cycles is not { Count: > 0 },
            Accounts = accounts,
            Limits = limits,
            Days = new DayCompiler(scope).Compile(times),
            CarryBalances = context.Carry.Balances,
            CarryQueue = context.Carry.Queue,
            CarryPositions = context.Carry.Positions,
            Groups = context.Groups,
        };
    }

    private IReadOnlyList<Participant> WithDefaults(IReadOnlyDictionary<string, decimal>? defaults) =>
        defaults is null
            ? participants
            : [.. participants.Select(participant => participant with
            {
                Attributes = defaults.Where(item => !participant.Attributes.ContainsKey(item.Key))
                    .Concat(participant.Attributes).ToDictionary(item => item.Key, item => item.Value),
            })];

    /// <summary>Refuses keys that the kind of position has no use for.</summary>
    private void CheckPosition(SystemScope scope)
    {
        RuleKeys rules = scope.Rules;
        bool isNet = scope.Position == PositionKind.Net;
        bool isPrefunded = scope.Position == PositionKind.Prefunded;
        if (rules.Cycles is { Count: 0 })
        {
            context.Error(ErrorCodes.OutOfRange, scope.At(nameof(rules.Cycles)),
                "`cycles` is empty; give at least one time, or leave it out for one cycle at the close");
        }

        if (rules.Cycles is not null && !isNet)
        {
            context.Error(ErrorCodes.RulesDoNotGoTogether, scope.At(nameof(rules.Cycles)),
                "`cycles` post net positions; this system has "
                + $"`position: {Binding.Kebab.Of(scope.Position.ToString())}`. Write `position: net`, or take dns");
        }

        scope.CheckFits(nameof(rules.Failure), rules.Failure is not null, isNet,
            "`failure` is about cycles of net positions");
        scope.CheckFits(nameof(rules.Finality), rules.Finality == Finality.Cycle, isNet,
            "`finality: cycle` is about net positions");
        scope.CheckFits(nameof(rules.Opening), rules.Opening is not null, isPrefunded,
            "`opening` is what is paid into a prefunded position");
        scope.CheckFits(nameof(rules.Overdraft), rules.Overdraft is not null,
            scope.Position == PositionKind.Balance, "`overdraft` measures balances");
    }

    private long AmountAtLeast(SystemScope scope)
    {
        if (scope.Rules.Amount is not { } amount)
        {
            return 0;
        }

        Mark at = context.Marks.Of(amount, nameof(amount.AtMost));
        long atLeast = scope.AmountOr(amount.AtLeast, context.Marks.Of(amount, nameof(amount.AtLeast)), 0);
        Names.CheckRange(context, atLeast, scope.AmountOr(amount.AtMost, at, long.MaxValue), at);
        return atLeast;
    }

    private AnswerRule? Answer(SystemScope scope) => scope.Rules.Answer is { Timeout: { } timeout } answer
        ? new AnswerRule(scope.PeriodUs(timeout, context.Marks.Of(answer, nameof(answer.Timeout))),
            answer.Earmark ?? true)
        : null;

    private ObservationRule? Observation(SystemScope scope) => scope.Rules.Observe switch
    {
        null => null,
        { Every: { } every } observe =>
            new ObservationRule(scope.PeriodUs(every, context.Marks.Of(observe, nameof(observe.Every)))),
        _ => new ObservationRule(0),
    };
}
