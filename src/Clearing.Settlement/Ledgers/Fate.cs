using Clearing.Settlement.Model;

namespace Clearing.Settlement.Ledgers;

/// <summary>What became of an instruction so far.</summary>
/// <param name="Id">Of the instruction; none where the script said it.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Reason">Why it was rejected.</param>
/// <param name="Route">By which way it was released or settled.</param>
/// <param name="Format">Kind of message it came as.</param>
/// <param name="Time">Instant of that; microseconds since 1970 UTC.</param>
public readonly record struct Fate(
    InstructionId Id, FateStatus Status, Reason Reason, Route Route, byte Format, long Time);
