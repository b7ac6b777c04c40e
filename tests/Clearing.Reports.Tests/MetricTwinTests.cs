using System.Numerics;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using CsCheck;

namespace Clearing.Reports.Tests;

/// <summary>The metrics once more, slowly and from the words of the contract, on random outcomes.</summary>
public sealed class MetricTwinTests
{
    private static readonly string[] Banks = ["A", "B", "C", "D", "E"];

    private sealed record Row(int Day, int Due, int From, int To, long Amount, PaymentStatus Status, int Wait);

    private static readonly Gen<Row> GenRow =
        from day in Gen.Int[1, 3]
        from due in Gen.Int[0, 600]
        from pair in Gen.Int[0, 4].Array[2].Where(p => p[0] != p[1])
        from amount in Gen.OneOf(Gen.Long[1, 100], Gen.Long[1, 4_000_000_000_000_000])
        from status in Gen.Enum<PaymentStatus>()
        from wait in Gen.OneOf(Gen.Const(0), Gen.Int[0, 600])
        select new Row(day, due, pair[0], pair[1], amount, status, Math.Min(wait, 600 - due));

    [Fact]
    public void Metrics_agree_with_a_naive_twin() =>
        Gen.Select(GenRow.Array[0, 40], Gen.Long[0, 1000].Array[3]).Sample(
            (rows, used) =>
            {
                RunSummary run = Build([.. rows.OrderBy(r => r.Day).ThenBy(r => r.Due)], used);
                foreach ((string name, string expected) in Naive(run))
                {
                    Assert.Equal((name, expected), (name, run.Metric(0, name)!.Value.Format(run.Scenario.Currency)));
                }
            },
            iter: 2_000);

    private static RunSummary Build(Row[] rows, long[] used)
    {
        var builder = new RunBuilder().WithBanks(Banks);
        for (int day = 0; day < 3; day++)
        {
            builder.WithDay(0, 600);
        }

        for (int i = 0; i < rows.Length; i++)
        {
            builder.Pay("p" + i, rows[i].Due, Banks[rows[i].From], Banks[rows[i].To], rows[i].Amount, rows[i].Day);
        }

        return builder.WithSystem("s", "r", o =>
        {
            for (int i = 0; i < rows.Length; i++)
            {
                if (rows[i].Status == PaymentStatus.Settled)
                {
                    o.Settle(i, rows[i].Due + rows[i].Wait, Route.Queue);
                }
                else
                {
                    o.End(i, rows[i].Due + rows[i].Wait, rows[i].Status);
                }
            }

            o.Closed(used[0], 600).Closed(used[1], 600).Closed(used[2], 600);
        }).Build();
    }

    private static IEnumerable<(string Name, string Value)> Naive(RunSummary run)
    {
        Payment[] all = [.. Enumerable.Range(0, run.Scenario.Payments.Count).Select(i => new Payment(run, i))];
        Payment[] settled = [.. all.Where(p => p.Status == PaymentStatus.Settled)];
        Payment[] counted =
            [.. all.Where(p => p.Status is not (PaymentStatus.Rejected or PaymentStatus.Cancelled))];
        BigInteger value = Sum(all.Select(p => p.V));
        BigInteger used = run.Outcomes[0].Days.Max(d => (BigInteger)d.LiquidityUsedMinor);
        BigInteger lower = Largest(all, day => Banks.Index().Select(b => BigInteger.Max(0, -Net(day, b.Index))));
        BigInteger upper = Largest(all, day => Banks.Index().Select(b => Enumerable.Range(0, day.Length + 1)
            .Max(k => BigInteger.Max(0, -Net(day[..k], b.Index)))));
        long[] instants = [.. all.Select(p => p.Entered).Distinct()];
        Payment[][] queues = [.. instants.Select(t => all.Where(p => p.Entered <= t && t < p.Ended).ToArray())];

        yield return ("value", Money(value));
        yield return ("settled_value", Money(Sum(settled.Select(p => p.V))));
        yield return ("unsettled_count", $"{all.Count(p => p.Status == PaymentStatus.Unsettled)}");
        yield return ("rejected_count", $"{all.Count(p => p.Status == PaymentStatus.Rejected)}");
        yield return ("lower_bound_liquidity", Money(lower));
        yield return ("upper_bound_liquidity", Money(upper));
        yield return ("liquidity_used", Money(used));
        yield return ("turnover", Quotient(Sum(settled.Select(p => p.V)), used));
        yield return ("delay_indicator", Quotient(
            Sum(counted.Select(p => p.V * ((p.Status == PaymentStatus.Settled ? p.Ended : p.Close) - p.Due))),
            Sum(counted.Select(p => p.V * (p.Close - p.Due)))));
        yield return ("mean_delay_seconds", Quotient(
            Sum(settled.Select(p => p.V * (p.Ended - p.Due))), Sum(settled.Select(p => p.V)) * 1_000_000));
        yield return ("netting_ratio", Quotient(value - lower, value));
        yield return ("peak_liquidity", Money(settled.GroupBy(p => p.Day)
            .SelectMany(day => day.Select(p => Drawn([.. day.Where(q => q.Ended <= p.Ended)])))
            .DefaultIfEmpty(0).Max()));
        yield return ("queue_value_max", Money(queues.Select(q => Sum(q.Select(p => p.V))).DefaultIfEmpty(0).Max()));
        yield return ("queue_count_max", $"{queues.Select(q => q.Length).DefaultIfEmpty(0).Max()}");
    }

    private static BigInteger Drawn(Payment[] moved) =>
        Sum(Banks.Index().Select(b => BigInteger.Max(0, -Net(moved, b.Index))));

    private static BigInteger Net(Payment[] moved, int bank) =>
        Sum(moved.Where(p => p.To == bank).Select(p => p.V)) - Sum(moved.Where(p => p.From == bank).Select(p => p.V));

    private static BigInteger Largest(Payment[] all, Func<Payment[], IEnumerable<BigInteger>> perBank) =>
        all.GroupBy(p => p.Day).Select(day => Sum(perBank([.. day]))).DefaultIfEmpty(0).Max();

    private static BigInteger Sum(IEnumerable<BigInteger> numbers) =>
        numbers.Aggregate(BigInteger.Zero, (a, b) => a + b);

    private static string Money(BigInteger minor) => $"{minor / 100}.{(int)(minor % 100):00}";

    // Not negative: half to even by comparing with both neighbours.
    private static string Quotient(BigInteger n, BigInteger d)
    {
        if (d == 0)
        {
            return "null";
        }

        BigInteger billionths = n * 1_000_000_000 / d;
        BigInteger above = n * 1_000_000_000 - (billionths * d);
        BigInteger below = ((billionths + 1) * d) - (n * 1_000_000_000);
        billionths += below < above || (below == above && !billionths.IsEven) ? 1 : 0;
        string text = $"{billionths / 1_000_000_000}.{(long)(billionths % 1_000_000_000):000000000}";
        return text.TrimEnd('0').TrimEnd('.');
    }

    private sealed class Payment(RunSummary run, int i)
    {
        private readonly PaymentTable _t = run.Scenario.Payments;
        private readonly OutcomeTable _o = run.Outcomes[0].Payments;

        public int Day => _t.DayOf(i);
        public int From => _t.From[i];
        public int To => _t.To[i];
        public BigInteger V => _t.AmountMinor[i];
        public long Due => _t.DueAt[i];
        public long Entered => _o.EnteredAt(i, Due);
        public long Ended => _o.EndedAt(i);
        public PaymentStatus Status => _o.StatusOf(i);
        public long Close => run.Outcomes[0].Days.Single(d => d.Number == Day).CloseAt;
    }
}
