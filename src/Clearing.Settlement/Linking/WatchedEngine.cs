using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Linking;

/// <summary>The engine of this room, its queue looked at as often as its definition says.</summary>
internal sealed class WatchedEngine : IMemberEngine
{
    private readonly SettlementEngine _engine;
    private readonly QueueWatch _watch;

    public WatchedEngine(SystemDefinition system, bool keepsQueues)
    {
        _engine = new SettlementEngine(system) { KeepsQueues = keepsQueues };
        _watch = new QueueWatch(_engine, system, keepsQueues);
    }

    public long NextOwnInstant => _engine.NextOwnInstant;

    public IReadOnlyList<QueueObservation> Observations => _watch.Observations;

    public IReadOnlyList<FailedTest> FailedAtClose => _engine.FailedAtClose;

    // What a close carries over the night may be seen again at the same instant, after it.
    public IReadOnlyList<QueueSnapshot> Queues =>
        [.. _engine.QueuesAtClose.Concat(_watch.Queues).OrderBy(queue => queue.Time)];

    public void Execute(ReadOnlySpan<SettlementCommand> commands, EventBuffer events) =>
        _watch.Execute(commands, events);

    public void AdvanceTo(long time, EventBuffer events) => _watch.AdvanceTo(time, events);

    public byte[] StateHash() => _engine.StateHash();
}
