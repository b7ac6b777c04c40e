using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Linking;

/// <summary>Everything an arrangement starts a run with.</summary>
public sealed record ArrangementBook
{
    public required ArrangementDefinition Definition { get; init; }

    /// <summary>By member.</summary>
    public required SystemDefinition[] Systems { get; init; }

    /// <summary>By member its script: ascending in time, at one instant in file order.</summary>
    public required SettlementCommand[][] Scripts { get; init; }

    /// <summary>By place of a payment of the scenario, when it falls due.</summary>
    public required long[] DueAt { get; init; }

    /// <summary>
    /// By number of a payment its place in the order of the scenario, by which outcomes are kept; negative = it has
    /// none. Null = its number. To be given, with <see cref="FirstMade"/>, where payments from outside have places
    /// among those of the scenario, behind which they are numbered.
    /// </summary>
    public int[]? Places { get; init; }

    /// <summary>By payment of the scenario its kind; empty where no member has a rule for kinds.</summary>
    public byte[] KindOfPayment { get; init; } = [];

    /// <summary>
    /// By payment its currency, as in <see cref="PaymentTable.OtherCurrency"/>, 0 beyond its end; null = all 0.
    /// </summary>
    public byte[]? CurrencyOfPayment { get; init; }

    /// <summary>By member its currency in the same numbers; negative = one that no payment has. Null = all 0.</summary>
    public int[]? CurrencyOfMember { get; init; }

    /// <summary>
    /// By payment the group whose payments are meant for several members; 0 = none. Null where there is no such
    /// group. Groups within one member are in <see cref="SystemDefinition.Groups"/>.
    /// </summary>
    public int[]? JointGroups { get; init; }

    /// <summary>
    /// Index of the first payment that the arrangement makes; null = they follow the scenario's. To be far away where
    /// payments come that the scenario does not have, which follow its own.
    /// </summary>
    public int? FirstMade { get; init; }

    /// <summary>
    /// False where events are only told: nothing is kept by payment or observed, and there are no outcomes.
    /// </summary>
    public bool Records { get; init; } = true;

    /// <summary>True when the released sets are kept.</summary>
    public bool Certificates { get; init; }

    /// <summary>True when the queues are kept that were seen stuck or that a close ended.</summary>
    public bool Queues { get; init; }

    /// <summary>Payments between two clients of one agent, at their due instants: no system sees them.</summary>
    public SettlementCommand[] Internal { get; init; } = [];
}
