using Clearing.Messages.Sessions;

namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>
/// What the service stands on fails under load and comes back: the service refuses and says so, goes on by itself, and
/// has lost nothing. For how long things fail say <c>CLEARING_OUTAGE_S</c> and <c>CLEARING_STALL_S</c>; the documented
/// runs had 30 and 5 seconds.
/// </summary>
[Collection(nameof(UnderFire))]
public sealed class OutageTests
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(Settings.Of("CLEARING_OUTAGE_S", 3));
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(Settings.Of("CLEARING_STALL_S", 2));
    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task C9_With_its_database_gone_it_refuses_and_goes_on_by_itself_when_that_is_back()
    {
        RequiredPostgres.Check();
        using PostgresServer server = PostgresServer.Start();
        await EndureAsync("database gone", ["--postgres", server.CreateDatabase()], async probe =>
        {
            server.Kill();
            await ExpectRefusalsAsync(probe, Outage);
            server.Restart();
        });
    }

    [Fact]
    public async Task S13_With_a_database_that_stands_still_callers_wait_and_nothing_is_done_twice()
    {
        RequiredPostgres.Check();
        using PostgresServer server = PostgresServer.Start();
        await EndureAsync("database standing still", ["--postgres", server.CreateDatabase()], async probe =>
        {
            server.StandStill();
            try
            {
                await probe.PayForAsync(Stall);
            }
            finally
            {
                server.GoOn();
            }
        });
    }

    [Fact(Explicit = true)]
    public async Task S9_On_a_real_disk_that_is_full_it_refuses_and_goes_on_by_itself_when_there_is_room()
    {
        using SmallDisk disk = SmallDisk.InMemory(megabytes: 64);
        await EndureAsync("SQLite, disk full", ["--data", disk.In("data")], async probe =>
        {
            disk.Fill(leaveMegabytes: 3);
            await ExpectRefusalsAsync(probe, Stall);
            disk.Free();
        });
    }

    [Fact(Explicit = true)]
    public async Task S9_With_its_database_on_a_full_disk_it_refuses_and_goes_on_by_itself_when_there_is_room()
    {
        using SmallDisk disk = SmallDisk.InMemory(megabytes: 256);
        using PostgresServer server = PostgresServer.StartIn(disk.Path, "max_wal_size=64MB", "restart_after_crash=on");
        string database = server.CreateDatabase();
        await EndureAsync("PostgreSQL, disk full", ["--postgres", database], async probe =>
        {
            disk.Fill(leaveMegabytes: 8);
            await ExpectRefusalsAsync(probe, Stall);
            disk.Free();
            server.RestartIfGone("max_wal_size=64MB");
        });
    }

    [Fact(Explicit = true)]
    public async Task S13_On_a_real_disk_that_stands_still_callers_wait_and_nothing_is_done_twice()
    {
        using SmallDisk disk = SmallDisk.OfFile(megabytes: 256);
        await EndureAsync("SQLite, disk standing still", ["--data", disk.In("data")], async probe =>
        {
            disk.StandStill();
            try
            {
                await probe.PayForAsync(Stall);
            }
            finally
            {
                disk.GoOn();
            }
        });
    }

    // Until it says so itself when it is asked, and then for some time more.
    private static async Task ExpectRefusalsAsync(Probe probe, TimeSpan time)
    {
        await probe.PayUntilAsync(standing => standing != Standing.Settled);
        await probe.PayUntilAsync(standing => standing == Standing.Unavailable);
        Assert.Equal(Standing.Unavailable, await probe.AskAsync());
        await probe.PayForAsync(time);
        Assert.NotEqual(Standing.Settled, probe.Told[^1]);
    }

    private static async Task EndureAsync(string what, string[] place, Func<Probe, Task> fault)
    {
        using TemporaryFolder folder = new();
        await using Service service = new(folder.Write("fire.yaml", Service.World), place);
        await service.StartAsync();
        await using Fire fire = new(service);
        await fire.ConnectAsync();
        await using Probe probe = await Probe.ConnectAsync(service);
        await probe.PayUntilAsync(standing => standing == Standing.Settled);
        fire.Begin();
        await probe.PayForAsync(Before);

        await fault(probe);

        TimeSpan back = await probe.PayUntilAsync(standing => standing == Standing.Settled);
        await probe.PayForAsync(Before);
        await fire.EndAsync();
        await fire.ResolveAsync([.. fire.Banks.Select(_ => 0)]);
        int probes = await probe.ExpectAsync();

        // It is the process that was started, and its journal has each payment once.
        Dictionary<string, Stopped> ended = await service.StopAsync();
        Dictionary<string, long> records = await service.VerifyAsync();
        long gross = fire.NumbersIn(Service.Gross) + probes;
        Assert.Equal((gross, gross), (ended[Service.Gross].Records, records[Service.Gross]));
        Assert.Equal(fire.NumbersIn(Service.Netted), records[Service.Netted]);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{what}: {fire.Count} payments settled; the probe paid {probe.Told.Count}, told "
            + string.Join(", ", probe.Told.CountBy(standing => standing).Select(each => $"{each.Value} {each.Key}"))
            + $", at the latest after {probe.Longest.TotalSeconds:0.0} s; back {back.TotalSeconds:0.0} s after it");
    }
}
