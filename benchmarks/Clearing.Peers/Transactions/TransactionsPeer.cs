using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.Transactions;

namespace Clearing.Peers.Transactions;

/// <summary>
/// An Orleans ACID transaction a payment, over two account grains in a silo inside this process. State lies in memory,
/// or in PostgreSQL through the grain storage of <c>Microsoft.Orleans.Persistence.AdoNet</c>.
/// </summary>
public sealed class TransactionsPeer : IPeer
{
    internal const string Storage = "accounts";

    private const int Attempts = 20;

    private readonly IHost _host;
    private readonly IGrainFactory _grains;
    private readonly bool _durable;
    private PeerWorld _world = new(2, 0);
    private ulong[] _numbers = [];

    private TransactionsPeer(IHost host, bool durable)
    {
        _host = host;
        _grains = host.Services.GetRequiredService<IGrainFactory>();
        _durable = durable;
    }

    public string Name => _durable ? "Orleans transaction, PostgreSQL" : "Orleans transaction, memory";

    public int PaymentsPerCall => 1;

    public string Honestly =>
        "one transaction a payment over two account grains, both locked in ascending order, funds checked, two-phase "
        + (_durable
            ? "commit through grain storage, which Orleans itself calls the less efficient way. "
            : "commit in memory: nothing survives the process. ")
        + "Called from within the silo's process. Leaves out also: an id (a payment sent again is a second one) and a "
        + "record of the payment.";

    /// <summary>Starts a silo on a free loopback port.</summary>
    /// <param name="connectionString">The database that keeps the accounts; null keeps them in memory.</param>
    /// <exception cref="IOException">No port could be had.</exception>
    public static async Task<TransactionsPeer> StartAsync(string? connectionString)
    {
        if (connectionString is not null)
        {
            await using NpgsqlConnection connection = new(connectionString);
            await connection.OpenAsync();
            await using NpgsqlCommand script = new(Resources.Text("storage.sql"), connection);
            await script.ExecuteNonQueryAsync();
        }

        for (int attempt = 1; ; attempt++)
        {
            IHost host = Build(FreePorts.One(), connectionString);
            try
            {
                await host.StartAsync();
                return new TransactionsPeer(host, connectionString is not null);
            }
            catch (Exception e) when (FreePorts.IsTaken(e))
            {
                host.Dispose();
                if (attempt == Attempts)
                {
                    throw new IOException($"No free loopback port in {Attempts} attempts.", e);
                }
            }
        }
    }

    public async Task OpenAsync(PeerWorld world)
    {
        _world = world;
        _numbers = new ulong[world.Clients];
        foreach (int[] some in Enumerable.Range(0, world.Accounts).Chunk(16))
        {
            await Task.WhenAll(some.Select(i => Account(i).OpenAsync(world.OpeningMinor)));
        }
    }

    public async ValueTask<int> CallAsync(int client)
    {
        DrawnPayment payment = DrawnPayment.Of(client, _numbers[client]++, _world.Accounts);
        return await PayAsync(payment.Payer, payment.Payee, payment.AmountMinor) ? 1 : 0;
    }

    /// <summary>Whether the payment settled; if not, the transaction was aborted and moved nothing.</summary>
    public async Task<bool> PayAsync(int payer, int payee, long amountMinor)
    {
        try
        {
            await _grains.GetGrain<IPaymentGrain>(0).PayAsync(payer, payee, amountMinor);
            return true;
        }
        catch (OrleansTransactionAbortedException)
        {
            return false;
        }
    }

    public async Task<long> BalanceAsync(int account) => (await Account(account).ReadAsync()).BalanceMinor;

    public async Task AuditAsync(long settled)
    {
        Int128 money = 0;
        long sent = 0;
        for (int i = 0; i < _world.Accounts; i++)
        {
            AccountState state = await Account(i).ReadAsync();
            money += state.BalanceMinor;
            sent += state.SentCount;
            if (state.BalanceMinor < 0)
            {
                throw new AuditException($"{Name}: account {i} is overdrawn");
            }
        }

        if (money != (Int128)_world.Accounts * _world.OpeningMinor)
        {
            throw new AuditException($"{Name}: the balances sum to {money}, not to what they opened with");
        }

        if (sent != settled)
        {
            throw new AuditException($"{Name}: {settled} payments were acknowledged and {sent} moved money");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private IAccountGrain Account(int index) => _grains.GetGrain<IAccountGrain>(index);

    private static IHost Build(int siloPort, string? connectionString)
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort: 0).UseTransactions();
            if (connectionString is null)
            {
                silo.AddMemoryGrainStorage(Storage);
                return;
            }

            silo.AddAdoNetGrainStorage(Storage, options => options.Configure<Serializer>((storage, serializer) =>
            {
                storage.Invariant = "Npgsql";
                storage.ConnectionString = Own(connectionString);
                storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            }));
        });
        return builder.Build();
    }

    // The storage's queries prepare themselves after their second use.
    private static string Own(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        SearchPath = "transactions_peer",
        MaxAutoPrepare = 8,
        AutoPrepareMinUsages = 2,
    }.ConnectionString;

    /// <summary>Leaves the console and its signals to the program.</summary>
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
