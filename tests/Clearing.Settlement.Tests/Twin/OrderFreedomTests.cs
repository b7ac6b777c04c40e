using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>Where the order of looking cannot matter, it does not.</summary>
public sealed class OrderFreedomTests
{
    public static TheoryData<string> EngineNames => Engines.Names;

    /// <summary>
    /// Strict FIFO without ceilings and limits: money that comes in never hurts, so every order of releasing eligible
    /// payments ends in the same state. A queue built behind a halt is released by the engine, and by lot.
    /// </summary>
    [Theory]
    [MemberData(nameof(EngineNames))]
    public void Strict_fifo_ends_in_the_same_state_in_whatever_order_payers_are_looked_at(string engine) =>
        Traces.ForAll(Traces.Count(3_000), DrawQueue, trace =>
        {
            long[] balance = [.. trace.System.Accounts.Select(a => a.OpeningBalanceMinor)];
            List<SettlementCommand>[] queues = [.. balance.Select((_, payer) => trace.Commands
                .Where(c => c.Kind == CommandKind.Submit && c.From == payer)
                .OrderBy(c => c.Priority).ThenBy(c => c.Payment).ToList())];
            Draw draw = new(trace.Seed + 1);
            HashSet<int> released = [];
            while (true)
            {
                int[] able = [.. Enumerable.Range(0, balance.Length)
                    .Where(payer => queues[payer].Count > 0 && queues[payer][0].AmountMinor <= balance[payer])];
                if (able.Length == 0)
                {
                    break;
                }

                int next = draw.OneOf(able);
                SettlementCommand payment = queues[next][0];
                queues[next].RemoveAt(0);
                balance[payment.From] -= payment.AmountMinor;
                balance[payment.To] += payment.AmountMinor;
                released.Add(payment.Payment);
            }

            SystemOutcome outcome = Engines.Run(engine, trace.System, trace.Commands);
            Assert.Equal(balance, outcome.Accounts.Select(a => a.ClosingMinor));
            Assert.Equal(
                released.Order(),
                Enumerable.Range(0, trace.PaymentCount)
                    .Where(p => outcome.Payments.StatusOf(p) == PaymentStatus.Settled));
        });

    private static Trace DrawQueue(ulong seed)
    {
        Draw draw = new(seed);
        int accounts = draw.Between(2, 6);
        List<SettlementCommand> payments = [];
        for (int p = draw.Between(1, 30); p > 0; p--)
        {
            int from = draw.Between(0, accounts - 1);
            int to = (from + draw.Between(1, accounts - 1)) % accounts;
            payments.Add(SettlementCommand.Submit(
                Engines.Open + 10, payments.Count, from, to, draw.Between(1, 6),
                draw.OneOf(Enum.GetValues<Priority>())));
        }

        SystemDefinition system =
            Engines.Gross([.. Enumerable.Range(0, accounts).Select(_ => (long)draw.Between(0, 8))]);
        return new Trace(
            seed,
            system,
            [
                SettlementCommand.Halt(Engines.Open + 5),
                .. payments,
                SettlementCommand.Resume(Engines.Open + 20),
            ]);
    }
}
