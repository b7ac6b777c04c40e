using Clearing.Scenarios.Model;

namespace Clearing.Reports.Tests;

/// <summary>A run whose every text tries to break out of the file it is written to.</summary>
internal static class Hostile
{
    public const string Text = "<script>alert('&amp;')</script> \"quoted\", line\nbreak ]]> é 漢 =cmd|' /C calc'!A0";

    public static RunSummary Build() => new RunBuilder { Description = Text }
        .WithBanks("A", "B")
        .Pay("=cmd|' /C calc'!A0", 9 * 3600, "A", "B", 1)
        .Pay("a,b", 9 * 3600, "A", "B", 1)
        .Pay("a\"b", 9 * 3600, "A", "B", 1)
        .Pay("a\nb", 9 * 3600, "A", "B", 1)
        .Pay("a\r\nb", 9 * 3600, "A", "B", 1)
        .Pay("<script>alert(1)</script>", 9 * 3600, "A", "B", 1)
        .Pay("é漢😀", 9 * 3600, "A", "B", 1)
        .WithSystem("s", "path/to/<b>my</b>.yaml", o => o.Closed(0))
        .Expect(new Expectation
        {
            Text = Text,
            Subject = ExpectationSubject.SystemMetric,
            System = 0,
            Field = "settled",
            Value = "0",
        })
        .Build();
}
