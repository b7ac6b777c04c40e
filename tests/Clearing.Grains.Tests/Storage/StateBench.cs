using Clearing.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;

namespace Clearing.Grains.Tests.Storage;

/// <summary>What a test keeps.</summary>
public sealed class Kept
{
    public string Text { get; set; } = "";

    public ulong Number { get; set; }

    public Int128 Sum { get; set; }
}

/// <summary>A silo with a store of states; what a grain's persistent state asks of it is asked here directly.</summary>
internal sealed class StateBench : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly GrainStore _store;
    private readonly IGrainStorage _storage;

    private StateBench(IHost host, GrainStore store)
    {
        _host = host;
        _store = store;
        _storage = host.Services.GetRequiredKeyedService<IGrainStorage>(GrainStore.Provider);
    }

    public static async Task<StateBench> StartAsync(GrainStore store) => new(
        await LocalSilo.StartAsync((_, silo) => silo.AddGrainStore(store), TestContext.Current.CancellationToken),
        store);

    /// <summary>As an activation reads when it begins.</summary>
    public async Task<State> ActivateAsync(string key, string name = "probe", string type = "probe")
    {
        State state = new(_storage, name, GrainId.Create(type, key));
        await state.ReadAsync();
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _store.DisposeAsync();
    }

    /// <summary>The state of one activation.</summary>
    public sealed class State(IGrainStorage storage, string name, GrainId id)
    {
        private readonly GrainState<Kept> _state = new() { State = new Kept() };

        public bool Exists => _state.RecordExists;

        public string? Version => _state.ETag;

        public Kept Value => _state.State!;

        public Task ReadAsync() => storage.ReadStateAsync(name, id, _state);

        public Task WriteAsync(string text)
        {
            Value.Text = text;
            return storage.WriteStateAsync(name, id, _state);
        }

        public Task ClearAsync() => storage.ClearStateAsync(name, id, _state);
    }
}
