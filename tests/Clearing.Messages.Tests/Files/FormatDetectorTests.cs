using System.Text;
using Clearing.Messages.Files;

namespace Clearing.Messages.Tests.Files;

public sealed class FormatDetectorTests
{
    [Theory]
    [InlineData("{1:F01", MessageFormat.Mt)]
    [InlineData("{4:\n:20:", MessageFormat.Mt)]
    [InlineData(":20:REF", MessageFormat.Mt)]
    [InlineData("\u0001{1:F01", MessageFormat.Mt)]
    [InlineData("\u0001\r\n:20:REF", MessageFormat.Mt)]
    [InlineData("Our statement\n\n:20:REF", MessageFormat.Mt)]
    [InlineData("heading {1:F01", MessageFormat.Mt)]
    [InlineData("<Document/>", MessageFormat.Iso20022)]
    [InlineData("\uFEFF  <?xml", MessageFormat.Iso20022)]
    [InlineData("AppHdr xmlns=\"urn\"><Fr>", MessageFormat.Iso20022)]
    [InlineData("{1500}30", MessageFormat.Fedwire)]
    [InlineData("{5010}TXID", MessageFormat.Fedwire)]
    [InlineData("x{1500}30", MessageFormat.Fedwire)]
    [InlineData("", MessageFormat.None)]
    [InlineData("  \r\n", MessageFormat.None)]
    [InlineData("{15", MessageFormat.None)]
    [InlineData("{\"json\": 1}", MessageFormat.None)]
    [InlineData("hello", MessageFormat.None)]
    public void The_format_is_told_by_the_first_octets_or_the_first_mark_in_sight(string head, MessageFormat format) =>
        Assert.Equal(format, FormatDetector.Detect(Encoding.UTF8.GetBytes(head)));
}
