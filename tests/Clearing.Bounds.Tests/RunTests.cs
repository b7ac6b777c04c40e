using Clearing.EndToEnd.Tests;

namespace Clearing.Bounds.Tests;

/// <summary>What <c>clearing run --queues</c> writes is what this tool reads.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task Of_what_waits_in_G4_partial_releases_nothing_where_80_could_go()
    {
        IReadOnlyList<QueueDump> queues = await QueuesOfAsync("scenarios/vectors/g4-sequence.yaml");

        QueueDump closing = queues.Last(queue => queue.System == "partial");
        Assert.EndsWith("T17:00:00.000000", closing.Time, StringComparison.Ordinal);
        Assert.Equal("USD", closing.Currency);
        Assert.Equal(["a1", "a2", "b1"], closing.Payments.Select(p => p.Id));
        Assert.Equal(new DumpedAccount("A", "0.00", "0.00", null), closing.Accounts[0]);
        Finding finding = Finding.Of(new WaitingSet(closing), exactUpTo: 10);
        Assert.True(finding.IsExact);
        Assert.Equal(80_00, finding.BoundMinor);
        Assert.Equal(1, finding.MechanismFindings.Single(m => m.Mechanism == "partial").Gap);
    }

    [Fact]
    public async Task A_queue_is_written_where_it_is_seen_stuck_and_before_the_close()
    {
        IReadOnlyList<QueueDump> queues = await QueuesOfAsync("scenarios/teaching/gridlock.yaml");

        Assert.Equal(
            ["stuck 09:00 1", "stuck 09:10 2", "stuck 09:22 3", "stuck 17:00 3",
                "offset 09:00 1", "offset 09:10 2", "offset 09:22 3", "lent 09:00 1", "lent 09:10 2", "lent 09:22 3"],
            queues.Select(queue => $"{queue.System} {queue.Time[11..16]} {queue.Payments.Count}"));
    }

    [Fact]
    public async Task In_a_crowd_no_mechanism_passes_the_best_set_and_that_never_the_relaxation()
    {
        using TemporaryFolder folder = new();
        string crowd = folder.Write("crowd.yaml", """
            name: crowd
            seed: 11
            calendar: { open: "09:00", close: "17:00" }
            participants:
              - generate: { count: 8, size-exponent: 0.3, balance-total: 100 }
            payments:
              - generate: { count: 60, amount: { mu: 3, sigma: 0.6, minimum: 1 } }
            systems:
              - { name: gross, rulebook: rtgs, observe: { every: 1h } }
            limits:
              - { system: gross, from: B1, to: B2, bilateral: 20.00 }
            """);

        Finding[] findings = [.. (await QueuesOfAsync(crowd))
            .Select(queue => Finding.Of(new WaitingSet(queue), exactUpTo: 100))];

        Assert.True(findings.Length > 2, $"only {findings.Length} queues");
        foreach (Finding finding in findings)
        {
            Assert.True(finding.IsExact);
            Assert.True(Relaxation.Bound(finding.Queue) >= finding.BoundMinor);
            Assert.All(finding.MechanismFindings, m => Assert.InRange(m.ValueMinor, 0, finding.BoundMinor));
        }

        // Else the bounds would hold whatever was compared.
        Assert.Contains(findings, f => f.MechanismFindings.Any(m => m.ValueMinor > 0 && m.Gap is > 0 and < 1));
    }

    private static async Task<IReadOnlyList<QueueDump>> QueuesOfAsync(string scenario)
    {
        using TemporaryFolder folder = new();
        Ended ended = await ClearingProcess.RunAsync(
            "run", scenario, "--queues", "--payments", "none", "--quiet", "--out", folder.In("out"));
        Assert.True(ended.Code == 0, ended.Out + ended.Error);
        return QueueDump.Read(Path.Combine(folder.In("out"), "queues.jsonl"));
    }
}
