using System.Buffers;
using System.Security.Cryptography;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Ledgers;

/// <summary>
/// Linked systems: their arrangement, which records nothing. Its state is more than that of its engines, so it is not
/// saved.
/// </summary>
internal sealed class LinkedMachine : ILedgerMachine
{
    private readonly Arrangement _arrangement;
    private readonly List<SettlementEngine> _engines = [];

    public LinkedMachine(ArrangementBook book, EventLog log) => _arrangement = new Arrangement(
        book with { FirstMade = Ledger.FirstMade, Records = false }, log.Add, MakeEngine);

    public long NextInstant => _arrangement.NextInstant;

    public int WaitingCount => _engines.Sum(engine => engine.WaitingCount);

    public bool CanSave => false;

    public bool HasRoom(int from, int to) => _engines.TrueForAll(engine => engine.HasRoom(from, to));

    public void AdvanceTo(long time) => _arrangement.AdvanceTo(time);

    public void Order(int member, in SettlementCommand order) => _arrangement.Order(member, order);

    public void Submit(ReadOnlySpan<SettlementCommand> payments, ReadOnlySpan<byte> currencies) =>
        _arrangement.Execute(payments, currencies);

    public SettlementEngine EngineOf(int member) => _engines[member];

    public byte[] StateHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _engines.ForEach(engine => hash.AppendData(engine.StateHash()));
        return hash.GetHashAndReset();
    }

    public void Save(IBufferWriter<byte> to) =>
        throw new NotSupportedException("The state of linked systems is not saved.");

    // The arrangement asks by member.
    private LiveEngine MakeEngine(SystemDefinition system)
    {
        var engine = new SettlementEngine(system);
        _engines.Add(engine);
        return new LiveEngine(engine);
    }

    /// <summary>An engine that nobody watches.</summary>
    private sealed class LiveEngine(SettlementEngine engine) : IMemberEngine
    {
        public long NextOwnInstant => engine.NextOwnInstant;

        public IReadOnlyList<QueueObservation> Observations => [];

        public IReadOnlyList<FailedTest> FailedAtClose => [];

        public IReadOnlyList<QueueSnapshot> Queues => [];

        public void Execute(ReadOnlySpan<SettlementCommand> commands, EventBuffer events) =>
            engine.Execute(commands, events);

        public void AdvanceTo(long time, EventBuffer events) => engine.AdvanceTo(time, events);

        public byte[] StateHash() => engine.StateHash();
    }
}
