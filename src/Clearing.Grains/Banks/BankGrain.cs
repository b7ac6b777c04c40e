using Clearing.Grains.Wire;
using Orleans.Placement;

namespace Clearing.Grains.Banks;

/// <summary>A participant; key: simulation/BIC.</summary>
public interface IBankGrain : IGrainWithStringKey
{
    /// <summary>Starts the bank; it hands over all that does not depend on what it will be told.</summary>
    Task<BankReply> OpenAsync(BankBook book);

    /// <summary>The bank acts at every instant before <paramref name="until"/>.</summary>
    Task<BankReply> ActAsync(long until, Blob<Notice> notices);

    /// <summary>Forgets what was never sent; harmless when repeated.</summary>
    Task CloseAsync();
}

/// <summary>Shell of <see cref="BankDesk"/>.</summary>
[HashBasedPlacement]
public sealed class BankGrain : Grain, IBankGrain
{
    private BankDesk? _desk;

    public Task<BankReply> OpenAsync(BankBook book)
    {
        BankDesk desk = new(book);
        BankReply reply = desk.Open();
        if (!reply.Done)
        {
            // It holds payments that exist nowhere else: an idle spell of a long run must not collect it.
            _desk = desk;
            DelayDeactivation(TimeSpan.FromDays(30));
        }

        return Task.FromResult(reply);
    }

    public Task<BankReply> ActAsync(long until, [Immutable] Blob<Notice> notices)
    {
        BankDesk desk = _desk ?? throw new InvalidOperationException(
            $"Bank {this.GetPrimaryKeyString()} lost its state during the run; run the simulation again.");
        BankReply reply = desk.Act(until, notices.Span);
        if (reply.Done)
        {
            _desk = null;
            DelayDeactivation(TimeSpan.Zero);
        }

        return Task.FromResult(reply);
    }

    public Task CloseAsync()
    {
        _desk = null;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
