using Clearing.Settlement.Commands;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>The engine and its twin agree on every family of features alone and on mixtures of them.</summary>
public sealed class FamilyAgreementTests
{
    public static TheoryData<Families> Alone =>
    [
        Families.None, Families.Classes, Families.Reserves, Families.Multilateral, Families.Bounds, Families.Phases,
        Families.Failure, Families.Funding, Families.Failure | Families.Funding, Families.Elsewhere,
        Families.Failure | Families.Elsewhere, Families.Funding | Families.Elsewhere, Families.Carry,
        Families.Failure | Families.Carry, Families.Answers, Families.Groups, Families.Files,
        Families.Answers | Families.Groups | Families.Files,
    ];

    [Theory]
    [MemberData(nameof(Alone))]
    public void The_engine_and_its_twin_agree_on_a_family(Families families) =>
        Traces.ForAll(Traces.Count(1_500), seed => FamilyTraces.Draw(seed, families), AgreeInstantByInstant);

    [Theory]
    [InlineData(Families.All)]
    [InlineData(Families.All & ~(Families.Failure | Families.Funding | Families.Elsewhere | Families.Carry))]
    public void The_engine_and_its_twin_agree_on_mixtures(Families families) =>
        Traces.ForAll(Traces.Count(5_000), seed => FamilyTraces.DrawMix(seed, families), AgreeInstantByInstant);

    private static void AgreeInstantByInstant(Trace trace)
    {
        TwinPair pair = new(trace.System);
        long last = 0;
        foreach (SettlementCommand command in trace.Commands)
        {
            if (command.Time > last)
            {
                pair.CompareStateBefore(command.Time);
            }

            pair.Execute([command]);
            last = command.Time;
        }

        pair.Finish();
    }
}
