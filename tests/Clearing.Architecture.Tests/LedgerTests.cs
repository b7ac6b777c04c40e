namespace Clearing.Architecture.Tests;

/// <summary>Who waits for whom among ledgers: nobody for anybody.</summary>
public sealed class LedgerTests
{
    private const string Ledgers = "src/Clearing.Grains/Ledgers/";

    private static readonly string[] Calls = ["GrainFactory", "GetGrain<"];

    [Fact]
    public void C11_No_ledger_calls_another_grain_so_nothing_can_wait_in_a_circle()
    {
        string[] files = [.. Repository.Sources.Where(file => file.StartsWith(Ledgers, StringComparison.Ordinal))];
        Assert.Contains(Ledgers + "LedgerGrain.cs", files);
        Findings.None([
            .. files.SelectMany(file => Calls
                .Where(call => Checkout.Text(file).Contains(call, StringComparison.Ordinal))
                .Select(call => $"{file}: {call}")),
        ]);
    }
}
