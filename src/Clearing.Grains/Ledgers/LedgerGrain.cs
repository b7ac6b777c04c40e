using Clearing.Grains.Clusters;
using Clearing.Grains.Wire;
using Clearing.Settlement.Ledgers;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Clearing.Grains.Ledgers;

/// <summary>The ledgers of the world that a silo serves.</summary>
public interface ILedgerSites
{
    /// <summary>Names of the streams of all of them: keys of their grains.</summary>
    IReadOnlyList<string> Streams { get; }

    /// <summary>Where the ledger of a stream stands; null when the world has no such ledger.</summary>
    LedgerSite? SiteOf(string stream);
}

/// <summary>
/// Shell of <see cref="LedgerDesk"/>, which works on threads of its own: a turn of this grain only hands a call over.
/// One that halted, or in a service that stands alone lost its stream to another writer, stays and says so: another
/// activation in its place would take the stream back, and two services would take it from each other for ever. In a
/// cluster one that lost its stream ends, since the others know where the ledger is; and one that is not at its home
/// moves there.
/// </summary>
[Reentrant]
[LedgerPlacement]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class LedgerGrain(ILedgerSites sites, ILogger<LedgerGrain> log, ClusterSeat? seat = null)
    : Grain, ILedgerGrain, IAsyncDisposable
{
    /// <summary>How often it looks whether it is at home; it moves when it was not twice.</summary>
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(3);

    private LedgerDesk? _desk;
    private bool _isAway;

    private LedgerDesk Desk => _desk!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        string stream = this.GetPrimaryKeyString();
        LedgerSite site = sites.SiteOf(stream)
            ?? throw new ArgumentException($"The world that is served has no ledger {stream}.");
        _desk = new LedgerDesk(site, log, seat);
        if (seat is not null)
        {
            _ = EndFencedAsync();
            this.RegisterGrainTimer(LookHome, new GrainTimerCreationOptions(Often, Often));
        }

        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_desk is not null)
        {
            await _desk.DisposeAsync();
        }
    }

    public Task<LedgerInfo> OpenAsync() => Desk.OpenAsync();

    public Task<LedgerInfo> InfoAsync() => Task.FromResult(Desk.Status);

    public Task<InstructionAnswers> SubmitAsync(InstructionBatch batch) => Desk.SubmitAsync(batch);

    public Task<PaymentState> OrderAsync(LedgerOrder order) => Desk.OrderAsync(order);

    public Task<InstructionAnswers> AskAsync(Blob<InstructionId> ids) => Desk.AskAsync(ids);

    public Task<ulong> LastNumberAsync(int participant) => Desk.LastNumberAsync(participant);

    public Task<AccountStates> AccountsAsync() => Desk.AccountsAsync();

    public Task<AccountView> AccountAsync(AccountQuestion question) => Desk.AccountAsync(question);

    public Task<QueuePage> QueueAsync(QueueQuestion question) => Desk.QueueAsync(question);

    public Task<long> SubscribeAsync(ILedgerObserver observer) => Desk.SubscribeAsync(observer);

    public Task UnsubscribeAsync(ILedgerObserver observer) => Desk.UnsubscribeAsync(observer);

    public Task<LedgerNews> NewsAsync(long after, long until) => Desk.NewsAsync(after, until);

    public async Task CloseAsync()
    {
        await Desk.DisposeAsync();
        DeactivateOnIdle();
    }

    private async Task EndFencedAsync()
    {
        await Desk.Ended;
        if (Desk.Status.State == LedgerState.Fenced)
        {
            DeactivateOnIdle();
        }
    }

    private Task LookHome(CancellationToken cancellation)
    {
        bool wasAway = _isAway;
        _isAway = Desk.Status.State == LedgerState.Serving && seat!.IsForeign(this.GetPrimaryKeyString());
        if (_isAway && wasAway)
        {
            MigrateOnIdle();
        }

        return Task.CompletedTask;
    }
}
