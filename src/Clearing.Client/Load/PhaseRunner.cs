using System.Diagnostics;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Sending;
using Clearing.Client.Load.Serving;

namespace Clearing.Client.Load;

/// <summary>Runs one phase: sends, kills, watches, and waits for the last answers.</summary>
/// <param name="cast">The sessions.</param>
/// <param name="service">The service, where the run started it.</param>
/// <param name="profile">Of the run.</param>
/// <param name="options">Clock and progress.</param>
internal sealed class PhaseRunner(Cast cast, PrivateService? service, LoadProfile profile, LoadRunOptions options)
{
    // What has no answer by then has lost it.
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StartsIn = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = options.Time;

    /// <param name="phase">Which.</param>
    /// <param name="repeat">From 1.</param>
    /// <param name="achieved">Payments a second that an earlier phase of this repeat achieved.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<PhaseFigures> RunAsync(
        LoadPhase phase, int repeat, Func<string, double> achieved, CancellationToken cancellation)
    {
        PaymentWriter[] writers = phase.Shape is PauseShape ? []
            : [.. cast.Sessions.Select(s => cast.WriterOf(phase.Traffic, s))];
        TimeSpan driverCpu = Process.GetCurrentProcess().TotalProcessorTime;
        TimeSpan serviceCpu = service?.Look().Cpu ?? TimeSpan.Zero;
        long start = _time.GetTimestamp() + (long)(StartsIn.TotalSeconds * _time.TimestampFrequency);
        PhaseTally tally = new(phase, start, _time);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<TimeSpan> kills = [];
        Task<List<Sample>> watching = WatchAsync(tally, repeat, over.Token);
        Task killing = KillAsync(phase, tally, kills, over.Token);
        await Task.WhenAll(Sends(phase, writers, tally, repeat, achieved, over.Token));
        await UntilAsync(() => Elapsed(tally) >= phase.Length, phase.Length + Second, over.Token);
        await killing;
        await UntilAsync(() => cast.Sessions.All(s => s.InFlight == 0), LongestDrain, over.Token);
        foreach (LoadSession session in cast.Sessions)
        {
            tally.Lose(session.Unanswered());
        }

        await over.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return new PhaseFigures(
            tally,
            await watching,
            kills,
            Process.GetCurrentProcess().TotalProcessorTime - driverCpu,
            service is null || kills.Count > 0 ? TimeSpan.Zero : service.Look().Cpu - serviceCpu);
    }

    private IEnumerable<Task> Sends(
        LoadPhase phase, PaymentWriter[] writers, PhaseTally tally, int repeat, Func<string, double> achieved,
        CancellationToken stop)
    {
        int count = cast.Sessions.Count;
        if (phase.Shape is ClosedLoop closed)
        {
            return cast.Sessions.Select(
                (s, i) => Task.Run(() => s.SendClosedAsync(closed.Window, writers[i], tally, stop), stop));
        }

        if (phase.Shape is PauseShape)
        {
            return [];
        }

        Schedule schedule = Schedule.Of(
            phase.Shape, phase.Length, phase.Traffic.Frame, profile.Seed + (ulong)repeat, achieved);
        return cast.Sessions.Select((s, i) => Task.Run(
            () => s.SendScheduleAsync(schedule, count, profile.InFlight, writers[i], tally, stop), stop));
    }

    private async Task KillAsync(
        LoadPhase phase, PhaseTally tally, List<TimeSpan> kills, CancellationToken stop)
    {
        foreach (TimeSpan at in phase.Kills)
        {
            await UntilAsync(() => Elapsed(tally) >= at, at + Second, stop);
            kills.Add(Elapsed(tally));
            await service!.KillAsync();
        }

        if (phase.Kills.Count > 0)
        {
            await UntilAsync(() => cast.Sessions.All(s => s.IsConnected), LongestDrain, stop);
        }
    }

    private async Task<List<Sample>> WatchAsync(PhaseTally tally, int repeat, CancellationToken stop)
    {
        List<Sample> samples = [];
        using PeriodicTimer timer = new(Second, _time);
        long due = 0;
        long answered = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                (long memory, int files, _) = service?.Look() ?? default;
                samples.Add(new Sample(Elapsed(tally), tally.Answered, memory, files));
                options.Progress?.Invoke(new LoadProgress(
                    repeat,
                    tally.Phase.Name,
                    Elapsed(tally),
                    tally.Phase.Length,
                    tally.Due - due,
                    tally.Answered - answered,
                    tally.QuarterLatencies.Max(q => q.QuantileUs(99)),
                    tally.Lag.QuantileUs(99),
                    cast.Sessions.Sum(s => s.InFlight),
                    tally.Of(LoadOutcome.Error)));
                (due, answered) = (tally.Due, tally.Answered);
            }
        }
        catch (OperationCanceledException)
        {
            // The phase is over.
        }

        return samples;
    }

    private TimeSpan Elapsed(PhaseTally tally) => _time.GetElapsedTime(tally.Start);

    private async Task UntilAsync(Func<bool> holds, TimeSpan atMost, CancellationToken stop)
    {
        long start = _time.GetTimestamp();
        while (!holds() && _time.GetElapsedTime(start) < atMost && !stop.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), _time, CancellationToken.None);
        }
    }
}
