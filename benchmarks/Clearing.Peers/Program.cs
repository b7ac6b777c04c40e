using System.CommandLine;
using System.CommandLine.Parsing;
using Clearing.Peers;
using Clearing.Peers.Procedure;
using Clearing.Peers.Transactions;
using Npgsql;

Option<string?> postgres = new("--postgres")
{
    Description = "Connection string of a PostgreSQL server to use; its schemas procedure_peer and transactions_peer "
        + "are overwritten. Without it the program starts a server of its own.",
};
Option<string?> folder = new("--folder")
{
    Description = "Where the program's own server keeps its data. Default: the temporary folder.",
};
Option<int> runs = new("--runs") { Description = "Runs of each row.", DefaultValueFactory = _ => 5 };
Option<double> seconds = new("--seconds") { Description = "Length of a run.", DefaultValueFactory = _ => 3 };
Option<double> warmUp = new("--warm-up") { Description = "Seconds before, not counted.", DefaultValueFactory = _ => 2 };
Option<int[]> accounts = new("--accounts")
{
    Description = "Numbers of accounts.",
    DefaultValueFactory = _ => [10, 40, 1_000],
    AllowMultipleArgumentsPerToken = true,
};
Option<int[]> clients = new("--clients")
{
    Description = "Numbers of calls under way at once.",
    DefaultValueFactory = _ => [1, 8, 32],
    AllowMultipleArgumentsPerToken = true,
};
Option<string?> ours = new("--ours")
{
    Description = "Command line that measures the live path once and prints a JSON object.",
};
Option<string> figure = new("--figure")
{
    Description = "Where in that object the payments a second stand, names parted by dots.",
    DefaultValueFactory = _ => "acknowledged_per_second",
};
Option<double?> oursPerSecond = new("--ours-per-second")
{
    Description = "The live path's payments a second, instead of --ours.",
};
Option<int> world = new("--accounts") { Description = "Number of accounts.", DefaultValueFactory = _ => 40 };

runs.Validators.Add(result => AtLeast(result, 1, result.GetValueOrDefault<int>()));
accounts.Validators.Add(result => AtLeast(result, 2, result.GetValueOrDefault<int[]>()));
world.Validators.Add(result => AtLeast(result, 2, result.GetValueOrDefault<int>()));
clients.Validators.Add(result => AtLeast(result, 1, result.GetValueOrDefault<int[]>()));

Command procedure = new("procedure", "A ledger of stored procedures in PostgreSQL: one payment and a thousand a call.");
Command transactions = new("transactions", "An Orleans ACID transaction a payment, in memory and on PostgreSQL.");
Command compare = new("compare", "The live path and its peers in turn, as ratios. Ends with 6 when an aim is missed.");
RootCommand root = new("What the live path is measured against.\n\nExample: clearing-peers procedure --accounts 10")
{
    procedure, transactions, compare,
};
foreach (Command command in (Command[])[procedure, transactions, compare])
{
    foreach (Option option in (Option[])[postgres, folder, runs, seconds, warmUp, clients])
    {
        command.Options.Add(option);
    }
}

procedure.Options.Add(accounts);
transactions.Options.Add(accounts);
compare.Options.Add(world);
compare.Options.Add(ours);
compare.Options.Add(figure);
compare.Options.Add(oursPerSecond);
compare.Validators.Add(result =>
{
    if (result.GetValue(ours) is null == result.GetValue(oursPerSecond) is null)
    {
        result.AddError("Give either --ours or --ours-per-second.");
    }
});

procedure.SetAction((parsed, cancellation) => WithDatabaseAsync(
    parsed, async database =>
    {
        await using ProcedurePeer one = new(database, ProcedureKind.One);
        await using ProcedurePeer net = new(database, ProcedureKind.Net);
        await using ProcedurePeer each = new(database, ProcedureKind.Each);
        return await RowsAsync(parsed, [one, net, each], cancellation);
    }));
transactions.SetAction((parsed, cancellation) => WithDatabaseAsync(
    parsed, async database =>
    {
        await using TransactionsPeer memory = await TransactionsPeer.StartAsync(null);
        await using TransactionsPeer durable = await TransactionsPeer.StartAsync(database);
        return await RowsAsync(parsed, [memory, durable], cancellation);
    }));
compare.SetAction((parsed, cancellation) => WithDatabaseAsync(
    parsed, async database =>
    {
        await using ProcedurePeer one = new(database, ProcedureKind.One);
        await using ProcedurePeer net = new(database, ProcedureKind.Net);
        await using ProcedurePeer each = new(database, ProcedureKind.Each);
        await using TransactionsPeer memory = await TransactionsPeer.StartAsync(null);
        await using TransactionsPeer durable = await TransactionsPeer.StartAsync(database);
        (IPeer Peer, double? Aim)[] peers = [(one, 20), (net, 2), (each, 2), (durable, 200), (memory, null)];
        Contender[] contenders =
        [
            .. peers.SelectMany(peer => parsed.GetRequiredValue(clients).Select(
                count => new Contender(peer.Peer, new PeerWorld(parsed.GetValue(world), count), peer.Aim))),
        ];
        (Spread own, IReadOnlyList<Standing> standings) = await Comparison.RunAsync(
            new Ours(parsed.GetValue(ours), parsed.GetRequiredValue(figure), parsed.GetValue(oursPerSecond) ?? 0),
            contenders, PaceOf(parsed), cancellation);
        bool met = Report.Print(own, standings);
        Report.Honestly(peers.Select(p => p.Peer));
        return met ? 0 : 6;
    }));

ParseResult parsed = root.Parse(args);
int exit = await parsed.InvokeAsync(new InvocationConfiguration
{
    // Time to stop the database in peace after an interrupt.
    ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
});
return parsed.Errors.Count > 0 ? 2 : exit;

static void AtLeast(OptionResult result, int least, params int[] values)
{
    if (values.Any(value => value < least))
    {
        result.AddError($"{result.Option.Name} is at least {least}.");
    }
}

Pace PaceOf(ParseResult parsed) => new(
    parsed.GetValue(runs), TimeSpan.FromSeconds(parsed.GetValue(seconds)),
    TimeSpan.FromSeconds(parsed.GetValue(warmUp)));

async Task<int> RowsAsync(ParseResult parsed, IPeer[] peers, CancellationToken cancellation)
{
    Report.RowsHead();
    foreach (IPeer peer in peers)
    {
        foreach (int accountCount in parsed.GetRequiredValue(accounts))
        {
            foreach (int clientCount in parsed.GetRequiredValue(clients))
            {
                PeerWorld place = new(accountCount, clientCount);
                Report.Print(await Row.MeasureAsync(peer, place, PaceOf(parsed), cancellation));
            }
        }
    }

    Report.Honestly(peers);
    return 0;
}

async Task<int> WithDatabaseAsync(ParseResult parsed, Func<string, Task<int>> measureAsync)
{
    try
    {
        if (parsed.GetValue(postgres) is { } given)
        {
            Report.Facts(await Machine.FactsAsync(given, null), PaceOf(parsed));
            return await measureAsync(given);
        }

        await using PrivatePostgres server = await PrivatePostgres.StartAsync(parsed.GetValue(folder));
        Report.Facts(await Machine.FactsAsync(server.ConnectionString, server.Folder), PaceOf(parsed));
        return await measureAsync(server.ConnectionString);
    }
    catch (AuditException e)
    {
        Console.Error.WriteLine(e.Message);
        return 5;
    }
    catch (OperationCanceledException)
    {
        return 7;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException or NpgsqlException)
    {
        Console.Error.WriteLine(e.Message);
        return 8;
    }
}
