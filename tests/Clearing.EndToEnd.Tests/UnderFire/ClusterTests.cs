using System.Globalization;

namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>
/// Three processes serve one world, and in turn one is killed, one stands still for ten seconds, and one is stopped in
/// order, while banks pay through all of them. How often says <c>CLEARING_KILLS</c>.
/// </summary>
[Collection(nameof(UnderFire))]
public sealed class ClusterTests
{
    private const int FaultsInWorld = 20;

    private static readonly int Faults = Settings.Of("CLEARING_KILLS", 6);
    private static readonly ulong Seed = (ulong)Settings.Of("CLEARING_SEED", 1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Meanwhile = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// The longest that a ledger may acknowledge nothing. It depends on the machine, so it is told always and held only
    /// where somebody asked for so many faults.
    /// </summary>
    private static readonly TimeSpan Most =
        Settings.Of("CLEARING_KILLS", 0) > 0 ? TimeSpan.FromSeconds(10) : TimeSpan.MaxValue;

    private enum Fault
    {
        Killed,
        Paused,
        Stopped,
    }

    [Fact]
    public async Task C1_C2_C5_Killed_paused_and_stopped_in_turn_three_processes_lose_nothing_and_double_nothing()
    {
        RequiredPostgres.Check();
        using PostgresServer server = PostgresServer.Start("max_connections=300");
        Tally tally = new();
        while (tally.Faults < Faults)
        {
            using TemporaryFolder folder = new();
            string database = server.CreateDatabase();
            await using Trio trio = new(folder.Write("fire.yaml", Service.World), database);
            await LiveAsync(trio, tally, Math.Min(Faults, tally.Faults + FaultsInWorld));
        }

        TestContext.Current.TestOutputHelper!.WriteLine(tally.ToString());
    }

    [Fact]
    public async Task C3_Killed_all_at_once_the_three_start_again_on_what_they_left()
    {
        RequiredPostgres.Check();
        using PostgresServer server = PostgresServer.Start();
        using TemporaryFolder folder = new();
        await using Trio trio = new(folder.Write("fire.yaml", Service.World), server.CreateDatabase());
        await trio.StartAsync();
        await using Fire fire = new(trio.SessionOf);
        await fire.ConnectAsync();
        fire.Begin();
        await fire.ServedAsync();
        await Task.WhenAll(Enumerable.Range(0, Trio.Count).Select(process => trio[process].KillAsync()));
        await fire.LeaveAsync();
        await trio.StartAsync();
        await fire.EndAsync();
        await fire.ResolveAsync([.. fire.Banks.Select(_ => 0)]);

        await ExpectEndAsync(trio, fire);
    }

    [Fact]
    public async Task C9_Without_its_database_for_a_while_the_cluster_takes_nothing_and_then_goes_on_with_all_three()
    {
        RequiredPostgres.Check();
        using PostgresServer server = PostgresServer.Start();
        using TemporaryFolder folder = new();
        await using Trio trio = new(folder.Write("fire.yaml", Service.World), server.CreateDatabase());
        await trio.StartAsync();
        await using Fire fire = new(trio.SessionOf);
        await fire.ConnectAsync();
        fire.Begin();
        await fire.ServedAsync();
        server.Stop();
        await Task.Delay(Outage, TestContext.Current.CancellationToken);
        server.Restart();
        await fire.ServedAsync();
        await fire.LeaveAsync();
        await fire.EndAsync();
        await fire.ResolveAsync([.. fire.Banks.Select(_ => 0)]);

        await ExpectEndAsync(trio, fire);
    }

    // One world from its beginning to its end.
    private static async Task LiveAsync(Trio trio, Tally tally, int until)
    {
        await trio.StartAsync();
        await using Fire fire = new(trio.SessionOf);
        await fire.ConnectAsync();
        while (tally.Faults < until)
        {
            await StrikeAsync(trio, fire, tally);
            if (tally.Faults % 5 == 0)
            {
                await trio[0].VerifyAsync();
            }
        }

        await ExpectEndAsync(trio, fire);
    }

    private static async Task ExpectEndAsync(Trio trio, Fire fire)
    {
        fire.ExpectNoGaps();
        Dictionary<string, Stopped> ended = await trio.StopAsync();
        Dictionary<string, long> records = await trio[0].VerifyAsync();
        Dictionary<string, string> hashes = await trio[0].ReplayAsync();
        foreach (string ledger in (string[])[Service.Gross, Service.Netted])
        {
            Assert.Equal((fire.NumbersIn(ledger), fire.NumbersIn(ledger)), (ended[ledger].Records, records[ledger]));
            Assert.Equal(ended[ledger].StateHash, hashes[ledger]);
        }
    }

    private static async Task StrikeAsync(Trio trio, Fire fire, Tally tally)
    {
        int[] from = [.. fire.Banks.Select(bank => bank.Book.Count)];
        ulong seed = Seed + (ulong)tally.Faults;
        int victim = (int)Draws.At(seed, 0, Trio.Count);
        Fault fault = (Fault)(tally.Faults % 3);
        fire.Begin();
        await Task.Delay((int)(20 + Draws.At(seed, 1, 1_500)), TestContext.Current.CancellationToken);
        Task<bool> done = DoAsync(trio, victim, fault);
        if (fault != Fault.Paused)
        {
            await done;
        }

        await fire.ServedAsync();
        await Task.Delay(Meanwhile, TestContext.Current.CancellationToken);
        TimeSpan away = fire.Longest;
        await fire.LeaveAsync();
        bool isGone = await done;
        await fire.EndAsync();
        if (isGone)
        {
            await trio[victim].StartAsync();
        }

        tally.Add(fault, isGone, away, await fire.ResolveAsync(from));
        fire.ExpectNoGaps();
        await fire.ExpectOldAsync(seed);
        Assert.True(away < Most, $"{fault}: a ledger acknowledged nothing for {away.TotalSeconds:0.0} s");
    }

    /// <returns>False when the process is still there.</returns>
    private static async Task<bool> DoAsync(Trio trio, int victim, Fault fault)
    {
        switch (fault)
        {
            case Fault.Killed:
                await trio[victim].KillAsync();
                return true;
            case Fault.Paused:
                return await trio.PauseAsync(victim, Pause);
            default:
                await trio[victim].StopAsync();
                return true;
        }
    }

    private sealed class Tally
    {
        private readonly Dictionary<Fault, List<TimeSpan>> _away = [];
        private Resolved _found;
        private int _stayed;

        public int Faults { get; private set; }

        public void Add(Fault fault, bool isGone, TimeSpan away, Resolved found)
        {
            Faults++;
            _stayed += isGone ? 0 : 1;
            _found += found;
            if (!_away.TryGetValue(fault, out List<TimeSpan>? times))
            {
                _away.Add(fault, times = []);
            }

            times.Add(away);
        }

        public override string ToString() =>
            $"{Faults} faults, {_found.Payments} payments, {_found.Acknowledged} acknowledged, {_found.InDoubt} in "
            + $"doubt, of which {_found.Taken} had their effect; {_stayed} woke in time; longest without an "
            + "acknowledgement: " + string.Join(", ", _away.Select(each => string.Create(
                CultureInfo.InvariantCulture,
                $"{each.Key} {each.Value.Max().TotalSeconds:0.0} s (middle "
                + $"{each.Value.Order().ElementAt(each.Value.Count / 2).TotalSeconds:0.0} s of {each.Value.Count})")));
    }
}
