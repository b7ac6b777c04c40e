using Clearing.Journal.Storage;
using Clearing.Journal.Tests.Faults;

namespace Clearing.Journal.Tests.Stores;

/// <summary>What every store does, on a simulated device: fault tests stand on a store like the others.</summary>
public sealed class FaultyStoreTests : StoreTests
{
    private readonly SimulatedDevice _device = new();

    private FaultyStore? _store;

    private protected override Task<IJournalStore> OpenStoreAsync(StoreAccess access)
    {
        _store = access == StoreAccess.Read ? _store : new FaultyStore(_device);
        return Task.FromResult<IJournalStore>(_store!);
    }

    private protected override Task<IStreamTables> TablesAsync(IJournalStore store, string stream) =>
        Task.FromResult<IStreamTables>(new FaultyTables((FaultyStore)store, stream));

    private protected override void Clean()
    {
        // Nothing is left of a device that nobody holds.
    }
}
