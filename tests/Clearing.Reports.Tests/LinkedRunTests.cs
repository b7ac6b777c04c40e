using System.Text.Json;
using Clearing.Reports.Metrics;

namespace Clearing.Reports.Tests;

/// <summary>What is told of linked systems, failures, overdrafts and queues.</summary>
public sealed class LinkedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string[] Lines(string name, RunSummary? run = null, PaymentsFormat format = PaymentsFormat.Csv)
    {
        Assert.Null(RunFiles.Write(run ?? LinkedRun.Build(), _folder["out"], format));
        return File.ReadAllText(_folder["out", name]).TrimEnd('\n').Split('\n');
    }

    private static string Found(string metric, int system = 0)
    {
        RunSummary run = LinkedRun.Build();
        return run.Metric(system, metric)!.Value.Format(run.Scenario.Currency);
    }

    [Fact]
    public void Failures_tell_who_failed_in_which_round_and_who_paid_by_which_step() => Assert.Equal(
        [
            "system,day,time,round,event,step,failed,payer,amount",
            "net,1,2026-01-05T12:00:00.000000,1,failed,,B,,40.00",
            "net,1,2026-01-05T12:00:00.000000,1,unwound,,B,,30.00",
            "net,1,2026-01-05T12:00:00.000000,2,failed,,C,,10.00",
            "net,1,2026-01-05T12:00:00.000000,1,covered,collateral,B,B,12.00",
            "net,1,2026-01-05T12:00:00.000000,1,covered,share,B,A,20.00",
            "net,1,2026-01-05T12:00:00.000000,1,covered,guarantee,B,operator,8.00",
        ],
        Lines("failures.csv"));

    [Fact]
    public void Cover_tests_count_what_was_promised_beforehand_in_the_order_of_the_procedure() => Assert.Equal(
        [
            "system,time,test,id,net_debit,collateral,pool,shares,guarantee,covered",
            // Of the 25 that are left A bears two thirds, of which its collateral backs 6, and C 8.33.
            "net,2026-01-05T12:00:00.000000,cover-1,B,40.00,12.00,3.00,14.33,10.67,yes",
            "net,2026-01-05T12:00:00.000000,cover-1,C,10.00,10.00,0.00,0.00,0.00,yes",
            "net,2026-01-05T12:00:00.000000,cover-2,B+C,50.00,22.00,3.00,6.00,19.00,yes",
        ],
        Lines("exposures.csv"));

    [Fact]
    public void The_other_tables_are_written_as_the_reference_says()
    {
        Assert.Equal(
            "wire,1,A,10,3,500.00,50.00,40.00,200.00,1.00,0.02", Lines("overdrafts.csv")[1]);
        Assert.Equal(
            "wire,2026-01-05T12:00:00.000000,sequence-deadlock,3,90.00,1.00", Lines("queue-states.csv")[3]);
        Assert.Equal(
            ["system,id,test,needed,available", "net,p4,funds,20.00,12.50", "net,p4,bilateral-limit,20.00,5.00"],
            Lines("waiting.csv"));
        Assert.Equal(
            ["system,set,id,net,position", "net,1,B,-40.00,-40.00", "net,1,C,40.00,40.00"], Lines("certificates.csv"));
        Assert.Equal(
            "net,1,2026-01-05T12:00:00.000000,bilateral,p2,B,C,40.00", Lines("certificate-payments.csv")[1]);
    }

    [Fact]
    public void Tables_without_rows_are_not_written_and_those_of_an_earlier_run_go_with_it()
    {
        Lines("failures.csv");
        Lines("payments.csv", GoldenRun.Build());

        Assert.Equal(
            ["accounts.csv", "payments.csv", "report.html", "summary.json"],
            Directory.EnumerateFiles(_folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_member_has_the_payments_that_entered_it_and_those_it_was_made() => Assert.Equal(
        [
            "wire,p1", "wire,p4", "wire,net/net/A/1", "wire,net/net/B/1", "net,p2", "net,p3", "alone,p1", "alone,p2",
            "alone,p3", "alone,p4",
        ],
        Lines("payments.csv").Skip(1).Select(row => string.Join(',', row.Split(',')[..2])));

    [Fact]
    public void Where_something_was_made_a_last_column_says_why()
    {
        string[] lines = Lines("payments.csv");

        Assert.EndsWith(",reason,origin", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",settled,entry,,", lines[1], StringComparison.Ordinal);
        Assert.Equal(
            "wire,net/net/A/1,1,A,NET,5.00,USD,urgent,2026-01-05T16:50:00.000000,2026-01-05T16:50:00.000000,"
            + "2026-01-05T16:50:01.000000,settled,entry,,net",
            lines[3]);
        Assert.EndsWith(",,unsettled,,,net", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parquet_holds_the_same_rows()
    {
        Lines("summary.json", format: PaymentsFormat.Parquet);
        await using FileStream file = File.OpenRead(_folder["out", "payments.parquet"]);
        await using Parquet.ParquetReader reader = await Parquet.ParquetReader.CreateAsync(
            file, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(10, reader.Metadata!.NumRows);
        Assert.Equal("origin", reader.Schema.DataFields[^1].Name);
    }

    [Fact]
    public void The_account_of_a_system_is_listed_only_where_it_is_kept() => Assert.Equal(
        ["wire,A", "wire,B", "wire,C", "wire,NET", "net,A", "net,B", "net,C", "alone,A", "alone,B", "alone,C"],
        Lines("accounts.csv").Skip(1).Select(row => string.Join(',', row.Split(',')[..2])));

    [Fact]
    public void Members_name_their_arrangement_whose_figures_are_theirs_together()
    {
        using var summary = JsonDocument.Parse(string.Join('\n', Lines("summary.json")));
        JsonElement[] systems = [.. summary.RootElement.GetProperty("systems").EnumerateArray()];
        JsonElement linked = Assert.Single(summary.RootElement.GetProperty("arrangements").EnumerateArray());

        Assert.Equal("linked", systems[0].GetProperty("arrangement").GetString());
        Assert.False(systems[2].TryGetProperty("arrangement", out _));
        Assert.Equal(["wire", "net"], linked.GetProperty("members").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal((2, 2, 4), (
            systems[0].GetProperty("payments").GetInt32(), systems[1].GetProperty("payments").GetInt32(),
            linked.GetProperty("payments").GetInt32()));
        Assert.Equal("140.00", linked.GetProperty("settled_value").GetString());

        // Money is used in the wire system only: the other one settles in it.
        Assert.Equal("100.00", linked.GetProperty("liquidity_used").GetString());
        Assert.Equal(1.4m, linked.GetProperty("turnover").GetDecimal());
        Assert.False(linked.TryGetProperty("state_hash", out _));
        Assert.False(linked.TryGetProperty("queue_value_max", out _));
    }

    [Theory]
    [InlineData("failed_count", 1, "2")]
    [InlineData("loss_covered", 1, "40.00")]
    [InlineData("loss_shared", 1, "20.00")]
    [InlineData("unwound_count", 1, "1")]
    [InlineData("unwound_value", 1, "30.00")]
    [InlineData("exposure_peak", 1, "70.00")]
    [InlineData("free_seconds", 0, "61")]
    [InlineData("gridlock_seconds", 0, "10740")]
    [InlineData("sequence_deadlock_seconds", 0, "0.5")]
    [InlineData("deadlock_seconds", 0, "17998.5")]
    [InlineData("gridlock_seconds", 1, "null")]
    [InlineData("overdraft_breaches", 0, "4")]
    [InlineData("overdraft_fee", 1, "null")]
    public void Metrics_of_failure_queue_and_overdraft(string metric, int system, string expected) =>
        Assert.Equal(expected, Found(metric, system));

    [Fact]
    public void Fees_of_a_waiver_period_are_forgiven_up_to_the_waiver() =>
        // A: 300 of days 1 and 2 less 150; 60 of day 3 less 150 is nothing; B: 10 less 150 is nothing.
        Assert.Equal("150.00", Found("overdraft_fee"));

    [Fact]
    public void Money_needed_is_not_compared_with_that_of_a_system_that_settled_nothing_or_holds_none()
    {
        RunSummary run = LinkedRun.Build(b => b.WithSystem("idle", "rtgs", o => o.Closed(0)));
        Metric used = MetricTable.Find("liquidity_used")!;

        Assert.Equal([true, false, true, false], Enumerable.Range(0, 4).Select(s => run.IsComparable(s, used)));
        Assert.True(run.IsComparable(3, MetricTable.Find("settled_count")!));
    }
}
