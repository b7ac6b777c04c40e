using System.Text.Json;
using Clearing.Client.Load;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Reporting;
using Clearing.Client.Tests.Fakes;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Tests.Load;

/// <summary>Whole runs, short ones, against a service in memory; what is asserted does not depend on speed.</summary>
public sealed class LoadRunnerTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LoadMessage.Mt103)]
    [InlineData(LoadMessage.Pacs009)]
    [InlineData(LoadMessage.Fedwire)]
    [InlineData(LoadMessage.Bulk)]
    public async Task Every_payment_that_falls_due_is_sent_answered_and_found_again(LoadMessage message)
    {
        FakeService service = new(new FakeLedger());
        LoadResult result = await RunAsync(service, ProfileOf(
            new LoadTraffic { Message = message, Frame = 8 }, new ConstantRate(4_000)) with
        { Repeats = 2 });

        PhaseResult phase = Assert.Single(result.Phases);
        Assert.Equal([1_200, 1_200], phase.Repeats.Select(r => r.Tally.Due));
        Assert.Equal([1_200, 1_200], phase.Repeats.Select(r => r.Tally.Of(LoadOutcome.Settled)));
        Assert.Equal(2_400, phase.Latency().Count);
        Assert.Equal(2_400, service.Ledger.Effects.Count);
        AuditLine audit = Assert.Single(result.Audit);
        Assert.Equal("2,400 of 2,400 acknowledged payments asked about by id: each has the effect that was "
            + "acknowledged", audit.Text);
        Assert.True(audit.Holds);
    }

    [Fact]
    public async Task A_ledger_that_forgot_a_payment_is_found_out()
    {
        FakeService service = new(new FakeLedger());
        service.Tells = (id, answer) =>
            id == service.Ledger.Effects[77] ? answer with { Standing = Standing.Unknown } : answer;

        LoadResult result = await RunAsync(service, ProfileOf(Bulk, new ConstantRate(1_000)));

        Assert.False(result.AuditHolds);
        Assert.EndsWith("asked about by id: 1 have not", result.Audit[0].Text, StringComparison.Ordinal);
        Assert.Contains("was answered Settled, now Unknown", result.Audit[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_acknowledged_payments_and_no_others_are_handed_to_the_audit_of_the_journal()
    {
        FakeService service = new(new FakeLedger { Refuses = id => id % 3 == 0 ? Standing.Busy : Standing.Unknown });
        LoadProfile profile = ProfileOf(Bulk with { Mix = new LoadMix(0.05m, 0.1m, 0) }, new ConstantRate(2_000));
        profile = profile with
        {
            Audit = AuditScope.Sample,
            Phases = [profile.Phases[0], profile.Phases[0] with { Name = "messages", Traffic = new LoadTraffic() }],
        };
        AcknowledgedPayments? told = null;

        LoadResult result = await LoadRunner.RunAsync(
            profile,
            OptionsOf(service) with
            {
                Journal = new JournalPlace("data", null),
                Audit = (_, acknowledged, _) =>
                {
                    told = acknowledged;
                    return Task.FromResult<IReadOnlyList<AuditLine>>([new AuditLine("journal", Holds: true)]);
                },
            },
            Stop);

        Assert.Equal("world/gross", told!.Ledger);
        Assert.Equal(service.Ledger.Effects.Order(), told.Ids.Order());
        Assert.NotEmpty(service.Ledger.Effects);
        Assert.Equal("journal", result.Audit[^1].Text);
    }

    [Fact]
    public async Task A_refused_payment_that_had_an_effect_is_found_out()
    {
        FakeService service = new(new FakeLedger { Refuses = _ => Standing.Busy });
        UInt128 first = 0;
        service.Tells = (id, answer) => (first = first == 0 ? id : first) == id
            ? answer with { Standing = Standing.Settled } : answer;

        LoadResult result = await RunAsync(service, ProfileOf(Bulk, new ConstantRate(1_000)));

        Assert.False(result.AuditHolds);
        Assert.Contains(result.Audit, a => a.Text.Contains("answered Busy, now Settled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task N1_Payments_of_a_lost_connection_end_with_a_definite_standing()
    {
        FakeService service = new(new FakeLedger(), new Fault { CutAfterReceived = 9_000 });
        LoadResult result = await RunAsync(
            service, ProfileOf(Bulk, new ConstantRate(2_000)) with { Sessions = 1 });

        PhaseTally tally = result.Phases[0].Repeats[0].Tally;
        Assert.Equal(600, tally.Due);
        Assert.Equal(600, tally.Answered + tally.Lost + tally.NotConnected);
        Assert.True(result.AuditHolds);
        Assert.Equal(tally.Lost > 0, result.Audit.Any(a => a.Text.Contains(
            "without an answer", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_session_that_may_not_come_back_ends_the_run()
    {
        FakeService service = new(
            new FakeLedger(), new Fault { CutAfterReceived = 9_000 }, new Fault { Refuses = CloseCode.Authentication });
        LoadException refused = await Assert.ThrowsAsync<LoadException>(() => RunAsync(
            service, ProfileOf(Bulk, new ConstantRate(2_000)) with { Sessions = 1 }));

        Assert.StartsWith(
            "Session 1 cannot be opened again. The service closed the session: Authentication", refused.Message,
            StringComparison.Ordinal);
        Assert.True(refused.IsEnvironment);
    }

    [Fact]
    public async Task Phases_follow_each_other_and_one_may_be_a_share_of_another()
    {
        FakeService service = new(new FakeLedger());
        LoadProfile profile = ProfileOf(Bulk, new ClosedLoop(2));
        LoadResult result = await RunAsync(service, profile with
        {
            WarmUp = TimeSpan.FromMilliseconds(50),
            Phases =
            [
                profile.Phases[0] with { Name = "capacity" },
                profile.Phases[0] with { Name = "rest", Shape = new PauseShape(), Length = Short / 6 },
                profile.Phases[0] with { Name = "half", Shape = new ConstantRate(0, 0.5m, "capacity") },
            ],
            Thresholds = [new LoadThreshold("half", LoadMetric.Offered, 0.45m, 0.55m, "capacity")],
        });

        Assert.Equal(["capacity", "rest", "half"], result.Phases.Select(p => p.Phase.Name));
        Assert.Equal(0, result.Phases[1].Repeats[0].Tally.Due);
        double capacity = result.Phases[0].Of(LoadMetric.Rate)!.Value.Median;
        Assert.Equal(
            capacity / 2 * Short.TotalSeconds, result.Phases[2].Repeats[0].Tally.Due, tolerance: Bulk.Frame + 1.0);
        Assert.StartsWith("half: offered at least 45 % of capacity and at most 55 % of capacity",
            result.Thresholds[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thresholds_are_judged_and_late_sending_fails_a_run_even_when_nobody_asks()
    {
        FakeService service = new(new FakeLedger { Refuses = id => id % 2 == 0 ? Standing.Busy : Standing.Unknown });
        LoadProfile profile = ProfileOf(Bulk, new ConstantRate(1_000)) with
        {
            Thresholds =
            [
                new LoadThreshold(null, LoadMetric.Busy, null, 0.1m, null),
                new LoadThreshold("phase", LoadMetric.Errors, null, 0, null),
            ],
        };

        LoadResult result = await RunAsync(service, profile);

        Assert.Equal("phase: busy at most 10 %", result.Thresholds[0].Text);
        Assert.Equal(("50 %", false), (result.Thresholds[0].Found, result.Thresholds[0].Holds));
        Assert.True(result.Thresholds[1].Holds);
        Assert.Equal("phase: lag at most 5.00 ms", result.Thresholds[2].Text);
        Assert.False(result.ThresholdsHold);
        Assert.Contains(LoadReport.Lines(result), line => line.StartsWith(
            "  phase: 150 refused, in doubt or in error are not among these", StringComparison.Ordinal));
    }

    [Fact]
    public async Task L1_A_bound_on_latency_fails_where_all_were_refused()
    {
        FakeService service = new(new FakeLedger { Refuses = _ => Standing.Busy });

        LoadResult result = await RunAsync(service, ProfileOf(Bulk, new ConstantRate(1_000)) with
        {
            Thresholds = [new LoadThreshold(null, LoadMetric.P99, null, 60_000_000, null)],
        });

        Assert.Equal(("nothing", false), (result.Thresholds[0].Found, result.Thresholds[0].Holds));
    }

    [Fact]
    public async Task Native_answers_and_notices_are_counted()
    {
        FakeLedger ledger = new();
        ledger.Notices.AddRange(Enumerable.Range(1, 40).Select(n => new NumberedNotice(
            (ulong)n, new Notice(n, 1, 1, (UInt128)n, n, 3, NoticeKind.Credited, 0, 0, 1))));
        FakeService service = new(ledger) { NoticeWindow = 8 };

        LoadResult result = await RunAsync(
            service, ProfileOf(Bulk, new ConstantRate(1_000)) with { Notices = NoticeForm.Compact, Sessions = 1 });

        Assert.Contains(40UL, service.NoticesTaken);
        Assert.Equal(NoticeForm.Compact, service.Hellos[0].Notices);
        Assert.True(result.AuditHolds);
    }

    [Fact]
    public async Task Two_sessions_of_one_bank_may_not_send_bulk_instructions() =>
        Assert.Contains("one session a bank", (await Assert.ThrowsAsync<LoadException>(() => RunAsync(
            new FakeService(new FakeLedger()),
            ProfileOf(Bulk, new ConstantRate(1_000)) with { Sessions = 301 }))).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_service_of_its_own_needs_the_command_and_postgres_a_database()
    {
        LoadProfile profile = ProfileOf(Bulk, new ConstantRate(1_000));
        LoadProfile On(ServeStore store) => profile with
        {
            Target = profile.Target with { Serve = new ServeTarget(null, store, null, []) },
        };

        LoadException command = await Assert.ThrowsAsync<LoadException>(
            () => LoadRunner.RunAsync(On(ServeStore.Sqlite), new LoadRunOptions(), Stop));
        LoadException database = await Assert.ThrowsAsync<LoadException>(() => LoadRunner.RunAsync(
            On(ServeStore.Postgres), new LoadRunOptions { Command = ["clearing"] }, Stop));

        Assert.Contains("`clearing` command", command.Message, StringComparison.Ordinal);
        Assert.Contains("--postgres", database.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_ends_at_once_is_quoted()
    {
        LoadProfile profile = ProfileOf(Bulk, new ConstantRate(1_000));

        // The runtime itself, which knows no verb `serve`, stands for a service that cannot start.
        LoadException ended = await Assert.ThrowsAsync<LoadException>(() => LoadRunner.RunAsync(
            profile with
            {
                Target = profile.Target with { Serve = new ServeTarget(null, ServeStore.Sqlite, null, []) },
            },
            new LoadRunOptions { Command = ["dotnet"] }, Stop));

        Assert.Contains("ended before it took sessions. It said:", ended.Message, StringComparison.Ordinal);
        Assert.Contains("serve", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_summary_has_its_sections_in_order_and_json_says_the_same()
    {
        FakeService service = new(new FakeLedger());
        LoadProfile profile = ProfileOf(
            Bulk with { Mix = new LoadMix(0.05m, 0.05m, 0) }, new ConstantRate(1_000)) with
        {
            Repeats = 2,
            Thresholds = [new LoadThreshold(null, LoadMetric.Errors, null, 0, null)],
        };
        LoadResult result = await RunAsync(service, profile);

        string[] lines = [.. LoadReport.Lines(result)];

        Assert.Equal(
            ["PROFILE", "RESULTS", "LATENCY", "THRESHOLDS", "AUDIT", "REPRODUCE"],
            lines.Where(l => l.Length > 0 && l[0] is >= 'A' and <= 'Z').Select(l => l.Split(' ')[0]));
        Assert.Contains("✓ phase: errors at most 0 % (found 0 %)", lines);
        Assert.Contains(lines, l => l.StartsWith("✓ ", StringComparison.Ordinal)
            && l.Contains("asked about by id", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("  clearing load test.yaml", StringComparison.Ordinal));

        using MemoryStream json = new();
        LoadJson.Write(result, json);
        using JsonDocument document = JsonDocument.Parse(json.ToArray());
        Assert.Equal(
            result.Phases[0].Of(LoadMetric.Rate)!.Value.Median,
            document.RootElement.GetProperty("acknowledged_per_second").GetDouble(),
            tolerance: 0.1);
        JsonElement phase = document.RootElement.GetProperty("phases")[0];
        Assert.Equal(2, phase.GetProperty("repeats").GetArrayLength());
        JsonElement repeat = phase.GetProperty("repeats")[0];
        Assert.Equal(300, repeat.GetProperty("due").GetInt64());
        Assert.Equal(
            300,
            repeat.GetProperty("settled").GetInt64() + repeat.GetProperty("bad_refused").GetInt64()
                + repeat.GetProperty("repeated").GetInt64());
        Assert.True(document.RootElement.GetProperty("thresholds")[0].GetProperty("holds").GetBoolean());
    }

    [Fact]
    public async Task A_feed_hands_out_the_same_payments_to_a_tool_with_a_schedule_of_its_own()
    {
        FakeService service = new(new FakeLedger());
        LoadProfile profile = ProfileOf(Bulk with { Frame = 7 }, new ConstantRate(1));
        await using LoadFeed feed = await LoadFeed.OpenAsync(profile, OptionsOf(service), Stop);

        bool[] answered = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => feed.SubmitAsync("phase")));

        Assert.DoesNotContain(false, answered);
        Assert.Equal((350, 350), (feed.TallyOf("phase").Of(LoadOutcome.Settled), service.Ledger.Effects.Count));
        Assert.True(Assert.Single(await feed.AuditAsync(Stop)).Holds);
        await Assert.ThrowsAsync<ArgumentException>(() => feed.SubmitAsync("pause"));
    }

    [Fact]
    public async Task A_run_that_is_interrupted_ends()
    {
        using CancellationTokenSource interruption = new();
        LoadProfile profile = ProfileOf(Bulk, new ConstantRate(1_000));
        FakeService service = new(new FakeLedger());
        Task<LoadResult> running = RunAsync(
            service,
            profile with { Phases = [profile.Phases[0] with { Length = TimeSpan.FromHours(1) }] },
            interruption.Token);
        await Scene.Until(() => service.FramesTaken > 2);

        await interruption.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static LoadTraffic Bulk { get; } = new() { Message = LoadMessage.Bulk, Frame = 10 };

    private static LoadProfile ProfileOf(LoadTraffic traffic, LoadShape shape) => new()
    {
        File = "test.yaml",
        Name = "test",
        Target = new LoadTarget("memory", 1, null, "BAAKUS33AXXX", null),
        Sessions = 3,
        Traffic = traffic,
        Phases = [new LoadPhase { Name = "phase", Shape = shape, Length = Short, Traffic = traffic }],
    };

    private static Task<LoadResult> RunAsync(
        FakeService service, LoadProfile profile, CancellationToken? cancellation = null) =>
        LoadRunner.RunAsync(
            profile,
            OptionsOf(service),
            cancellation ?? Stop);

    private static LoadRunOptions OptionsOf(FakeService service) =>
        new() { Sessions = session => session with { Connect = service.ConnectAsync } };
}
