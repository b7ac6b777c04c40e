using System.Security.Cryptography;

namespace Clearing.EndToEnd.Tests;

/// <summary>The built program as a process: exit codes, streams, files.</summary>
public sealed class ProgramTests
{
    // Small enough to be quick, drawn at random so that a seed matters.
    private const string Drawn =
        """
        name: drawn
        seed: 7
        calendar: { open: "09:00", close: "17:00" }
        participants:
          - generate: { count: 12, balance-total: 1_000_000.00 }
        payments:
          - generate: { count: COUNT, total: 20_000_000.00, amount: { mu: 9, sigma: 1.5 } }
        systems:
          - { name: gross, rulebook: rtgs }
          - { name: saving, rulebook: rtgs, release: [ { partial: { every: 5m } } ] }
          - { name: netted, rulebook: dns }
        """;

    private static string Small => Drawn.Replace("COUNT", "2000");

    [Fact]
    public async Task A_wrong_flag_ends_with_2_and_prints_nothing_on_standard_out()
    {
        Ended ended = await ClearingProcess.RunAsync("run", "day.yaml", "--sede", "1");

        Assert.Equal(2, ended.Code);
        Assert.Empty(ended.Out);
        Assert.Contains("did you mean '--seed'?", ended.Error);
    }

    [Fact]
    public async Task An_error_is_one_line_however_long_the_path_so_that_an_editor_finds_the_place()
    {
        using TemporaryFolder folder = new();
        string deep = Path.Combine(folder.In(new string('a', 120)), new string('b', 120));
        Directory.CreateDirectory(deep);
        string scenario = Path.Combine(deep, "day.yaml");
        File.WriteAllText(scenario, "nome: x\n");

        Ended ended = await ClearingProcess.RunAsync("validate", scenario);

        Assert.Equal(3, ended.Code);
        Assert.Contains($"{scenario}:1:1: CLR-1101 `nome` is not a key of the scenario", ended.Error);
        Assert.Contains($"{scenario}: ", ended.Out);
    }

    [Fact]
    public async Task A_broken_file_ends_with_3_and_leaves_an_earlier_run_untouched()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("day.yaml", Small);
        Assert.Equal(0, (await ClearingProcess.RunAsync("run", scenario, "--out", folder.In("out"))).Code);
        Dictionary<string, string> before = Digests(folder.In("out"));
        folder.Write("day.yaml", Small.Replace("rulebook: dns", "rulebook: dnss"));

        Ended ended = await ClearingProcess.RunAsync("run", scenario, "--out", folder.In("out"));

        Assert.Equal(3, ended.Code);
        Assert.Empty(ended.Out);
        Assert.Matches(@"(?m)^.*day\.yaml:11:\d+: \S+ .*dns", ended.Error);
        Assert.Equal(before, Digests(folder.In("out")));
    }

    [Fact]
    public async Task The_same_file_and_seed_give_the_same_bytes_and_another_seed_gives_others()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("day.yaml", Small);

        Ended first = await ClearingProcess.RunAsync("run", scenario, "--out", folder.In("a"), "--quiet");
        Ended second = await ClearingProcess.RunAsync("run", scenario, "--out", folder.In("b"), "--quiet");
        Ended other = await ClearingProcess.RunAsync("run", scenario, "--out", folder.In("c"), "--seed", "8");

        Assert.Equal([0, 0, 0], [first.Code, second.Code, other.Code]);
        Assert.Equal(first.Out.Replace(folder.In("a"), ""), second.Out.Replace(folder.In("b"), ""));
        Dictionary<string, string> a = Digests(folder.In("a"));
        Assert.Contains("payments.csv", a.Keys);
        Assert.Equal(a, Digests(folder.In("b")));
        Assert.NotEqual(a["payments.csv"], Digests(folder.In("c"))["payments.csv"]);
    }

    [Fact]
    public async Task One_processor_gives_the_bytes_of_two()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("day.yaml", Small);
        await ClearingProcess.RunOnProcessorsAsync(1, "run", scenario, "--out", folder.In("a"));
        await ClearingProcess.RunOnProcessorsAsync(2, "run", scenario, "--out", folder.In("b"));

        Assert.Equal(Digests(folder.In("a")), Digests(folder.In("b")));
    }

    [Fact]
    public async Task An_interrupt_ends_with_7_and_writes_nothing()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("day.yaml", Drawn.Replace("COUNT", "3000000"));
        using ClearingProcess process = ClearingProcess.Start("run", scenario, "--out", folder.In("out"));

        await process.FirstErrorLineAsync();
        process.Interrupt();
        Ended ended = await process.EndAsync();

        Assert.Equal(7, ended.Code);
        Assert.Contains("Interrupted", ended.Error);
        Assert.False(Directory.Exists(folder.In("out")));
    }

    [Fact]
    public async Task I14_A_reader_that_goes_away_is_no_failure()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("day.yaml", Small);
        using ClearingProcess process = ClearingProcess.Start("run", scenario, "--out", folder.In("out"));

        Assert.Equal("drawn", (await process.ReadLineAndCloseAsync())?.Trim());
        Ended ended = await process.EndAsync(outIsClosed: true);

        Assert.Equal(0, ended.Code);
        Assert.DoesNotContain("Unexpected", ended.Error);
    }

    // The foot of the report names the machine and is the one place that may differ.
    private static Dictionary<string, string> Digests(string folder) =>
        Directory.GetFiles(folder).Order(StringComparer.Ordinal)
            .Where(f => Path.GetFileName(f) != "report.html")
            .ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));
}
