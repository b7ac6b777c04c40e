using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;

namespace Clearing.Messages.Tests.Sessions;

public sealed class KeyFileTests
{
    private const string Secret = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";

    [Fact]
    public void A_key_a_line_comments_and_empty_lines_passed_over()
    {
        IReadOnlyList<AuthenticationKey> keys = KeyFile.Parse(
            ["# banks", "", $"BANKZZ01AXXX 1 {Secret}", $"  BANKZZ01AXXX   2  {Secret}00 "]);

        Assert.Equal(["BANKZZ01AXXX", "BANKZZ01AXXX"], keys.Select(k => k.Owner));
        Assert.Equal([1, 2], keys.Select(k => k.Id));
        Assert.Equal([32, 33], keys.Select(k => k.Secret.Length));
        Assert.Equal(0x11, keys[0].Secret.Span[1]);
        Assert.Equal((0, long.MaxValue), (keys[0].FromUs, keys[0].UntilUs));
    }

    [Theory]
    [InlineData("BANKZZ01 1 " + Secret)]
    [InlineData("BANKZZ01AXXX 0 " + Secret)]
    [InlineData("BANKZZ01AXXX x " + Secret)]
    [InlineData("BANKZZ01AXXX 1 0011")]
    [InlineData("BANKZZ01AXXX 1 " + Secret + "0")]
    [InlineData("BANKZZ01AXXX 1 zz" + Secret)]
    [InlineData("BANKZZ01AXXX 1")]
    [InlineData("BANKZZ01AXXX 1 " + Secret + " more")]
    public void A_line_that_is_none_is_told_by_its_number(string line)
    {
        FormatException refused = Assert.Throws<FormatException>(() => KeyFile.Parse(["# one", line]));

        Assert.StartsWith("Line 2 is no key", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
    }
}
