using System.Runtime.InteropServices;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Ledgers;

/// <summary>What is remembered of an instruction: 40 octets.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Remembered
{
    private readonly ulong _idHigh;
    private readonly ulong _idLow;

    public Remembered(InstructionId id, ulong body, int from, byte format, long time)
    {
        _idHigh = id.High;
        _idLow = id.Low;
        Body = body;
        From = from;
        Format = format;
        Time = time;
        Status = FateStatus.Queued;
    }

    public readonly InstructionId Id => new(new UInt128(_idHigh, _idLow));

    /// <summary>Hash of everything that makes two instructions of one id the same.</summary>
    public ulong Body { get; }

    /// <summary>Instant of the status.</summary>
    public long Time { get; set; }

    /// <summary>The payer, or the account an order was about.</summary>
    public int From { get; }

    public FateStatus Status { get; set; }

    public Reason Reason { get; set; }

    public Route Route { get; set; }

    public byte Format { get; }

    /// <summary>True when nothing more can become of it.</summary>
    public readonly bool IsFinal => Status is not (FateStatus.Queued or FateStatus.Provisional);

    public readonly bool IsOrder => Status is FateStatus.Done or FateStatus.NotDone;

    public readonly Fate Fate => new(Id, Status, Reason, Route, Format, Time);

    public readonly bool Has(InstructionId id) =>
        id.Low == _idLow && id.High == _idHigh;

    /// <summary>
    /// 64 bits of what makes two instructions of one id the same; in checkpoints and archives, so fixed.
    /// </summary>
    public static ulong BodyOf(in LedgerCommand command)
    {
        SettlementCommand asked = command.Command;
        int about = asked.Kind == CommandKind.Submit ? -1 : asked.Payment;
        unchecked
        {
            ulong parties = ((ulong)(uint)asked.From << 32) | (uint)asked.To;
            ulong terms = ((ulong)(uint)about << 32) | ((ulong)command.Currency << 24) | ((ulong)asked.Kind << 16)
                | ((ulong)asked.Priority << 8) | asked.PaymentKind;
            ulong place = ((ulong)command.Member << 8) | (asked.Flag ? 1UL : 0);
            ulong hash = Fold((ulong)asked.AmountMinor ^ 0x9E3779B97F4A7C15, parties ^ 0xC2B2AE3D27D4EB4F);
            hash = Fold(hash ^ terms, 0x165667B19E3779F9 ^ place);
            return asked.NotBefore == 0 && asked.NotAfter == 0
                ? hash
                : Fold(hash ^ (ulong)asked.NotBefore, (ulong)asked.NotAfter ^ 0x27D4EB2F165667C5);
        }
    }

    private static ulong Fold(ulong x, ulong y) => Math.BigMul(x, y, out ulong low) ^ low;
}
