using System.Diagnostics;
using System.Globalization;
using Clearing.Messages.Tests.Switching.Simulation;

namespace Clearing.Messages.Tests.Switching;

/// <summary>The switch under faults, in virtual time; every run can be repeated from its seed.</summary>
public sealed class SwitchSimulationTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Under_faults_nothing_is_lost_or_doubled_and_all_comes_to_rest(int seed)
    {
        SimulationReport report = Run(new SimulationOptions { Seed = (ulong)seed, Messages = 200_000 });

        Assert.Empty(report.Broken);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_to_the_last_output()
    {
        SimulationOptions options = new() { Seed = 7, Messages = 50_000, MessagesPerFault = 500 };

        string first = Run(options).Digest;

        Assert.Equal(first, Run(options).Digest);
        Assert.NotEqual(first, Run(options with { Seed = 8 }).Digest);
    }

    [Theory]
    [InlineData(Flaw.AcknowledgesBeforeStore)]
    [InlineData(Flaw.StandbyLags)]
    [InlineData(Flaw.HidesRepeatedDelivery)]
    [InlineData(Flaw.PassesTheCentre)]
    [InlineData(Flaw.NeverRepeats)]
    [InlineData(Flaw.ReceiversCountTwice)]
    [InlineData(Flaw.ForgetsOutputNumbers)]
    [InlineData(Flaw.BypassNeverEnds)]
    public void A_broken_rule_is_found_out(Flaw flaw)
    {
        SimulationReport report = Run(
            new SimulationOptions { Seed = 3, Messages = 50_000, MessagesPerFault = 500, Flaw = flaw });

        Assert.NotEmpty(report.Broken);
    }

    /// <summary>
    /// As long as CLEARING_MESSAGES says (10000000 is promised; without it 100000); CLEARING_SEED repeats another run.
    /// </summary>
    [Fact]
    public void As_many_messages_as_one_likes_with_a_fault_in_every_five_thousand()
    {
        string messages = Environment.GetEnvironmentVariable("CLEARING_MESSAGES") ?? "100000";
        ulong seed = ulong.Parse(
            Environment.GetEnvironmentVariable("CLEARING_SEED") ?? "2026", CultureInfo.InvariantCulture);

        SimulationReport report = Run(new SimulationOptions
        {
            Seed = seed,
            Messages = int.Parse(messages, CultureInfo.InvariantCulture),
            MessagesPerFault = 5_000,
        });

        Assert.Empty(report.Broken);
    }

    private SimulationReport Run(SimulationOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        SimulationReport report = new World(options).Run();
        double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {options.Seed}, flaw {options.Flaw}, {took:0.0} s, {report.Faults.Values.Sum()} faults: {report}"));
        output.WriteLine(string.Join(", ", report.Faults.Select(fault => $"{fault.Key} {fault.Value}")));
        output.WriteLine(string.Join("\n", report.Broken));
        return report;
    }
}
