using Clearing.Peers.Procedure;
using Npgsql;

namespace Clearing.Peers.Tests;

/// <summary>The stored-procedure ledger does what its row in the table says.</summary>
[Collection<Database>]
public sealed class ProcedureTests(Database database)
{
    private const int Settled = 1;
    private const int NotCovered = 0;
    private const int Repeated = 2;
    private const int Different = 3;

    [Fact]
    public async Task A_payment_moves_money_once_however_often_it_is_sent()
    {
        await using ProcedurePeer peer = await OpenAsync(ProcedureKind.One, new PeerWorld(2, 1, 1_000));
        DrawnPayment payment = Payment(1, 0, 1, 300);

        Assert.Equal(Settled, await peer.PayAsync(0, payment));
        Assert.Equal(Repeated, await peer.PayAsync(0, payment));
        Assert.Equal(Different, await peer.PayAsync(0, payment with { AmountMinor = 301 }));

        await HasBalancesAsync(peer, 700, 1_300);
        await peer.AuditAsync(settled: 1);
    }

    [Fact]
    public async Task A_payment_that_is_not_covered_moves_nothing_and_takes_its_id()
    {
        await using ProcedurePeer peer = await OpenAsync(ProcedureKind.One, new PeerWorld(2, 1, 1_000));
        DrawnPayment payment = Payment(1, 0, 1, 1_001);

        Assert.Equal(NotCovered, await peer.PayAsync(0, payment));
        Assert.Equal(Repeated, await peer.PayAsync(0, payment));

        await HasBalancesAsync(peer, 1_000, 1_000);
        await peer.AuditAsync(settled: 0);
    }

    [Fact]
    public async Task A_payment_of_an_account_that_does_not_exist_leaves_no_trace()
    {
        await using ProcedurePeer peer = await OpenAsync(ProcedureKind.One, new PeerWorld(2, 1, 1_000));

        await Assert.ThrowsAsync<PostgresException>(() => peer.PayAsync(0, Payment(1, 0, 7, 10)).AsTask());

        Assert.Equal(Settled, await peer.PayAsync(0, Payment(1, 0, 1, 10)));
        await peer.AuditAsync(settled: 1);
    }

    [Theory]
    [InlineData(ProcedureKind.Net, 2, 500, 1_500)]
    [InlineData(ProcedureKind.Each, 1, 2_000, 0)]
    public async Task A_set_settles_netted_what_in_order_is_not_covered(
        ProcedureKind kind, int settled, long first, long second)
    {
        await using ProcedurePeer peer = await OpenAsync(kind, new PeerWorld(2, 1, 1_000));

        Assert.Equal(settled, await peer.PayAsync(0, [Payment(1, 0, 1, 1_500), Payment(2, 1, 0, 1_000)]));

        await HasBalancesAsync(peer, first, second);
        await peer.AuditAsync(settled);
    }

    [Theory]
    [InlineData(ProcedureKind.Net)]
    [InlineData(ProcedureKind.Each)]
    public async Task A_set_whose_nets_are_not_covered_is_judged_in_order(ProcedureKind kind)
    {
        await using ProcedurePeer peer = await OpenAsync(kind, new PeerWorld(2, 1, 1_000));

        int settled = await peer.PayAsync(
            0, [Payment(1, 0, 1, 600), Payment(2, 0, 1, 600), Payment(3, 0, 1, 400), Payment(4, 1, 0, 1)]);

        Assert.Equal(3, settled);
        await HasBalancesAsync(peer, 1, 1_999);
        await peer.AuditAsync(settled: 3);
    }

    [Theory]
    [InlineData(ProcedureKind.Net)]
    [InlineData(ProcedureKind.Each)]
    public async Task A_set_moves_every_id_once_within_it_and_from_set_to_set(ProcedureKind kind)
    {
        await using ProcedurePeer peer = await OpenAsync(kind, new PeerWorld(2, 1, 1_000));

        Assert.Equal(2, await peer.PayAsync(0, [Payment(1, 0, 1, 10), Payment(2, 0, 1, 20), Payment(1, 0, 1, 10)]));
        Assert.Equal(1, await peer.PayAsync(0, [Payment(3, 1, 0, 5), Payment(2, 0, 1, 20), Payment(1, 0, 1, 10)]));
        Assert.Equal(0, await peer.PayAsync(0, [Payment(3, 1, 0, 5)]));

        await HasBalancesAsync(peer, 975, 1_025);
        await peer.AuditAsync(settled: 3);
    }

    [Theory]
    [InlineData(ProcedureKind.One, 100)]
    [InlineData(ProcedureKind.Net, 3)]
    [InlineData(ProcedureKind.Each, 3)]
    public async Task Clients_that_press_on_few_scarce_accounts_pass_the_audit(ProcedureKind kind, int calls)
    {
        const int clients = 4;
        await using ProcedurePeer peer = await OpenAsync(kind, new PeerWorld(3, clients, 5_000));

        long settled = await Crowd.CallAsync(peer, clients, calls);

        await peer.AuditAsync(settled);
        Assert.InRange(settled, 1, clients * calls * (long)peer.PaymentsPerCall);
        await Assert.ThrowsAsync<AuditException>(() => peer.AuditAsync(settled + 1));
    }

    [Fact]
    public async Task The_audit_sees_a_balance_that_no_payment_explains()
    {
        await using ProcedurePeer peer = await OpenAsync(ProcedureKind.One, new PeerWorld(2, 1, 1_000));
        await using NpgsqlConnection connection = new(database.Need());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using NpgsqlCommand forgery = new(
            "update procedure_peer.account set balance = balance + 1 where id = 0", connection);
        await forgery.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<AuditException>(() => peer.AuditAsync(settled: 0));
    }

    [Fact]
    public async Task The_private_server_makes_commits_durable()
    {
        IReadOnlyList<string> facts = await Machine.FactsAsync(database.Need(), folder: null);

        string server = Assert.Single(facts, fact => fact.Contains("PostgreSQL", StringComparison.Ordinal));
        Assert.Contains("fsync=on, synchronous_commit=on, full_page_writes=on", server, StringComparison.Ordinal);
    }

    private static DrawnPayment Payment(ulong number, int payer, int payee, long amountMinor) =>
        new(DrawnPayment.Of(0, number, 2).Id, payer, payee, amountMinor);

    private static async Task HasBalancesAsync(ProcedurePeer peer, long first, long second)
    {
        Assert.Equal(first, await peer.BalanceAsync(0));
        Assert.Equal(second, await peer.BalanceAsync(1));
    }

    private async Task<ProcedurePeer> OpenAsync(ProcedureKind kind, PeerWorld world)
    {
        ProcedurePeer peer = new(database.Need(), kind);
        await peer.OpenAsync(world);
        return peer;
    }
}
