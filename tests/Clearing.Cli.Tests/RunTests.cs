using System.Net;
using System.Text.Json;

namespace Clearing.Cli.Tests;

/// <summary>The verbs on small scenarios, in this process.</summary>
public sealed class RunTests
{
    private const string ThreeBanks =
        """
        name: three-banks
        participants:
          - { id: A, balance: 10.00 }
          - { id: B, balance: 0.00 }
          - { id: C, balance: 0.00 }
        payments:
          - { id: p1, at: "09:00", from: A, to: B, amount: 30.00 }
          - { id: p2, at: "09:05", from: B, to: C, amount: 30.00 }
          - { id: p3, at: "09:10", from: C, to: A, amount: 25.00 }
        systems:
          - { name: gross, rulebook: rtgs }
          - { name: netted, rulebook: dns }
        expect:
          - { system: gross, settled: SETTLED }
          - { system: netted, settled: 3 }
        """;

    // In gross nothing moves: A has 10 of the 30 it owes. Netted, A owes 5 of its 10.
    private static string Good => ThreeBanks.Replace("SETTLED", "0");

    [Fact]
    public async Task A_run_compares_the_systems_checks_what_is_expected_and_writes_the_files()
    {
        using Session session = new();

        int code = await session.RunAsync("run", session.Write("day.yaml", Good), "--out", session.In("out"));

        Assert.True(code == ExitCode.Ok, session.Error);
        Assert.Matches(
            @"^Reading .*day\.yaml\nRunning three-banks\nWriting .*out\nDone in [0-9.]+ s\.\n$", session.Error);
        Assert.Contains("three-banks", session.Out);
        Assert.Contains("gross (rtgs)", session.Out);
        Assert.Contains("netted (dns)", session.Out);
        Assert.Contains("✓ ", session.Out);
        Assert.Contains("2 of 2 expectations met", session.Out);
        Assert.Contains($"Report: {Path.Combine(session.In("out"), "report.html")}", session.Out);
        foreach (string file in (string[])["summary.json", "payments.csv", "accounts.csv", "report.html"])
        {
            Assert.True(new FileInfo(Path.Combine(session.In("out"), file)).Length > 0, file);
        }
    }

    [Fact]
    public async Task An_expectation_that_is_not_met_ends_with_4_shows_what_was_found_and_still_writes_the_files()
    {
        using Session session = new();
        string scenario = session.Write("day.yaml", ThreeBanks.Replace("SETTLED", "2"));

        int code = await session.RunAsync("run", scenario, "--out", session.In("out"));

        Assert.Equal(ExitCode.ExpectationNotMet, code);
        Assert.Contains("✗ ", session.Out);
        Assert.Contains("(found 0)", session.Out);
        Assert.Contains("1 of 2 expectations met", session.Out);
        Assert.True(File.Exists(Path.Combine(session.In("out"), "summary.json")));
    }

    [Fact]
    public async Task As_json_the_result_is_the_summary_and_nothing_else()
    {
        using Session session = new();

        int code = await session.RunAsync(
            "run", session.Write("day.yaml", Good), "--out", session.In("out"), "--format", "json", "--quiet");

        Assert.Equal(ExitCode.Ok, code);
        using JsonDocument printed = JsonDocument.Parse(session.Out);
        Assert.Equal("three-banks", printed.RootElement.GetProperty("scenario").GetString());
        Assert.Equal(File.ReadAllText(Path.Combine(session.In("out"), "summary.json")).Trim(), session.Out.Trim());
        Assert.Empty(session.Error);
    }

    [Fact]
    public async Task Without_payments_no_payments_file_is_written()
    {
        using Session session = new();

        await session.RunAsync(
            "run", session.Write("day.yaml", Good), "--out", session.In("out"), "--payments", "none");

        Assert.False(File.Exists(Path.Combine(session.In("out"), "payments.csv")));
        Assert.True(File.Exists(Path.Combine(session.In("out"), "summary.json")));
    }

    [Fact]
    public async Task A_value_changed_on_the_command_line_changes_the_run()
    {
        using Session session = new();

        int code = await session.RunAsync(
            "run", session.Write("day.yaml", Good), "--out", session.In("out"),
            "--set", "participants.0.balance=30.00");

        Assert.Equal(ExitCode.ExpectationNotMet, code);
        Assert.Contains("(found 3)", session.Out);
    }

    [Fact]
    public async Task In_a_narrow_terminal_systems_stand_below_each_other_and_figures_stay_whole()
    {
        using Session session = new(width: 60);
        string scenario = session.Write("day.yaml", Good.Replace("30.00", "\"30_000_000_000_000.00\"")
            .Replace("25.00", "\"30_000_000_000_000.00\""));

        await session.RunAsync("run", scenario, "--out", session.In("out"), "--set", "expect=[]",
            "--set", "systems.gross.name=gross-with-a-long-name", "--set", "systems.netted.name=netted-likewise");

        string[] lines = session.Out.Split('\n');
        Assert.Single(lines, l => l.Contains("unsettled", StringComparison.Ordinal) && l.TrimEnd().EndsWith('3'));
        Assert.Equal(2, lines.Count(l => l.Contains("90,000,000,000,000.00  ", StringComparison.Ordinal)
            && l.StartsWith("    value", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_report_gives_the_command_as_a_shell_takes_it()
    {
        using Session session = new();

        await session.RunAsync(
            "run", session.Write("my day.yaml", Good), "--out", session.In("out"), "--seed", "8",
            "--set", "systems.gross.release=[ { partial: { every: 5m } } ]", "--set", "description=Bank's day");

        string report = WebUtility.HtmlDecode(File.ReadAllText(Path.Combine(session.In("out"), "report.html")));
        Assert.Contains(
            $"clearing run '{session.In("my day.yaml")}' --seed 8 "
                + @"--set 'systems.gross.release=[ { partial: { every: 5m } } ]' --set 'description=Bank'\''s day'",
            report);
    }

    [Fact]
    public async Task An_invalid_scenario_ends_with_3_names_the_place_and_touches_no_folder()
    {
        using Session session = new();
        string scenario = session.Write("day.yaml", Good.Replace("systems:", "sistems:"));

        int code = await session.RunAsync("run", scenario, "--out", session.In("out"));

        Assert.Equal(ExitCode.Invalid, code);
        Assert.Matches(@"(?m)^.*day\.yaml:10:1: [A-Z0-9-]+ .*systems", session.Error);
        Assert.Empty(session.Out);
        Assert.False(Directory.Exists(session.In("out")));
    }

    [Theory]
    [InlineData("missing.yaml")]
    [InlineData(".")]
    public async Task I14_A_file_that_is_missing_or_a_folder_ends_with_3(string name)
    {
        using Session session = new();

        Assert.Equal(ExitCode.Invalid, await session.RunAsync("run", session.In(name), "--out", session.In("out")));
        Assert.Contains(session.In(name), session.Error);
        Assert.Equal(ExitCode.Invalid, await session.RunAsync("validate", session.In(name)));
        Assert.Equal(ExitCode.Invalid, await session.RunAsync("describe", session.In(name)));
    }

    [Fact]
    public async Task A_folder_that_no_run_wrote_is_refused_and_left_alone()
    {
        using Session session = new();
        string mine = Path.Combine(Directory.CreateDirectory(session.In("out")).FullName, "thesis.txt");
        File.WriteAllText(mine, "years of work");

        int code = await session.RunAsync("run", session.Write("day.yaml", Good), "--out", session.In("out"));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("thesis.txt", session.Error);
        Assert.Equal([mine], Directory.GetFileSystemEntries(session.In("out")));
    }

    [Fact]
    public async Task I14_A_folder_that_cannot_be_made_ends_with_8()
    {
        using Session session = new();
        string file = session.Write("file", "");

        int code = await session.RunAsync(
            "run", session.Write("day.yaml", Good), "--out", Path.Combine(file, "inside"));

        Assert.Equal(ExitCode.Environment, code);
        Assert.Contains("inside", session.Error);
    }

    [Fact]
    public async Task An_interrupted_run_ends_with_7_and_writes_nothing()
    {
        using Session session = new();
        using CancellationTokenSource interrupted = new();
        await interrupted.CancelAsync();

        int code = await session.RunAsync(
            interrupted.Token, "run", session.Write("day.yaml", Good), "--out", session.In("out"));

        Assert.Equal(ExitCode.Interrupted, code);
        Assert.False(Directory.Exists(session.In("out")));
    }

    [Fact]
    public async Task Validate_prints_a_line_a_file_and_ends_with_3_if_one_is_wrong()
    {
        using Session session = new();
        string good = session.Write("good.yaml", Good);
        string bad = session.Write("bad.yaml", Good.Replace("to: C", "to: D"));

        Assert.Equal(ExitCode.Ok, await session.RunAsync("validate", good));
        Assert.Equal($"{good}: ok\n", session.Out);
        Assert.Equal(ExitCode.Invalid, await session.RunAsync("validate", good, bad));
        Assert.EndsWith($"{good}: ok\n{bad}: 1 error\n", session.Out);
        Assert.Matches(@"bad\.yaml:8:\d+: [A-Z0-9-]+ ", session.Error);
    }

    [Fact]
    public async Task Validate_as_json_is_one_object_a_line()
    {
        using Session session = new();
        string good = session.Write("good.yaml", Good);
        string bad = session.Write("bad.yaml", Good.Replace("to: C", "to: D"));

        int code = await session.RunAsync("validate", good, bad, "--format", "json");

        Assert.Equal(ExitCode.Invalid, code);
        string[] lines = session.Out.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        using JsonDocument first = JsonDocument.Parse(lines[0]);
        using JsonDocument second = JsonDocument.Parse(lines[1]);
        Assert.True(first.RootElement.GetProperty("valid").GetBoolean());
        JsonElement error = second.RootElement.GetProperty("errors")[0];
        Assert.Equal(8, error.GetProperty("line").GetInt32());
        Assert.Equal(bad, error.GetProperty("file").GetString());
    }
}
