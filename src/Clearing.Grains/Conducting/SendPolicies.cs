using Clearing.Grains.Banks;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Conducting;

/// <summary>Works out how each bank sends in which systems; systems in which it sends alike share a policy.</summary>
internal sealed class SendPolicies
{
    private readonly Scenario _scenario;
    private readonly ServiceHours[][] _hours;
    private readonly BehaviourRule?[][] _ruleOf;
    private readonly List<ScriptedEvent>?[] _outagesOf;
    private readonly SendPolicy[] _atOnce;

    public SendPolicies(Scenario scenario, SettlementCommand[][] scripts)
    {
        _scenario = scenario;
        int systems = scenario.Systems.Count;
        _hours = new ServiceHours[systems][];
        for (int s = 0; s < systems; s++)
        {
            _hours[s] = Script.HoursOf(scenario.Systems[s], scripts[s]);
        }

        _ruleOf = RulesOf(scenario);
        _outagesOf = new List<ScriptedEvent>?[scenario.Participants.Count];
        foreach (ScriptedEvent e in scenario.Events)
        {
            if (e.Kind == ScriptedEventKind.Outage)
            {
                (_outagesOf[e.Account] ??= []).Add(e);
            }
        }

        _atOnce = [new SendPolicy { Systems = ulong.MaxValue >> (64 - systems) }];
    }

    /// <summary>The policies of one bank; every system is in exactly one.</summary>
    public SendPolicy[] Of(int account)
    {
        if (_outagesOf[account] is null && IsAtOnceEverywhere(account))
        {
            return _atOnce;
        }

        List<SendPolicy> policies = [];
        for (int s = 0; s < _scenario.Systems.Count; s++)
        {
            SendPolicy policy = PolicyOf(account, s);
            int alike = policy.IsReactive ? -1 : policies.FindIndex(other => IsAlike(other, policy));
            if (alike < 0)
            {
                policies.Add(policy);
            }
            else
            {
                policies[alike] = Plan(policies[alike], policies[alike].Systems | policy.Systems);
            }
        }

        return [.. policies];
    }

    private static BehaviourRule?[][] RulesOf(Scenario scenario)
    {
        int systems = scenario.Systems.Count;
        int participants = scenario.Participants.Count;
        BehaviourRule?[][] ruleOf = new BehaviourRule?[systems][];
        for (int s = 0; s < systems; s++)
        {
            ruleOf[s] = new BehaviourRule?[participants];
            foreach (BehaviourRule rule in scenario.Behaviours)
            {
                if (rule.System >= 0 && rule.System != s)
                {
                    continue;
                }

                foreach (int account in rule.Participants ?? Enumerable.Range(0, participants))
                {
                    ruleOf[s][account] = rule;
                }
            }
        }

        return ruleOf;
    }

    private static bool IsAlike(SendPolicy one, SendPolicy other) =>
        one.Rule == other.Rule
        && one.HoldUntil.AsSpan().SequenceEqual(other.HoldUntil)
        && one.Outages.AsSpan().SequenceEqual(other.Outages);

    private static SendPolicy Plan(SendPolicy policy, ulong systems) => new()
    {
        Systems = systems,
        Rule = policy.Rule,
        HoldUntil = policy.HoldUntil,
        Outages = policy.Outages,
    };

    private bool IsAtOnceEverywhere(int account)
    {
        foreach (BehaviourRule?[] rules in _ruleOf)
        {
            if (rules[account] is { Send: not SendRule.Immediate })
            {
                return false;
            }
        }

        return true;
    }

    private SendPolicy PolicyOf(int account, int system)
    {
        Outage[] outages = [.. (_outagesOf[account] ?? [])
            .Where(e => e.System < 0 || e.System == system)
            .Select(e => new Outage(e.At, e.Until))];
        BehaviourRule? rule = _ruleOf[system][account];
        SystemDefinition definition = _scenario.Systems[system];
        bool isReactive = rule?.Send is SendRule.ReceiptReactive or SendRule.BalanceReactive;
        return new SendPolicy
        {
            Systems = 1UL << system,
            Rule = rule?.Send ?? SendRule.Immediate,
            HoldUntil = rule?.Send == SendRule.HoldUntil ? [.. rule.HoldUntil] : [],
            WindowUs = rule?.WindowUs ?? 0,
            KeepMinor = rule?.KeepMinor ?? 0,
            ReactionDelayUs = isReactive ? rule!.ReactionDelayUs : 0,
            Outages = outages,
            Days = isReactive ? _hours[system] : [],
            OpeningBalanceMinor = definition.Accounts[account].OpeningBalanceMinor,
            CarryBalances = definition.CarryBalances,
        };
    }
}
