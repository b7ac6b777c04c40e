using System.Diagnostics;
using HdrHistogram;

namespace Clearing.Peers;

/// <summary>What one stretch of load showed.</summary>
/// <param name="Payments">Payments asked for.</param>
/// <param name="Settled">Those of them that settled.</param>
/// <param name="Seconds">From the first call to the last answer.</param>
/// <param name="ProcessorSeconds">Of this process: the driver, and the silo where the peer has one.</param>
/// <param name="LatencyUs">Of a call, in microseconds; under a constant rate from the instant it was due.</param>
/// <param name="LagUs">How late an idle client sent its call, in microseconds; empty where nothing was due.</param>
public sealed record LoadResult(
    long Payments, long Settled, double Seconds, double ProcessorSeconds, LongHistogram LatencyUs, LongHistogram LagUs)
{
    public double SettledPerSecond => Settled / Seconds;
}

/// <summary>Drives a peer with as many calls under way as it has clients.</summary>
public static class Load
{
    private const long LongestUs = 120_000_000;
    private const int CallsBeforeYield = 64;

    /// <summary>Every client calls again as soon as it has its answer: for what a peer can carry.</summary>
    public static Task<LoadResult> ClosedAsync(
        IPeer peer, int clients, TimeSpan length, CancellationToken cancellation = default) =>
        DriveAsync(peer, clients, length, new Schedule(0), cancellation);

    /// <summary>
    /// Calls are due at a constant rate, fixed before. A call that finds every client busy waits here, and its latency
    /// counts from the instant it was due.
    /// </summary>
    public static Task<LoadResult> ConstantAsync(
        IPeer peer, int clients, TimeSpan length, double callsPerSecond, CancellationToken cancellation = default) =>
        DriveAsync(peer, clients, length, new Schedule(callsPerSecond), cancellation);

    private static async Task<LoadResult> DriveAsync(
        IPeer peer, int clients, TimeSpan length, Schedule schedule, CancellationToken cancellation)
    {
        TimeSpan processorBefore = Processor();
        schedule.Start = Stopwatch.GetTimestamp();
        long end = schedule.Start + (long)(length.TotalSeconds * Stopwatch.Frequency);
        Tally[] tallies = await Task.WhenAll(
            Enumerable.Range(0, clients).Select(i => Task.Run(
                () => CallAsync(peer, i, schedule, end, cancellation), cancellation)));
        TimeSpan took = Stopwatch.GetElapsedTime(schedule.Start);
        Tally all = new();
        foreach (Tally tally in tallies)
        {
            all.Calls += tally.Calls;
            all.Settled += tally.Settled;
            all.LatencyUs.Add(tally.LatencyUs);
            all.LagUs.Add(tally.LagUs);
        }

        return new LoadResult(
            all.Calls * peer.PaymentsPerCall, all.Settled, took.TotalSeconds,
            (Processor() - processorBefore).TotalSeconds, all.LatencyUs, all.LagUs);
    }

    private static async Task<Tally> CallAsync(
        IPeer peer, int client, Schedule schedule, long end, CancellationToken cancellation)
    {
        Tally tally = new();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            long due = schedule.Next();
            if (due >= end)
            {
                return tally;
            }

            if (schedule.IsConstant)
            {
                // The timer rounds up to a millisecond; the lag says how much that made of it.
                TimeSpan early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early, cancellation);
                    tally.LagUs.RecordValue(SinceUs(due));
                }
            }

            tally.Settled += await peer.CallAsync(client);
            tally.LatencyUs.RecordValue(SinceUs(due));
            if (++tally.Calls % CallsBeforeYield == 0)
            {
                // Answers that come at once would let one client keep its thread for good.
                await Task.Yield();
            }
        }
    }

    private static long SinceUs(long timestamp) => Math.Clamp(
        (long)Stopwatch.GetElapsedTime(timestamp).TotalMicroseconds, 0, LongestUs);

    private static TimeSpan Processor()
    {
        using Process process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private sealed class Tally
    {
        public long Calls { get; set; }

        public long Settled { get; set; }

        public LongHistogram LatencyUs { get; } = new(LongestUs, 3);

        public LongHistogram LagUs { get; } = new(LongestUs, 3);
    }

    /// <summary>When calls are due, as timestamps: now, or one after another at a constant rate.</summary>
    private sealed class Schedule(double callsPerSecond)
    {
        private long _taken;

        public long Start { get; set; }

        public bool IsConstant => callsPerSecond > 0;

        public long Next() => IsConstant
            ? Start + (long)((Interlocked.Increment(ref _taken) - 1) / callsPerSecond * Stopwatch.Frequency)
            : Stopwatch.GetTimestamp();
    }
}
