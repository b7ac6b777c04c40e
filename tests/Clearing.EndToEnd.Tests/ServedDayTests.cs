using System.Text.Json;

namespace Clearing.EndToEnd.Tests;

/// <summary>
/// The same scripted day by <c>run</c> and by <c>serve</c>, 600 times as fast as the wall: the same state of every
/// system, and the journal replayed gives the same files. Nothing here depends on how fast the machine is: a service
/// that was stopped before its day was over is started again.
/// </summary>
public sealed class ServedDayTests
{
    private const string Banks =
        """
        seed: 5
        calendar: { date: 2026-01-05, open: "09:00", close: "10:00" }
        participants:
          - generate: { count: 12, prefix: B, balance-total: 2_000_000.00 }
        payments:
          - generate:
              count: 3000
              amount: { mu: 8, sigma: 1.5, minimum: 1.00, maximum: 400_000.00 }
              hours: [ { from: "09:00:00", to: "09:59:00", share: 1 } ]
              kinds: { large: 1, retail: 1 }
              network: { squaring: 0.7 }

        """;

    // Two designs side by side.
    private const string Beside =
        "name: beside\n" + Banks +
        """
        systems:
          - { name: gross, rulebook: rtgs }
          - { name: netted, rulebook: dns, cycles: ["09:20", "09:40", "10:00"] }
        events:
          - { at: "09:30", balance: B01, add: 1000.00, system: gross }

        """;

    // One of two systems settles in the other.
    private const string Linked =
        "name: linked\n" + Banks +
        """
        systems:
          - name: national
            members:
              - { name: central, rulebook: rtgs }
              - name: retail
                rulebook: dns
                cycles: ["09:20", "09:50"]
                settles-in: { system: central, mode: file }
            routes: [ { to: retail, kinds: [retail] } ]

        """;

    [Theory]
    [InlineData(Beside, false)]
    [InlineData(Beside, true)]
    [InlineData(Linked, false)]
    [InlineData(Linked, true)]
    public async Task A_day_that_was_served_ends_as_its_run_and_replays_into_its_files_also_when_it_was_killed(
        string scenario, bool isKilled)
    {
        using TemporaryFolder folder = new();
        await ExpectSameDayAsync(folder, scenario, isKilled, "--data", folder.In("data"));
    }

    [Fact]
    public async Task So_does_one_that_is_kept_in_PostgreSQL()
    {
        RequiredPostgres.Check();
        using TemporaryFolder folder = new();
        using PostgresServer server = PostgresServer.Start();
        await ExpectSameDayAsync(folder, Beside, isKilled: true, "--postgres", server.CreateDatabase());
    }

    private static async Task ExpectSameDayAsync(
        TemporaryFolder folder, string scenario, bool isKilled, params string[] place)
    {
        string path = folder.Write("day.yaml", scenario);
        Ended run = await ClearingProcess.RunAsync("run", path, "--out", folder.In("run"), "--quiet");
        Assert.True(run.Code == 0, run.Error);
        if (isKilled)
        {
            using ClearingProcess killed = ServedDay.Serve(path, place);
            await killed.ErrorLineAsync(line => ServedDay.IsBehind(line, "09:20:00"));
            await killed.KillAsync();
        }

        string served = await ServedDay.ServeToTheEndAsync(path, "10:00:01", place);
        Ended replay = await ClearingProcess.RunAsync(
            ["replay", path, .. place, "--out", folder.In("replay"), "--format", "json"]);
        Assert.True(replay.Code == 0, replay.Error);
        Ended verified = await ClearingProcess.RunAsync(["verify", path, .. place]);
        Assert.True(verified.Code == 0, verified.Out + verified.Error);

        Assert.Equal(
            Hashes(served, "name", ledger => ledger.GetProperty("state_hash")),
            Hashes(replay.Out, "stream", ledger =>
                ledger.GetProperty("states").EnumerateArray().Last().GetProperty("replayed")));
        ExpectSameFiles(folder.In("run"), folder.In("replay"));
    }

    private static string[] Hashes(string json, string name, Func<JsonElement, JsonElement> hash)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return
        [
            .. document.RootElement.GetProperty("ledgers").EnumerateArray().Select(
                ledger => $"{ledger.GetProperty(name).GetString()!.Split('/')[^1]} {hash(ledger).GetString()}"),
        ];
    }

    // All but the report are the same to the last octet; it tells with which command it was made.
    private static void ExpectSameFiles(string expected, string found)
    {
        string[] names = NamesIn(expected);
        Assert.Equal(names, NamesIn(found));
        Assert.Contains("summary.json", names);
        foreach (string name in names.Where(name => name != "report.html"))
        {
            Assert.True(
                File.ReadAllBytes(Path.Combine(expected, name)).AsSpan().SequenceEqual(
                    File.ReadAllBytes(Path.Combine(found, name))),
                $"{name} differs");
        }
    }

    private static string[] NamesIn(string folder) =>
        [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
}
