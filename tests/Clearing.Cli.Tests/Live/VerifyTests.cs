using Clearing.Cli.Verbs;
using Clearing.Client.Load;
using Clearing.Client.Load.Measuring;
using Clearing.Grains.Ledgers;
using Clearing.Journal;
using Clearing.Journal.Sqlite;
using Clearing.Scenarios.Model;

namespace Clearing.Cli.Tests.Live;

/// <summary>With which code <c>verify</c> ends, and what it says.</summary>
public sealed class VerifyTests
{
    private const string Day =
        """
        name: two
        calendar: { date: 2026-01-05, open: "09:00", close: "17:00" }
        participants:
          - { id: A, balance: 100.00 }
          - { id: B, balance: 100.00 }
        payments:
          - { id: p1, at: "10:00", from: A, to: B, amount: 1.00 }
          - { id: p2, at: "12:00", from: B, to: A, amount: 2.00 }
        systems:
          - { name: gross, rulebook: rtgs }

        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_journal_of_which_all_was_judged_and_nothing_is_wrong_ends_with_0()
    {
        using Session session = new();
        string day = await MakeAsync(session);

        int code = await session.RunAsync("verify", "--data", session.In("data"), day);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("Nothing is wrong.", session.Out);
    }

    [Fact]
    public async Task A_journal_of_which_retention_took_groups_ends_with_3_for_not_all_was_judged()
    {
        using Session session = new();
        string day = await MakeAsync(session);
        await PruneAsync(session);

        int code = await session.RunAsync("verify", "--data", session.In("data"), day);

        Assert.Equal(ExitCode.Invalid, code);
        Assert.Contains("retention has taken the groups up to", session.Out);
        Assert.Contains("Nothing is wrong in what could be judged.", session.Out);
    }

    [Fact]
    public async Task A_store_from_which_a_ledger_is_gone_ends_with_5_and_names_it()
    {
        using Session session = new();
        await MakeAsync(session);
        string linked = session.Write("more.yaml", Day + "  - { name: netted, rulebook: dns }\n");

        int code = await session.RunAsync("verify", "--data", session.In("data"), linked);

        Assert.Equal(ExitCode.InvariantBroken, code);
        Assert.Contains("there is nothing of two/netted, which is a ledger of this world.", session.Out);
    }

    [Fact]
    public async Task A_payment_that_was_acknowledged_and_is_not_in_the_journal_breaks_the_audit_of_a_load()
    {
        using Session session = new();
        await MakeAsync(session);
        JournalPlace place = new(session.In("data"), null);

        IReadOnlyList<AuditLine> lost = await LoadedJournal.AuditAsync(
            place, new AcknowledgedPayments("gross", [new UInt128(0, 77)]), Stop);
        IReadOnlyList<AuditLine> none = await LoadedJournal.AuditAsync(
            place, new AcknowledgedPayments("gross", []), Stop);

        Assert.Contains(
            new AuditLine("two/gross, all 1 acknowledged payments: 1 are not there exactly once", Holds: false), lost);
        Assert.Equal(
            new AuditLine("two/gross, all 0 acknowledged payments: each is there exactly once", Holds: true), none[^1]);
    }

    /// <summary>Serves the day in two parts, with a checkpoint behind each.</summary>
    private static async Task<string> MakeAsync(Session session)
    {
        string path = session.Write("day.yaml", Day);
        Scenario scenario = WorldScenario.Read(path).Scenario!;
        await using SqliteStore store = await SqliteStore.OpenAsync(session.In("data"), cancellation: Stop);
        long noon = scenario.Systems[0].Days[0].OpenAt + (2 * 3_600_000_000L);
        await LiveDay.RunAsync(scenario, store, new LiveSettings(), noon);
        await LiveDay.RunAsync(scenario, store, new LiveSettings(), LiveDay.AfterAll(scenario));
        return path;
    }

    private static async Task PruneAsync(Session session)
    {
        await using SqliteStore store = await SqliteStore.OpenAsync(session.In("data"), cancellation: Stop);
        await using IJournal journal = await store.OpenAsync("two/gross", Stop);
        await journal.PruneAsync(long.MaxValue, Stop);
    }
}
