using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>What people ask while a system runs is what the system would say if it looked at all of it.</summary>
public sealed class LookTests
{
    [Fact]
    public void A_queue_in_pages_is_the_whole_queue_in_order_with_the_tests_that_a_full_look_finds() =>
        Traces.ForAll(Traces.Count(300), trace =>
        {
            SettlementEngine engine = new(trace.System);
            EventBuffer events = new();
            foreach (SettlementCommand command in trace.Commands)
            {
                engine.Execute([command], events);
                Hold(engine, trace.System.Accounts.Count);
            }

            engine.Finish(events);
            Hold(engine, trace.System.Accounts.Count);
        });

    [Fact]
    public void An_account_tells_what_it_may_pay_now_what_it_has_set_aside_and_what_of_its_limits_is_used()
    {
        SystemDefinition gross = Engines.Gross([100, 50, 0]);
        SystemDefinition system = gross with
        {
            Accounts =
            [
                gross.Accounts[0] with { Floor = Bound.MinusCredit, CreditMinor = 20, ReservesMinor = [30, 0, 0] },
                gross.Accounts[1], gross.Accounts[2],
            ],
            Limits = [new BilateralLimit(0, 1, 45), new BilateralLimit(0, 2, 500)],
        };
        SettlementEngine engine = new(system);
        EventBuffer events = new();
        engine.Execute(Engines.Payments("A>B 40, B>A 15, A>B 25, A>C 90, B>A 500"), events);
        AccountLook look = engine.LookAt(0);
        Assert.Equal((75, 75, -20, 95), (look.PositionMinor, look.BalanceMinor, look.FloorMinor, look.AvailableMinor));
        Assert.Equal((2, 115, 1, 500),
            (look.WaitingSent, look.WaitingSentMinor, look.WaitingReceived, look.WaitingReceivedMinor));
        Assert.Equal([new ClassLook(30, 95), new ClassLook(0, 65), new ClassLook(0, 65)], engine.ClassesOf(0));
        Assert.Equal([new LimitLook(1, 45, 25), new LimitLook(2, 500, 0)], engine.LimitsOf(0, 0, 10));
        Assert.Equal([new LimitLook(2, 500, 0)], engine.LimitsOf(0, 2, 10));
    }

    // Looks change nothing either: the state is hashed before and after.
    private static void Hold(SettlementEngine engine, int accounts)
    {
        byte[] hash = engine.StateHash();
        List<WaitingLook> all = [];
        List<FailedTest> why = [];
        engine.QueueOf(-1, 0, int.MaxValue, all, why);
        Assert.Equal(all.OrderBy(one => one.Rank).Select(one => one.Payment), all.Select(one => one.Payment));
        bool isNight = !engine.IsOpen;
        Assert.Equal(
            engine.FailedTests(),
            why.Where(test => test.Test is not (WaitTest.Answer or WaitTest.Closed)));
        Assert.Equal(isNight && all.Count > 0, why.Exists(test => test.Test == WaitTest.Closed));
        Assert.Equal(all, InPages(engine, -1));
        for (int account = 0; account < accounts; account++)
        {
            int own = account;
            WaitingLook[] sent = [.. all.Where(one => one.From == own)];
            AccountLook look = engine.LookAt(account);
            Assert.Equal(sent, InPages(engine, account));
            Assert.Equal(
                (sent.Length, sent.Sum(one => one.AmountMinor)), (look.WaitingSent, look.WaitingSentMinor));
            Assert.Equal(
                (all.Count(one => one.To == own), all.Where(one => one.To == own).Sum(one => one.AmountMinor)),
                (look.WaitingReceived, look.WaitingReceivedMinor));
        }

        Assert.Equal(hash, engine.StateHash());
    }

    private static List<WaitingLook> InPages(SettlementEngine engine, int payer)
    {
        const int most = 3;
        List<WaitingLook> all = [];
        for (ulong from = 0; ;)
        {
            int before = all.Count;
            engine.QueueOf(payer, from, most, all, []);
            if (all.Count - before < most)
            {
                return all;
            }

            from = all[^1].Rank + 1;
        }
    }
}
