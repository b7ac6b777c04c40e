using Clearing.Grains.Wire;
using Clearing.Settlement.Ledgers;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Clearing.Grains.Ledgers;

/// <summary>The ledgers of the world that a silo serves.</summary>
public interface ILedgerSites
{
    /// <summary>Where the ledger of a stream stands; null when the world has no such ledger.</summary>
    LedgerSite? SiteOf(string stream);
}

/// <summary>
/// Shell of <see cref="LedgerDesk"/>, which works on threads of its own: a turn of this grain only hands a call over.
/// One that halted, or lost its stream to another writer, stays and says so: another activation in its place would
/// take the stream back, and two services would take it from each other for ever.
/// </summary>
[Reentrant]
[PreferLocalPlacement]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class LedgerGrain(ILedgerSites sites, ILogger<LedgerGrain> log) : Grain, ILedgerGrain, IAsyncDisposable
{
    private LedgerDesk? _desk;

    private LedgerDesk Desk => _desk!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        string stream = this.GetPrimaryKeyString();
        LedgerSite site = sites.SiteOf(stream)
            ?? throw new ArgumentException($"The world that is served has no ledger {stream}.");
        _desk = new LedgerDesk(site, log);
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
}
