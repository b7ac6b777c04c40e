using System.Net;
using System.Net.Sockets;
using Clearing.Grains.Worlds;
using Clearing.Scenarios;
using Clearing.Server.Serving;
using Microsoft.Data.Sqlite;

namespace Clearing.Cli.Tests;

/// <summary>What <c>serve</c> refuses, with which code, and what it says to do.</summary>
public sealed class ServeTests
{
    private const string Banks =
        """
        name: two
        participants:
          - { id: A, balance: 100.00 }
          - { id: B, bic: BBBBUS30 }
        payments: []
        systems:
          - { name: gross, rulebook: rtgs }

        """;

    [Fact]
    public async Task A_world_that_only_a_run_can_do_is_refused_at_its_place_and_nothing_is_made()
    {
        using Session session = new();
        string path = session.Write(
            "day.yaml", Banks + "behaviours: [ { send: { balance-reactive: { keep: 1.00 } } } ]");

        int code = await session.RunAsync("serve", path, "--data", session.In("data"));

        Assert.Equal(ExitCode.Invalid, code);
        Assert.Contains($"{path}:8:17: CLR-1503 Banks that react cannot be served", session.Error);
        Assert.False(Directory.Exists(session.In("data")));
    }

    [Theory]
    [InlineData("ALDEUS30AXXX one 00", "terminals.keys: Line 1 is no key")]
    [InlineData("# nothing", "terminals.keys: There is no key in it.")]
    [InlineData("NOBOUS30AXXX 1 00000000000000000000000000000000000000000000000000000000000000000", "Line 1 is no key")]
    [InlineData("NOBOUS30AXXX 1 0000000000000000000000000000000000000000000000000000000000000000", "of no participant")]
    public async Task Keys_that_cannot_be_used_end_with_3_and_say_why(string key, string said)
    {
        using Session session = new();
        string path = session.Write("day.yaml", Banks);
        string keys = session.Write("terminals.keys", key);

        int code = await session.RunAsync("serve", path, "--data", session.In("data"), "--tcp", "0", "--keys", keys);

        Assert.Equal(ExitCode.Invalid, code);
        Assert.Contains(said, session.Error);
    }

    [Fact]
    public async Task A_folder_of_another_world_ends_with_3_and_says_what_differs()
    {
        using Session session = new();
        await (await ServeAsync(session)).DisposeAsync();
        string other = session.Write("other.yaml", Banks.Replace("balance: 100.00", "balance: 99.00"));

        int code = await session.RunAsync("serve", other, "--data", session.In("data"), "--tcp", "0");

        Assert.Equal(ExitCode.Invalid, code);
        Assert.Contains("holds another world. What differs: ledger gross.", session.Error);
    }

    [Fact]
    public async Task A_folder_in_use_and_a_port_that_is_taken_end_with_8_and_say_what_to_do()
    {
        using Session session = new();
        await using LiveService service = await ServeAsync(session);
        string path = session.In("day.yaml");

        int inUse = await session.RunAsync("serve", path, "--data", session.In("data"), "--tcp", "0");
        int taken = await session.RunAsync(
            "serve", path, "--data", session.In("other"), "--tcp", $"{service.Endpoint.Port}");

        Assert.Equal((ExitCode.Environment, ExitCode.Environment), (inUse, taken));
        Assert.Contains("is in use: another process serves from it.", session.Error);
        Assert.Contains($"{service.Endpoint} cannot be listened on", session.Error);
        Assert.Contains("--tcp 0 takes a free one", session.Error);
    }

    [Fact]
    public async Task A_place_that_is_no_folder_or_of_a_later_version_and_a_database_out_of_reach_end_with_8()
    {
        using Session session = new();
        await (await ServeAsync(session)).DisposeAsync();
        string path = session.In("day.yaml");
        await using (SqliteConnection journal = new($"Data Source={session.In("data/journal.db")};Pooling=false"))
        {
            await journal.OpenAsync(TestContext.Current.CancellationToken);
            await using SqliteCommand command = journal.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        int later = await session.RunAsync("serve", path, "--data", session.In("data"), "--tcp", "0");
        int file = await session.RunAsync("serve", path, "--data", path, "--tcp", "0");
        int away = await session.RunAsync(
            "serve", path, "--tcp", "0", "--postgres", $"Host=127.0.0.1;Port={FreePort()};Username=x;Timeout=2");
        int keys = await session.RunAsync(
            "serve", path, "--data", session.In("other"), "--keys", session.In("no.keys"));
        int unwritten = await session.RunAsync("serve", path, "--tcp", "0", "--postgres", "Hots=localhost");

        Assert.Equal((8, 8, 8, 8, 8), (later, file, away, keys, unwritten));
        Assert.Contains("version 99", session.Error);
        Assert.Contains($"{path} cannot be made: it is a file. Name a folder", session.Error);
        Assert.Contains($"{session.In("no.keys")} is not there. Name the file", session.Error);
        Assert.Contains("Is the server running", session.Error);
        Assert.Contains("not written as it must be", session.Error);
    }

    private static async Task<LiveService> ServeAsync(Session session)
    {
        ScenarioResult read = ScenarioReader.Read(session.Write("day.yaml", Banks), live: true);
        return await LiveService.StartAsync(
            read.Scenario!, new ServiceOptions { Place = new WorldPlace(session.In("data"), null) });
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
