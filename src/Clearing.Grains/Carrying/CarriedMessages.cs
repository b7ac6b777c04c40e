using Clearing.Grains.Switching;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Carrying;

/// <summary>The messages of a run, told after it.</summary>
public static class CarriedMessages
{
    /// <summary>Every message that went into and out of the switch, by arrangement, then in order.</summary>
    /// <param name="scenario">What was run.</param>
    /// <param name="result">What it gave.</param>
    public static IReadOnlyList<CarriedMessage> Of(Scenario scenario, SimulationResult result)
    {
        List<CarriedMessage> messages = [];
        foreach (NetworkTraffic traffic in result.Traffic)
        {
            messages.AddRange(Of(scenario, result, traffic, out _));
        }

        return messages;
    }

    /// <summary>The messages of one arrangement.</summary>
    /// <param name="scenario">What was run.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="traffic">What banks gave to the network.</param>
    /// <param name="entries">When which payment reached the system this time.</param>
    internal static IReadOnlyList<CarriedMessage> Of(
        Scenario scenario, SimulationResult result, NetworkTraffic traffic, out IReadOnlyList<Entry> entries)
    {
        CarriedRun run = new(scenario, result, traffic);
        CarriedJournal journal = new(run.Plan, run.Addresses);
        entries = run.Play(journal);
        return journal.Rows;
    }
}
