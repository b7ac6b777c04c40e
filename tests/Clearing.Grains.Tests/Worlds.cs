using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Tests;

/// <summary>Larger scenarios from a small generator of their own, and all that a run says, as text.</summary>
internal static class Worlds
{
    private static readonly Mechanism Partial = new(MechanismKind.Partial, TriggerKind.Every, 300_000_000);
    private static readonly Mechanism Bilateral = new(MechanismKind.Bilateral, TriggerKind.Change, 0);

    /// <summary>Banks that send at once or hold, with outages and other shocks.</summary>
    public static Scenario Planned(int banks = 40, int payments = 6000)
    {
        ScenarioBuilder builder = Start(banks, payments);
        builder.Outage("B003", "10:00", "11:00").Outage("B004", "10:30", "12:00", both: true, system: 1);
        builder.Behave(new BehaviourRule
        {
            Participants = [5, 6, 7],
            System = 1,
            Send = SendRule.HoldUntil,
            HoldUntil = [ScenarioBuilder.At("13:00"), ScenarioBuilder.At("13:00", 2)],
        });
        return Shocks(builder).Build();
    }

    /// <summary>Banks of every kind, two thirds of which react.</summary>
    public static Scenario Reactive(int banks = 40, int payments = 3000, NetworkDefinition? network = null)
    {
        ScenarioBuilder builder = Start(banks, payments);
        builder.Network = network;
        builder.Outage("B003", "10:00", "11:00").Outage("B004", "10:30", "12:00", both: true);
        int[] receipt = [.. Enumerable.Range(0, banks).Where(b => b % 3 == 0)];
        int[] balance = [.. Enumerable.Range(0, banks).Where(b => b % 3 == 1)];
        builder.Behave(new BehaviourRule
        {
            Participants = receipt,
            Send = SendRule.ReceiptReactive,
            WindowUs = 900_000_000,
            ReactionDelayUs = 60_000_000,
        });
        builder.Behave(new BehaviourRule
        {
            Participants = balance,
            System = 0,
            Send = SendRule.BalanceReactive,
            KeepMinor = 100,
            ReactionDelayUs = 90_000_000,
        });
        return Shocks(builder).Build();
    }

    /// <summary>The banks that react, with a switch on the way to two of three systems and every fault.</summary>
    public static Scenario Carried(int banks = 40, int payments = 3000)
    {
        NetworkFault Fault(NetworkFaultKind kind, string at, string until, int account = -1) => new()
        {
            Kind = kind,
            At = ScenarioBuilder.At(at),
            Until = ScenarioBuilder.At(until),
            Account = account,
            Arrangement = kind is NetworkFaultKind.Refuse or NetworkFaultKind.CentreDown ? 1 : -1,
            Slice = 1,
            Copies = kind == NetworkFaultKind.Duplicates ? 5 : 0,
            Code = kind == NetworkFaultKind.Refuse ? "71" : "",
        };
        return Reactive(banks, payments, new NetworkDefinition
        {
            Slices = 3,
            StoreUs = 700_000,
            LineLatencyUs = 400_000,
            Window = 4,
            Services =
            [
                new NetworkService { Arrangement = 0 },
                new NetworkService { Arrangement = 1, Flow = MessageFlow.Y, Bypass = true },
            ],
            Faults =
            [
                Fault(NetworkFaultKind.Cut, "09:20", "09:50", 3),
                Fault(NetworkFaultKind.Unauthorised, "09:30", "11:00", 4),
                Fault(NetworkFaultKind.LoseAcknowledgements, "10:00", "10:20", 5),
                Fault(NetworkFaultKind.SliceDown, "10:10", "10:40"),
                Fault(NetworkFaultKind.Refuse, "10:30", "11:30", 6),
                Fault(NetworkFaultKind.Duplicates, "11:00", "14:00", 7),
                Fault(NetworkFaultKind.ControlProcessor, "11:10", "11:10"),
                Fault(NetworkFaultKind.CentreDown, "12:00", "12:30"),
                Fault(NetworkFaultKind.ControlProcessor, "12:15", "12:15"),
            ],
        });
    }

    /// <summary>
    /// Banks that react to what happens in three linked systems, beside systems that stand alone: one takes the small
    /// payments while it is at work, one nets the smallest and has them settled by payments in the first. They are
    /// listed after one that stands alone, so that no index is another.
    /// </summary>
    public static Scenario Linked(int banks = 40, int payments = 3000)
    {
        RouteRule smallest = new() { To = 2, AtMostMinor = 100 };
        RouteRule small = new() { To = 1, Fallback = 0, AtMostMinor = 600 };
        Link link = new() { Member = 2, SettlesIn = 0, SystemAccount = banks, Mode = LinkMode.Payments };
        ScenarioBuilder builder = Banks(banks).Bank("NETS").Gross("alone").Together("alone")
            .Gross("large", Partial).Gross("small").Net("nets").Elsewhere()
            .Together("linked", [smallest, small], [link])
            .Net("netted").Together("netted");
        Draw(builder, banks, payments).Halt("13:00", "13:30", system: 2)
            .Outage("B003", "10:00", "11:00").Outage("B004", "10:30", "12:00", both: true, system: 2)
            .Behave(new BehaviourRule
            {
                Participants = [.. Enumerable.Range(0, banks / 2)],
                System = 1,
                Send = SendRule.ReceiptReactive,
                WindowUs = 900_000_000,
                ReactionDelayUs = 60_000_000,
            })
            .Behave(new BehaviourRule
            {
                Participants = [.. Enumerable.Range(banks / 2, banks / 4)],
                System = 1,
                Send = SendRule.BalanceReactive,
                KeepMinor = 100,
                ReactionDelayUs = 90_000_000,
            });

        // The first day's nets are told at noon and can be paid in the afternoon, the second's come too late.
        return Shocks(builder).Close("12:00", system: 3).Build();
    }

    /// <summary>Everything a run says, as text, so that two runs can be compared and a difference read.</summary>
    public static string[] Transcript(Scenario scenario, SimulationResult result)
    {
        List<string> lines = [];
        foreach (SystemOutcome system in result.Systems)
        {
            lines.Add($"{system.Name} {system.Rulebook} {Convert.ToHexString(system.StateHash)}");
            lines.Add($"{system.CyclesPosted} {system.CyclesPostponed}");
            lines.AddRange(PlainSimulation.Describe(scenario, system));
            lines.AddRange(Enumerable.Range(0, system.Payments.Count).Select(
                i => $"{i} {system.Payments.RouteOf(i)} {system.Payments.ReasonOf(i)} {system.Payments.EndedAt(i)}"));
            lines.AddRange(system.Accounts.Select(a =>
                $"{a.OpeningMinor} {a.ClosingMinor} {a.MinimumMinor} {a.SentCount} {a.SentMinor} {a.ReceivedMinor}"));
            lines.AddRange(system.Days.Select(day => day.ToString()));
            lines.AddRange(system.Mechanisms.Select(mechanism => mechanism.ToString()));
            lines.AddRange(system.Made.Select((made, i) =>
                $"{made} {system.MadePayments.StatusOf(i)} {system.MadePayments.EndedAt(i)}"));
            lines.AddRange(system.Failures.Select(line => line.ToString()));
            lines.AddRange(system.Nets.Select(line => line.ToString()));
            lines.AddRange(system.Funding.Select(line => line.ToString()));
            lines.AddRange(system.Overdrafts.Select(line => line.ToString()));
            lines.AddRange(system.Observations.Select(line => line.ToString()));
            lines.AddRange(system.FailedTests.Select(line => line.ToString()));
            lines.Add($"{system.ExposurePeakMinor} {system.BrokenInvariant}");
        }

        return [.. lines];
    }

    private static ScenarioBuilder Start(int banks, int payments) => Draw(
        Banks(banks).Gross("gross").Gross("saving", Partial, Bilateral).Net("netted"), banks, payments);

    private static ScenarioBuilder Banks(int banks)
    {
        ScenarioBuilder builder = new() { Days = 2, TransitDelayUs = 250_000 };
        for (int bank = 0; bank < banks; bank++)
        {
            builder.Bank($"B{bank:000}", 2000);
        }

        return builder;
    }

    private static ScenarioBuilder Draw(ScenarioBuilder builder, int banks, int payments)
    {
        ulong state = 42;
        long open = ScenarioBuilder.At("08:59");
        for (int i = 0; i < payments; i++)
        {
            int day = 1 + (2 * i / payments);
            int from = Next(banks);
            int to = (from + 1 + Next(banks - 1)) % banks;
            Priority priority = (Priority)Math.Min(2, Next(12));
            long at = open + ((day - 1) * 86_400_000_000) + (Next(29_000) * 1_000_000L);
            builder.Pay($"p{i}", at, from, to, 1 + Next(900), priority, day);
        }

        return builder;

        int Next(int below)
        {
            state = unchecked((state * 6364136223846793005) + 1442695040888963407);
            return (int)((state >> 33) % (ulong)below);
        }
    }

    private static ScenarioBuilder Shocks(ScenarioBuilder builder) => builder
        .Script(new()
        {
            Kind = ScriptedEventKind.Balance,
            At = ScenarioBuilder.At("11:00"),
            Account = 1,
            AmountMinor = 5000,
        })
        .Script(new()
        {
            Kind = ScriptedEventKind.Credit,
            At = ScenarioBuilder.At("11:00"),
            Account = 2,
            AmountMinor = 700,
        })
        .Script(new()
        {
            Kind = ScriptedEventKind.Limit,
            At = ScenarioBuilder.At("09:30"),
            Account = 1,
            Other = 2,
            AmountMinor = 50,
        })
        .Script(new() { Kind = ScriptedEventKind.Cancel, At = ScenarioBuilder.At("12:00"), Payment = 1000 })
        .Script(new()
        {
            Kind = ScriptedEventKind.Priority,
            At = ScenarioBuilder.At("12:00"),
            Payment = 900,
            To = Priority.Urgent,
        })
        .Script(new() { Kind = ScriptedEventKind.Suspend, At = ScenarioBuilder.At("15:00"), Account = 9 })
        .Script(new()
        {
            Kind = ScriptedEventKind.Halt,
            At = ScenarioBuilder.At("14:00"),
            Until = ScenarioBuilder.At("14:20"),
            System = 0,
        })
        .Script(new()
        {
            Kind = ScriptedEventKind.Close,
            At = ScenarioBuilder.At("16:00"),
            CloseAt = ScenarioBuilder.At("17:10"),
            System = 1,
        });
}
