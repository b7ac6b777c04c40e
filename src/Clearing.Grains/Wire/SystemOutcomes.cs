using System.Runtime.InteropServices;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Wire;

/// <summary>What became of one payment, between silos: 24 bytes.</summary>
/// <param name="EndedAt">Instant of finality, or of another end; 0 where it never entered.</param>
/// <param name="EnteredAt">Instant of entry; 0 = when due.</param>
/// <param name="HasEntered">True when it reached the system.</param>
/// <param name="Status">Final fate.</param>
/// <param name="Route">How it settled.</param>
/// <param name="Reason">Why it was refused.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct OutcomeRow(
    long EndedAt, long EnteredAt, bool HasEntered, PaymentStatus Status, Route Route, Reason Reason);

/// <summary>What a system did, between silos.</summary>
[GenerateSerializer, Immutable]
public struct SystemOutcomeSurrogate
{
    [Id(0)]
    public string Name { get; set; }

    [Id(1)]
    public string Rulebook { get; set; }

    [Id(2)]
    public Blob<OutcomeRow> Payments { get; set; }

    [Id(3)]
    public Blob<AccountOutcome> Accounts { get; set; }

    [Id(4)]
    public Blob<DayOutcome> Days { get; set; }

    [Id(5)]
    public Blob<MechanismOutcome> Mechanisms { get; set; }

    [Id(6)]
    public int CyclesPosted { get; set; }

    [Id(7)]
    public int CyclesPostponed { get; set; }

    [Id(8)]
    public byte[] StateHash { get; set; }

    [Id(9)]
    public string? BrokenInvariant { get; set; }
}

/// <summary>Carries a system's outcome between silos.</summary>
[RegisterConverter]
public sealed class SystemOutcomeConverter : IConverter<SystemOutcome, SystemOutcomeSurrogate>
{
    public SystemOutcome ConvertFromSurrogate(in SystemOutcomeSurrogate surrogate)
    {
        OutcomeTable payments = new(surrogate.Payments.Count);
        for (int i = 0; i < payments.Count; i++)
        {
            OutcomeRow row = surrogate.Payments.Span[i];
            if (row.HasEntered)
            {
                payments.Enter(i, row.EnteredAt, 0);
            }

            if (row.Status == PaymentStatus.Settled)
            {
                payments.Settle(i, row.EndedAt, row.Route);
            }
            else
            {
                payments.Close(i, row.Status, row.Reason, row.EndedAt);
            }
        }

        return new SystemOutcome
        {
            Name = surrogate.Name,
            Rulebook = surrogate.Rulebook,
            Payments = payments,
            Accounts = surrogate.Accounts.ToArray(),
            Days = surrogate.Days.ToArray(),
            Mechanisms = surrogate.Mechanisms.ToArray(),
            CyclesPosted = surrogate.CyclesPosted,
            CyclesPostponed = surrogate.CyclesPostponed,
            StateHash = surrogate.StateHash,
            BrokenInvariant = surrogate.BrokenInvariant,
        };
    }

    public SystemOutcomeSurrogate ConvertToSurrogate(in SystemOutcome value) => new()
    {
        Name = value.Name,
        Rulebook = value.Rulebook,
        Payments = new(RowsOf(value.Payments)),
        Accounts = new(value.Accounts),
        Days = new(value.Days),
        Mechanisms = new(value.Mechanisms),
        CyclesPosted = value.CyclesPosted,
        CyclesPostponed = value.CyclesPostponed,
        StateHash = value.StateHash,
        BrokenInvariant = value.BrokenInvariant,
    };

    private static OutcomeRow[] RowsOf(OutcomeTable payments)
    {
        OutcomeRow[] rows = new OutcomeRow[payments.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = new OutcomeRow(
                payments.EndedAt(i),
                payments.EnteredAt(i, 0),
                payments.HasEntered(i),
                payments.StatusOf(i),
                payments.RouteOf(i),
                payments.ReasonOf(i));
        }

        return rows;
    }
}
