using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Clearing.Journal.Groups;

namespace Clearing.Journal.Tests.Faults;

/// <summary>
/// A journal in memory whose appends wait until the test lets them through or fails them. For tests of whoever writes
/// groups.
/// </summary>
public sealed class HeldJournal : IJournal, IDisposable
{
    // Only a test that fails waits so long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly BlockingCollection<PendingGroup> _waiting = [];
    private readonly BlockingCollection<JournalException?> _verdicts = [];

    public string Stream { get; init; } = "held/RTGS";

    public long Epoch { get; init; } = 1;

    public GroupPlace Tail { get; private set; } = GroupPlace.Start;

    /// <summary>The groups that went through, with octets of their own.</summary>
    public List<PendingGroup> Written { get; } = [];

    /// <summary>Waits until an append has come, and looks at its group.</summary>
    public PendingGroup Take() => _waiting.TryTake(out PendingGroup group, Patience)
        ? group
        : throw new TimeoutException("No append came.");

    /// <summary>Whether an append waits that nobody took.</summary>
    public bool SomebodyWaits => _waiting.Count > 0;

    /// <summary>Lets the append that was taken through, or fails it.</summary>
    public void Answer(JournalException? fault = null) => _verdicts.Add(fault);

    public void Append(in PendingGroup group)
    {
        PendingGroup own = new(group.Place, group.Body.ToArray(), group.Texts.ToArray());
        _waiting.Add(own);
        if (_verdicts.Take() is { } fault)
        {
            throw fault;
        }

        Written.Add(own);
        Tail = group.Place;
    }

    public Task<GroupPlace> BeginningAsync(CancellationToken cancellation = default) =>
        Task.FromResult(GroupPlace.Start);

    public Task<GroupPlace> DurableAsync(CancellationToken cancellation = default) => Task.FromResult(Tail);

    public async IAsyncEnumerable<JournalGroup> ReadAsync(
        GroupPlace after,
        Hash256? world = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Task.CompletedTask;
        GroupChain chain = new(Stream, after, world);
        foreach (PendingGroup group in Written.Skip((int)after.Sequence))
        {
            yield return chain.Follow(group.Body);
        }
    }

    public Task<byte[]> ReadTextsAsync(long sequence, CancellationToken cancellation = default) =>
        Task.FromResult(Written[(int)sequence - 1].Texts.ToArray());

    public Task<Checkpoint?> NewestCheckpointAsync(
        ICollection<string>? passedOver = null, CancellationToken cancellation = default) =>
        Task.FromResult<Checkpoint?>(null);

    public Task<Checkpoint?> CheckpointBeforeAsync(long sequence, CancellationToken cancellation = default) =>
        Task.FromResult<Checkpoint?>(null);

    public Task SaveCheckpointAsync(
        GroupPlace place, GroupStamp stamp, ReadOnlySequence<byte> state, CancellationToken cancellation = default) =>
        Task.CompletedTask;

    public Task PruneAsync(long before, CancellationToken cancellation = default) => Task.CompletedTask;

    public Task<ISealedIds> SealedIdsAsync(CancellationToken cancellation = default) =>
        throw new NotSupportedException("Ids are not sealed here.");

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _waiting.Dispose();
        _verdicts.Dispose();
    }
}
