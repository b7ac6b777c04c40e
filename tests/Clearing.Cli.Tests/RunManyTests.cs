using System.Text.Json;

namespace Clearing.Cli.Tests;

/// <summary>Several scenarios in one command.</summary>
public sealed class RunManyTests
{
    [Fact]
    public async Task Each_has_its_own_folder_and_the_files_of_a_run_alone()
    {
        using Session session = new();
        string first = session.Write("first.yaml", Day("first", settled: 1));
        string second = session.Write("second.yaml", Day("second", settled: 1));
        Assert.Equal(ExitCode.Ok, await session.RunAsync("run", first, "--out", session.In("alone")));

        int code = await session.RunAsync("run", first, second, "--out", session.In("out"));

        Assert.True(code == ExitCode.Ok, session.Error);
        Assert.Contains($"{first}: done, files in {session.In("out/first")}", session.Out);
        Assert.Contains($"{second}: done, files in {session.In("out/second")}", session.Out);
        foreach (string file in System.IO.Directory.GetFiles(session.In("alone")))
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace("/alone/", "/out/first/")));
        }
    }

    [Fact]
    public async Task The_worst_of_their_ends_is_the_exit_code_and_the_others_are_run_all_the_same()
    {
        using Session session = new();
        string wrong = session.Write("wrong.yaml", "name: wrong\n");
        string unmet = session.Write("unmet.yaml", Day("unmet", settled: 2));
        string good = session.Write("good.yaml", Day("good", settled: 1));

        int code = await session.RunAsync("run", wrong, unmet, good, "--out", session.In("out"), "--format", "json");

        Assert.Equal(ExitCode.ExpectationNotMet, code);
        JsonElement[] ends = [.. JsonDocument.Parse(session.Out).RootElement.EnumerateArray()];
        Assert.Equal(ExitCode.Invalid, ends[0].GetProperty("exit").GetInt32());
        Assert.Equal(["unmet", "good"], ends.Skip(1).Select(end => end.GetProperty("scenario").GetString()));
        Assert.True(File.Exists(session.In("out/good/summary.json")));
    }

    [Fact]
    public async Task Two_of_one_name_do_not_write_into_one_folder()
    {
        using Session session = new();
        string first = session.Write("first.yaml", Day("same", settled: 1));
        string second = session.Write("second.yaml", Day("same", settled: 1));

        int code = await session.RunAsync("run", first, second, "--out", session.In("out"));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains($"{second} would write into", session.Error);
    }

    private static string Day(string name, int settled) =>
        $$"""
        name: {{name}}
        participants:
          - { id: A, balance: 10.00 }
          - { id: B, balance: 0.00 }
        payments:
          - { id: p1, at: "09:00", from: A, to: B, amount: 7.00 }
        systems:
          - { name: gross, rulebook: rtgs }
        expect:
          - { system: gross, settled: {{settled}} }
        """;
}
