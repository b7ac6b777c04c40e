using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Clearing.Audit.Format;

namespace Clearing.Audit.Tests.Format;

/// <summary>The example of docs/reference/journal.md is read as that page says it is.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Page = Checkout.Text("docs/reference/journal.md");

    [Fact]
    public void The_example_of_the_page_reads_as_the_page_says()
    {
        byte[] body = Example();
        var head = GroupHead.Read(body);
        Assert.Equal((1, 3, 0), (head.Sequence, head.Epoch, head.RecordsBefore));
        Assert.Equal((1u, 1u), (head.Records, head.Slices));
        Assert.Equal((1_767_225_600_000_000, 1_767_225_600_000_000), (head.FirstInstant, head.LastInstant));
        Assert.Equal((7u, 4u), (head.Engine, head.TextOctets));
        Assert.Equal(GroupHead.HashOf("riverside/RTGS"), GroupHead.StreamOf(body));
        Assert.Equal(SHA256.HashData("world"u8), GroupHead.WorldOf(body));
        Assert.Equal(new byte[32], GroupHead.BeforeOf(body));
        Assert.Equal(SHA256.HashData("events"u8), GroupHead.DigestOf(body));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(body)), Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_checksum_is_the_one_of_the_page()
    {
        Assert.Equal(0xe3069283, Castagnoli.Of("123456789"u8));
        Assert.Equal(0u, Castagnoli.Of([]));
        byte[] octets = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
        Assert.Equal(Castagnoli.Of([1, 2, 3, 0, 0, 0, 0, 8, 9, 10, 11, 12, 13]), Castagnoli.WithoutFour(octets, 3));
    }

    private static byte[] Example()
    {
        string block = Block().Match(Page).Groups[1].Value;
        return Convert.FromHexString(string.Concat(Line().Matches(block).Select(
            line => line.Groups[1].Value.Replace(" ", "", StringComparison.Ordinal))));
    }

    [GeneratedRegex("```example\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^\\d{3}: ((?:[0-9a-f]{8} ?)+)", RegexOptions.Multiline)]
    private static partial Regex Line();
}
