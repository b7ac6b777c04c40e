using System.Buffers;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Saving;

/// <summary>
/// An engine that runs through, and one that is saved at random moments, thrown away and loaded; a difference fails the
/// test.
/// </summary>
internal sealed class SavedPair(SystemDefinition system, ulong seed, int percent)
{
    private readonly Draw _moments = new(seed);
    private readonly SettlementEngine _through = new(system);
    private readonly EventBuffer _expected = new();
    private readonly EventBuffer _found = new();
    private SettlementEngine _loaded = new(system);
    private int _compared;

    public int Saves { get; private set; }

    /// <summary>The longest queue that was saved.</summary>
    public int MostWaiting { get; private set; }

    public ReadOnlySpan<SettlementEvent> Events => _found.Events;

    public static byte[] Octets(SettlementEngine engine)
    {
        ArrayBufferWriter<byte> octets = new();
        engine.Save(octets);
        return octets.WrittenSpan.ToArray();
    }

    /// <summary>Everything, looking at each instant that the system has of its own and after each command.</summary>
    public void Run(ReadOnlySpan<SettlementCommand> commands)
    {
        MaySave();
        foreach (SettlementCommand command in commands)
        {
            AdvanceTo(command.Time);
            Execute([command]);
        }

        AdvanceTo(TraceGenerator.Latest);
        _through.Finish(_expected);
        _loaded.Finish(_found);
        Compare();
        Save();
    }

    public void Execute(ReadOnlySpan<SettlementCommand> commands)
    {
        _through.Execute(commands, _expected);
        _loaded.Execute(commands, _found);
        MaySave();
    }

    public void Save()
    {
        byte[] octets = Octets(_loaded);
        Assert.True(octets.AsSpan().SequenceEqual(Octets(_through)), "what was loaded before saves other octets");
        _loaded = SettlementEngine.Load(system, octets);
        Assert.True(octets.AsSpan().SequenceEqual(Octets(_loaded)), "what was loaded saves other octets");
        Saves++;
        MostWaiting = Math.Max(MostWaiting, _loaded.WaitingCount);
    }

    public void AdvanceTo(long time)
    {
        for (long next = _through.NextOwnInstant; next < time; next = _through.NextOwnInstant)
        {
            _through.AdvanceTo(next + 1, _expected);
            _loaded.AdvanceTo(next + 1, _found);
            Compare();
            MaySave();
        }
    }

    private void MaySave()
    {
        if (_moments.Percent(percent))
        {
            Compare();
            Save();
        }
    }

    private void Compare()
    {
        Assert.Equal(_expected.Count, _found.Count);
        for (; _compared < _expected.Count; _compared++)
        {
            Assert.Equal(_expected.Events[_compared], _found.Events[_compared]);
        }

        Assert.Equal(_through.NextOwnInstant, _loaded.NextOwnInstant);
        Assert.Equal(_through.WaitingCount, _loaded.WaitingCount);
        Assert.Equal(_through.IsOpen, _loaded.IsOpen);
        Assert.Equal(_through.StateHash(), _loaded.StateHash());
        Assert.Equal(_through.FailedTests(), _loaded.FailedTests());
    }
}
