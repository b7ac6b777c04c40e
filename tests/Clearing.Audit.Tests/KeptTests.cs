using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Clearing.Audit.Tests;

/// <summary>Checkpoints and messages are held to the journal that they belong to.</summary>
public sealed class KeptTests
{
    private const int PartOctets = 100;

    [Fact]
    public async Task A_checkpoint_that_is_the_state_of_its_place_holds()
    {
        using JournalMaker journal = new();
        byte[] state = StateBehindTwo(journal);
        Keep(journal, 2, state);
        AuditReport report = await journal.AuditAsync();
        report.Holds();
        Assert.Equal("1 kept", report.Part(AuditParts.Checkpoints).Text);
    }

    [Fact]
    public async Task S12_A_damaged_checkpoint_is_found_and_the_journal_holds_all_the_same()
    {
        using JournalMaker journal = new();
        Keep(journal, 2, StateBehindTwo(journal));
        journal.Run("UPDATE parts SET body = $1 WHERE part = 0", new byte[PartOctets]);
        AuditFinding finding = (await journal.AuditAsync()).Breaks(
            AuditParts.Checkpoints, 2, "the checkpoint behind it: its state does not have its hash");
        Assert.Contains("A restart passes it over", finding.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S12_A_checkpoint_without_one_of_its_parts_is_found()
    {
        using JournalMaker journal = new();
        Keep(journal, 2, StateBehindTwo(journal));
        journal.Run("DELETE FROM parts WHERE part = 1");
        (await journal.AuditAsync()).Breaks(AuditParts.Checkpoints, 2, "part 1 of");
    }

    [Fact]
    public async Task X11_A_checkpoint_edited_with_valid_checksums_is_not_the_state_that_the_journal_makes()
    {
        using JournalMaker journal = new();
        byte[] state = StateBehindTwo(journal);
        using JournalMaker richer = new();
        richer.AddTime();
        richer.Add([Bench.Pay(1, amountMinor: 11), Bench.Pay(2, 1, 2, 20)], [Bench.Pay(3, 2, 3, 30)]);
        Keep(journal, 2, Saved(richer));
        Assert.Equal(state.Length, Saved(richer).Length);
        (await journal.AuditAsync()).Breaks(
            AuditParts.Checkpoints, 2, "the state hash of what it holds is");
    }

    [Fact]
    public async Task X11_A_checkpoint_that_knows_another_instruction_is_not_what_the_journal_makes()
    {
        using JournalMaker journal = new();
        StateBehindTwo(journal);
        using JournalMaker other = new();
        other.AddTime();
        other.Add([Bench.Pay(77), Bench.Pay(2, 1, 2, 20)], [Bench.Pay(3, 2, 3, 30)]);
        Keep(journal, 2, Saved(other));
        (await journal.AuditAsync()).Breaks(
            AuditParts.Checkpoints, 2, "what it remembers of instructions is not what the journal makes of them");
    }

    [Fact]
    public async Task A_checkpoint_that_does_not_load_is_found()
    {
        using JournalMaker journal = new();
        Keep(journal, 2, StateBehindTwo(journal)[..^4]);
        (await journal.AuditAsync()).Breaks(AuditParts.Checkpoints, 2, "it does not load");
    }

    [Fact]
    public async Task A_checkpoint_behind_another_group_than_the_one_that_is_there_is_found()
    {
        using JournalMaker journal = new();
        Keep(journal, 2, StateBehindTwo(journal), hash: new byte[32]);
        (await journal.AuditAsync()).Breaks(
            AuditParts.Checkpoints, 2, "it does not stand behind the group that is there");
    }

    [Fact]
    public async Task Every_octet_of_a_checkpoints_head_counts()
    {
        using JournalMaker journal = new();
        byte[] head = Keep(journal, 2, StateBehindTwo(journal));
        for (int octet = 0; octet < head.Length; octet++)
        {
            byte[] bad = [.. head];
            bad[octet] ^= 0x20;
            journal.Run("UPDATE heads SET body = $1", bad);
            (await journal.AuditAsync()).Breaks(AuditParts.Checkpoints, 2, "");
        }
    }

    [Fact]
    public async Task Messages_are_held_to_the_digests_of_their_records()
    {
        using JournalMaker journal = new();
        GroupDraft group = WithMessages(journal, "first", "second");
        journal.Write();
        AuditReport report = await journal.AuditAsync();
        report.Holds();
        Assert.StartsWith("2 with 1 groups", report.Part(AuditParts.Messages).Text, StringComparison.Ordinal);

        byte[] other = [.. group.Texts];
        other[^1] ^= 1;
        journal.Run("UPDATE texts SET body = $1", other);
        (await journal.AuditAsync()).Breaks(
            AuditParts.Messages, 1, "octet 76: its messages do not have their checksum");
        journal.Run("DELETE FROM texts");
        (await journal.AuditAsync()).Breaks(AuditParts.Messages, 1, "octets of messages, and 0 are kept");
    }

    [Fact]
    public async Task X11_A_message_exchanged_with_a_valid_checksum_does_not_have_its_digest()
    {
        using JournalMaker journal = new();
        GroupDraft group = WithMessages(journal, "first", "second");
        group.Texts = Texts("first", "secund");
        (await journal.Write().AuditAsync()).Breaks(
            AuditParts.Messages, 1, "message 2 does not have the digest that a record has of it");
    }

    [Fact]
    public async Task Messages_that_no_group_knows_of_are_found()
    {
        using JournalMaker journal = new JournalMaker().AddSome().Write();
        journal.Run("INSERT INTO texts VALUES ($1, $2)", JournalMaker.Key(2), Texts("stray"));
        (await journal.AuditAsync()).Breaks(
            AuditParts.Messages, 0, "messages are kept with 1 groups, and 0 groups say that they have any");
    }

    // What the ledger is behind the second group of a journal of three.
    private static byte[] StateBehindTwo(JournalMaker journal)
    {
        journal.AddTime();
        journal.Add([Bench.Pay(1), Bench.Pay(2, 1, 2, 20)], [Bench.Pay(3, 2, 3, 30)]);
        byte[] state = Saved(journal);
        journal.Add([Bench.Pay(4, 3, 0, 40)]);
        journal.Write();
        return state;
    }

    private static byte[] Saved(JournalMaker journal)
    {
        ArrayBufferWriter<byte> state = new();
        journal.Ledger.Save(state);
        return state.WrittenSpan.ToArray();
    }

    // Writes a checkpoint as docs/reference/journal.md says.
    private static byte[] Keep(JournalMaker journal, int group, byte[] state, byte[]? hash = null)
    {
        int parts = 0;
        for (int at = 0; at < state.Length; at += PartOctets, parts++)
        {
            journal.Run("INSERT INTO parts VALUES (NULL, 1, 1, $1, 1, $2, $3)",
                group, parts, state.AsSpan(at, Math.Min(PartOctets, state.Length - at)).ToArray());
        }

        byte[] head = new byte[180];
        "CLC1"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), parts);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(8), state.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(16), group);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(24), journal.Groups.Take(group).Sum(g => g.Records));
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(32), journal.Groups[group - 1].Last);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(40), Settlement.Ledgers.Ledger.EngineVersion);
        SHA256.HashData(Encoding.UTF8.GetBytes(Bench.Stream)).CopyTo(head, 48);
        journal.Audited.World.CopyTo(head, 80);
        (hash ?? SHA256.HashData(journal.Body(group))).CopyTo(head, 112);
        SHA256.HashData(state).CopyTo(head, 144);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(176), GroupDraft.Checksum(head.AsSpan(0, 176)));
        journal.Run("INSERT INTO heads VALUES (1, 1, $1, 1, $2)", group, head);
        return head;
    }

    private static GroupDraft WithMessages(JournalMaker journal, params string[] messages)
    {
        byte[] digests = [.. messages.SelectMany(message => SHA256.HashData(Encoding.UTF8.GetBytes(message)))];
        GroupDraft group = journal.Add(digests, [.. messages.Select((_, i) => Bench.Pay(i))]);
        group.Texts = Texts(messages);
        return group;
    }

    private static byte[] Texts(params string[] messages)
    {
        List<byte> texts = [];
        foreach (string message in messages)
        {
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
            texts.AddRange(length);
            texts.AddRange(Encoding.UTF8.GetBytes(message));
        }

        return [.. texts];
    }
}
