using Clearing.Grains.Banks;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Conducting;

/// <summary>Works out how each bank sends to which arrangements; where it sends alike they share a policy.</summary>
internal sealed class SendPolicies
{
    private readonly Arrangements _arrangements;
    private readonly ServiceHours[][] _hours;
    private readonly BehaviourRule?[][] _ruleOf;
    private readonly List<ScriptedEvent>?[] _outagesOf;
    private readonly SendPolicy[] _atOnce;
    private readonly Dictionary<int, CorrespondentAccount> _vostros;

    public SendPolicies(Scenario scenario, Arrangements arrangements, SettlementCommand[][] scripts)
    {
        _arrangements = arrangements;
        _hours = [.. arrangements.All.Select(arrangement => Union(
            [.. arrangement.Members.Select(system => Script.HoursOf(scenario.Systems[system], scripts[system]))]))];
        _ruleOf = RulesOf(scenario, arrangements.All.Count);
        _outagesOf = new List<ScriptedEvent>?[scenario.Participants.Count];
        foreach (ScriptedEvent e in scenario.Events)
        {
            if (e.Kind == ScriptedEventKind.Outage)
            {
                (_outagesOf[e.Account] ??= []).Add(e);
            }
        }

        _vostros = scenario.Correspondents.ToDictionary(account => account.Bank);
        _atOnce = [new SendPolicy { Arrangements = ulong.MaxValue >> (64 - arrangements.All.Count) }];
    }

    /// <summary>The policies of one bank; every arrangement is in exactly one.</summary>
    public SendPolicy[] Of(int account)
    {
        if (_vostros.TryGetValue(account, out CorrespondentAccount? vostro))
        {
            return [.. Enumerable.Range(0, _arrangements.All.Count).Select(a => PolicyOf(vostro, a))];
        }

        if (_outagesOf[account] is null && IsAtOnceEverywhere(account))
        {
            return _atOnce;
        }

        List<SendPolicy> policies = [];
        for (int a = 0; a < _arrangements.All.Count; a++)
        {
            SendPolicy policy = PolicyOf(account, a);
            int alike = policy.IsReactive ? -1 : policies.FindIndex(other => IsAlike(other, policy));
            if (alike < 0)
            {
                policies.Add(policy);
            }
            else
            {
                policies[alike] = Plan(policies[alike], policies[alike].Arrangements | policy.Arrangements);
            }
        }

        return [.. policies];
    }

    // A bank may send as long as any member is open: routes say where a payment can still go.
    private static ServiceHours[] Union(ServiceHours[][] members)
    {
        ServiceHours[] hours = members[0];
        foreach (ServiceHours[] other in members.Skip(1))
        {
            hours = [.. hours.Zip(other, (one, two) => new ServiceHours(
                Math.Min(one.OpenAt, two.OpenAt), Math.Max(one.CloseAt, two.CloseAt)))];
        }

        return hours;
    }

    private static BehaviourRule?[][] RulesOf(Scenario scenario, int arrangements)
    {
        int participants = scenario.Participants.Count;
        BehaviourRule?[][] ruleOf = new BehaviourRule?[arrangements][];
        for (int a = 0; a < arrangements; a++)
        {
            ruleOf[a] = new BehaviourRule?[participants];
            foreach (BehaviourRule rule in scenario.Behaviours)
            {
                if (rule.System >= 0 && rule.System != a)
                {
                    continue;
                }

                foreach (int account in rule.Participants ?? Enumerable.Range(0, participants))
                {
                    ruleOf[a][account] = rule;
                }
            }
        }

        return ruleOf;
    }

    private static bool IsAlike(SendPolicy one, SendPolicy other) =>
        one.Rule == other.Rule
        && one.HoldUntil.AsSpan().SequenceEqual(other.HoldUntil)
        && one.Outages.AsSpan().SequenceEqual(other.Outages);

    private static SendPolicy Plan(SendPolicy policy, ulong arrangements) => new()
    {
        Arrangements = arrangements,
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

    /// <summary>A correspondent forwards what the account with it covers, first in, first out.</summary>
    private SendPolicy PolicyOf(CorrespondentAccount vostro, int arrangement) => new()
    {
        Arrangements = 1UL << arrangement,
        Rule = SendRule.BalanceReactive,
        KeepMinor = -vostro.CreditMinor,
        ReactionDelayUs = vostro.ProcessingUs,
        Outages = OutagesOf(vostro.At, arrangement),
        Days = _hours[arrangement],
        OpeningBalanceMinor = vostro.BalanceMinor,
        CarryBalances = _arrangements.SystemsOf(arrangement)[0].CarryBalances,
    };

    private Outage[] OutagesOf(int account, int arrangement) =>
    [
        .. (_outagesOf[account] ?? [])
            .Where(e => (_arrangements.MaskOf(e.System) & (1UL << arrangement)) != 0)
            .Select(e => new Outage(e.At, e.Until)),
    ];

    private SendPolicy PolicyOf(int account, int arrangement)
    {
        ulong mask = 1UL << arrangement;
        Outage[] outages = OutagesOf(account, arrangement);
        BehaviourRule? rule = _ruleOf[arrangement][account];
        SystemDefinition[] members = _arrangements.SystemsOf(arrangement);
        bool isReactive = rule?.Send is SendRule.ReceiptReactive or SendRule.BalanceReactive;
        return new SendPolicy
        {
            Arrangements = mask,
            Rule = rule?.Send ?? SendRule.Immediate,
            HoldUntil = rule?.Send == SendRule.HoldUntil ? [.. rule.HoldUntil] : [],
            WindowUs = rule?.WindowUs ?? 0,
            KeepMinor = rule?.KeepMinor ?? 0,
            ReactionDelayUs = isReactive ? rule!.ReactionDelayUs : 0,
            Outages = outages,
            Days = isReactive ? _hours[arrangement] : [],
            OpeningBalanceMinor = members
                .Where(member => !member.SettlesElsewhere && member.Currency == members[0].Currency)
                .Sum(member => member.Accounts[account].OpeningBalanceMinor),
            CarryBalances = members[0].CarryBalances,
        };
    }
}
