using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>A definition while it is being drawn: everything may still be changed.</summary>
public sealed class SystemDraft(SystemDefinition drawn)
{
    public PositionKind Position { get; set; } = drawn.Position;
    public Finality Finality { get; set; } = drawn.Finality;
    public List<PaymentClass> Classes { get; set; } = [.. drawn.Classes];
    public List<ClassRule> ClassRules { get; set; } = [.. drawn.ClassRules];
    public int SupplementalClass { get; set; } = drawn.SupplementalClass;
    public bool LimitsBind { get; set; } = drawn.LimitsBind;
    public long AmountAtLeastMinor { get; set; } = drawn.AmountAtLeastMinor;
    public List<Phase> Phases { get; set; } = [.. drawn.Phases];
    public AnswerRule? Answer { get; set; } = drawn.Answer;
    public bool SettlesElsewhere { get; set; } = drawn.SettlesElsewhere;
    public List<Mechanism> Release { get; set; } = [.. drawn.Release];
    public List<FailureStep> Failure { get; set; } = [.. drawn.Failure];
    public bool CycleAtClose { get; set; } = drawn.CycleAtClose;
    public Account[] Accounts { get; set; } = [.. drawn.Accounts];
    public SettlementDay[] Days { get; set; } = [.. drawn.Days];
    public bool CarryQueue { get; set; } = drawn.CarryQueue;
    public bool CarryPositions { get; set; } = drawn.CarryPositions;
    public int[]? Groups { get; set; } = drawn.Groups?.ToArray();

    public int ClassCount => Classes.Count > 0 ? Classes.Count : Enum.GetValues<Priority>().Length;

    /// <summary>Changes every day, which is not a record.</summary>
    public void ChangeDays(
        Func<SettlementDay, long[]>? cycles = null,
        Func<SettlementDay, long[][]>? mechanisms = null,
        Func<SettlementDay, long[]>? phases = null,
        Func<SettlementDay, long>? atMost = null) =>
        Days = [.. Days.Select(day => new SettlementDay
        {
            Number = day.Number,
            OpenAt = day.OpenAt,
            CloseAt = day.CloseAt,
            CyclesAt = cycles?.Invoke(day) ?? day.CyclesAt,
            MechanismsAt = mechanisms?.Invoke(day) ?? day.MechanismsAt,
            PhasesAt = phases?.Invoke(day) ?? day.PhasesAt,
            AmountAtMostMinor = atMost?.Invoke(day) ?? day.AmountAtMostMinor,
        })];

    public SystemDefinition ToDefinition() => new()
    {
        Name = drawn.Name,
        Rulebook = drawn.Rulebook,
        Queue = drawn.Queue,
        Limits = drawn.Limits,
        CarryBalances = drawn.CarryBalances,
        Position = Position,
        Finality = Finality,
        Classes = Classes,
        ClassRules = ClassRules,
        SupplementalClass = SupplementalClass,
        LimitsBind = LimitsBind,
        AmountAtLeastMinor = AmountAtLeastMinor,
        Phases = Phases,
        Answer = Answer,
        SettlesElsewhere = SettlesElsewhere,
        Release = Release,
        Failure = Failure,
        CycleAtClose = CycleAtClose,
        Accounts = Accounts,
        Days = Days,
        CarryQueue = CarryQueue,
        CarryPositions = CarryPositions,
        Groups = Groups,
    };
}
