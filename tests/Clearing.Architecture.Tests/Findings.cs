namespace Clearing.Architecture.Tests;

internal static class Findings
{
    /// <summary>Fails with every finding, one a line, so that one run shows all there is to mend.</summary>
    public static void None(IReadOnlyCollection<string> findings) =>
        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
}
