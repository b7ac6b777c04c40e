using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// SHA-256 of what a system does by and of whose accounts it keeps. What only reports and outcomes are made from
/// (names of rules, owners, prices and caps of overdrafts, observations) is not in it.
/// </summary>
internal static class DefinitionFingerprint
{
    public static byte[] Of(SystemDefinition system)
    {
        using var hash = new StateHasher();
        AddText(hash, system.Name);
        AddSystem(hash, system);
        AddEach(hash, system.Classes, AddClass);
        AddEach(hash, system.ClassRules, AddRule);
        AddEach(hash, system.Phases, AddPhase);
        AddEach(hash, system.Release, AddMechanism);
        AddEach(hash, system.Failure, AddStep);
        AddEach(hash, system.Accounts, AddAccount);
        AddEach(hash, system.Limits, AddLimit);
        AddEach(hash, system.Days, AddDay);
        AddEach(hash, system.Groups, AddNumber);
        return hash.Complete();
    }

    private static void AddSystem(StateHasher hash, SystemDefinition system)
    {
        hash.Add((long)system.Position);
        hash.Add((long)system.Finality);
        hash.Add((long)system.Queue);
        hash.Add(system.SupplementalClass);
        hash.Add(system.AmountAtLeastMinor);
        hash.Add(system.Answer is null ? 0 : 1);
        hash.Add(system.Answer?.TimeoutUs ?? 0);
        AddFlag(hash, system.Answer?.Earmarks ?? false);
        AddFlag(hash, system.LimitsBind);
        AddFlag(hash, system.SettlesElsewhere);
        AddFlag(hash, system.CycleAtClose);
        AddFlag(hash, system.CarryBalances);
        AddFlag(hash, system.CarryQueue);
        AddFlag(hash, system.CarryPositions);
    }

    private static void AddClass(StateHasher hash, PaymentClass of)
    {
        hash.Add((long)of.Queue);
        AddFlag(hash, of.Blocks);
        AddFlag(hash, of.IsOneByOne);
        AddFlag(hash, of.IsLimited);
    }

    private static void AddRule(StateHasher hash, ClassRule rule)
    {
        hash.Add(rule.Class);
        hash.Add(rule.Priorities);
        AddEach(hash, rule.Kinds, AddFlag);
        hash.Add(rule.AtLeastMinor);
        hash.Add(rule.AtMostMinor);
        AddEach(hash, rule.BelowMinor, AddNumber);
    }

    private static void AddPhase(StateHasher hash, Phase phase)
    {
        AddEach(hash, phase.Accepts, AddFlag);
        AddFlag(hash, phase.AcceptsRelief);
        AddFlag(hash, phase.WaivesCeilings);
        AddEach(hash, phase.Promotes, AddNumber);
        AddEach(hash, phase.Actions, static (hash, action) => hash.Add((long)action));
        hash.Add((long)phase.EndsWhen);
    }

    private static void AddMechanism(StateHasher hash, Mechanism mechanism)
    {
        hash.Add((long)mechanism.Kind);
        hash.Add((long)mechanism.Trigger);
        hash.Add(mechanism.PeriodUs);
        hash.Add(mechanism.Classes);
        hash.Add(unchecked((long)mechanism.Phases));
    }

    private static void AddStep(StateHasher hash, FailureStep step)
    {
        hash.Add((long)step.Kind);
        hash.Add(step.DurationUs);
        hash.Add((long)step.Basis);
    }

    private static void AddAccount(StateHasher hash, Account account)
    {
        AddText(hash, account.Id);
        AddText(hash, account.CurrencyCode);
        hash.Add(account.OpeningBalanceMinor);
        hash.Add(account.CreditMinor);
        AddEach(hash, account.Floor.Steps, AddBoundStep);
        AddEach(hash, account.Ceiling.Steps, AddBoundStep);
        AddEach(hash, account.ReservesMinor, AddNumber);
        hash.Add(account.MultilateralLimitMinor);
        AddFlag(hash, account.RejectsShort);
        hash.Add(account.OpeningRequirementMinor);
        hash.Add(account.CollateralMinor);
        hash.Add(account.PoolContributionMinor);
        hash.Add(account.Answer.AfterUs);
        AddFlag(hash, account.Answer.Refuses);
        hash.Add(account.TopUp is null ? 0 : 1);
        hash.Add(account.TopUp?.WaitingMinor ?? 0);
        hash.Add(account.TopUp?.AddMinor ?? 0);
        hash.Add(account.TopUp?.AtMostMinor ?? 0);
        AddFlag(hash, account.StandsForSystem);
        AddFlag(hash, account.IsMember);
    }

    private static void AddBoundStep(StateHasher hash, BoundStep step)
    {
        hash.Add((long)step.Op);
        hash.Add(step.Number);
        hash.Add(step.Divisor);
    }

    private static void AddLimit(StateHasher hash, BilateralLimit limit)
    {
        hash.Add(limit.From);
        hash.Add(limit.To);
        hash.Add(limit.LimitMinor);
    }

    private static void AddDay(StateHasher hash, SettlementDay day)
    {
        hash.Add(day.Number);
        hash.Add(day.OpenAt);
        hash.Add(day.CloseAt);
        AddEach(hash, day.CyclesAt, AddNumber);
        AddEach(hash, day.MechanismsAt, static (hash, times) => AddEach(hash, times, AddNumber));
        AddEach(hash, day.PhasesAt, AddNumber);
        hash.Add(day.AmountAtMostMinor);
    }

    // How many, -1 where there is no list at all, and each.
    private static void AddEach<T>(StateHasher hash, IReadOnlyList<T>? items, Action<StateHasher, T> add)
    {
        hash.Add(items?.Count ?? -1);
        for (int i = 0; i < items?.Count; i++)
        {
            add(hash, items[i]);
        }
    }

    private static void AddText(StateHasher hash, string text)
    {
        hash.Add(text.Length);
        foreach (char c in text)
        {
            hash.Add(c);
        }
    }

    private static void AddFlag(StateHasher hash, bool flag) => hash.Add(flag ? 1 : 0);

    private static void AddNumber(StateHasher hash, long number) => hash.Add(number);

    private static void AddNumber(StateHasher hash, int number) => hash.Add(number);
}
