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

            switch (e.Kind)
            {
                case ScriptedEventKind.Balance when scenario.Systems[system].SettlesElsewhere:
                    // Its balances are those of the system where it settles.
                    break;
                case ScriptedEventKind.Balance:
                    commands.Add(SettlementCommand.AddBalance(e.At, e.Account, e.AmountMinor));
                    break;
                case ScriptedEventKind.Fund:
                    commands.Add(SettlementCommand.Fund(e.At, e.Account, e.AmountMinor, supplemental: true));
                    break;
                case ScriptedEventKind.Withdraw:
                    commands.Add(SettlementCommand.Withdraw(e.At, e.Account, e.AmountMinor));
                    break;
                case ScriptedEventKind.Reserve:
                    commands.Add(SettlementCommand.SetReserve(e.At, e.Account, e.Class, e.AmountMinor));
                    break;
                case ScriptedEventKind.Multilateral:
                    commands.Add(SettlementCommand.SetMultilateralLimit(e.At, e.Account, e.AmountMinor));
                    break;
                case ScriptedEventKind.Default:
                    commands.Add(SettlementCommand.Default(e.At, e.Account));
                    break;
                case ScriptedEventKind.Answer:
                    commands.Add(SettlementCommand.SetAnswer(e.At, e.Account, e.AnswerAfterUs, e.Refuses));
                    break;
                case ScriptedEventKind.Credit:
                    commands.Add(SettlementCommand.SetCredit(e.At, e.Account, e.AmountMinor));
                    break;
                case ScriptedEventKind.Limit:
                    commands.Add(SettlementCommand.SetLimit(e.At, e.Account, e.Other, e.AmountMinor));
                    break;
                case ScriptedEventKind.Cancel:
                    commands.Add(SettlementCommand.Cancel(e.At, e.Payment, scenario.Payments.From[e.Payment]));
                    break;
                case ScriptedEventKind.Priority:
                    int payer = scenario.Payments.From[e.Payment];
                    commands.Add(SettlementCommand.Reprioritise(e.At, e.Payment, payer, e.To));
                    break;
                case ScriptedEventKind.Suspend:
                    commands.Add(SettlementCommand.Suspend(e.At, e.Account));
                    break;
                case ScriptedEventKind.Halt:
                    commands.Add(SettlementCommand.Halt(e.At));
                    if (!IsHalted(scenario, system, e.Until))
                    {
                        commands.Add(SettlementCommand.Resume(e.Until));
                    }

                    break;
                case ScriptedEventKind.Close:
                    commands.Add(SettlementCommand.MoveClose(e.At, e.CloseAt));
                    break;
            }
        }

        // A stable sort: only the ends of halts are out of place.
        return [.. commands.OrderBy(command => command.Time)];
    }

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
