using System.Text;
using Clearing.Journal.Groups;

namespace Clearing.Journal.Tests.Groups;

/// <summary>The octets of a group, as docs/reference/journal.md gives them.</summary>
public sealed class GroupFormatTests
{
    private const string Stream = "riverside/RTGS";

    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xe3069283u)]
    [InlineData("a", 0xc1d04330u)]
    public void A_checksum_is_CRC_32C(string text, uint checksum) =>
        Assert.Equal(checksum, Crc32C.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_checksum_over_the_octets_of_RFC_3720_is_the_one_given_there()
    {
        Assert.Equal(0x8a9136aau, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62a8ab43u, Crc32C.Of([.. Enumerable.Repeat((byte)0xff, 32)]));
        Assert.Equal(0x46dd794eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
    }

    // The example on the page; whoever reads journals without this program may begin with it.
    [Fact]
    public void The_example_of_the_reference_page_is_what_is_written()
    {
        byte[] payload = new byte[64];
        BitConverter.TryWriteBytes(payload, 1_767_225_600_000_000L);
        payload[8] = 1;
        for (int i = 16; i < payload.Length; i++)
        {
            payload[i] = (byte)i;
        }

        using GroupBuilder builder = new();
        builder.Add(1_767_225_600_000_000, 1, payload, "events"u8, "text"u8);
        PendingGroup group = builder.Close(
            GroupPlace.Start, 3, GroupFormat.StreamHash(Stream), new GroupStamp(7, Hash256.Of("world"u8)));
        string page = Checkout.Text("docs/reference/journal.md");
        string[] lines = [.. page.Split('\n').SkipWhile(l => l != "```example").Skip(1).TakeWhile(l => l != "```")];
        string hex = string.Concat(lines.Select(l => l[5..].Split("  ")[0].Replace(" ", "")));
        Assert.Equal(hex, Convert.ToHexStringLower(group.Body.Span));
        Assert.Contains(group.Place.Hash.ToString(), page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_comes_back_as_it_was_written()
    {
        byte[] body = new byte[GroupHead.Octets + 5];
        GroupHead head = new()
        {
            BodyOctets = body.Length,
            Sequence = 1L << 39,
            Epoch = 77,
            FirstRecord = 1L << 50,
            Records = int.MaxValue,
            Slices = 3,
            FirstInstant = -5,
            LastInstant = long.MaxValue,
            Stamp = new GroupStamp(uint.MaxValue, Hash256.Of("w"u8)),
            TextOctets = 9,
            TextChecksum = 0xfedcba98,
            Stream = Hash256.Of("s"u8),
            Before = Hash256.Of("b"u8),
            Digest = Hash256.Of("d"u8),
        };
        GroupFormat.Write(head, body);
        Assert.Equal(head, GroupFormat.Read("s", 1, body));
    }

    [Fact]
    public void S6_Each_bit_of_a_group_that_is_flipped_is_seen()
    {
        byte[] body = [.. Slices.After(Stream, GroupPlace.Start, 1, octets: 64).Body.Span];
        for (int bit = 0; bit < body.Length * 8; bit++)
        {
            body[bit / 8] ^= (byte)(1 << (bit % 8));
            GroupChain chain = new(Stream, GroupPlace.Start);
            JournalException seen = Slices.Fault(JournalFault.Corrupt, () => chain.Follow(body));
            Assert.Equal((Stream, 1), (seen.Stream, seen.Sequence));
            Assert.Equal(GroupPlace.Start, chain.Place);
            body[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(1, new GroupChain(Stream, GroupPlace.Start).Follow(body).Place.Sequence);
    }

    [Fact]
    public void S3_A_group_cut_at_any_octet_is_seen()
    {
        ReadOnlyMemory<byte> body = Slices.After(Stream, GroupPlace.Start, 1, octets: 64).Body;
        for (int kept = 0; kept < body.Length; kept++)
        {
            ReadOnlyMemory<byte> cut = body[..kept];
            Slices.Fault(JournalFault.Corrupt, () => new GroupChain(Stream, GroupPlace.Start).Follow(cut));
        }
    }

    [Theory]
    [InlineData(GroupFormat.VersionAt, 2)]
    [InlineData(GroupFormat.HeadOctetsAt, 224)]
    public void A_group_of_a_version_not_known_is_told_from_a_damaged_one(int at, ushort value)
    {
        byte[] body = [.. Slices.After(Stream, GroupPlace.Start, 1).Body.Span];
        BitConverter.TryWriteBytes(body.AsSpan(at), value);
        Slices.Fault(JournalFault.Corrupt, () => GroupFormat.Read(Stream, 1, body));
        body.AsSpan(GroupFormat.ChecksumAt, 4).Clear();
        BitConverter.TryWriteBytes(body.AsSpan(GroupFormat.ChecksumAt), Crc32C.Of(body));
        JournalException later = Slices.Fault(JournalFault.Version, () => GroupFormat.Read(Stream, 1, body));
        Assert.Contains("knows version 1", later.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_is_followed_only_by_the_group_that_was_written_behind_it()
    {
        PendingGroup first = Slices.After(Stream, GroupPlace.Start, 2);
        PendingGroup second = Slices.After(Stream, first.Place, 2);
        Refused(first.Place with { Records = 11 }, second, "record 10 comes where 11 is due");
        Refused(first.Place with { Instant = 5_000 }, second, "instants");
        Refused(first.Place with { Sequence = 4 }, second, "it is group 2");
        Refused(first.Place with { Hash = default }, second, "the group before has the hash");
        Refused(first.Place, Slices.After("other", first.Place, 2), "another stream");

        GroupChain chain = new(Stream, GroupPlace.Start);
        chain.Follow(first.Body);
        JournalException earlier = Slices.Fault(
            JournalFault.Corrupt, () => chain.Follow(Slices.After(Stream, first.Place, 1).Body));
        Assert.Contains("epoch 1 comes after epoch 2", earlier.Message, StringComparison.Ordinal);
        Assert.Equal(second.Place, chain.Follow(second.Body).Place);
    }

    private static void Refused(GroupPlace place, PendingGroup group, string what)
    {
        JournalException refused =
            Slices.Fault(JournalFault.Corrupt, () => new GroupChain(Stream, place).Follow(group.Body));
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
    }
}
