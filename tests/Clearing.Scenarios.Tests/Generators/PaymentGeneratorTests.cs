using System.Text.RegularExpressions;
using Clearing.Scenarios.Generators;
using Clearing.Settlement.Model;
using CsCheck;
using static Clearing.Scenarios.Tests.Generators.GeneratorFixture;

namespace Clearing.Scenarios.Tests.Generators;

public sealed partial class PaymentGeneratorTests
{
    private static readonly PaymentGeneratorDocument Plain = new()
    {
        Count = 5_000,
        Total = 1_000_000_000,
        Amount = new() { Mu = 10, Sigma = 2 },
        Hours = [new() { From = "09:00", To = "12:00", Share = 3 }, new() { From = "12:00", To = "17:00", Share = 1 }],
        Priorities = new() { Urgent = 0.1m, High = 0.2m },
        Kinds = new Dictionary<string, decimal> { ["customer"] = 3, ["bank"] = 1 },
    };

    private static GeneratedPayments Draw(PaymentGeneratorDocument document, ulong seed = 7, int banks = 10) =>
        PaymentGenerator.Draw(document, Sizes(banks), [Day()], Dollar, seed, 0);

    [Fact]
    public void The_same_seed_draws_the_same_payments() => Assert.Equal(Hash(Draw(Plain)), Hash(Draw(Plain)));

    [Fact]
    public void Another_seed_or_source_draws_other_payments()
    {
        GeneratedPayments other = PaymentGenerator.Draw(Plain, Sizes(10), [Day()], Dollar, 7, 1);
        Assert.Equal(3, new[] { Hash(Draw(Plain)), Hash(Draw(Plain, 8)), Hash(other) }.Distinct().Count());
    }

    [Fact]
    public void Amounts_sum_to_the_total_and_stay_within_their_bounds() =>
        Gen.Select(Gen.Int[1, 400], Gen.Long[1, 5_000], Gen.Long[0, 100_000], Gen.Double[0, 1], Gen.ULong)
            .Sample((count, least, width, place, seed) =>
            {
                decimal minimum = least / 100m;
                decimal maximum = (least + width) / 100m;
                decimal total = decimal.Round(count * (minimum + ((maximum - minimum) * (decimal)place)), 2);
                GeneratedPayments drawn = Draw(
                    new()
                    {
                        Count = count,
                        Total = Math.Clamp(total, count * minimum, count * maximum),
                        Amount = new()
                        {
                            Mu = 3,
                            Sigma = 2,
                            Minimum = minimum,
                            Maximum = maximum,
                            Round = new() { Share = 0.5m, To = 10 },
                        },
                    },
                    seed);
                Assert.Equal(Math.Clamp(total, count * minimum, count * maximum), drawn.AmountMinor.Sum() / 100m);
                Assert.All(drawn.AmountMinor, a => Assert.InRange(a, least, least + width));
            });

    [Fact]
    public void Without_a_total_amounts_are_lognormal()
    {
        long[] amounts = Draw(Plain with { Total = null, Count = 100_000 }).AmountMinor;
        double[] logs = [.. amounts.Select(a => Math.Log(a / 100.0))];
        double mean = logs.Average();
        Assert.InRange(mean, 9.97, 10.03);
        Assert.InRange(Math.Sqrt(logs.Average(l => (l - mean) * (l - mean))), 1.98, 2.02);
    }

    [Fact]
    public void The_wanted_share_of_large_amounts_is_round()
    {
        AmountDocument amount = Plain.Amount! with { Round = new() { Share = 0.25m, To = 100_000 } };
        long[] large = [.. Draw(Plain with { Amount = amount, Count = 100_000, Total = 2e10m }).AmountMinor
            .Where(a => a >= 10_000_000)];
        Assert.InRange(large.Count(a => a % 10_000_000 == 0) / (double)large.Length, 0.24, 0.28);
    }

    [Fact]
    public void Amounts_follow_the_size_of_the_smaller_bank_as_far_as_the_correlation_says()
    {
        GeneratedParticipants banks = ParticipantGenerator.Draw(new() { Count = 40 }, Dollar, 1, 0);
        double Share(decimal correlation)
        {
            AmountDocument amount = Plain.Amount! with { SizeCorrelation = correlation };
            GeneratedPayments drawn = PaymentGenerator.Draw(
                Plain with { Amount = amount, Count = 100_000, Total = null }, Sizes(banks), [Day()], Dollar, 7, 0);
            double[] logs = [.. drawn.AmountMinor.Select(a => Math.Log(a))];
            Assert.InRange(logs.Average(), Math.Log(100) + 9.95, Math.Log(100) + 10.05);
            return drawn.From.Zip(drawn.AmountMinor).Where(p => p.First < 5).Sum(p => (double)p.Second)
                / drawn.AmountMinor.Sum(a => (double)a);
        }

        Assert.True(Share(0.8m) > Share(0.3m) + 0.05);
    }

    [Fact]
    public void Payments_fall_due_in_order_by_the_shares_of_the_profile()
    {
        GeneratedPayments drawn = Draw(Plain);
        Assert.Equal(drawn.DueAt.Order(), drawn.DueAt);
        long open = Day().OpenAt;
        Assert.All(drawn.DueAt, d => Assert.InRange(d, open + (9 * Hour), open + (17 * Hour)));
        Assert.InRange(drawn.DueAt.Count(d => d < open + (12 * Hour)), 3_650, 3_850);
    }

    [Fact]
    public void A_profile_is_cut_to_the_hours_of_the_day_and_may_run_over_midnight()
    {
        PaymentGeneratorDocument overnight = Plain with
        {
            Hours = [new() { From = "20:00", To = "02:00", Share = 1 }],
        };
        GeneratorDay day = Day(open: 22, hours: 3);
        GeneratedPayments drawn = PaymentGenerator.Draw(overnight, Sizes(4), [day], Dollar, 7, 0);
        Assert.All(drawn.DueAt, d => Assert.InRange(d, day.OpenAt, day.CloseAt));
        Assert.InRange(drawn.DueAt[^1], day.CloseAt - (Hour / 10), day.CloseAt);
    }

    [Fact]
    public void Priorities_and_kinds_have_their_shares()
    {
        GeneratedPayments drawn = Draw(Plain);
        Assert.InRange(drawn.Priority.Count(p => p == Priority.Urgent), 420, 580);
        Assert.InRange(drawn.Priority.Count(p => p == Priority.High), 900, 1_100);
        Assert.Equal(["bank", "customer"], drawn.KindNames);
        Assert.InRange(drawn.Kind.Count(k => k == 0), 1_130, 1_370);
    }

    [Fact]
    public void Every_day_is_drawn_afresh_and_sums_to_the_total()
    {
        GeneratedPayments drawn = PaymentGenerator.Draw(Plain, Sizes(10), [Day(1), Day(2)], Dollar, 7, 0);
        Assert.Equal(10_000, drawn.Count);
        Assert.Equal(5_000, drawn.Day!.Count(d => d == 2));
        Assert.Equal(100_000_000_000, drawn.AmountMinor.Take(5_000).Sum());
        Assert.Equal(100_000_000_000, drawn.AmountMinor.Skip(5_000).Sum());
        Assert.NotEqual(drawn.AmountMinor.Take(5_000), drawn.AmountMinor.Skip(5_000));
        Assert.Equal(Draw(Plain).AmountMinor, drawn.AmountMinor.Take(5_000));
    }

    [Fact]
    public void One_purpose_leaves_the_draws_of_the_others_alone()
    {
        Assert.Equal("amount", Changed(Plain with { Total = 2e9m, Amount = new() { Mu = 5, Sigma = 1 } }));
        Assert.Equal("due", Changed(Plain with { Hours = null }));
        Assert.Equal("from,to", Changed(Plain with { Network = new() { WeightSigma = 2 } }));
        Assert.Equal("priority", Changed(Plain with { Priorities = null }));
        Assert.Equal("kind", Changed(Plain with { Kinds = null }));
    }

    private static string Changed(PaymentGeneratorDocument document)
    {
        GeneratedPayments before = Draw(Plain);
        GeneratedPayments after = Draw(document);
        (string Name, bool Same)[] columns =
        [
            ("from", before.From.SequenceEqual(after.From)),
            ("to", before.To.SequenceEqual(after.To)),
            ("amount", before.AmountMinor.SequenceEqual(after.AmountMinor)),
            ("due", before.DueAt.SequenceEqual(after.DueAt)),
            ("priority", before.Priority.SequenceEqual(after.Priority)),
            ("kind", before.Kind.SequenceEqual(after.Kind)),
        ];
        return string.Join(',', columns.Where(c => !c.Same).Select(c => c.Name));
    }

    [Fact]
    public void Funding_brings_every_net_debit_down_to_its_bound()
    {
        GeneratedParticipants banks = ParticipantGenerator.Draw(new() { Count = 50 }, Dollar, 1, 0);
        PaymentGeneratorDocument document = Plain with
        {
            Amount = new() { Mu = 10, Sigma = 2, Maximum = 2_000_000 },
            Funding = new() { Total = 100_000_000, Exponent = 0 },
        };
        GeneratedPayments drawn = PaymentGenerator.Draw(document, Sizes(banks), [Day()], Dollar, 7, 0);
        var net = new long[50];
        for (int i = 0; i < drawn.Count; i++)
        {
            Assert.NotEqual(drawn.From[i], drawn.To[i]);
            net[drawn.From[i]] -= drawn.AmountMinor[i];
            net[drawn.To[i]] += drawn.AmountMinor[i];
        }

        Assert.All(net, n => Assert.InRange(n, -200_000_000, long.MaxValue));
    }

    [Fact]
    public void No_floating_point_number_is_used_in_the_generators()
    {
        string[] files = Directory.GetFiles(Checkout.PathOf("src/Clearing.Scenarios/Generators"), "*.cs");
        Assert.True(files.Length > 10);
        Assert.All(files, f => Assert.DoesNotMatch(FloatingPoint(), File.ReadAllText(f)));
    }

    [GeneratedRegex(@"\b(double|float|Half|MathF)\b|\bMath\.(Exp|Log|Pow|Sqrt|Cbrt|Sin|Cos|Tan|ScaleB)")]
    private static partial Regex FloatingPoint();
}
