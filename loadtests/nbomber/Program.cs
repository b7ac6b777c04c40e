// Runs a load profile as an NBomber scenario; see README.md.
using Clearing.Client.Load;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;
using Clearing.LoadTests.NBomber;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

if (args is not [var path, ..] || ProfileReader.Read(path) is not { } read)
{
    Console.Error.WriteLine("usage: Clearing.LoadTests.NBomber PROFILE [arguments of NBomber]");
    return 2;
}

if (read.Profile is not { } profile)
{
    read.Errors.ToList().ForEach(Console.Error.WriteLine);
    return 3;
}

await using LoadFeed feed = await LoadFeed.OpenAsync(profile, new LoadRunOptions());
string phase = profile.Phases.First(p => p.Shape is not PauseShape).Name;
PhaseTally tally = feed.TallyOf(phase);

ScenarioProps scenario = Scenario.Create(profile.Name, async context =>
    {
        Response<object> response = await Step.Run("frame", context, async () =>
            await feed.SubmitAsync(phase)
                ? Response.Ok<object>(statusCode: "answered")
                : Response.Fail<object>(statusCode: "lost", message: "not sent, or its connection ended"));
        return response;
    })
    .WithMaxFailCount(int.MaxValue)
    .WithLoadSimulations(Simulations.Of(profile))
    .WithThresholds(Thresholds(profile));
scenario = profile.WarmUp > TimeSpan.Zero ? scenario.WithWarmUpDuration(profile.WarmUp) : scenario.WithoutWarmUp();

NodeStats stats = NBomberRunner.RegisterScenarios(scenario).Run([.. args.Skip(1)]);

Console.WriteLine($"payments: {tally.Due:N0} due, {tally.Of(LoadOutcome.Settled):N0} settled, "
    + $"{tally.Of(LoadOutcome.Pending):N0} pending, {tally.Of(LoadOutcome.Rejected):N0} rejected, "
    + $"{tally.Of(LoadOutcome.Busy):N0} busy, {tally.NotSent:N0} not sent, "
    + $"{tally.Of(LoadOutcome.Error):N0} errors");
IReadOnlyList<AuditLine> audit = profile.Audit == AuditScope.None ? [] : await feed.AuditAsync();
audit.ToList().ForEach(line => Console.WriteLine($"{(line.Holds ? "✓" : "✗")} {line.Text}"));
return audit.Any(line => !line.Holds) ? 5
    : stats.Thresholds.Any(t => t.IsFailed) || tally.Of(LoadOutcome.Error) > 0 ? 6
    : 0;

static Threshold[] Thresholds(LoadProfile profile) =>
[
    .. profile.Thresholds.Where(t => t.AtMost is not null && t.Of is null).SelectMany(t => (Threshold[])(t.Metric switch
    {
        LoadMetric.P50 => [Threshold.Create(s => s.Ok.Latency.Percent50 <= (double)t.AtMost! / 1_000)],
        LoadMetric.P99 => [Threshold.Create(s => s.Ok.Latency.Percent99 <= (double)t.AtMost! / 1_000)],
        LoadMetric.Errors => [Threshold.Create(s => s.Fail.Request.Percent <= (double)t.AtMost! * 100)],
        _ => [],
    })),
];
