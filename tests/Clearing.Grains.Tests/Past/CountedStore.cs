using Clearing.Journal;

namespace Clearing.Grains.Tests.Past;

/// <summary>A store that counts how often somebody begins to read it, and has readers wait where a test says so.
/// </summary>
internal sealed class CountedStore(IJournalStore store) : IJournalStore
{
    /// <summary>Readings that looked where to begin.</summary>
    public int Begun { get; private set; }

    /// <summary>Groups that were handed out to readers.</summary>
    public int Groups { get; private set; }

    /// <summary>What every reading waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public string Location => store.Location;

    public IReadOnlyList<string> Weaknesses => store.Weaknesses;

    public Task<IJournal> OpenAsync(string stream, CancellationToken cancellation = default) =>
        store.OpenAsync(stream, cancellation);

    public IJournalReader Reader(string stream) => new CountedReader(this, store.Reader(stream));

    public Task<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellation = default) =>
        store.StreamsAsync(cancellation);

    public Task<byte[]?> GetFactAsync(string key, CancellationToken cancellation = default) =>
        store.GetFactAsync(key, cancellation);

    public Task<bool> PutFactAsync(
        string key, byte[]? expected, byte[] value, CancellationToken cancellation = default) =>
        store.PutFactAsync(key, expected, value, cancellation);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private sealed class CountedReader(CountedStore counts, IJournalReader reader) : IJournalReader
    {
        public string Stream => reader.Stream;

        public Task<GroupPlace> BeginningAsync(CancellationToken cancellation = default) =>
            reader.BeginningAsync(cancellation);

        public Task<GroupPlace> DurableAsync(CancellationToken cancellation = default) =>
            reader.DurableAsync(cancellation);

        public async IAsyncEnumerable<JournalGroup> ReadAsync(
            GroupPlace after, Hash256? world = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
        {
            await foreach (JournalGroup group in reader.ReadAsync(after, world, cancellation))
            {
                counts.Groups++;
                yield return group;
            }
        }

        public Task<byte[]> ReadTextsAsync(long sequence, CancellationToken cancellation = default) =>
            reader.ReadTextsAsync(sequence, cancellation);

        public async Task<Checkpoint?> NewestCheckpointAsync(
            ICollection<string>? passedOver = null, CancellationToken cancellation = default)
        {
            counts.Begun++;
            await counts.Gate.WaitAsync(cancellation);
            return await reader.NewestCheckpointAsync(passedOver, cancellation);
        }

        public Task<Checkpoint?> CheckpointBeforeAsync(long sequence, CancellationToken cancellation = default) =>
            reader.CheckpointBeforeAsync(sequence, cancellation);
    }
}
