using System.Net;
using Clearing.Grains.Clusters;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Journal;
using Clearing.Journal.Sqlite;
using Clearing.Settlement.Ledgers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearing.Grains.Tests.Ledgers;

/// <summary>Who may open a ledger in a cluster, and where it is at home.</summary>
public sealed class ClusterSeatTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SiloStatus.Dead)]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(null)]
    public async Task C6_C5_A_process_that_its_cluster_has_given_up_does_not_take_a_ledger_back(SiloStatus? status)
    {
        string folder = System.IO.Directory.CreateTempSubdirectory("clearing-seat").FullName;
        try
        {
            await using SqliteStore store = await SqliteStore.OpenAsync(folder, cancellation: Stop);
            await using IJournal held = await store.OpenAsync(Bench.Stream, Stop);
            Members members = new() { Status = status };
            await using LedgerDesk desk = new(new Bench { Store = store }.Site(), NullLogger.Instance, members.Seat);
            LedgerInfo info = await desk.OpenAsync();

            Assert.Equal(LedgerState.Fenced, info.State);
            Assert.Contains("does not belong to its cluster", info.Trouble, StringComparison.Ordinal);
            await using IJournal next = await store.OpenAsync(Bench.Stream, Stop);
            Assert.Equal(held.Epoch + 1, next.Epoch);
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task C9_Without_the_table_of_the_cluster_a_ledger_is_not_opened_and_then_it_is()
    {
        string folder = System.IO.Directory.CreateTempSubdirectory("clearing-seat").FullName;
        try
        {
            await using SqliteStore store = await SqliteStore.OpenAsync(folder, cancellation: Stop);
            Members members = new() { Status = SiloStatus.Active, IsAway = true };
            Bench bench = new() { Store = store };
            await using LedgerDesk desk = new(bench.Site(), NullLogger.Instance, members.Seat);
            Assert.Equal(LedgerState.Unavailable, (await desk.OpenAsync()).State);
            members.IsAway = false;
            while (desk.Status.State != LedgerState.Serving)
            {
                bench.Time.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task C5_A_process_that_stood_still_and_was_given_up_answers_nothing_from_what_it_remembers()
    {
        string folder = System.IO.Directory.CreateTempSubdirectory("clearing-seat").FullName;
        try
        {
            await using SqliteStore store = await SqliteStore.OpenAsync(folder, cancellation: Stop);
            Members members = new() { Status = SiloStatus.Active };
            Bench bench = new() { Store = store };
            await using LedgerDesk desk = new(bench.Site(), NullLogger.Instance, members.Seat);
            Assert.Equal(LedgerState.Serving, (await desk.OpenAsync()).State);
            Assert.True((await PayAsync(desk, 1)) < Standing.Different);
            bench.Time.Advance(TimeSpan.FromSeconds(3));
            Assert.True((await PayAsync(desk, 2)) < Standing.Different);
            members.Status = SiloStatus.Dead;
            bench.Time.Advance(TimeSpan.FromSeconds(3));

            InstructionAnswers asked = await desk.AskAsync(new Blob<InstructionId>(new[] { Bench.Pay(1).Id }));
            Assert.Equal(Standing.Unavailable, asked.Answers.Span[0].Standing);
            await desk.Ended;
            Assert.Equal(LedgerState.Fenced, desk.Status.State);
            Assert.Equal(Standing.Unavailable, await PayAsync(desk, 3));
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Standing> PayAsync(LedgerDesk desk, int payment) =>
        (await desk.SubmitAsync(Bench.Batch(Bench.Pay(payment)))).Answers.Span[0].Standing;

    [Fact]
    public void Ledgers_spread_over_the_processes_and_few_move_when_one_goes()
    {
        string[] ledgers = [.. Enumerable.Range(0, 30).Select(i => $"world/{i}")];
        SiloAddress[] silos = [.. Enumerable.Range(0, 3).Select(Silo)];
        Dictionary<string, SiloAddress> homes = ledgers.ToDictionary(
            ledger => ledger, ledger => LedgerPlacementDirector.HomeOf(ledger, ledgers, silos));
        SiloAddress gone = silos[1];
        SiloAddress[] left = [silos[2], silos[0]];
        int moved = ledgers.Count(ledger =>
            homes[ledger] != gone && LedgerPlacementDirector.HomeOf(ledger, ledgers, left) != homes[ledger]);

        Assert.All(silos, silo => Assert.Equal(10, homes.Values.Count(home => home == silo)));
        Assert.True(moved <= ledgers.Length / 3, $"{moved} of {ledgers.Length} moved without need");
    }

    private static SiloAddress Silo(int i) => SiloAddress.New(IPAddress.Loopback, 7_500 + i, 1);

    /// <summary>The table of a cluster of which this process is the first.</summary>
    private sealed class Members : IMembershipTable, ILocalSiloDetails
    {
        public SiloStatus? Status { get; set; }

        public bool IsAway { get; set; }

        public ClusterSeat Seat => new(this, this, null!, null!);

        public string Name => "first";

        public string ClusterId => "bench";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => Silo(0);

        public SiloAddress GatewayAddress => Silo(0);

        public Task<MembershipTableData> ReadRow(SiloAddress key)
        {
            if (IsAway)
            {
                throw new IOException("It is away.");
            }

            TableVersion version = new(1, "1");
            return Task.FromResult(Status is { } status
                ? new MembershipTableData(
                    Tuple.Create(new MembershipEntry { SiloAddress = key, Status = status }, "1"), version)
                : new MembershipTableData(version));
        }

        public Task<MembershipTableData> ReadAll() => ReadRow(SiloAddress);

        public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

        public Task DeleteMembershipTableEntries(string clusterId) => Task.CompletedTask;

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => Task.CompletedTask;

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => Task.FromResult(false);

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
            Task.FromResult(false);

        public Task UpdateIAmAlive(MembershipEntry entry) => Task.CompletedTask;
    }
}
