using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>The engine of the product behind the surface that the tests share.</summary>
public sealed class FastEngine(SystemDefinition definition) : IEngine
{
    private readonly SettlementEngine _engine = new(definition);

    public void Execute(ReadOnlySpan<SettlementCommand> commands, EventBuffer events) =>
        _engine.Execute(commands, events);

    public void AdvanceTo(long time, EventBuffer events) => _engine.AdvanceTo(time, events);

    public void Finish(EventBuffer events) => _engine.Finish(events);

    public byte[] StateHash() => _engine.StateHash();
}
