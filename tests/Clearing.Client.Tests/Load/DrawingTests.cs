using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Sending;
using Clearing.Messages.Generation;

namespace Clearing.Client.Tests.Load;

/// <summary>Who is paid and what is sent: in the shares that the profile wants, the same for the same seed.</summary>
public sealed class DrawingTests
{
    private const int Draws = 100_000;

    [Fact]
    public void Even_payees_are_all_banks_but_the_payer()
    {
        int[] paid = Counts(new PayeeTable(default, 40), 40, payer: 7);

        Assert.Equal(0, paid[7]);
        Assert.All(paid.Where((_, bank) => bank != 7), count => Assert.InRange(count, 2_300, 2_830));
    }

    [Theory]
    [InlineData(0, 0, 2_830)]
    [InlineData(50, 50_500, 52_500)]
    [InlineData(90, 89_500, 91_000)]
    [InlineData(100, Draws, Draws)]
    public void L3_A_hot_account_has_its_share(int percent, int least, int most)
    {
        PayeeTable table = new(new LoadPayees(PayeeChoice.Hot, percent / 100m), 40);

        Assert.InRange(Counts(table, 40, payer: 7)[0], least, most);
    }

    [Fact]
    public void The_hot_bank_itself_pays_the_next() =>
        Assert.Equal(Draws, Counts(new PayeeTable(new LoadPayees(PayeeChoice.Hot, 1), 40), 40, payer: 0)[1]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1.5)]
    public void L3_Zipf_gives_each_rank_its_power(double exponent)
    {
        PayeeTable table = new(new LoadPayees(PayeeChoice.Zipf, (decimal)exponent), 1_000);
        int[] paid = Counts(table, 1_000, payer: 500, draws: 1_000_000);
        double Sum(int first) => Enumerable.Range(first, 8).Sum(rank => Math.Pow(rank, -exponent));

        double found = (double)paid[..8].Sum() / paid[8..16].Sum();
        Assert.InRange(found / (Sum(1) / Sum(9)), 0.94, 1.06);
        Assert.Equal(0, paid[500]);
        Assert.True(paid[502..].Sum() > 0);
    }

    [Fact]
    public void The_same_seed_draws_the_same_payees_everywhere()
    {
        PayeeTable table = new(new LoadPayees(PayeeChoice.Zipf, 1), 100);
        Draw draw = new(7, 1);

        Assert.Equal([2, 1, 65, 94, 10, 1, 0, 61], Enumerable.Range(0, 8).Select(_ => table.Draw(draw.Next(), 99)));
    }

    [Fact]
    public void L6_A_mix_has_its_shares_and_repeats_only_what_was_sent_before()
    {
        LoadTraffic traffic = new() { Mix = new LoadMix(0.05m, 0.05m, 0.02m) };
        PaymentPlan plan = new(1, 0, 0, new PayeeTable(default, 40), traffic);
        PlannedPayment[] planned = [.. Enumerable.Range(0, Draws).Select(n => plan.At(n, n / 64 * 64))];

        Assert.InRange(planned.Count(p => p.Kind == SlotKind.Bad), 4_700, 5_300);
        Assert.InRange(planned.Count(p => p.Kind == SlotKind.Duplicate), 4_700, 5_300);
        Assert.InRange(Enumerable.Range(0, Draws).Count(n => plan.IsCancelled(n)), 1_800, 2_200);
        for (int n = 0; n < Draws; n++)
        {
            PlannedPayment payment = planned[n];
            if (payment.Kind == SlotKind.Duplicate)
            {
                Assert.InRange(payment.Of, 0, (n / 64 * 64) - 1);
                Assert.Equal(planned[payment.Of] with { Kind = SlotKind.Duplicate }, payment);
            }
            else
            {
                Assert.Equal(n, payment.Of);
            }
        }
    }

    [Fact]
    public void Amounts_lie_between_their_bounds_and_belong_to_seed_and_session()
    {
        LoadTraffic traffic = new() { LeastMinor = 5_000, MostMinor = 9_999 };
        long[] Amounts(ulong seed, int session)
        {
            PaymentPlan plan = new(seed, session, 0, new PayeeTable(default, 40), traffic);
            return [.. Enumerable.Range(0, 1_000).Select(n => plan.At(n, n).AmountMinor)];
        }

        Assert.All(Amounts(1, 0), amount => Assert.InRange(amount, 5_000, 9_999));
        Assert.Equal(Amounts(1, 0), Amounts(1, 0));
        Assert.NotEqual(Amounts(1, 0), Amounts(1, 1));
        Assert.NotEqual(Amounts(1, 0), Amounts(2, 0));
    }

    [Fact]
    public void Payments_of_a_run_have_names_of_their_own()
    {
        PaymentIds[] runs = [new(1, 0), new(1, 1), new(2, 0)];
        UInt128[] uetrs = [.. runs.SelectMany(ids => Enumerable.Range(0, 10_000).Select(n => ids.UetrOf(n)))];
        string[] sources = [.. runs.SelectMany(ids => Enumerable.Range(999_000, 2_000).Select(
            n => System.Text.Encoding.ASCII.GetString(ids.SourceOf(n))))];

        Assert.Equal(uetrs.Length, uetrs.Distinct().Count());
        Assert.Equal(sources.Length, sources.Distinct().Count());
        Assert.All(sources, source => Assert.Matches("^[0-9A-Z]{8}[0-9]{6}$", source));
    }

    private static int[] Counts(PayeeTable table, int banks, int payer, int draws = Draws)
    {
        int[] counts = new int[banks];
        Draw draw = new(1, 0);
        for (int i = 0; i < draws; i++)
        {
            counts[table.Draw(draw.Next(), payer)]++;
        }

        return counts;
    }
}
