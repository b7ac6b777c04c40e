using System.Buffers;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;

namespace Clearing.Settlement.Ledgers;

/// <summary>A system that stands alone: its engine, and nothing between.</summary>
internal sealed class AloneMachine(SettlementEngine engine, EventLog log) : ILedgerMachine
{
    private readonly SettlementCommand[] _one = new SettlementCommand[1];

    public long NextInstant => engine.NextOwnInstant;

    public int WaitingCount => engine.WaitingCount;

    public bool CanSave => true;

    public bool HasRoom(int from, int to) => engine.HasRoom(from, to);

    public void AdvanceTo(long time)
    {
        engine.AdvanceTo(time, log.Buffer);
        log.Close(0);
    }

    public void Order(int member, in SettlementCommand order)
    {
        _one[0] = order;
        engine.Execute(_one, log.Buffer);
    }

    public void Submit(ReadOnlySpan<SettlementCommand> payments, ReadOnlySpan<byte> currencies) =>
        engine.Execute(payments, log.Buffer);

    public SettlementEngine EngineOf(int member) => engine;

    public byte[] StateHash() => engine.StateHash();

    public void Save(IBufferWriter<byte> to) => engine.Save(to);
}
