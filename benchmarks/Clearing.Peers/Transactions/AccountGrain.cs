using Orleans.Concurrency;
using Orleans.Transactions.Abstractions;

namespace Clearing.Peers.Transactions;

/// <summary>An account that takes part in ACID transactions; its key is its number.</summary>
public interface IAccountGrain : IGrainWithIntegerKey
{
    [Transaction(TransactionOption.Create), UseExclusiveLock]
    Task OpenAsync(long balanceMinor);

    [Transaction(TransactionOption.Join), UseExclusiveLock]
    Task DebitAsync(long amountMinor);

    [Transaction(TransactionOption.Join), UseExclusiveLock]
    Task CreditAsync(long amountMinor);

    [Transaction(TransactionOption.CreateOrJoin)]
    Task<AccountState> ReadAsync();
}

/// <summary>Begins the transaction of a payment and holds nothing.</summary>
public interface IPaymentGrain : IGrainWithIntegerKey
{
    [Transaction(TransactionOption.Create)]
    Task PayAsync(int payer, int payee, long amountMinor);
}

[GenerateSerializer]
public sealed record AccountState
{
    [Id(0)]
    public long BalanceMinor { get; set; }

    /// <summary>Payments sent since the opening, for the audit.</summary>
    [Id(1)]
    public long SentCount { get; set; }
}

public sealed class AccountGrain(
    [TransactionalState("account", TransactionsPeer.Storage)] ITransactionalState<AccountState> account)
    : Grain, IAccountGrain
{
    public Task OpenAsync(long balanceMinor) => account.PerformUpdate(state =>
    {
        state.BalanceMinor = balanceMinor;
        state.SentCount = 0;
    });

    public Task DebitAsync(long amountMinor) => account.PerformUpdate(state =>
    {
        if (state.BalanceMinor < amountMinor)
        {
            throw new InvalidOperationException("The balance does not cover the payment.");
        }

        state.BalanceMinor -= amountMinor;
        state.SentCount++;
    });

    public Task CreditAsync(long amountMinor) =>
        account.PerformUpdate(state => { state.BalanceMinor += amountMinor; });

    public Task<AccountState> ReadAsync() => account.PerformRead(state => state with { });
}

// Reentrant, or the number of processors would bound the payments under way.
[StatelessWorker, Reentrant]
public sealed class PaymentGrain(IGrainFactory grains) : Grain, IPaymentGrain
{
    // Locks are taken in ascending order, whoever pays whom, so that no two transactions wait for each other.
    public async Task PayAsync(int payer, int payee, long amountMinor)
    {
        IAccountGrain from = grains.GetGrain<IAccountGrain>(payer);
        IAccountGrain to = grains.GetGrain<IAccountGrain>(payee);
        if (payer < payee)
        {
            await from.DebitAsync(amountMinor);
            await to.CreditAsync(amountMinor);
        }
        else
        {
            await to.CreditAsync(amountMinor);
            await from.DebitAsync(amountMinor);
        }
    }
}
