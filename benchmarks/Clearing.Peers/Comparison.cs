namespace Clearing.Peers;

/// <summary>A peer with a number of clients, and how many times its rate the live path aims at.</summary>
public sealed record Contender(IPeer Peer, PeerWorld World, double? AimRatio);

/// <summary>What the rounds showed of one contender.</summary>
/// <param name="Contender">The fastest of its peer.</param>
/// <param name="PerSecond">The contender's settled payments a second.</param>
/// <param name="Ratio">Ours against it, round by round.</param>
public sealed record Standing(Contender Contender, Spread PerSecond, Spread Ratio);

/// <summary>
/// The live path beside its peers in one run: in every round each is measured once, in turn, so that what else the
/// machine does in these minutes meets all of them. A ratio is taken within a round.
/// </summary>
public static class Comparison
{
    /// <summary>Ours, and of every peer its fastest contender.</summary>
    public static async Task<(Spread Ours, IReadOnlyList<Standing> Peers)> RunAsync(
        Ours ours, IReadOnlyList<Contender> contenders, Pace pace, CancellationToken cancellation)
    {
        List<double> own = [];
        Dictionary<Contender, List<double>> figures = contenders.ToDictionary(c => c, _ => new List<double>());
        for (int round = 1; round <= pace.Runs; round++)
        {
            own.Add(await ours.PerSecondAsync(cancellation));
            foreach (Contender contender in contenders)
            {
                figures[contender].Add(await MeasureAsync(contender, pace, cancellation));
            }

            await Console.Error.WriteLineAsync($"round {round} of {pace.Runs}");
        }

        return (
            Spread.Of(own),
            [.. figures.Select(f => Standing(f.Key, f.Value, own)).GroupBy(s => s.Contender.Peer)
                .Select(peer => peer.MaxBy(s => s.PerSecond.Median)!)]);
    }

    private static async Task<double> MeasureAsync(Contender contender, Pace pace, CancellationToken cancellation)
    {
        (IPeer peer, PeerWorld world, _) = contender;
        await peer.OpenAsync(world);
        LoadResult warm = await Load.ClosedAsync(peer, world.Clients, pace.WarmUp, cancellation);
        LoadResult run = await Load.ClosedAsync(peer, world.Clients, pace.Run, cancellation);
        await peer.AuditAsync(warm.Settled + run.Settled);
        return run.SettledPerSecond;
    }

    private static Standing Standing(Contender contender, List<double> figures, List<double> own) =>
        new(contender, Spread.Of(figures), Spread.Of(figures.Zip(own, (theirs, ours) => ours / theirs)));
}
