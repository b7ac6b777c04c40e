using Clearing.Grains.Accounts;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Tests.Ledgers;
using Clearing.Grains.Worlds;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Tests.Serving;

/// <summary>A world on SQLite in a folder of its own, with a clock that moves when a test says so.</summary>
internal sealed class ServedWorld(Scenario scenario) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearing-world-");

    public SteppedTime Time { get; } = new();

    public string Folder => _folder.FullName;

    public WorldHost Host { get; private set; } = null!;

    public static async Task<ServedWorld> StartAsync(Scenario scenario)
    {
        ServedWorld served = new(scenario);
        await served.OpenAsync();
        return served;
    }

    /// <summary>Serves it, for the first time or again.</summary>
    public async Task OpenAsync()
    {
        Host = await WorldHost.StartAsync(
            scenario,
            new WorldPlace(Folder, null),
            new WorldOptions { Speed = 600, Time = Time, Settings = new LiveSettings { Window = 1 << 10 } },
            TestContext.Current.CancellationToken);
        Assert.All(await Host.OpenAsync(), info => Assert.True(info.State == LedgerState.Serving, info.Trouble));
    }

    /// <summary>Stops serving, as a person would.</summary>
    public ValueTask CloseAsync() => Host.DisposeAsync();

    /// <summary>Moves the clock to an instant of business; what is due by then comes before what a ledger is asked.
    /// </summary>
    public async Task AdvanceToAsync(long instantUs)
    {
        Time.Advance(Host.World.Clock.Until(instantUs));
        foreach (ILedgerGrain ledger in Host.Ledgers)
        {
            await ledger.AccountsAsync();
        }
    }

    public Task<LedgerAccounts> AccountsAsync(int ledger) =>
        Host.Grains.GetGrain<IReserveAccountsGrain>(Host.World.Streams[ledger]).AccountsAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Delete(recursive: true);
    }
}
