using Clearing.Grains.Carrying;
using Clearing.Grains.Switching;
using Clearing.Grains.Wire;
using Clearing.Settlement.Results;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Clearing.Grains.Settling;

/// <summary>The single writer of all systems of one arrangement; key: simulation/arrangement.</summary>
public interface ISettlementGrain : IGrainWithStringKey
{
    Task OpenAsync(SettlementBook book);

    /// <summary>Executes a batch of payments, if any, and completes every instant before the one given.</summary>
    /// <param name="payments">Null when the arrangement only moves on.</param>
    /// <param name="advanceTo">
    /// <see cref="long.MinValue"/>: more payments may come for the last instant; <see cref="long.MaxValue"/>: the end
    /// follows (<see cref="FinishAsync"/>).
    /// </param>
    Task<SettlementReply> ExecuteAsync(PaymentBatch? payments, long advanceTo);

    /// <summary>Runs to the end of the last day; the outcomes by member.</summary>
    /// <param name="refused">Payments that came to nothing on the way here.</param>
    Task<Immutable<SystemOutcome[]>> FinishAsync(Blob<Refusal> refused);

    /// <summary>What is known of one account when the run is over; null when there is no such account.</summary>
    Task<AccountRecord?> AccountAsync(string system, string id);

    /// <summary>Forgets everything.</summary>
    Task CloseAsync();
}

/// <summary>Shell of <see cref="SettlementDesk"/>.</summary>
[HashBasedPlacement]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class SettlementGrain : Grain, ISettlementGrain
{
    private SettlementDesk? _desk;

    private SettlementDesk Desk => _desk ?? throw new InvalidOperationException(
        $"Arrangement {this.GetPrimaryKeyString()} is not open; run the simulation again.");

    public Task OpenAsync(SettlementBook book)
    {
        _desk = new SettlementDesk(book);
        return Task.CompletedTask;
    }

    public Task<SettlementReply> ExecuteAsync(PaymentBatch? payments, long advanceTo)
    {
        if (payments is not null)
        {
            Desk.Execute(payments);
        }

        if (advanceTo is not (long.MinValue or long.MaxValue))
        {
            Desk.AdvanceTo(advanceTo);
        }

        SettlementReply reply = new() { Notices = Desk.TakeNotices(), NextInstant = Desk.NextInstant };
        return Task.FromResult(reply);
    }

    public Task<Immutable<SystemOutcome[]>> FinishAsync(Blob<Refusal> refused) =>
        Task.FromResult(Desk.Finish(refused.Span).AsImmutable());

    public Task<AccountRecord?> AccountAsync(string system, string id) => Task.FromResult(Desk.AccountOf(system, id));

    public Task CloseAsync()
    {
        _desk = null;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
