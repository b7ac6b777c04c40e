using Clearing.Peers.Transactions;
using Npgsql;

namespace Clearing.Peers.Tests;

/// <summary>The Orleans transactions do what their row in the table says.</summary>
[Collection<Database>]
public sealed class TransactionsTests(Database database)
{
    [Fact]
    public async Task A_payment_moves_both_accounts_or_none_and_sent_again_it_is_a_second_one()
    {
        await using TransactionsPeer peer = await TransactionsPeer.StartAsync(connectionString: null);
        await peer.OpenAsync(new PeerWorld(2, 1, 1_000));

        Assert.True(await peer.PayAsync(0, 1, 400));
        Assert.True(await peer.PayAsync(0, 1, 400));
        Assert.False(await peer.PayAsync(0, 1, 400));
        Assert.False(await peer.PayAsync(1, 0, 1_801));

        Assert.Equal(200, await peer.BalanceAsync(0));
        Assert.Equal(1_800, await peer.BalanceAsync(1));
        await peer.AuditAsync(settled: 2);
        await Assert.ThrowsAsync<AuditException>(() => peer.AuditAsync(settled: 3));
    }

    [Fact]
    public async Task Clients_that_press_on_few_scarce_accounts_pass_the_audit_and_a_new_silo_finds_their_balances()
    {
        const int clients = 4;
        const int calls = 10;
        string connectionString = database.Need();
        long[] balances;
        await using (TransactionsPeer peer = await TransactionsPeer.StartAsync(connectionString))
        {
            await peer.OpenAsync(new PeerWorld(3, clients, 2_000));
            long settled = await Crowd.CallAsync(peer, clients, calls);
            await peer.AuditAsync(settled);
            Assert.InRange(settled, 1, clients * calls);
            balances = await BalancesAsync(peer);
        }

        await using TransactionsPeer successor = await TransactionsPeer.StartAsync(connectionString);
        Assert.Equal(balances, await BalancesAsync(successor));
    }

    [Fact]
    public async Task The_storage_refuses_a_write_over_a_version_that_the_writer_has_not_seen()
    {
        string connectionString = database.Need();
        await using (await TransactionsPeer.StartAsync(connectionString))
        {
            // Only for its script.
        }

        Assert.Equal(1, await WriteAsync(connectionString, seen: null));
        Assert.Null(await WriteAsync(connectionString, seen: null));
        Assert.Equal(2, await WriteAsync(connectionString, seen: 1));
        Assert.Null(await WriteAsync(connectionString, seen: 1));
    }

    private static async Task<long[]> BalancesAsync(TransactionsPeer peer) =>
        [await peer.BalanceAsync(0), await peer.BalanceAsync(1), await peer.BalanceAsync(2)];

    private static async Task<int?> WriteAsync(string connectionString, int? seen)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using NpgsqlConnection connection = new(connectionString + ";Search Path=transactions_peer");
        await connection.OpenAsync(cancellation);
        await using NpgsqlCommand text = new(
            "select QueryText from OrleansQuery where QueryKey = 'WriteToStorageKey'", connection);
        await using NpgsqlCommand write = new((string)(await text.ExecuteScalarAsync(cancellation))!, connection);
        write.Parameters.Add(new NpgsqlParameter<int>("GrainIdHash", 1));
        write.Parameters.Add(new NpgsqlParameter<long>("GrainIdN0", 2));
        write.Parameters.Add(new NpgsqlParameter<long>("GrainIdN1", 3));
        write.Parameters.Add(new NpgsqlParameter<int>("GrainTypeHash", 4));
        write.Parameters.Add(new NpgsqlParameter<string>("GrainTypeString", "type"));
        write.Parameters.Add(new NpgsqlParameter<string?>("GrainIdExtensionString", null));
        write.Parameters.Add(new NpgsqlParameter<string>("ServiceId", "service"));
        write.Parameters.Add(new NpgsqlParameter<byte[]>("PayloadBinary", [5]));
        write.Parameters.Add(new NpgsqlParameter<int?>("GrainStateVersion", seen));
        return await write.ExecuteScalarAsync(cancellation) as int?;
    }
}
