using System.Runtime.InteropServices;
using System.Text.Json;
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

    /// <summary>The payments that the arrangement made: few, so legible.</summary>
    [Id(10)]
    public byte[] Made { get; set; }

    [Id(11)]
    public Blob<OutcomeRow> MadePayments { get; set; }

    [Id(12)]
    public Blob<FailureLine> Failures { get; set; }

    [Id(13)]
    public Blob<NetLine> Nets { get; set; }

    [Id(14)]
    public Blob<FundingLine> Funding { get; set; }

    [Id(15)]
    public Blob<Int128> ExposurePeakMinor { get; set; }

    [Id(16)]
    public Blob<SetPayment> SetPayments { get; set; }

    [Id(17)]
    public Blob<SetPosition> SetPositions { get; set; }

    [Id(18)]
    public Blob<OverdraftLine> Overdrafts { get; set; }

    [Id(19)]
    public Blob<QueueObservation> Observations { get; set; }

    [Id(20)]
    public Blob<FailedTest> FailedTests { get; set; }

    [Id(21)]
    public Blob<ClosingLine> Closings { get; set; }

    [Id(22)]
    public QueueRecord[] Queues { get; set; }
}

/// <summary>A queue, between silos.</summary>
[GenerateSerializer, Immutable]
public struct QueueRecord
{
    [Id(0)]
    public long Time { get; set; }

    [Id(1)]
    public Blob<QueuedPayment> Payments { get; set; }

    [Id(2)]
    public Blob<QueuedAccount> Accounts { get; set; }

    [Id(3)]
    public Blob<QueuedLimit> Limits { get; set; }
}

/// <summary>Carries a system's outcome between silos.</summary>
[RegisterConverter]
public sealed class SystemOutcomeConverter : IConverter<SystemOutcome, SystemOutcomeSurrogate>
{
    public SystemOutcome ConvertFromSurrogate(in SystemOutcomeSurrogate surrogate)
    {
        return new SystemOutcome
        {
            Name = surrogate.Name,
            Rulebook = surrogate.Rulebook,
            Payments = TableOf(surrogate.Payments.Span),
            Accounts = surrogate.Accounts.ToArray(),
            Days = surrogate.Days.ToArray(),
            Mechanisms = surrogate.Mechanisms.ToArray(),
            CyclesPosted = surrogate.CyclesPosted,
            CyclesPostponed = surrogate.CyclesPostponed,
            StateHash = surrogate.StateHash,
            BrokenInvariant = surrogate.BrokenInvariant,
            Made = JsonSerializer.Deserialize<MadePayment[]>(surrogate.Made) ?? [],
            MadePayments = TableOf(surrogate.MadePayments.Span),
            Failures = surrogate.Failures.ToArray(),
            Nets = surrogate.Nets.ToArray(),
            Funding = surrogate.Funding.ToArray(),
            ExposurePeakMinor = surrogate.ExposurePeakMinor.Span[0],
            Certificates = new(surrogate.SetPayments.ToArray(), surrogate.SetPositions.ToArray()),
            Overdrafts = surrogate.Overdrafts.ToArray(),
            Observations = surrogate.Observations.ToArray(),
            FailedTests = surrogate.FailedTests.ToArray(),
            Closings = surrogate.Closings.ToArray(),
            Queues = [.. surrogate.Queues.Select(queue => new QueueSnapshot
            {
                Time = queue.Time,
                Payments = queue.Payments.ToArray(),
                Accounts = queue.Accounts.ToArray(),
                Limits = queue.Limits.ToArray(),
            })],
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
        Made = JsonSerializer.SerializeToUtf8Bytes(value.Made),
        MadePayments = new(RowsOf(value.MadePayments)),
        Failures = new(value.Failures),
        Nets = new(value.Nets),
        Funding = new(value.Funding),
        ExposurePeakMinor = new(new[] { value.ExposurePeakMinor }),
        SetPayments = new(value.Certificates.Payments),
        SetPositions = new(value.Certificates.Positions),
        Overdrafts = new(value.Overdrafts),
        Observations = new(value.Observations),
        FailedTests = new(value.FailedTests),
        Closings = new(value.Closings),
        Queues = [.. value.Queues.Select(queue => new QueueRecord
        {
            Time = queue.Time,
            Payments = new(queue.Payments),
            Accounts = new(queue.Accounts),
            Limits = new(queue.Limits),
        })],
    };

    private static OutcomeTable TableOf(ReadOnlySpan<OutcomeRow> rows)
    {
        OutcomeTable payments = new(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            OutcomeRow row = rows[i];
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

        return payments;
    }

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
