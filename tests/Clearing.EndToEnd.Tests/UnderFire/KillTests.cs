namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>
/// The service is killed in the middle of a load, again and again, at moments drawn from a seed. How often says
/// <c>CLEARING_KILLS</c>, from where on they are drawn <c>CLEARING_SEED</c>.
/// </summary>
[Collection(nameof(UnderFire))]
public sealed class KillTests
{
    private const int KillsInFolder = 25;

    private static readonly int Kills = Settings.Of("CLEARING_KILLS", 5);
    private static readonly ulong Seed = (ulong)Settings.Of("CLEARING_SEED", 1);
    private static readonly int LongestMs = Kills > 5 ? 2_000 : 600;

    [Fact]
    public Task S2_C3_Killed_under_load_it_has_all_that_it_acknowledged_and_nothing_twice_on_SQLite() =>
        RunAsync(null);

    [Fact]
    public async Task S2_C3_Killed_under_load_it_has_all_that_it_acknowledged_and_nothing_twice_on_PostgreSQL()
    {
        RequiredPostgres.Check();
        using PostgresServer server = PostgresServer.Start();
        await RunAsync(server);
    }

    private static async Task RunAsync(PostgresServer? server)
    {
        Tally tally = new();
        while (tally.Kills < Kills)
        {
            using TemporaryFolder folder = new();
            string scenario = folder.Write("fire.yaml", Service.World);
            await using Service service = server is null
                ? new Service(scenario, "--data", folder.In("data"))
                : new Service(scenario, "--postgres", server.CreateDatabase());
            await LiveAsync(service, tally, Math.Min(Kills, tally.Kills + KillsInFolder));
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{(server is null ? "SQLite" : "PostgreSQL")}: {tally.Kills} kills, {tally.Found.Payments} payments, "
            + $"{tally.Found.Acknowledged} acknowledged, {tally.Found.InDoubt} in doubt, of which {tally.Found.Taken} "
            + $"had their effect; longest restart {tally.Longest.TotalSeconds:0.00} s");
    }

    // One world from its beginning to a clean end, with a clean restart, which leaves a checkpoint, in between.
    private static async Task LiveAsync(Service service, Tally tally, int until)
    {
        int half = (tally.Kills + until) / 2;
        await using Fire fire = new(service);
        tally.Started(await service.StartAsync());
        await fire.ConnectAsync();
        while (tally.Kills < until)
        {
            await KillAsync(service, fire, tally);
            if (tally.Kills == half)
            {
                await ExpectCleanEndAsync(service, fire);
                tally.Started(await service.StartAsync());
            }
        }

        await ExpectCleanEndAsync(service, fire);
        await service.ReplayAsync();
    }

    private static async Task KillAsync(Service service, Fire fire, Tally tally)
    {
        int[] from = [.. fire.Banks.Select(bank => bank.Book.Count)];
        ulong seed = Seed + (ulong)tally.Kills;
        fire.Begin();
        await Task.Delay((int)(20 + Draws.At(seed, 0, LongestMs)), TestContext.Current.CancellationToken);
        await service.KillAsync();
        tally.Kills++;
        await fire.LeaveAsync();
        if (Draws.At(seed, 1, 5) == 0)
        {
            // Once more, while it recovers from the first.
            service.Begin();
            await Task.Delay((int)Draws.At(seed, 2, 1_500), TestContext.Current.CancellationToken);
            await service.KillAsync();
            tally.Kills++;
        }

        Dictionary<string, long> records = await service.VerifyAsync();
        tally.Started(await service.StartAsync());
        await fire.EndAsync();
        tally.Found += await fire.ResolveAsync(from);
        fire.ExpectNoGaps();
        await fire.ExpectOldAsync(seed);
        Assert.All(records, each => Assert.True(each.Value <= fire.NumbersIn(each.Key)));
    }

    private static async Task ExpectCleanEndAsync(Service service, Fire fire)
    {
        Dictionary<string, Stopped> ended = await service.StopAsync();
        Dictionary<string, long> records = await service.VerifyAsync();
        foreach (string ledger in (string[])[Service.Gross, Service.Netted])
        {
            Assert.Equal((fire.NumbersIn(ledger), fire.NumbersIn(ledger)), (ended[ledger].Records, records[ledger]));
        }
    }

    private sealed class Tally
    {
        public int Kills { get; set; }

        public Resolved Found { get; set; }

        public TimeSpan Longest { get; private set; }

        public void Started(TimeSpan took) => Longest = took > Longest ? took : Longest;
    }
}
