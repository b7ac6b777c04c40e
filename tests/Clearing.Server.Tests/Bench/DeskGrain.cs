using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Settlement.Ledgers;

namespace Clearing.Server.Tests.Bench;

/// <summary>The real shell of a ledger, without a cluster around it.</summary>
internal sealed class DeskGrain(LedgerDesk desk) : ILedgerGrain
{
    public Task<LedgerInfo> OpenAsync() => desk.OpenAsync();

    public Task<LedgerInfo> InfoAsync() => Task.FromResult(desk.Status);

    public Task<InstructionAnswers> SubmitAsync(InstructionBatch batch) => desk.SubmitAsync(batch);

    public Task<PaymentState> OrderAsync(LedgerOrder order) => desk.OrderAsync(order);

    public Task<InstructionAnswers> AskAsync(Blob<InstructionId> ids) => desk.AskAsync(ids);

    public Task<ulong> LastNumberAsync(int participant) => desk.LastNumberAsync(participant);

    public Task<AccountStates> AccountsAsync() => desk.AccountsAsync();

    public Task<AccountView> AccountAsync(AccountQuestion question) => desk.AccountAsync(question);

    public Task<QueuePage> QueueAsync(QueueQuestion question) => desk.QueueAsync(question);

    public Task<long> SubscribeAsync(ILedgerObserver observer) => desk.SubscribeAsync(observer);

    public Task UnsubscribeAsync(ILedgerObserver observer) => desk.UnsubscribeAsync(observer);

    public Task<LedgerNews> NewsAsync(long after, long until) => desk.NewsAsync(after, until);

    public Task CloseAsync() => desk.DisposeAsync().AsTask();
}
