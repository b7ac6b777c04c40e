using Clearing.Grains.Wire;
using Clearing.Messages.Switching;

namespace Clearing.Grains.Switching;

/// <summary>The control processors of one network: what they run, and where each lives.</summary>
[GenerateSerializer, Immutable]
public sealed class ControlBook
{
    [Id(0)]
    public required SwitchOptions Options { get; init; }

    /// <summary>By number of the processor: its silo. It refuses to open elsewhere: two media are two.</summary>
    [Id(1)]
    public required SiloAddress[] Places { get; init; }
}

/// <summary>What an active processor tells a standby: records that are not yet safe, and how far all are.</summary>
[GenerateSerializer, Immutable]
public sealed class ReplicaBatch
{
    [Id(0)]
    public required int Epoch { get; init; }

    /// <summary>All records up to this one are safe and applied.</summary>
    [Id(1)]
    public required long Safe { get; init; }

    /// <summary>All records after <see cref="Safe"/>, in order.</summary>
    [Id(2)]
    public required Blob<SwitchInput> Records { get; init; }

    /// <summary>Instant of the call; microseconds since 1970-01-01 UTC.</summary>
    [Id(3)]
    public required long TimeUs { get; init; }
}

/// <summary>How a processor stands towards what it was told.</summary>
public enum ControlVerdict : byte
{
    /// <summary>It has no state: never opened, or on a silo that started anew.</summary>
    Blank = 0,

    /// <summary>It holds all it was told.</summary>
    Follows = 1,

    /// <summary>It has promised a later epoch and heeds no earlier one.</summary>
    Stale = 2,

    /// <summary>Records in between are missing: it needs the state.</summary>
    Behind = 3,
}

/// <summary>A processor's answer to another, or to who looks for a new active one.</summary>
/// <param name="Verdict">Whether it goes along.</param>
/// <param name="Promised">The latest epoch that it has heard of; it heeds no earlier one.</param>
/// <param name="IsActive">True when it takes itself for the active one.</param>
/// <param name="Epoch">The epoch of its last record.</param>
/// <param name="LastRecord">Its last record.</param>
[GenerateSerializer, Immutable]
public readonly record struct ControlStanding(
    [property: Id(0)] ControlVerdict Verdict,
    [property: Id(1)] int Promised,
    [property: Id(2)] bool IsActive,
    [property: Id(3)] int Epoch,
    [property: Id(4)] long LastRecord);

/// <summary>What became of a batch of inputs.</summary>
public enum ControlStatus : byte
{
    /// <summary>Nobody who could say so answered; the batch may come again.</summary>
    Unavailable = 0,

    /// <summary>All its records are safe and applied.</summary>
    Done = 1,

    /// <summary>No standby has it. Its records wait for one; the batch may come again.</summary>
    NotSafe = 2,

    /// <summary>Another processor is the active one.</summary>
    NotActive = 3,
}

/// <summary>The active processor's answer to the shell.</summary>
[GenerateSerializer, Immutable]
public sealed class ControlReply
{
    [Id(0)]
    public required ControlStatus Status { get; init; }

    [Id(1)]
    public int Epoch { get; init; }

    /// <summary>The last record that is safe.</summary>
    [Id(2)]
    public long LastApplied { get; init; }

    /// <summary>Standbys in step; at least one unless the records are not safe.</summary>
    [Id(3)]
    public int Standbys { get; init; }

    /// <summary>When a tick is wanted; <see cref="long.MaxValue"/> = never.</summary>
    [Id(4)]
    public long NextDueUs { get; init; } = long.MaxValue;

    /// <summary>Answers and deliveries, all of records that are safe.</summary>
    [Id(5)]
    public Blob<SwitchOutput> Outputs { get; init; }
}

/// <summary>Carries the options of a network between silos.</summary>
[RegisterConverter]
public sealed class SwitchOptionsConverter : IConverter<SwitchOptions, DefinitionSurrogate>
{
    public SwitchOptions ConvertFromSurrogate(in DefinitionSurrogate surrogate) => surrogate.To<SwitchOptions>();

    public DefinitionSurrogate ConvertToSurrogate(in SwitchOptions value) => DefinitionSurrogate.From(value);
}
