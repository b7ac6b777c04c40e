using Clearing.Grains.Banks;
using Clearing.Grains.Switching;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Conducting;

/// <summary>The script of shocks and orders, turned into what systems and the switch understand.</summary>
internal static class Script
{
    /// <summary>The commands of one system: ascending in time, at one instant in file order.</summary>
    public static SettlementCommand[] CommandsOf(Scenario scenario, int system)
    {
        List<SettlementCommand> commands = [];
        foreach (ScriptedEvent e in scenario.Events)
        {
            if (e.System >= 0 && e.System != system)
            {
                continue;
            }

            if (CommandOf(e, scenario, system) is { } command)
            {
                commands.Add(command);
            }

            if (e.Kind == ScriptedEventKind.Halt && !IsHalted(scenario, system, e.Until))
            {
                commands.Add(SettlementCommand.Resume(e.Until));
            }
        }

        // A stable sort: only the ends of halts are out of place.
        return [.. commands.OrderBy(command => command.Time)];
    }

    // Null for what is not the system's business: an outage is the bank's, and the balances of a system that settles
    // elsewhere are those of the other one.
    private static SettlementCommand? CommandOf(ScriptedEvent e, Scenario scenario, int system) => e.Kind switch
    {
        ScriptedEventKind.Balance when scenario.Systems[system].SettlesElsewhere => null,
        ScriptedEventKind.Balance => SettlementCommand.AddBalance(e.At, e.Account, e.AmountMinor),
        ScriptedEventKind.Fund => SettlementCommand.Fund(e.At, e.Account, e.AmountMinor, supplemental: true),
        ScriptedEventKind.Withdraw => SettlementCommand.Withdraw(e.At, e.Account, e.AmountMinor),
        ScriptedEventKind.Reserve => SettlementCommand.SetReserve(e.At, e.Account, e.Class, e.AmountMinor),
        ScriptedEventKind.Multilateral => SettlementCommand.SetMultilateralLimit(e.At, e.Account, e.AmountMinor),
        ScriptedEventKind.Default => SettlementCommand.Default(e.At, e.Account),
        ScriptedEventKind.Answer => SettlementCommand.SetAnswer(e.At, e.Account, e.AnswerAfterUs, e.Refuses),
        ScriptedEventKind.Credit => SettlementCommand.SetCredit(e.At, e.Account, e.AmountMinor),
        ScriptedEventKind.Limit => SettlementCommand.SetLimit(e.At, e.Account, e.Other, e.AmountMinor),
        ScriptedEventKind.Cancel =>
            SettlementCommand.Cancel(e.At, e.Payment, scenario.Payments.From[e.Payment]),
        ScriptedEventKind.Priority =>
            SettlementCommand.Reprioritise(e.At, e.Payment, scenario.Payments.From[e.Payment], e.To),
        ScriptedEventKind.Suspend => SettlementCommand.Suspend(e.At, e.Account),
        ScriptedEventKind.Halt => SettlementCommand.Halt(e.At),
        ScriptedEventKind.Close => SettlementCommand.MoveClose(e.At, e.CloseAt),
        _ => null,
    };

    // Halts that overlap or meet are one: what ends within another does not end the halt.
    private static bool IsHalted(Scenario scenario, int system, long time) => scenario.Events.Any(
        e => e.Kind == ScriptedEventKind.Halt && e.System == system && e.At <= time && time < e.Until);

    /// <summary>The hours of a system's days as they will be, scripted closes included.</summary>
    public static ServiceHours[] HoursOf(SystemDefinition system, SettlementCommand[] script)
    {
        ServiceHours[] hours = [.. system.Days.Select(day => new ServiceHours(day.OpenAt, day.CloseAt))];
        foreach (SettlementCommand command in script)
        {
            // A close moves that of the open day or, between days, of the next one.
            int day = command.Kind == CommandKind.MoveClose
                ? Array.FindIndex(hours, h => h.CloseAt >= command.Time)
                : -1;
            if (day >= 0)
            {
                hours[day] = hours[day] with { CloseAt = Math.Max(command.AmountMinor, command.Time) };
            }
        }

        return hours;
    }

    /// <summary>The outages in which nothing reaches a participant.</summary>
    public static DeliveryOutage[] DeliveryOutagesOf(Scenario scenario, Arrangements arrangements) =>
    [
        .. scenario.Events
            .Where(e => e.Kind == ScriptedEventKind.Outage && e.BothWays)
            .Select(e => new DeliveryOutage(
                e.Account, arrangements.MaskOf(e.System), new Outage(e.At, e.Until))),
    ];

    /// <summary>The accounts of these participant ids.</summary>
    /// <exception cref="ArgumentException">There is no such participant.</exception>
    public static int[] AccountsOf(Scenario scenario, IReadOnlyList<string> ids)
    {
        List<string> known = [.. scenario.Participants.Select(participant => participant.Id)];
        int[] accounts = [.. ids.Select(id => known.IndexOf(id))];
        int unknown = Array.IndexOf(accounts, -1);
        return unknown < 0
            ? accounts
            : throw new ArgumentException($"The scenario has no participant {ids[unknown]}.", nameof(ids));
    }
}
