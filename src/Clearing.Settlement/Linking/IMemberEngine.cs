using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;

namespace Clearing.Settlement.Linking;

/// <summary>What an arrangement asks of the engine of a member; tests put others in its place.</summary>
public interface IMemberEngine
{
    /// <summary>The next instant at which the system acts by itself, the present one while it is not completed.</summary>
    long NextOwnInstant { get; }

    /// <summary>Takes commands in ascending time.</summary>
    void Execute(ReadOnlySpan<SettlementCommand> commands, EventBuffer events);

    /// <summary>Completes every instant strictly before this one.</summary>
    void AdvanceTo(long time, EventBuffer events);

    byte[] StateHash();
}
