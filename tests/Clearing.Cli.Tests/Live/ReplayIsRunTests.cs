using Clearing.Audit;
using Clearing.Cli.Output;
using Clearing.Cli.Verbs;
using Clearing.Grains;
using Clearing.Grains.Carrying;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Replaying;
using Clearing.Journal;
using Clearing.Journal.Sqlite;
using Clearing.Reports;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;

namespace Clearing.Cli.Tests.Live;

/// <summary>
/// Every scenario of the checkout that can be served: its script through ledgers and a journal is the same day as its
/// run, to the last octet of every file, and the audit finds nothing.
/// </summary>
public sealed class ReplayIsRunTests(ReplayIsRunTests.Silo silo) : IClassFixture<ReplayIsRunTests.Silo>
{
    private const int MostPayments = 25_000;

    private static readonly string[] Folders = ["teaching", "rules", "vectors"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Files =>
        [.. Folders.SelectMany(folder => Directory.GetFiles(Checkout.PathOf($"scenarios/{folder}"), "*.yaml"))
            .Select(file => Path.GetRelativePath(Checkout.Root, file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Most_scenarios_can_be_served() => Assert.InRange(
        Files.Count(
            file => ScenarioReader.Read(Checkout.PathOf(file.Data), draw: false, live: true).Scenario is not null),
        60, 1_000);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_scripted_day_replayed_from_its_journal_is_the_day_of_a_run(string file)
    {
        Scenario? scenario = WorldScenario.Read(Checkout.PathOf(file)).Scenario;
        if (scenario is null || scenario.Payments.Count > MostPayments)
        {
            // It cannot be served, or takes long and shows nothing that shorter ones do not.
            return;
        }

        using Session session = new();
        LiveSettings settings = new() { Window = 1 << 8, NumberWindow = 1 << 8 };
        await using (SqliteStore store = await SqliteStore.OpenAsync(session.In("data"), cancellation: Stop))
        {
            await LiveDay.RunAsync(scenario, store, settings, LiveDay.AfterAll(scenario));
        }

        await ExpectAuditAsync(session.In("data"), scenario, settings);
        await ExpectSameFilesAsync(session, scenario, settings);
    }

    [Theory]
    [InlineData("scenarios/teaching/four-designs.yaml", 0.17)]
    [InlineData("scenarios/teaching/four-designs.yaml", 0.65)]
    [InlineData("scenarios/teaching/gridlock.yaml", 0.5)]
    public async Task A_day_that_is_stopped_in_its_middle_is_replayed_to_its_state(string file, double share)
    {
        Scenario scenario = WorldScenario.Read(Checkout.PathOf(file)).Scenario!;
        using Session session = new();
        LiveSettings settings = new();
        ScenarioDay day = scenario.Calendar.Days[0];
        long at = day.OpenAt + (long)(share * (day.CloseAt - day.OpenAt));
        await using (SqliteStore store = await SqliteStore.OpenAsync(session.In("data"), cancellation: Stop))
        {
            await LiveDay.RunAsync(scenario, store, settings, at, seconds: 5);
        }

        await ExpectAuditAsync(session.In("data"), scenario, settings);
        await using SqliteStore kept = await SqliteStore.OpenAsync(session.In("data"), StoreAccess.Read, Stop);
        WorldReplay replay = new(scenario, kept, settings);
        for (int a = 0; a < replay.Streams.Count; a++)
        {
            Assert.All((await replay.RunAsync(a, Stop)).States, state => Assert.True(state.Agrees));
        }
    }

    private static async Task ExpectAuditAsync(string folder, Scenario scenario, LiveSettings settings)
    {
        using AuditResult audit = await JournalAudit.RunAsync(
            new AuditPlace(folder, null), VerifyVerb.LedgersOf(scenario, settings), cancellation: Stop);
        Assert.True(audit.Report.Holds && audit.Report.IsWhole, AuditText.Json(audit.Report));
    }

    private async Task ExpectSameFilesAsync(Session session, Scenario scenario, LiveSettings settings)
    {
        await using SqliteStore store = await SqliteStore.OpenAsync(session.In("data"), StoreAccess.Read, Stop);
        WorldReplay replay = new(scenario, store, settings);
        for (int a = 0; a < replay.Streams.Count; a++)
        {
            LedgerReplayed ledger = await replay.RunAsync(a, Stop);
            Assert.True(ledger.IsOver, $"{ledger.Stream} is not over");
            Assert.All(ledger.States, state => Assert.True(state.Agrees));
        }

        ReplayedDays days = await replay.RecordAsync(Stop);
        var summary = RunSummary.Of(days.Scenario, days.Systems, days.Messages);
        Assert.True(summary.AllExpectationsMet, "it does not meet its expectations");
        RunFolders.Write(summary, session.In("replay"));
        SimulationResult run = await silo.Host.RunAsync(scenario, new SimulationOptions(), cancellation: Stop);
        RunFolders.Write(
            RunSummary.Of(scenario, run.Systems, CarriedMessages.Of(scenario, run)), session.In("run"));
        RunFolders.AreSame(session.In("run"), session.In("replay"), scenario.Name);
    }

    /// <summary>One silo for all scenarios.</summary>
    public sealed class Silo : IAsyncLifetime
    {
        public SimulationHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await SimulationHost.StartAsync(default);

        public async ValueTask DisposeAsync() => await Host.DisposeAsync();
    }
}
