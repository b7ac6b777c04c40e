using System.Runtime.CompilerServices;
using Clearing.Journal.Storage;

namespace Clearing.Journal.Tests.Faults;

/// <summary>The tables of one stream in a <see cref="FaultyStore"/>.</summary>
internal sealed class FaultyTables(FaultyStore store, string stream) : IStreamTables
{
    public ValueTask<StreamRow?> RowAsync(CancellationToken cancellation) => new(store.Read(s => s.Row(stream)));

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> BodiesAsync(
        long after, long upTo, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await ValueTask.CompletedTask;
        while (store.Read(s => s.Next(stream, after, upTo)) is { } next)
        {
            after = next.Sequence;
            yield return next.Body;
        }
    }

    public ValueTask<byte[]?> TextsAsync(long sequence, CancellationToken cancellation) =>
        new(store.Read(s => s.Texts(stream, sequence)));

    public bool Append(long epoch, in PendingGroup group)
    {
        PendingGroup copy = group;
        return WriteAs(epoch, state =>
        {
            bool follows = state.Row(stream)!.Value.Tail.Sequence == copy.Place.Sequence - 1;
            if (follows)
            {
                state.Append(stream, copy);
            }

            return follows;
        });
    }

    public ValueTask<bool> CutAsync(long epoch, GroupPlace beginning, CancellationToken cancellation) =>
        new(WriteAs(epoch, state => Done(() => state.Cut(stream, beginning))));

    public ValueTask<IReadOnlyList<StoredHead>> HeadsAsync(StoredKind kind, CancellationToken cancellation) =>
        new(store.Read(s => s.Heads(stream, kind)));

    public ValueTask<byte[]?> PartAsync(StoredKey key, int part, CancellationToken cancellation) =>
        new(store.Read(s => s.Part(stream, key, part)));

    public ValueTask<bool> PutPartsAsync(
        StoredKey key, int first, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellation) =>
        new(WriteAs(key.Epoch, state => Done(() =>
        {
            for (int i = 0; i < parts.Count; i++)
            {
                state.PutPart(stream, key, first + i, parts[i].Span);
            }
        })));

    public ValueTask<bool> PutHeadAsync(StoredHead head, CancellationToken cancellation) =>
        new(WriteAs(head.Key.Epoch, state => Done(() => state.PutHead(stream, head))));

    public ValueTask<bool> DropHeadAsync(long epoch, StoredKey key, CancellationToken cancellation) =>
        new(WriteAs(epoch, state => Done(() => state.DropHead(stream, key))));

    public ValueTask<bool> SweepAsync(long epoch, StoredKind kind, CancellationToken cancellation) =>
        new(WriteAs(epoch, state => state.Sweep(stream, kind)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool Done(Action work)
    {
        work();
        return true;
    }

    private bool WriteAs(long epoch, Func<FaultyState, bool> work) => store.Write(
        committing: true, state => state.Row(stream)?.Epoch == epoch && work(state));
}
