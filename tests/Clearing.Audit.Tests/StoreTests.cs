using System.Text;
using Clearing.Audit.Ids;

namespace Clearing.Audit.Tests;

/// <summary>What is about the store as a whole, and what the audit says where it cannot judge.</summary>
public sealed class StoreTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S14_An_old_copy_in_place_of_the_database_shows_by_the_witness_beside_it()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        string witness = Path.Combine(journal.Folder, "journal.witness");
        string hash = (await journal.AuditAsync()).Ledgers[0].Hash;
        await File.WriteAllTextAsync(witness, $"1 3 {hash} {Bench.Stream}\n", TestContext.Current.CancellationToken);
        (await journal.AuditAsync()).Holds();
        await File.WriteAllTextAsync(
            witness, $"1 4 {new string('0', 64)} {Bench.Stream}\n", TestContext.Current.CancellationToken);
        (await journal.AuditAsync()).Breaks(
            AuditParts.Store, 3, "stands at epoch 1 and group 3, but the folder has seen epoch 1 and group 4");
        await File.WriteAllTextAsync(
            witness, $"1 3 {new string('0', 64)} {Bench.Stream}\n", TestContext.Current.CancellationToken);
        (await journal.AuditAsync()).Breaks(AuditParts.Store, 3, "this is an old copy");
    }

    [Fact]
    public async Task S12_A_ledger_that_is_gone_is_found_by_the_witness_the_fact_of_the_world_or_the_scenario()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        AuditedLedger gone = journal.Audited with { Stream = "bench/dns" };
        string witness = Path.Combine(journal.Folder, "journal.witness");
        await File.WriteAllTextAsync(witness, $"1 3 {new string('0', 64)} bench/dns\n", Stop);
        (await journal.AuditAsync()).Breaks(
            AuditParts.Store, 0, "there is nothing of bench/dns, which is a ledger of this world");

        File.Delete(witness);
        PutWorld(journal, "gross", "dns");
        (await journal.AuditAsync(isTold: false)).Breaks(AuditParts.Store, 0, "there is nothing of bench/dns");

        journal.Run("DELETE FROM facts");
        using AuditResult told = await JournalAudit.RunAsync(
            new AuditPlace(journal.Folder, null), [journal.Audited, gone], cancellation: Stop);
        Assert.Contains("there is nothing of bench/dns", told.Report.Store.Findings.Single().What);
    }

    [Fact]
    public async Task A_world_whose_ledgers_were_never_opened_lacks_nothing()
    {
        using JournalMaker journal = new JournalMaker().Write();
        AuditedLedger next = journal.Audited with { Stream = "bench/dns" };
        using AuditResult result = await JournalAudit.RunAsync(
            new AuditPlace(journal.Folder, null), [journal.Audited, next], cancellation: Stop);
        result.Report.Holds();
    }

    [Fact]
    public async Task The_fact_of_a_world_whose_ledgers_are_there_finds_nothing()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        PutWorld(journal, "gross");
        (await journal.AuditAsync()).Holds();
    }

    [Fact]
    public async Task Rows_of_no_stream_are_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        journal.Run("INSERT INTO groups VALUES ($1, $2)", JournalMaker.Key(1, stream: 9), journal.Body(1));
        (await journal.AuditAsync()).Breaks(AuditParts.Store, 0, "there are rows of no stream in groups");
    }

    [Fact]
    public async Task A_fact_that_was_edited_is_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        byte[] value = Encoding.ASCII.GetBytes("1 2 3");
        long checksum = GroupDraft.Checksum([.. "clock"u8, .. value]);
        journal.Run("INSERT INTO facts VALUES ('clock', $1, $2)", value, checksum);
        (await journal.AuditAsync()).Holds();
        journal.Run("UPDATE facts SET value = $1", "1 2 4"u8.ToArray());
        (await journal.AuditAsync()).Breaks(AuditParts.Store, 0, "the fact clock does not have its checksum");
    }

    [Fact]
    public async Task A_folder_that_is_served_is_read_all_the_same_and_the_report_says_so()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        using FileStream held = new(
            Path.Combine(journal.Folder, "journal.lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        AuditReport report = await journal.AuditAsync();
        report.Holds();
        Assert.True(report.IsServed);
    }

    [Fact]
    public async Task Without_the_ledger_the_journal_alone_is_judged()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        AuditReport report = await journal.AuditAsync(isTold: false);
        Assert.True(report.Holds);
        Assert.False(report.IsWhole);
        Assert.Equal(AuditVerdict.Holds, report.Part(AuditParts.Chain).Verdict);
        Assert.Equal(AuditVerdict.Holds, report.Part(AuditParts.Once).Verdict);
        Assert.Equal("its scenario was not given", report.Part(AuditParts.Money).Text);
    }

    [Fact]
    public async Task Behind_what_retention_took_the_chain_is_judged_and_not_what_it_came_to()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        byte[] hash = System.Security.Cryptography.SHA256.HashData(journal.Body(1));
        journal.Run("DELETE FROM groups WHERE id = $1", JournalMaker.Key(1));
        journal.Run("UPDATE streams SET first_sequence = 1, first_instant = $1, first_hash = $2",
            journal.Groups[0].Last, hash);
        AuditReport report = await journal.AuditAsync();
        Assert.True(report.Holds, Reports.Text(report));
        Assert.Equal("retention has taken the groups up to 1", report.Part(AuditParts.Money).Text);
    }

    [Fact]
    public async Task Another_scenario_is_not_called_damage()
    {
        using JournalMaker journal = new JournalMaker(Bench.Ledger(isScripted: true)).Write();
        AuditedLedger other = journal.Audited with { Stream = "other/gross" };
        OtherWorldException refused = await Assert.ThrowsAsync<OtherWorldException>(() => JournalAudit.RunAsync(
            new AuditPlace(journal.Folder, null), [other], cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("which is no ledger of this scenario", refused.Message, StringComparison.Ordinal);
        using JournalMaker changed = new JournalMaker().AddSome();
        changed.Groups.ForEach(group => group.World = new byte[32]);
        await Assert.ThrowsAsync<OtherWorldException>(() => changed.Write().AuditAsync());
    }

    [Fact]
    public async Task Where_there_is_no_journal_it_says_so()
    {
        string folder = Directory.CreateTempSubdirectory("clearing-audit-").FullName;
        StoreUnreadableException refused = await Assert.ThrowsAsync<StoreUnreadableException>(() =>
            JournalAudit.RunAsync(
                new AuditPlace(folder, null), null, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("has no journal.db", refused.Message, StringComparison.Ordinal);
        Directory.Delete(folder);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_as_damage()
    {
        using JournalMaker journal = new();
        await File.WriteAllTextAsync(
            Path.Combine(journal.Folder, "journal.db"), new string('x', 8_192), TestContext.Current.CancellationToken);
        AuditReport report = await journal.AuditAsync();
        Assert.False(report.Holds);
        Assert.Contains(
            "the database itself is damaged", report.Store.Findings.Single().What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_without_a_group_holds()
    {
        using JournalMaker journal = new JournalMaker().Write();
        AuditReport report = await journal.AuditAsync();
        report.Holds();
        Assert.Equal("there is no group", report.Part(AuditParts.Chain).Text);
    }

    [Fact]
    public async Task Ids_that_were_acknowledged_are_held_to_the_journal_and_those_that_are_not_there_once_are_named()
    {
        using JournalMaker journal = new JournalMaker().AddSome();
        journal.Add([Bench.Pay(2, 1, 2, 20)]);
        journal.Write();
        using AuditResult result = await JournalAudit.RunAsync(
            new AuditPlace(journal.Folder, null), null, cancellation: Stop);

        HeldIds held = result.Ids.Hold(Bench.Stream, [.. Enumerable.Range(1, 20).Select(i => Bench.Id(i).Value)]);
        HeldIds good = result.Ids.Hold(Bench.Stream, [Bench.Id(3).Value, Bench.Id(1).Value]);
        HeldIds none = result.Ids.Hold("bench/none", [Bench.Id(3).Value]);

        // 1, 3 and 4 are payments and 5 is an order; 2 is there twice.
        Assert.Equal((20, 16, HeldIds.MostFirst), (held.Count, held.NotOnce, held.First.Count));
        Assert.Equal((2, 0), (good.Count, good.NotOnce));
        Assert.Equal([Bench.Id(3).ToString()], none.First);
    }

    private static void PutWorld(JournalMaker journal, params string[] ledgers)
    {
        string hash = new('0', 64);
        byte[] value = Encoding.UTF8.GetBytes($"clearing world 1\nname bench\nparticipants {hash}\n"
            + string.Concat(ledgers.Select(ledger => $"ledger {ledger} {hash}\nscript {ledger} {hash}\n")));
        journal.Run(
            "INSERT INTO facts VALUES ('world', $1, $2)", value, GroupDraft.Checksum([.. "world"u8, .. value]));
    }
}
