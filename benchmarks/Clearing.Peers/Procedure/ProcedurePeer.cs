using Npgsql;
using NpgsqlTypes;

namespace Clearing.Peers.Procedure;

/// <summary>How many payments a call of the stored-procedure ledger brings, and how they are judged.</summary>
public enum ProcedureKind
{
    /// <summary>One payment a call.</summary>
    One,

    /// <summary>A thousand a call, settled as one where the nets are covered.</summary>
    Net,

    /// <summary>A thousand a call, each judged in order.</summary>
    Each,
}

/// <summary>A ledger of stored procedures in PostgreSQL (<c>ledger.sql</c>): one connection a client.</summary>
public sealed class ProcedurePeer(string connectionString, ProcedureKind kind) : IPeer
{
    private const int Thousand = 1_000;

    private readonly List<Client> _clients = [];
    private PeerWorld _world = new(2, 0);

    public string Name => kind switch
    {
        ProcedureKind.One => "procedure, one a call",
        ProcedureKind.Net => "procedure, a thousand a call, netted",
        _ => "procedure, a thousand a call, each in order",
    };

    public int PaymentsPerCall => kind == ProcedureKind.One ? 1 : Thousand;

    public string Honestly => kind switch
    {
        ProcedureKind.One =>
            "one call and one commit a payment: its id once in a table of payments, both rows locked in ascending "
            + "order, funds checked, both balances moved, the outcome answered.",
        ProcedureKind.Net =>
            "one commit a thousand: every id once in the table of payments, one movement an account. If a net is not "
            + "covered all are judged in order; so a payment may settle that alone, in its place, would have been "
            + "refused. Answers a number, not an outcome a payment.",
        _ =>
            "one commit a thousand: every id once in the table of payments, funds checked payment by payment in the "
            + "order given, one movement an account. Answers a number, not an outcome a payment.",
    };

    public async Task OpenAsync(PeerWorld world)
    {
        await CloseClientsAsync();
        _world = world;
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await RunAsync(connection, "drop schema if exists procedure_peer cascade; create schema procedure_peer");
        await RunAsync(connection, "set search_path = procedure_peer");
        await RunAsync(connection, Resources.Text("ledger.sql"));
        await RunAsync(
            connection,
            $"insert into account select id, {world.OpeningMinor} from generate_series(0, {world.Accounts - 1}) as id");
        await RunAsync(connection, "analyze account");
        await RunAsync(connection, "checkpoint");
        for (int i = 0; i < world.Clients; i++)
        {
            _clients.Add(await Client.OpenAsync(connectionString, i, kind));
        }
    }

    public async ValueTask<int> CallAsync(int client)
    {
        Client caller = _clients[client];
        if (kind == ProcedureKind.One)
        {
            return await PayAsync(client, DrawnPayment.Of(client, caller.Number++, _world.Accounts)) == 1 ? 1 : 0;
        }

        DrawnPayment[] payments = new DrawnPayment[Thousand];
        for (int i = 0; i < payments.Length; i++)
        {
            payments[i] = DrawnPayment.Of(client, caller.Number++, _world.Accounts);
        }

        return await PayAsync(client, payments);
    }

    /// <summary>1 settled, 0 not covered, 2 the same payment again, 3 another one under its id.</summary>
    public ValueTask<int> PayAsync(int client, DrawnPayment payment) =>
        _clients[client].ExecuteAsync(payment.Id, payment.Payer, payment.Payee, payment.AmountMinor);

    /// <summary>How many of the set were new and settled.</summary>
    public ValueTask<int> PayAsync(int client, IReadOnlyCollection<DrawnPayment> payments) =>
        _clients[client].ExecuteAsync(
            payments.Select(p => p.Id).ToArray(), payments.Select(p => p.Payer).ToArray(),
            payments.Select(p => p.Payee).ToArray(), payments.Select(p => p.AmountMinor).ToArray());

    public async Task<long> BalanceAsync(int account)
    {
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        return (long)await ScalarAsync(connection, $"select balance from procedure_peer.account where id = {account}");
    }

    public async Task AuditAsync(long settled)
    {
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        long recorded = (long)await ScalarAsync(
            connection, "select count(*) from procedure_peer.payment where settled");
        if (recorded != settled)
        {
            throw new AuditException($"{Name}: {settled} payments were acknowledged and {recorded} are recorded");
        }

        // Every balance is its opening and what the recorded payments moved: so no money was made or lost either.
        string moved = $"""
            with leg as (
                select payer as id, -amount as amount from procedure_peer.payment where settled
                union all select payee, amount from procedure_peer.payment where settled
            ), moved as (select id, sum(amount) as amount from leg group by id)
            select count(*) from procedure_peer.account left join moved using (id)
            where balance < 0 or balance <> {_world.OpeningMinor} + coalesce(moved.amount, 0)
            """;
        long wrong = (long)await ScalarAsync(connection, moved);
        if (wrong != 0)
        {
            throw new AuditException($"{Name}: {wrong} balances do not follow from the payments recorded");
        }
    }

    public async ValueTask DisposeAsync() => await CloseClientsAsync();

    private async Task CloseClientsAsync()
    {
        foreach (Client client in _clients)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        return (await command.ExecuteScalarAsync())!;
    }

    /// <summary>A connection with its prepared call.</summary>
    private sealed class Client(NpgsqlConnection connection, NpgsqlCommand call) : IAsyncDisposable
    {
        /// <summary>Number of the client's next payment.</summary>
        public ulong Number { get; set; }

        public static async Task<Client> OpenAsync(string connectionString, int client, ProcedureKind kind)
        {
            NpgsqlConnection connection = new(connectionString);
            await connection.OpenAsync();
            await RunAsync(connection, "set search_path = procedure_peer");
            string function = kind switch
            {
                ProcedureKind.One => "pay",
                ProcedureKind.Net => "pay_net",
                _ => "pay_each",
            };
            NpgsqlDbType array = kind == ProcedureKind.One ? default : NpgsqlDbType.Array;
            NpgsqlCommand call = new($"select {function}($1, $2, $3, $4)", connection) { CommandTimeout = 0 };
            NpgsqlDbType[] types =
                [NpgsqlDbType.Uuid, NpgsqlDbType.Integer, NpgsqlDbType.Integer, NpgsqlDbType.Bigint];
            foreach (NpgsqlDbType type in types)
            {
                call.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type | array });
            }

            await call.PrepareAsync();
            return new Client(connection, call);
        }

        public async ValueTask<int> ExecuteAsync(object id, object payer, object payee, object amount)
        {
            call.Parameters[0].Value = id;
            call.Parameters[1].Value = payer;
            call.Parameters[2].Value = payee;
            call.Parameters[3].Value = amount;
            return (int)(await call.ExecuteScalarAsync())!;
        }

        public async ValueTask DisposeAsync()
        {
            await call.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
