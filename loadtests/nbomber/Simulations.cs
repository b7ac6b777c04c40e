using Clearing.Client.Load;
using Clearing.Client.Load.Profiles;
using NBomber.Contracts;
using NBomber.CSharp;

namespace Clearing.LoadTests.NBomber;

/// <summary>Says the phases of a profile as load simulations: rates in frames, an iteration a frame.</summary>
internal static class Simulations
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <exception cref="LoadException">The profile has what NBomber has no simulation for.</exception>
    public static LoadSimulation[] Of(LoadProfile profile)
    {
        bool isClosed = profile.Phases.Any(p => p.Shape is ClosedLoop);
        if (isClosed && profile.Phases.Any(p => p.Shape is not (ClosedLoop or PauseShape)))
        {
            throw new LoadException("NBomber mixes no closed with open simulations; make two profiles of this one.");
        }

        if (profile.Phases.Any(p => p.Traffic != profile.Traffic || p.Kills.Count > 0))
        {
            throw new LoadException("Phases with a traffic of their own, or a kill, run in `clearing load` only.");
        }

        return [.. profile.Phases.SelectMany(phase => Of(phase, profile))];
    }

    private static IEnumerable<LoadSimulation> Of(LoadPhase phase, LoadProfile profile)
    {
        int Frames(long payments) => (int)Math.Max(1, payments / profile.Traffic.Frame);

        return phase.Shape switch
        {
            ConstantRate { Of: null } rate => [Simulation.Inject(Frames(rate.PerSecond), Second, phase.Length)],
            RampingRate ramp =>
            [
                // A ramp starts at the rate before it: an instant of its first rate.
                Simulation.Inject(Frames(ramp.From), Second, Second),
                Simulation.RampingInject(Frames(ramp.To), Second, phase.Length - Second),
            ],
            RandomRate random =>
                [Simulation.InjectRandom(Frames(random.From), Frames(random.To), Second, phase.Length)],
            BurstingRate burst => Bursts(burst, phase.Length, Frames),
            ClosedLoop closed => [Simulation.KeepConstant(closed.Window * profile.Sessions, phase.Length)],
            PauseShape => [Simulation.Pause(phase.Length)],
            _ => throw new LoadException($"{phase.Name}: a share of another phase runs in `clearing load` only."),
        };
    }

    private static IEnumerable<LoadSimulation> Bursts(BurstingRate burst, TimeSpan length, Func<long, int> frames)
    {
        for (TimeSpan at = TimeSpan.Zero; at < length; at += burst.Every)
        {
            yield return Simulation.Inject(frames(burst.Peak), Second, burst.Lasting);
            yield return Simulation.Inject(frames(burst.Base), Second, burst.Every - burst.Lasting);
        }
    }
}
