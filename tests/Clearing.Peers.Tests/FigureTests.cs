namespace Clearing.Peers.Tests;

/// <summary>The figures: ours as a command prints it, medians and ranges.</summary>
public sealed class FigureTests
{
    [Theory]
    [InlineData("acknowledged_per_second", 250_000.5)]
    [InlineData("latency_ms.p99", 12.0)]
    [InlineData("latency_ms", null)]
    [InlineData("latency_ms.p50", null)]
    [InlineData("profile.p99", null)]
    [InlineData("profile", null)]
    public void The_figure_is_found_by_its_path_or_not_at_all(string path, double? expected)
    {
        const string summary = """
            { "profile": "mt103", "acknowledged_per_second": 250000.5, "latency_ms": { "p99": 12 } }
            """;

        Assert.Equal(expected, Ours.FigureIn(summary, path));
        Assert.Null(Ours.FigureIn("no summary", path));
    }

    [Fact]
    public async Task Our_own_figure_comes_from_a_command_that_must_end_well()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        Assert.Equal(7, await new Ours("echo '{ \"rate\": 7 }'", "rate", 0).PerSecondAsync(cancellation));
        Assert.Equal(8, await new Ours(null, "rate", 8).PerSecondAsync(cancellation));
        await Assert.ThrowsAsync<IOException>(
            () => new Ours("echo '{ \"rate\": 7 }'", "other", 0).PerSecondAsync(cancellation));
        await Assert.ThrowsAsync<IOException>(
            () => new Ours("echo '{ \"rate\": 7 }'; exit 6", "rate", 0).PerSecondAsync(cancellation));
    }

    [Fact]
    public void A_spread_is_the_median_with_its_range_and_unsteady_beyond_a_tenth()
    {
        Assert.Equal(new Spread(3, 1, 9), Spread.Of([9, 1, 3]));
        Assert.Equal(new Spread(2.5, 1, 4), Spread.Of([4, 1, 2, 3]));
        Assert.True(new Spread(100, 95, 105).IsSteady);
        Assert.False(new Spread(100, 94, 105).IsSteady);
    }

    [Fact]
    public void Drawn_payments_differ_in_their_ids_and_pay_somebody_else()
    {
        DrawnPayment[] drawn =
        [
            .. Enumerable.Range(0, 4).SelectMany(
                client => Enumerable.Range(0, 1_000).Select(n => DrawnPayment.Of(client, (ulong)n, 10))),
        ];

        Assert.Equal(drawn.Length, drawn.Select(p => p.Id).Distinct().Count());
        Assert.All(drawn, p =>
        {
            Assert.NotEqual(p.Payer, p.Payee);
            Assert.InRange(p.Payer, 0, 9);
            Assert.InRange(p.Payee, 0, 9);
            Assert.InRange(p.AmountMinor, 1, 1_000);
        });
    }
}
