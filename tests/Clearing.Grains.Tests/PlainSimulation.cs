using System.Globalization;
using Clearing.Grains.Banks;
using Clearing.Grains.Conducting;
using Clearing.Grains.Settling;
using Clearing.Grains.Switching;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Tests;

/// <summary>The same desks and the same conductor without Orleans, one after the other on one thread.</summary>
internal static class PlainSimulation
{
    public static SimulationResult Run(Scenario scenario, SimulationOptions? options = null)
    {
        Conductor conductor = new(scenario, options ?? new SimulationOptions(), "plain");
        Switchboard board = new(conductor.SwitchBook);
        SettlementDesk[] desks = [.. conductor.SettlementBooks.Select(book => new SettlementDesk(book))];
        Dictionary<int, BankDesk> banks = [];
        foreach (BankBook book in conductor.BankBooks)
        {
            banks[book.Account] = new BankDesk(book);
            Take(book.Account, banks[book.Account].Open());
        }

        Window window;
        do
        {
            window = conductor.Next();
            foreach (BankCall call in window.Calls)
            {
                Take(call.Account, banks[call.Account].Act(window.Until, call.Notices.Span));
            }

            conductor.Take(Carry(board, desks, window.Until));
        }
        while (window.Until != long.MaxValue);
        NetworkTraffic[] traffic = board.Traffic;
        IEnumerable<int> order = conductor.SettlementBooks.SelectMany(book => book.Arrangement.Members);
        return new SimulationResult([.. desks
            .SelectMany((desk, a) => desk.Finish(
                (Array.Find(traffic, t => t.Arrangement == a)?.Refusals ?? default).Span))
            .Zip(order)
            .OrderBy(pair => pair.Second)
            .Select(pair => pair.First)])
        {
            Traffic = traffic,
        };

        void Take(int account, BankReply reply)
        {
            conductor.Take(account, reply);
            Array.ForEach(reply.Batches, board.Accept);
        }
    }

    /// <summary>Per payment of one system: when it entered, or <c>-</c>, and what became of it.</summary>
    public static string[] Describe(Scenario scenario, SystemOutcome outcome) =>
    [
        .. Enumerable.Range(0, scenario.Payments.Count).Select(i =>
        {
            OutcomeTable table = outcome.Payments;
            string entered = table.HasEntered(i)
                ? ScenarioBuilder.TimeOf(table.EnteredAt(i, scenario.Payments.DueAt[i]))
                : "-";
            string status = table.StatusOf(i).ToString().ToLower(CultureInfo.InvariantCulture);
            string settled = table.StatusOf(i) == PaymentStatus.Settled
                ? " " + ScenarioBuilder.TimeOf(table.SettledAt(i))
                : "";
            return $"{scenario.Payments.IdOf(i)} {entered} {status}{settled}";
        }),
    ];

    private static CarryReply Carry(Switchboard board, SettlementDesk[] desks, long until)
    {
        List<Notice>[] refused = board.AdvanceTo(until);
        SettlementCommand[] commands = new SettlementCommand[7];
        ulong[] masks = new ulong[7];
        int count;
        while ((count = board.Take(until, commands, masks, out ulong anyOf, out _)) > 0)
        {
            PaymentBatch batch = new()
            {
                Commands = new(commands.AsMemory(0, count)),
                Arrangements = new(masks.AsMemory(0, count)),
                AnyOf = anyOf,
            };
            Array.ForEach(desks, desk => desk.Execute(batch));
        }

        if (until != long.MaxValue)
        {
            Array.ForEach(desks, desk => desk.AdvanceTo(until));
        }

        return new CarryReply
        {
            IsComplete = true,
            Notices = Switchboard.Merge([.. desks.Select(desk => desk.TakeNotices())], refused),
            NextInstant = Math.Min(board.NextInstant, desks.Min(desk => desk.NextInstant)),
            Time = 0,
            Delivered = board.Delivered,
        };
    }
}
