using System.Net;
using Clearing.Grains.Tests.Ledgers;
using Clearing.Grains.Worlds;
using Clearing.Journal.Postgres;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Tests.Serving;

/// <summary>A world that several processes open.</summary>
public sealed class WorldClusterTests
{
    private const int Processes = 6;

    private const string Banks =
        """
        name: three
        calendar: { date: 2026-01-05, open: "09:00", close: "17:00" }
        participants:
          - { id: A, balance: 100.00 }
          - { id: B, balance: 100.00 }
        payments: []
        systems:
          - { name: gross, rulebook: rtgs }
          - { name: netted, rulebook: dns }
        """;

    private static readonly WorldOptions Options = new() { Member = new IPEndPoint(IPAddress.Loopback, 0), Speed = 60 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_that_open_a_new_world_at_once_all_have_it_with_one_clock()
    {
        RequiredPostgres.Check();
        using var server = PostgresServer.Start("fsync=off");
        string database = server.CreateDatabase();
        Scenario scenario = ScenarioReader.ReadText(Banks, "world").Scenario!;
        PostgresStore[] stores = await Task.WhenAll(Enumerable.Range(0, Processes).Select(
            _ => PostgresStore.OpenAsync(database, cancellation: Stop)));
        SteppedTime time = new();

        World[] worlds = await Task.WhenAll(stores.Select(store => Task.Run(() =>
            World.OpenAsync(scenario, store, Options with { Time = time }, Stop))));

        Assert.All(worlds, world => Assert.Equal(worlds[0].Clock.NowUs, world.Clock.NowUs));
        Assert.Equal(worlds[0].Streams.Order(StringComparer.Ordinal), await stores[0].StreamsAsync(Stop));
        WorldException refused = await Assert.ThrowsAsync<WorldException>(
            () => World.OpenAsync(scenario, stores[0], Options with { Speed = 2 }, Stop));
        Assert.Contains("a cluster has one clock", refused.Message, StringComparison.Ordinal);
        foreach (PostgresStore store in stores)
        {
            await store.DisposeAsync();
        }
    }
}
