using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>What the tests need of a settlement engine, so that one test runs on both.</summary>
public interface IEngine
{
    /// <summary>Commands in ascending time; a later command completes the instants before it.</summary>
    void Execute(ReadOnlySpan<SettlementCommand> commands, EventBuffer events);

    /// <summary>Completes every instant strictly before <paramref name="time"/>.</summary>
    void AdvanceTo(long time, EventBuffer events);

    /// <summary>Completes everything.</summary>
    void Finish(EventBuffer events);

    byte[] StateHash();
}
