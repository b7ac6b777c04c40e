using System.Runtime.InteropServices;
using Clearing.Grains.Banks;
using Clearing.Grains.Wire;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Settling;

/// <summary>Everything an arrangement of settlement systems starts a simulation with.</summary>
[GenerateSerializer, Immutable]
public sealed class SettlementBook
{
    /// <summary>Index of the arrangement.</summary>
    [Id(0)]
    public required int Index { get; init; }

    [Id(1)]
    public required ArrangementDefinition Arrangement { get; init; }

    /// <summary>By member.</summary>
    [Id(2)]
    public required SystemDefinition[] Systems { get; init; }

    /// <summary>Per payment, when it falls due.</summary>
    [Id(3)]
    public required Blob<long> DueAt { get; init; }

    /// <summary>By member its script: ascending in time, at one instant in file order.</summary>
    [Id(4)]
    public required Blob<SettlementCommand>[] Scripts { get; init; }

    /// <summary>Accounts whose banks react to what they are told.</summary>
    [Id(5)]
    public required Blob<int> Watched { get; init; }

    /// <summary>Accounts whose statement lines are kept.</summary>
    [Id(6)]
    public required Blob<int> Statements { get; init; }

    /// <summary>Payments between two clients of one agent.</summary>
    [Id(7)]
    public Blob<SettlementCommand> Internal { get; init; }

    /// <summary>Per payment its currency; null = all have that of the scenario.</summary>
    [Id(8)]
    public Blob<byte>? CurrencyOfPayment { get; init; }

    /// <summary>By member its currency in the same numbers; negative = one that no payment has.</summary>
    [Id(9)]
    public required int[] CurrencyOfMember { get; init; }

    /// <summary>Per payment the group that is settled in several members; null = there is none.</summary>
    [Id(10)]
    public Blob<int>? JointGroups { get; init; }

    /// <summary>Per payment its kind; empty where no member has a rule for kinds.</summary>
    [Id(11)]
    public Blob<byte> KindOfPayment { get; init; }

    /// <summary>True when the released sets are kept.</summary>
    [Id(12)]
    public bool Certificates { get; init; }

    /// <summary>True when queues are kept.</summary>
    [Id(13)]
    public bool Queues { get; init; }

    /// <summary>Per payment the participant whose desk sent it; empty = always the account it is on.</summary>
    [Id(14)]
    public Blob<int> Senders { get; init; }

    /// <summary>Per payment the participant to be told of a receipt, likewise.</summary>
    [Id(15)]
    public Blob<int> Receivers { get; init; }
}

/// <summary>What an arrangement answers.</summary>
[GenerateSerializer, Immutable]
public sealed class SettlementReply
{
    /// <summary>News for banks that react, in order.</summary>
    [Id(0)]
    public required Blob<Notice> Notices { get; init; }

    /// <summary>Next instant of a member or of its script; <see cref="long.MaxValue"/> = none.</summary>
    [Id(1)]
    public required long NextInstant { get; init; }
}

/// <summary>One line of an account statement: 48 bytes.</summary>
/// <param name="Time">Instant of finality.</param>
/// <param name="AmountMinor">Minor units; negative for what went out.</param>
/// <param name="BalanceMinor">Balance after; after the whole set where the payment settled in a set.</param>
/// <param name="Payment">Dense payment index; -1 for a scripted balance change.</param>
/// <param name="Other">The counterparty's account; -1 for a scripted balance change.</param>
/// <param name="Route">How it settled.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct StatementLine(
    long Time, long AmountMinor, long BalanceMinor, int Payment, int Other, Route Route);

/// <summary>What the system knows of one account at the end of a run.</summary>
[GenerateSerializer, Immutable]
public sealed class AccountRecord
{
    [Id(0)]
    public required Blob<AccountOutcome> Outcome { get; init; }

    [Id(1)]
    public required string CurrencyCode { get; init; }

    /// <summary>In order; empty unless the statement was asked for before the run.</summary>
    [Id(2)]
    public required Blob<StatementLine> Lines { get; init; }
}
