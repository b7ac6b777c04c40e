using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>Both engines on the same commands; a difference fails the test.</summary>
internal sealed class TwinPair(SystemDefinition system)
{
    private readonly NaiveEngine _twin = new(system);
    private readonly FastEngine _engine = new(system);
    private readonly EventBuffer _expected = new();
    private readonly EventBuffer _found = new();

    public ReadOnlySpan<SettlementEvent> Events => _found.Events;

    public void Execute(ReadOnlySpan<SettlementCommand> commands)
    {
        _twin.Execute(commands, _expected);
        _engine.Execute(commands, _found);
    }

    public void CompareStateBefore(long time)
    {
        _twin.AdvanceTo(time, _expected);
        _engine.AdvanceTo(time, _found);
        Compare($"before {time}");
    }

    public void Finish()
    {
        _twin.Finish(_expected);
        _engine.Finish(_found);
        Compare("at the end");
    }

    private void Compare(string when)
    {
        int common = Math.Min(_expected.Count, _found.Count);
        for (int i = 0; i < common; i++)
        {
            if (_expected.Events[i] != _found.Events[i])
            {
                Assert.Fail($"event {i} {when}\n  twin   {_expected.Events[i]}\n  engine {_found.Events[i]}");
            }
        }

        if (_expected.Count != _found.Count)
        {
            (string who, EventBuffer longer) = _expected.Count > common ? ("twin", _expected) : ("engine", _found);
            Assert.Fail($"{when} only the {who} has\n  {longer.Events[common]}");
        }

        if (!_twin.StateHash().AsSpan().SequenceEqual(_engine.StateHash()))
        {
            Assert.Fail($"{when} the state hashes differ");
        }
    }
}
