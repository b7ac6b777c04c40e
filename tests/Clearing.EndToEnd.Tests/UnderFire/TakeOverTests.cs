using System.Diagnostics;

namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>
/// Two processes on one world: of a data folder the second is sent away; of a database the second takes over, and the
/// store refuses whatever the first still writes. Either way there is one journal, without a fork.
/// </summary>
[Collection(nameof(UnderFire))]
public sealed class TakeOverTests
{
    private const int EnvironmentError = 8;

    private static readonly TimeSpan Meanwhile = TimeSpan.FromMilliseconds(700);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task C4_C5_A_second_service_on_a_data_folder_is_refused_also_while_the_first_stands_still(
        bool standsStill)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("fire.yaml", Service.World);
        await using Service first = new(scenario, "--data", folder.In("data"));
        await using Service second = new(scenario, "--data", folder.In("data"));
        await first.StartAsync();
        await using Fire fire = new(first);
        await fire.ConnectAsync();
        fire.Begin();
        await Task.Delay(Meanwhile, TestContext.Current.CancellationToken);
        if (standsStill)
        {
            Signal(first, "STOP");
        }

        second.Begin();
        Ended refused = await second.Process.EndAsync();
        Signal(first, "CONT");
        await Task.Delay(Meanwhile, TestContext.Current.CancellationToken);

        Assert.Equal(EnvironmentError, refused.Code);
        Assert.Contains("another process serves from it", refused.Error);
        await fire.EndAsync();
        await ExpectAsync(fire, first, [.. fire.Banks.Select(_ => 0)]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task C4_C5_A_second_service_on_a_database_takes_over_and_the_first_is_fenced_also_when_it_stood_still(
        bool standsStill)
    {
        RequiredPostgres.Check();
        using PostgresServer server = PostgresServer.Start();
        using TemporaryFolder folder = new();
        string scenario = folder.Write("fire.yaml", Service.World);
        string[] place = ["--postgres", server.CreateDatabase()];
        await using Service first = new(scenario, place);
        await using Service second = new(scenario, place);
        await first.StartAsync();
        await using Fire fire = new(first);
        await fire.ConnectAsync();
        fire.Begin();
        await Task.Delay(Meanwhile, TestContext.Current.CancellationToken);
        if (standsStill)
        {
            // With groups on their way and more behind them; it wakes and believes that it is still the one.
            Signal(first, "STOP");
        }

        await second.StartAsync();
        Signal(first, "CONT");
        Ended fenced = await first.Process.EndAsync();
        Assert.Equal(EnvironmentError, fenced.Code);
        Assert.Contains("Another service has taken this world over", fenced.Error);

        // Banks find the one that serves now.
        first.MoveTo(second);
        await fire.LeaveAsync();
        await fire.EndAsync();
        await ExpectAsync(fire, second, [.. fire.Banks.Select(_ => 0)]);
    }

    private static async Task ExpectAsync(Fire fire, Service serves, int[] from)
    {
        await fire.ResolveAsync(from);
        fire.ExpectNoGaps();
        Dictionary<string, Stopped> ended = await serves.StopAsync();
        Dictionary<string, long> records = await serves.VerifyAsync();
        foreach (string ledger in (string[])[Service.Gross, Service.Netted])
        {
            Assert.Equal((fire.NumbersIn(ledger), fire.NumbersIn(ledger)), (ended[ledger].Records, records[ledger]));
        }
    }

    private static void Signal(Service service, string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{service.Process.Id}"]);
        kill.WaitForExit();
    }
}
