using Clearing.Settlement.Model;
using CsCheck;

namespace Clearing.Bounds.Tests;

public sealed class BoundsTests
{
    [Fact]
    public void Out_of_order_G4_could_release_80_where_the_prefix_rule_finds_nothing()
    {
        WaitingSet queue = Make([0, 0], (0, 1, 100), (0, 1, 40), (1, 0, 40));

        Finding finding = Finding.Of(queue, exactUpTo: 10);

        Assert.True(finding.IsExact);
        Assert.Equal(80, finding.BoundMinor);
        Assert.Equal(0, ValueOf(finding, "partial"));
        Assert.Equal(1, finding.MechanismFindings.Single(m => m.Mechanism == "partial").Gap);
    }

    [Fact]
    public void Partial_reaches_the_optimum_of_G3()
    {
        WaitingSet queue = Make([0, 0, 0], (0, 1, 60), (0, 2, 50), (1, 2, 60), (2, 0, 60));

        Finding finding = Finding.Of(queue, exactUpTo: 10);

        Assert.Equal(180, finding.BoundMinor);
        Assert.Equal(180, ValueOf(finding, "partial"));
    }

    [Fact]
    public void Splitting_at_will_is_worth_more_than_whole_payments()
    {
        WaitingSet queue = Make([0, 0], (0, 1, 100), (1, 0, 70));

        Assert.Equal(140, Relaxation.Bound(queue));
        Assert.Equal(0, BestSubset.Find(queue).ValueMinor);
    }

    [Fact]
    public void The_solver_agrees_with_trying_every_subset_and_no_mechanism_passes_it() => Queues.Sample(queue =>
    {
        Int128 best = BruteForce(queue);
        Subset found = BestSubset.Find(queue);

        Assert.True(found.IsProven);
        Assert.Equal(best, found.ValueMinor);
        Assert.True(Relaxation.Bound(queue) >= best);
        foreach (MechanismKind kind in (MechanismKind[])[
            MechanismKind.Bilateral, MechanismKind.AllOrNothing, MechanismKind.Partial])
        {
            Assert.InRange(MechanismRun.ValueOf(queue, kind), 0, best);
        }
    }, iter: 300);

    [Fact]
    public void Limits_and_ceilings_bind_the_best_set()
    {
        QueueDump dump = Dump([50, 0], [(0, 1, 40), (0, 1, 30)]);
        WaitingSet limited = new(dump with { Limits = [new DumpedLimit("A", "B", "35")] });
        WaitingSet capped = new(dump with { Accounts = [dump.Accounts[0], dump.Accounts[1] with { Ceiling = "30" }] });

        Assert.Equal(30, BestSubset.Find(limited).ValueMinor);
        Assert.Equal(30, BestSubset.Find(capped).ValueMinor);
    }

    [Fact]
    public void A_file_that_holds_no_queue_is_refused_with_its_line()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "{ \"system\": \"s\" }\n");

        InvalidDataException e = Assert.Throws<InvalidDataException>(() => QueueDump.Read(path));

        Assert.StartsWith($"{path}:1: not a queue of a run", e.Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    private static readonly Gen<WaitingSet> Queues =
        from accounts in Gen.Int[2, 4]
        from balances in Gen.Long[0, 20].Array[accounts]
        from payments in Gen.Select(Gen.Int[0, accounts - 1], Gen.Int[1, accounts - 1], Gen.Long[1, 30]).Array[0, 10]
        select Make(balances, [.. payments.Select(p => (p.Item1, (p.Item1 + p.Item2) % accounts, p.Item3))]);

    private static WaitingSet Make(long[] balances, params (int From, int To, long Amount)[] payments) =>
        new(Dump(balances, payments));

    private static QueueDump Dump(long[] balances, (int From, int To, long Amount)[] payments) => new()
    {
        System = "s",
        Time = "2026-01-05T09:00:00.000000",
        Currency = "XXX",
        Accounts = [.. balances.Select((balance, i) => new DumpedAccount(Id(i), $"{balance}", "0", null))],
        Payments = [.. payments.Select((p, i) => new DumpedPayment($"p{i}", Id(p.From), Id(p.To), $"{p.Amount}", 0))],
    };

    private static string Id(int account) => ((char)('A' + account)).ToString();

    private static Int128 ValueOf(Finding finding, string mechanism) =>
        finding.MechanismFindings.Single(m => m.Mechanism == mechanism).ValueMinor;

    private static Int128 BruteForce(WaitingSet queue)
    {
        Int128 best = 0;
        for (int set = 0; set < 1 << queue.Payments.Length; set++)
        {
            long[] net = new long[queue.Accounts.Length];
            Int128 value = 0;
            for (int i = 0; i < queue.Payments.Length; i++)
            {
                if ((set & (1 << i)) != 0)
                {
                    net[queue.Payments[i].From] -= queue.Payments[i].AmountMinor;
                    net[queue.Payments[i].To] += queue.Payments[i].AmountMinor;
                    value += queue.Payments[i].AmountMinor;
                }
            }

            if (net.Index().All(n => -n.Item <= queue.Funds[n.Index] && n.Item <= queue.Room[n.Index]))
            {
                best = Int128.Max(best, value);
            }
        }

        return best;
    }
}
