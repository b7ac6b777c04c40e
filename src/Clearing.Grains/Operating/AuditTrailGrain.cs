using Clearing.Grains.Worlds;
using Clearing.Journal;
using Orleans.Concurrency;

namespace Clearing.Grains.Operating;

/// <summary>Who did what in a world; key WORLD.</summary>
public interface IAuditTrailGrain : IGrainWithStringKey
{
    /// <summary>Keeps entries for ever; answers when they are durable.</summary>
    Task WriteAsync(TrailEntry[] entries);

    /// <summary>What was kept, in order.</summary>
    Task<TrailLine[]> ReadAsync(TrailQuestion question);
}

/// <summary>
/// The single writer of the trail, wherever in the cluster it is. A fault of the store ends the journal that it had;
/// the next call opens it again.
/// </summary>
[Reentrant]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class AuditTrailGrain(World world) : Grain, IAuditTrailGrain
{
    private Task<AuditTrail>? _trail;

    public async Task WriteAsync(TrailEntry[] entries)
    {
        Task<AuditTrail> opened = TrailAsync();
        try
        {
            await (await opened).WriteAsync(entries);
        }
        catch (JournalException)
        {
            await ForgetAsync(opened);
            throw;
        }
    }

    public async Task<TrailLine[]> ReadAsync(TrailQuestion question)
    {
        Task<AuditTrail> opened = TrailAsync();
        try
        {
            return await (await opened).ReadAsync(question);
        }
        catch (JournalException)
        {
            await ForgetAsync(opened);
            throw;
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_trail is { } opened)
        {
            await ForgetAsync(opened);
        }
    }

    private Task<AuditTrail> TrailAsync() => _trail ??= world.OpenTrailAsync();

    private async Task ForgetAsync(Task<AuditTrail> opened)
    {
        if (_trail != opened)
        {
            return;
        }

        _trail = null;
        if (opened.IsCompletedSuccessfully)
        {
            await (await opened).DisposeAsync();
        }
    }
}
