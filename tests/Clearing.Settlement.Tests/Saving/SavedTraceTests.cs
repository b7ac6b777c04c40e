using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Saving;

/// <summary>
/// An engine that is saved and loaded at random moments goes on as one that never was: the same events, the same state
/// hashes, and the same octets when both are saved again.
/// </summary>
public sealed class SavedTraceTests
{
    public static TheoryData<Families> Alone => FamilyAgreementTests.Alone;

    [Fact]
    public void What_is_loaded_goes_on_as_if_it_had_never_been_saved() =>
        Traces.ForAll(Traces.Count(3_000), trace => Run(trace));

    [Theory]
    [MemberData(nameof(Alone))]
    public void What_is_loaded_goes_on_in_every_family(Families families) =>
        Traces.ForAll(Traces.Count(500), seed => FamilyTraces.Draw(seed, families), trace => Run(trace));

    [Theory]
    [InlineData(Families.All)]
    [InlineData(Families.All & ~(Families.Failure | Families.Funding | Families.Elsewhere | Families.Carry))]
    public void What_is_loaded_goes_on_in_mixtures_of_families(Families families) =>
        Traces.ForAll(Traces.Count(1_500), seed => FamilyTraces.DrawMix(seed, families), trace => Run(trace));

    [Theory]
    [InlineData(Crowd.LongQueues, 3)]
    [InlineData(Crowd.ManyAccounts, 1)]
    [InlineData(Crowd.LargeSets, 1)]
    public void What_is_loaded_goes_on_in_a_crowd(Crowd crowd, ulong first)
    {
        ulong count = (ulong)Math.Max(1, Traces.Count(0) / 1000);
        for (ulong seed = first; seed < first + count; seed++)
        {
            (Model.SystemDefinition system, Commands.SettlementCommand[] commands) = CrowdedTests.Draw(seed, crowd);
            SavedPair pair = new(system, seed, percent: 0);
            for (int i = 0; i < commands.Length;)
            {
                int n = Array.FindLastIndex(commands, c => c.Time == commands[i].Time) + 1 - i;
                pair.AdvanceTo(commands[i].Time);
                pair.Execute(commands.AsSpan(i, n));
                pair.Save();
                i += n;
            }

            pair.Run([]);
            Assert.True(pair.MostWaiting > 100, $"at most {pair.MostWaiting} waited");
        }
    }

    private static void Run(Trace trace)
    {
        SavedPair pair = new(trace.System, ~trace.Seed, percent: 35);
        pair.Run(trace.Commands);
    }
}
