using Clearing.Grains.Ledgers;
using Clearing.Journal;
using Clearing.Messages.Sessions;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;
using Clearing.Server.Ledgers;
using Microsoft.Extensions.Logging.Abstractions;
using Directory = System.IO.Directory;

namespace Clearing.Server.Tests.Bench;

/// <summary>A real ledger of three banks on a journal store, and a gateway before it.</summary>
internal sealed class RunningLedger(IJournalStore store, LedgerDesk desk, World world) : IAsyncDisposable
{
    private const string Text = """
        name: live
        calendar: { open: "00:00", close: "18:00" }
        currency: USD
        participants:
          - { id: ALPHA, bic: AAAAUS33, balance: 1000.00 }
          - { id: BETA, bic: BBBBDEFF }
          - { id: GAMMA, bic: CCCCGB2L }
        payments: []
        systems:
          - { name: rtgs, rulebook: rtgs }
        """;

    public World World => world;

    public LedgerInfo Status => desk.Status;

    /// <param name="store">Becomes this one's to dispose of.</param>
    /// <param name="time">The clock of the ledger.</param>
    /// <param name="places">Null = new ones.</param>
    /// <param name="options">Null = as they are.</param>
    /// <param name="change">Makes other settings of them; null = none.</param>
    public static async Task<RunningLedger> StartAsync(
        IJournalStore store, TimeProvider time, NoticePlacesInMemory? places = null, LedgerOptions? options = null,
        Func<LiveSettings, LiveSettings>? change = null)
    {
        Scenario scenario = Read();
        BusinessClock clock = new(time, Times.Noon, BusinessClock.WallUs(time), speed: 1);
        LiveSettings settings = new() { Window = 1 << 12, Options = options ?? new LedgerOptions() };
        LiveWorld live = new(scenario, store, clock, time, change is null ? settings : change(settings));
        LedgerDesk desk = new(live.SiteOf(live.Streams[0])!, NullLogger.Instance);
        LedgerInfo info = await desk.OpenAsync();
        Assert.True(info.State == LedgerState.Serving, info.Trouble);
        ServedLedger served = new(
            "rtgs", new DeskGrain(desk),
            [.. scenario.Participants.Select((p, i) => new ServedParticipant(p.Id, p.Bic, p.RoutingNumber, i))],
            [new DirectorySystem("rtgs", 0)], [new DirectoryCurrency("USD", 2)],
            [.. scenario.Calendar.Days.Select(day => new ServedDay(day.Date, day.CloseAt + 1))],
            () => clock.NowUs);
        World world = await World.StartAsync(places: places, served: _ => [served]);
        return new RunningLedger(store, desk, world);
    }

    public async ValueTask DisposeAsync()
    {
        await world.DisposeAsync();
        await desk.DisposeAsync();
        await store.DisposeAsync();
    }

    private static Scenario Read()
    {
        string folder = Directory.CreateTempSubdirectory("clearing-server-").FullName;
        try
        {
            string file = Path.Combine(folder, "live.yaml");
            File.WriteAllText(file, Text);
            ScenarioResult read = ScenarioReader.Read(file);
            return read.Scenario ?? throw new InvalidOperationException(read.Errors[0].ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
