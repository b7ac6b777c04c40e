using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Clearing.EndToEnd.Tests;

/// <summary>What the page on clusters shows is what happens; "…" stands for what differs.</summary>
public sealed partial class ClusterPageTests
{
    private const string Page = "docs/how-to/run-a-cluster.md";
    private const string Connection = "Host=localhost;Database=clearing";

    [Fact]
    public async Task Three_processes_say_what_the_page_shows_and_take_a_ledger_over_when_one_is_killed()
    {
        RequiredPostgres.Check();
        using PostgresServer server = PostgresServer.Start();
        string database = server.CreateDatabase();
        string page = OnFreePorts(Checkout.Text(Page)).Replace("…/clearing", "…", StringComparison.Ordinal);
        List<ClearingProcess> processes = [];
        try
        {
            foreach (Match serve in Commands().Matches(page))
            {
                ClearingProcess process = ClearingProcess.Start(
                    [.. Words(serve.Groups["command"].Value).Select(word => word == Connection ? database : word)]);
                processes.Add(process);
                foreach (string line in serve.Groups["shown"].Value.TrimEnd().Split('\n'))
                {
                    Assert.Matches(Pattern(line), await process.ReadLineAsync());
                }
            }

            Assert.Equal(3, processes.Count);
            await ExpectFailoverAsync(processes);
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }
    }

    [Fact]
    public async Task Runs_in_a_cluster_write_the_bytes_of_runs_here()
    {
        RequiredPostgres.Check();
        using PostgresServer server = PostgresServer.Start();
        using TemporaryFolder folder = new();
        string database = server.CreateDatabase();
        string[] scenarios =
        [
            .. ((string[])["cross-border-dollar", "clearing-window", "chips-down"])
                .Select(name => Checkout.PathOf($"scenarios/teaching/{name}.yaml")),
        ];
        using ClearingProcess process =
            ClearingProcess.Start("serve", "--postgres", database, "--cluster", "--tcp", "0");
        await process.ReadLineAsync();

        Ended here = await ClearingProcess.RunAsync(["run", .. scenarios, "--out", folder.In("here")]);
        Ended there = await ClearingProcess.RunAsync(
            ["run", .. scenarios, "--out", folder.In("there"), "--cluster", database]);

        Assert.True(here.Code == 0, here.Error);
        Assert.True(there.Code == 0, there.Error);
        string[] files = Directory.GetFiles(folder.In("here"), "*", SearchOption.AllDirectories);
        Assert.True(files.Length > scenarios.Length * 3);
        Assert.All(files, file => Assert.Equal(
            File.ReadAllBytes(file), File.ReadAllBytes(file.Replace(folder.In("here"), folder.In("there")))));
    }

    [Fact]
    public async Task Without_a_process_that_serves_a_run_says_what_to_start()
    {
        RequiredPostgres.Check();
        using PostgresServer server = PostgresServer.Start();
        string database = server.CreateDatabase();
        string scenario = Checkout.PathOf("scenarios/teaching/chips-down.yaml");

        Ended ended = await ClearingProcess.RunAsync("run", scenario, "--cluster", database);

        Assert.Equal(8, ended.Code);
        Assert.DoesNotContain("   at ", ended.Error);
    }

    private static async Task ExpectFailoverAsync(List<ClearingProcess> processes)
    {
        await processes[2].ErrorLineAsync(line => Where().Count(line) == 2);
        await processes[0].KillAsync();
        processes[1].Interrupt();
        Ended second = await processes[1].EndAsync();
        Assert.True(second.Code == 0, second.Error);
        await processes[2].ErrorLineAsync(line => Where().Count(line) == 2
            && Where().Matches(line).All(match => match.Groups["at"].Length == 0));
        processes[2].Interrupt();
        Ended third = await processes[2].EndAsync();
        Assert.True(third.Code == 0, third.Error);
        Assert.Contains("Stopped. rtgs: 0 records, dns: 0 records", third.Out);
    }

    private static string OnFreePorts(string page)
    {
        Dictionary<string, string> ports = [];
        return Ports().Replace(page, match =>
        {
            ports.TryAdd(match.Value, FreePort());
            return ports[match.Value];
        });
    }

    private static string FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private static string[] Words(string command) =>
        [.. QuotedWords().Matches(command).Select(match => match.Value.Trim('"'))];

    private static string Pattern(string shown) =>
        "^" + Regex.Escape(shown).Replace("…", ".*?", StringComparison.Ordinal) + "$";

    [GeneratedRegex(@"^```\n\$ clearing (?<command>[^\n]*)\n(?<shown>.*?)^```",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Commands();

    [GeneratedRegex(@"\b7[45]\d\d\b")]
    private static partial Regex Ports();

    [GeneratedRegex("\"[^\"]*\"|[^ ]+")]
    private static partial Regex QuotedWords();

    [GeneratedRegex(@"\((?:here|at (?<at>[0-9.:]+))\)(?= [0-9])")]
    private static partial Regex Where();
}
