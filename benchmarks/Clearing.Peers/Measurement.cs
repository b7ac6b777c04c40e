using HdrHistogram;

namespace Clearing.Peers;

/// <summary>How long and how often a row is measured.</summary>
public sealed record Pace(int Runs, TimeSpan Run, TimeSpan WarmUp);

/// <summary>Median and range of figures taken under the same conditions.</summary>
public sealed record Spread(double Median, double Least, double Most)
{
    /// <summary>The widest range, as a part of the median, that still counts as one figure.</summary>
    private const double SteadyRange = 0.1;

    public bool IsSteady => Most - Least <= SteadyRange * Median;

    public static Spread Of(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}

/// <summary>A row: what a peer carries with so many clients, and how late it answers below that.</summary>
/// <param name="Peer">What was measured.</param>
/// <param name="World">What it was measured on.</param>
/// <param name="PerSecond">Settled payments a second, each client calling again at once.</param>
/// <param name="ProcessorsBusy">Processors that this process kept busy meanwhile.</param>
/// <param name="RefusedShare">Share of the payments that did not settle, of all asked for.</param>
/// <param name="LatencyUs">At <see cref="LatencyShare"/> of the median rate, from the instant a call was due.</param>
/// <param name="LagUs">How late the driver sent those calls for which a client was idle.</param>
public sealed record Row(
    IPeer Peer, PeerWorld World, Spread PerSecond, double ProcessorsBusy, double RefusedShare,
    LongHistogram LatencyUs, LongHistogram LagUs)
{
    /// <summary>Of the rate that a peer can carry: what latencies are measured at.</summary>
    public const double LatencyShare = 0.7;

    /// <summary>Opens the peer, warms it up (not counted), measures, and audits all it did.</summary>
    public static async Task<Row> MeasureAsync(
        IPeer peer, PeerWorld world, Pace pace, CancellationToken cancellation = default)
    {
        await peer.OpenAsync(world);
        LoadResult warm = await Load.ClosedAsync(peer, world.Clients, pace.WarmUp, cancellation);
        List<LoadResult> runs = [];
        for (int i = 0; i < pace.Runs; i++)
        {
            runs.Add(await Load.ClosedAsync(peer, world.Clients, pace.Run, cancellation));
        }

        Spread perSecond = Spread.Of(runs.Select(r => r.SettledPerSecond));
        LoadResult below = await Load.ConstantAsync(
            peer, world.Clients, pace.Run, LatencyShare * perSecond.Median / peer.PaymentsPerCall,
            cancellation);
        await peer.AuditAsync(warm.Settled + runs.Sum(r => r.Settled) + below.Settled);
        return new Row(
            peer, world, perSecond, runs.Sum(r => r.ProcessorSeconds) / runs.Sum(r => r.Seconds),
            1 - ((double)runs.Sum(r => r.Settled) / runs.Sum(r => r.Payments)), below.LatencyUs, below.LagUs);
    }
}
