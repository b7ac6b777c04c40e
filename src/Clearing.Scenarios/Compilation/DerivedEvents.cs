using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>A behaviour: in an outage of a counterparty its limit is cut.</summary>
/// <param name="Accounts">Account indexes.</param>
/// <param name="Systems">Systems whose limits are cut.</param>
/// <param name="ToMinor">The limit then.</param>
/// <param name="AfterUs">So long after the outage began.</param>
internal sealed record LimitCut(IReadOnlyList<int> Accounts, IReadOnlyList<int> Systems, long ToMinor, long AfterUs);

/// <summary>Events that follow from others of the script.</summary>
internal static class DerivedEvents
{
    /// <summary>
    /// In an outage in which nothing reaches a participant it gives no answers either; afterwards it answers as it
    /// would without the outage. An order to answer otherwise given meanwhile takes effect at the end.
    /// </summary>
    public static List<ScriptedEvent> Answers(
        IReadOnlyList<ScriptedEvent> script, IReadOnlyList<SystemDefinition> systems)
    {
        List<ScriptedEvent> derived = [];
        ScriptedEvent[] outages = [.. script.Where(e => e.Kind == ScriptedEventKind.Outage && e.BothWays)];
        for (int s = 0; s < systems.Count; s++)
        {
            if (systems[s].Answer is null)
            {
                continue;
            }

            foreach (int account in outages.Select(e => e.Account).Distinct().Order())
            {
                ScriptedEvent[] orders = [.. script
                    .Where(e => e.Kind == ScriptedEventKind.Answer && e.Account == account && Concerns(e, s))
                    .OrderBy(e => e.At)];
                foreach ((long from, long until) in Stretches(outages, account, s))
                {
                    ScriptedEvent silence = new()
                    {
                        Kind = ScriptedEventKind.Answer,
                        At = from,
                        System = s,
                        Account = account,
                        AnswerAfterUs = -1,
                    };
                    derived.Add(silence);
                    derived.AddRange(orders
                        .Where(e => e.At > from && e.At < until)
                        .Select(e => silence with { At = e.At }));
                    AnswerHabit habit = orders.LastOrDefault(e => e.At <= until) is { } last
                        ? new AnswerHabit(last.AnswerAfterUs, last.Refuses)
                        : systems[s].Accounts[account].Answer;
                    derived.Add(silence with
                    {
                        At = until,
                        AnswerAfterUs = habit.AfterUs,
                        Refuses = habit.Refuses,
                    });
                }
            }
        }

        return derived;
    }

    /// <summary>
    /// The limits that participants cut towards a counterparty in an outage, and set back when it ends. A limit is
    /// never raised by it. For a participant and system the last cut listed holds.
    /// </summary>
    public static List<ScriptedEvent> LimitCuts(
        IReadOnlyList<ScriptedEvent> script, IReadOnlyList<LimitCut> cuts, LimitCompiler limits)
    {
        List<ScriptedEvent> derived = [];
        HashSet<(int System, int Account)> done = [];
        ScriptedEvent[] outages = [.. script.Where(e => e.Kind == ScriptedEventKind.Outage)];
        foreach (LimitCut cut in cuts.Reverse())
        {
            foreach (int system in cut.Systems)
            {
                foreach (int account in cut.Accounts)
                {
                    if (done.Add((system, account)))
                    {
                        Cut(script, outages, cut, limits, system, account, derived);
                    }
                }
            }
        }

        return derived;
    }

    private static void Cut(
        IReadOnlyList<ScriptedEvent> script, ScriptedEvent[] outages, LimitCut cut, LimitCompiler limits, int system,
        int account, List<ScriptedEvent> derived)
    {
        foreach (int other in outages.Select(e => e.Account).Where(other => other != account).Distinct().Order())
        {
            long InForce(long time) => script
                .Where(e => e.Kind == ScriptedEventKind.Limit && e.Account == account && e.Other == other
                    && e.At <= time && Concerns(e, system))
                .OrderBy(e => e.At)
                .LastOrDefault()?.AmountMinor ?? limits.Of(system, account, other);
            foreach ((long from, long until) in Stretches(outages, other, system))
            {
                long at = from + cut.AfterUs;
                if (at >= until || InForce(at) <= cut.ToMinor)
                {
                    continue;
                }

                ScriptedEvent scripted = new()
                {
                    Kind = ScriptedEventKind.Limit,
                    At = at,
                    System = system,
                    Account = account,
                    Other = other,
                    AmountMinor = cut.ToMinor,
                };
                derived.Add(scripted);
                derived.Add(scripted with { At = until, AmountMinor = InForce(until) });
            }
        }
    }

    /// <summary>The outages of a participant in a system, those that overlap or meet joined; [from, until).</summary>
    private static List<(long From, long Until)> Stretches(ScriptedEvent[] outages, int account, int system)
    {
        List<(long From, long Until)> stretches = [];
        foreach (ScriptedEvent e in outages.Where(e => e.Account == account && Concerns(e, system)).OrderBy(e => e.At))
        {
            if (stretches.Count > 0 && e.At <= stretches[^1].Until)
            {
                stretches[^1] = (stretches[^1].From, Math.Max(stretches[^1].Until, e.Until));
            }
            else
            {
                stretches.Add((e.At, e.Until));
            }
        }

        return stretches;
    }

    private static bool Concerns(ScriptedEvent scripted, int system) =>
        scripted.System < 0 || scripted.System == system;
}
