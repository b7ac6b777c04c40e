using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Linking;

/// <summary>What an arrangement asks of the engine of a member; tests put others in its place.</summary>
public interface IMemberEngine
{
    /// <summary>Next instant at which the system acts by itself, the present one while not completed.</summary>
    long NextOwnInstant { get; }

    /// <summary>The states in which the queue was seen, in order.</summary>
    IReadOnlyList<QueueObservation> Observations { get; }

    /// <summary>The tests failed by what waited at a close.</summary>
    IReadOnlyList<FailedTest> FailedAtClose { get; }

    /// <summary>The queues that were kept, in order of time.</summary>
    IReadOnlyList<QueueSnapshot> Queues { get; }

    /// <summary>Takes commands in ascending time.</summary>
    void Execute(ReadOnlySpan<SettlementCommand> commands, EventBuffer events);

    /// <summary>Completes every instant strictly before this one.</summary>
    void AdvanceTo(long time, EventBuffer events);

    byte[] StateHash();
}
