using Clearing.Journal.Postgres;
using Npgsql;

namespace Clearing.Journal.Tests.Stores;

/// <summary>What befalls a database server and the way to it.</summary>
public sealed class PostgresFaultTests(PostgresFixture server)
{
    private const string Stream = "riverside/RTGS";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_who_start_at_once_on_a_new_database_make_its_tables_once()
    {
        string connection = server.CreateDatabase();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using PostgresStore store = await PostgresStore.OpenAsync(connection, cancellation: Stop);
            Assert.Empty(store.Weaknesses);
            Assert.Empty(await store.StreamsAsync(Stop));
        }));
    }

    [Fact]
    public async Task S1_Every_commit_waits_for_the_disk_where_the_server_would_not_by_itself()
    {
        string connection = server.CreateDatabase() + ";Options=-c synchronous_commit=off;Maximum Pool Size=1";
        await using PostgresStore store = await PostgresStore.OpenAsync(connection, cancellation: Stop);
        for (int use = 0; use < 3; use++)
        {
            Assert.Equal("on", await store.RunAsync(async session =>
            {
                await using NpgsqlCommand ask = new("SHOW synchronous_commit", session);
                return (string?)await ask.ExecuteScalarAsync(Stop);
            }, Stop));
        }
    }

    [Fact]
    public async Task S12_A_database_that_is_not_what_it_should_be_is_told_exactly()
    {
        string connection = server.CreateDatabase();
        await Slices.FaultAsync(
            JournalFault.Absent, () => PostgresStore.OpenAsync(connection, StoreAccess.Read, Stop));
        await Slices.FaultAsync(
            JournalFault.Absent, () => PostgresStore.OpenAsync(connection + ";Database=nowhere", cancellation: Stop));
        await Slices.FaultAsync(
            JournalFault.Denied, () => PostgresStore.OpenAsync(connection + ";Username=nobody", cancellation: Stop));
        await Slices.FaultAsync(
            JournalFault.Denied, () => PostgresStore.OpenAsync("Hosst=nowhere", cancellation: Stop));
        await using (await PostgresStore.OpenAsync(connection, cancellation: Stop))
        {
            await RunAsync(connection, "UPDATE clearing.version SET version = 2");
        }

        JournalException later = await Slices.FaultAsync(
            JournalFault.Version, () => PostgresStore.OpenAsync(connection, cancellation: Stop));
        Assert.Contains("version 2; this program knows version 1", later.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_on_one_stream_take_turns_and_the_later_wins()
    {
        string connection = server.CreateDatabase();
        await using PostgresStore first = await PostgresStore.OpenAsync(connection, cancellation: Stop);
        await using PostgresStore second = await PostgresStore.OpenAsync(connection, cancellation: Stop);
        await using IJournal old = await first.OpenAsync(Stream, Stop);
        old.Append(3);
        await using IJournal young = await second.OpenAsync(Stream, Stop);
        Assert.Equal(old.Tail, young.Tail);
        Slices.Fault(JournalFault.Fenced, () => old.Append(1));
        young.Append(1);
        Assert.Equal(young.Tail, await young.ReadAndExpectAsync(GroupPlace.Start));
    }

    [Fact]
    public async Task A_session_ended_while_a_group_was_under_way_leaves_an_unknown_outcome_that_opening_resolves()
    {
        string connection = server.CreateDatabase();
        await using PostgresStore store = await PostgresStore.OpenAsync(connection, cancellation: Stop);
        await using IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(2);
        GroupPlace acknowledged = journal.Tail;

        // Somebody holds the stream's row, so that the append waits in the server; there its session is ended.
        await using NpgsqlConnection holder = new(connection);
        await holder.OpenAsync(Stop);
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync(Stop);
        await using (NpgsqlCommand hold = new("SELECT 1 FROM clearing.streams FOR UPDATE", holder))
        {
            await hold.ExecuteNonQueryAsync(Stop);
        }

        Task append = Task.Run(() => journal.Append(1), Stop);
        const string End = """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """;
        while ((long)(await RunAsync(connection, End))! == 0)
        {
            Assert.False(append.IsCompleted);
        }

        await Slices.FaultAsync(JournalFault.Unknown, () => append);
        Slices.Fault(JournalFault.Unavailable, () => journal.Append(1));
        await held.RollbackAsync(Stop);
        await using IJournal again = await store.OpenAsync(Stream, Stop);
        Assert.Equal(acknowledged, again.Tail);
        again.Append(1);
        Assert.Equal(again.Tail, await again.ReadAndExpectAsync(GroupPlace.Start));
    }

    [Fact]
    public async Task S1_A_server_killed_under_load_has_all_that_was_acknowledged_and_the_same_store_goes_on()
    {
        RequiredPostgres.Check();
        using PostgresServer own = PostgresServer.Start();
        await using PostgresStore store = await PostgresStore.OpenAsync(own.CreateDatabase(), cancellation: Stop);
        GroupPlace acknowledged = GroupPlace.Start;
        for (int round = 0; round < 3; round++)
        {
            await using IJournal journal = await store.OpenAsync(Stream, Stop);
            Assert.InRange(journal.Tail.Sequence, acknowledged.Sequence, acknowledged.Sequence + 1);
            await using GroupCommit commit = new(journal, Slices.Stamp);
            TaskCompletionSource going = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Task load = Task.Run(
                async () =>
                {
                    long instant = journal.Tail.Sequence * 10_000;
                    while (commit.Fault is null)
                    {
                        Task<GroupPlace> slice = commit.Append(++instant, 10, Slices.Octets(instant, 480), []);
                        acknowledged = await slice;
                        going.TrySetResult();
                    }
                },
                Stop);
            await going.Task;
            own.Kill();
            JournalException gone = await Assert.ThrowsAsync<JournalException>(() => load);
            Assert.True(gone.Fault is JournalFault.Unknown or JournalFault.Unavailable, gone.Message);
            await Slices.FaultAsync(JournalFault.Unavailable, () => store.OpenAsync(Stream, Stop));
            own.Restart();
        }

        await using IJournal last = await store.OpenAsync(Stream, Stop);
        GroupPlace place = GroupPlace.Start;
        await foreach (JournalGroup group in last.ReadAsync(GroupPlace.Start, Slices.Stamp.World, Stop))
        {
            place = group.Place;
            Assert.True(place.Sequence != acknowledged.Sequence || place == acknowledged);
        }

        Assert.InRange(place.Sequence, acknowledged.Sequence, acknowledged.Sequence + 1);
    }

    private static async Task<object?> RunAsync(string connection, string sql)
    {
        await using NpgsqlConnection session = new(connection);
        await session.OpenAsync(Stop);
#pragma warning disable CA2100 // The text is the test's own.
        await using NpgsqlCommand command = new(sql, session);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Stop);
    }
}
