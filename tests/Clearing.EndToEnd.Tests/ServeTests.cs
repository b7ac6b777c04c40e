using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Clearing.EndToEnd.Tests;

/// <summary>A served world as a person starts, watches, kills and stops it.</summary>
public sealed class ServeTests
{
    // An hour of business, which 600 times the wall takes six seconds for.
    private const string Hour =
        """
        name: hour
        seed: 5
        calendar: { date: 2026-01-05, open: "09:00", close: "10:00" }
        participants:
          - generate: { count: 12, prefix: B, balance-total: 2_000_000.00 }
        payments:
          - generate: { count: 3000, total: 30_000_000.00 }
        systems:
          - { name: gross, rulebook: rtgs }
          - { name: netted, rulebook: dns, cycles: ["09:20", "09:40", "10:00"] }
        events:
          - { at: "09:30", balance: B01, add: 1000.00, system: gross }

        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scripted_day_at_600_times_the_wall_ends_in_the_state_of_the_run_also_when_it_is_killed(
        bool isKilled)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("hour.yaml", Hour);
        Ended run = await ClearingProcess.RunAsync("run", scenario, "--out", folder.In("out"), "--format", "json");
        if (isKilled)
        {
            using ClearingProcess killed = Serve(folder, scenario);
            await killed.ErrorLineAsync(line => string.CompareOrdinal(line, "2026-01-05 09:20") > 0);
            await killed.KillAsync();
        }

        using ClearingProcess served = Serve(folder, scenario);
        JsonElement begin = JsonDocument.Parse((await served.ReadLineAsync())!).RootElement;
        await served.ErrorLineAsync(line => string.CompareOrdinal(line, "2026-01-05 10:00:01") > 0);
        served.Interrupt();
        Ended ended = await served.EndAsync();

        Assert.True(ended.Code == 0, ended.Error);
        Assert.Equal(("hour", isKilled, 600), (
            begin.GetProperty("world").GetString(), !begin.GetProperty("new").GetBoolean(),
            begin.GetProperty("speed").GetInt32()));
        Assert.Equal(Hashes(run.Out, "systems"), Hashes(ended.Out, "ledgers"));
        Assert.DoesNotContain(folder.In("out"), ended.Error);
    }

    [Fact]
    public async Task The_world_that_comes_with_the_program_listens_and_ends_with_0_when_it_is_interrupted()
    {
        using TemporaryFolder folder = new();
        using ClearingProcess served = ClearingProcess.Start("serve", "--data", folder.In("data"), "--tcp", "0");

        Assert.Equal($"World forty-banks, new, in {folder.In("data")}", await served.ReadLineAsync());
        Assert.StartsWith("Business time 2026-01-05 00:00:", await served.ReadLineAsync());
        Assert.Equal("Ledgers rtgs, dns", await served.ReadLineAsync());
        string listening = (await served.ReadLineAsync())!;
        await served.ErrorLineAsync(line => line.StartsWith("2026-01-05 00:00:", StringComparison.Ordinal));
        using TcpClient client = new();
        await client.ConnectAsync(IPEndPoint.Parse(listening.Split(' ')[^1]), TestContext.Current.CancellationToken);
        served.Interrupt();
        Ended ended = await served.EndAsync();

        Assert.Equal((0, "Stopped. rtgs: 0 records, dns: 0 records\n"), (ended.Code, ended.Out));
        Assert.Contains("Nobody proves who they are", ended.Error);
    }

    [Fact]
    public async Task A_second_interrupt_ends_it_at_once_with_7_and_it_goes_on_when_it_is_started_again()
    {
        using TemporaryFolder folder = new();
        using (ClearingProcess served = ClearingProcess.Start(
            "serve", "--data", folder.In("data"), "--tcp", "0", "--format", "json"))
        {
            JsonElement begin = JsonDocument.Parse((await served.ReadLineAsync())!).RootElement;

            // Somebody who says nothing is waited for, so the service is still stopping when the second one comes.
            using TcpClient silent = new();
            await silent.ConnectAsync(
                IPEndPoint.Parse(begin.GetProperty("tcp").GetString()!), TestContext.Current.CancellationToken);
            await served.ErrorLineAsync(line => line.Contains("  1 session  ", StringComparison.Ordinal));
            served.Interrupt();
            await served.ErrorLineAsync(line => line.StartsWith("Stopping.", StringComparison.Ordinal));
            served.Interrupt();
            Assert.Equal(7, (await served.EndAsync()).Code);
        }

        using ClearingProcess again = ClearingProcess.Start("serve", "--data", folder.In("data"), "--tcp", "0");
        Assert.Equal($"World forty-banks, known, in {folder.In("data")}", await again.ReadLineAsync());
    }

    private static ClearingProcess Serve(TemporaryFolder folder, string scenario) => ClearingProcess.Start(
        "serve", scenario, "--data", folder.In("data"), "--tcp", "0", "--speed", "600", "--format", "json");

    private static string[] Hashes(string json, string list) =>
    [
        .. JsonDocument.Parse(json.Trim().Split('\n')[^1].StartsWith('{') ? json.Trim().Split('\n')[^1] : json)
            .RootElement.GetProperty(list).EnumerateArray()
            .Select(each => $"{each.GetProperty("name")} {each.GetProperty("state_hash")}"),
    ];
}
