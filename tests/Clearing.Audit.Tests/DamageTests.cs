using System.Buffers.Binary;
using System.Security.Cryptography;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;

namespace Clearing.Audit.Tests;

/// <summary>Every kind of damage to a journal, done to a good one: each is found, with place and words.</summary>
public sealed class DamageTests
{
    [Fact]
    public async Task A_good_journal_holds_in_every_part()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        AuditReport report = await journal.AuditAsync();
        report.Holds();
        LedgerFindings ledger = report.Ledgers.Single();
        Assert.Equal((3, 5, 3), (ledger.Groups, ledger.Records, ledger.Last));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(journal.Body(3))), ledger.Hash);
        Assert.Contains("held USD 45.00", report.Part(AuditParts.Money).Text, StringComparison.Ordinal);
        Assert.Contains("4 payments settled", report.Part(AuditParts.Finality).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S6_One_bit_flipped_at_any_octet_of_a_group_is_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        byte[] good = journal.Body(2);
        for (int octet = 0; octet < good.Length; octet++)
        {
            byte[] bad = [.. good];
            bad[octet] ^= (byte)(1 << (octet % 8));
            journal.Put(2, bad);
            AuditReport report = await journal.AuditAsync();
            AuditSection chain = report.Part(AuditParts.Chain);
            Assert.True(chain.Verdict == AuditVerdict.Broken, $"octet {octet}\n{Reports.Text(report)}");
            Assert.Equal(2, chain.Findings[0].Group);
        }
    }

    [Fact]
    public async Task S7_Behind_damage_in_the_middle_nothing_is_judged_and_what_came_before_is()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        byte[] bad = journal.Body(2);
        bad[^1] ^= 0x10;
        journal.Put(2, bad);
        AuditReport report = await journal.AuditAsync();
        AuditFinding finding = report.Breaks(AuditParts.Chain, 2, "octet 12: the checksum says");
        Assert.Contains("Restore the store from a copy", finding.Next, StringComparison.Ordinal);
        Assert.Equal((1, 1), (report.Ledgers[0].Groups, report.Ledgers[0].Last));
        Assert.Equal(AuditVerdict.NotJudged, report.Part(AuditParts.Money).Verdict);
        Assert.Contains("not judged behind group 1", report.Part(AuditParts.Money).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S3_S6_A_group_cut_at_any_length_is_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        byte[] good = journal.Body(3);
        for (int length = 0; length < good.Length; length++)
        {
            journal.Put(3, good[..length]);
            (await journal.AuditAsync()).Breaks(AuditParts.Chain, 3, "");
        }
    }

    [Fact]
    public async Task S8_Two_groups_that_changed_places_are_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        byte[] second = journal.Body(2);
        journal.Put(2, journal.Body(3));
        journal.Put(3, second);
        (await journal.AuditAsync()).Breaks(AuditParts.Chain, 2, "octet 16: it says that it is group 3");
    }

    [Fact]
    public async Task S8_A_group_that_stands_twice_is_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        journal.Put(3, journal.Body(2));
        (await journal.AuditAsync()).Breaks(AuditParts.Chain, 3, "it says that it is group 2");
    }

    [Fact]
    public async Task S8_A_missing_group_is_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        journal.Run("DELETE FROM groups WHERE id = $1", JournalMaker.Key(2));
        (await journal.AuditAsync()).Breaks(AuditParts.Chain, 2, "it is not there; the next one that is there is 3");
    }

    [Fact]
    public async Task S8_A_lost_tail_is_found_by_the_row_of_the_stream()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        journal.Run("DELETE FROM groups WHERE id = $1", JournalMaker.Key(3));
        (await journal.AuditAsync()).Breaks(AuditParts.Chain, 3, "says that its last group is 3");
    }

    [Fact]
    public async Task S8_A_group_behind_the_tail_is_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        journal.Run("INSERT INTO groups VALUES ($1, $2)", JournalMaker.Key(4), journal.Body(3));
        (await journal.AuditAsync()).Breaks(AuditParts.Chain, 4, "1 groups stand behind");
    }

    [Fact]
    public async Task S8_A_group_of_another_stream_is_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome();
        journal.Groups[1].Stream = "bench/other";
        (await journal.Write().AuditAsync()).Breaks(AuditParts.Chain, 2, "octet 80: it is of another stream");
    }

    [Fact]
    public async Task S8_A_group_of_another_world_is_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome();
        journal.Groups[2].World = new byte[32];
        (await journal.Write().AuditAsync()).Breaks(AuditParts.Chain, 3, "octet 112: it is of another world");
    }

    [Fact]
    public async Task S8_A_group_of_an_earlier_writer_is_found()
    {
        using JournalMaker journal = new JournalMaker { Epoch = 2 }.AddSome();
        journal.Groups[1].Epoch = 2;
        (await journal.Write().AuditAsync()).Breaks(AuditParts.Chain, 3, "octet 24: epoch 1 cannot follow epoch 2");
    }

    [Fact]
    public async Task S8_A_group_of_a_writer_that_never_opened_the_stream_is_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome();
        journal.Groups[2].Epoch = 7;
        (await journal.Write().AuditAsync()).Breaks(AuditParts.Chain, 3, "epoch 7 cannot follow");
    }

    [Fact]
    public async Task X11_A_group_edited_with_a_valid_checksum_breaks_the_chain_behind_it()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        byte[] edited = Edited(journal.Body(2));
        journal.Put(2, edited);
        AuditReport report = await journal.AuditAsync();
        Assert.Equal(AuditVerdict.Broken, report.Part(AuditParts.Results).Verdict);
        AuditFinding chain = report.Part(AuditParts.Chain).Findings.Single();
        Assert.Equal(3, chain.Group);
        Assert.Contains("octet 144: the group that it names as the one before", chain.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X11_An_amount_changed_with_valid_checksum_and_chain_does_not_have_the_digest()
    {
        using JournalMaker journal = new JournalMaker().AddSome();
        BinaryPrimitives.WriteInt64LittleEndian(journal.Groups[1].Payload.AsSpan(16 + 16), 11);
        AuditReport report = await journal.Write().AuditAsync();
        report.Breaks(AuditParts.Results, 2, "octet 176: carried out again, its records give other events");
        Assert.Equal(AuditVerdict.Holds, report.Part(AuditParts.Chain).Verdict);
        Assert.Equal(AuditVerdict.Holds, report.Part(AuditParts.Once).Verdict);
    }

    [Fact]
    public async Task X11_A_journal_made_anew_as_a_whole_is_told_by_the_hash_of_its_tail_alone()
    {
        using JournalMaker honest = new JournalMaker().AddSome().Write();
        using JournalMaker forged = new();
        forged.AddTime();
        forged.Add([Bench.Pay(1, amountMinor: 11), Bench.Pay(2, 1, 2, 20)], [Bench.Pay(3, 2, 3, 30)]);
        forged.Add([Bench.Pay(4, 3, 0, 40)], [Bench.Order(5, SettlementCommand.AddBalance(0, 2, 500))]);
        AuditReport report = await forged.Write().AuditAsync();
        report.Holds();
        Assert.NotEqual((await honest.AuditAsync()).Ledgers[0].Hash, report.Ledgers[0].Hash);
    }

    [Fact]
    public async Task A_payment_that_stands_twice_is_found_by_its_id_and_not_carried_out_again()
    {
        using JournalMaker journal = new JournalMaker().AddSome();
        journal.Add([Bench.Pay(2, 1, 2, 20)]);
        AuditReport report = await journal.Write().AuditAsync();
        AuditFinding once = report.Part(AuditParts.Once).Findings.Single();
        Assert.Equal((4, 1), (once.Group, once.Record));
        Assert.Contains(
            $"instruction {Bench.Id(2)} stands here and as record 2 of group 2", once.What, StringComparison.Ordinal);
        Assert.False(report.Holds);
    }

    [Fact]
    public async Task A_numbered_instruction_that_stands_twice_is_found()
    {
        using JournalMaker journal = new();
        LedgerCommand numbered = Bench.Pay(0) with { Id = InstructionId.Numbered(2, 17) };
        journal.Add([numbered]);
        journal.Add([numbered]);
        AuditFinding once = (await journal.Write().AuditAsync()).Part(AuditParts.Once).Findings.Single();
        Assert.Contains("instruction 2#17 stands here", once.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_none_is_found_with_its_place()
    {
        using JournalMaker journal = new JournalMaker().AddSome();
        journal.Groups[1].Payload[16 + 48 + 43] = 1;
        AuditFinding finding = (await journal.Write().AuditAsync())
            .Breaks(AuditParts.Records, 2, "octet 315: octets are used that mean nothing");
        Assert.Equal(2, finding.Record);
    }

    [Fact]
    public async Task Fewer_records_than_the_head_says_are_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome();
        journal.Groups[2].Records = 3;
        journal.Groups[2].Slices = 3;
        (await journal.Write().AuditAsync()).Breaks(AuditParts.Records, 3, "it says 3 slices, and there are 2");
    }

    [Fact]
    public async Task A_number_that_was_skipped_is_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome();
        BinaryPrimitives.WriteInt32LittleEndian(journal.Groups[1].Payload.AsSpan(16 + 48 + 32), 7);
        AuditFinding finding = (await journal.Write().AuditAsync())
            .Breaks(AuditParts.Records, 2, "is payment 7, and 1 is the next number");
        Assert.Equal(2, finding.Record);
    }

    [Fact]
    public async Task What_is_said_to_be_of_the_script_and_is_not_is_found()
    {
        AuditedLedger scripted = Bench.Ledger(isScripted: true);
        LedgerCommand other = scripted.Script[1];
        other = other with { Command = other.Command with { AmountMinor = 81 } };
        using JournalMaker journal = new(scripted);
        journal.Add([scripted.Script[0]], [other]);
        (await journal.Write().AuditAsync()).Breaks(
            AuditParts.Records, 1, "has payment 1 of 80 at 1000020 next, and is payment 1 of 81 at 1000020");
    }

    [Fact]
    public async Task What_a_script_has_is_as_good_as_what_comes_from_outside()
    {
        AuditedLedger scripted = Bench.Ledger(isScripted: true);
        using JournalMaker journal = new(scripted);
        journal.Add([scripted.Script[0]], [scripted.Script[1]]);
        journal.Add([Bench.Pay(1)]);
        AuditReport report = await journal.Write().AuditAsync();
        report.Holds();
        Assert.Contains(
            "2 of the script, 1 from outside", report.Part(AuditParts.Records).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_format_is_told_from_damage()
    {
        using JournalMaker journal = new JournalMaker().AddSome();
        journal.Groups[2].Version = 2;
        AuditFinding finding = (await journal.Write().AuditAsync())
            .Breaks(AuditParts.Chain, 3, "octet 4: format version 2");
        Assert.Equal("Use the program that wrote it, or a later one.", finding.Next);
    }

    [Fact]
    public async Task What_another_engine_wrote_is_not_judged_and_not_called_broken()
    {
        using JournalMaker journal = new JournalMaker().AddSome();
        journal.Groups[2].Engine = 99;
        AuditReport report = await journal.Write().AuditAsync();
        Assert.True(report.Holds);
        Assert.False(report.IsWhole);
        Assert.Contains(
            "not judged from group 3 on, which engine version 99 wrote", report.Part(AuditParts.Results).Text,
            StringComparison.Ordinal);
    }

    // The first amount of the group is another, and its checksum is right.
    private static byte[] Edited(byte[] body)
    {
        body[208 + 16 + 16] ^= 1;
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(12), 0);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(12), GroupDraft.Checksum(body));
        return body;
    }
}
