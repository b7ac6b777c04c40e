namespace Clearing.Journal.Tests.Faults;

/// <summary>What a simulated device refuses with.</summary>
public enum DeviceFault
{
    /// <summary>The process was ended: nothing more happens.</summary>
    Stopped = 0,

    Full = 1,
    FlushFailed = 2,
    ReadFailed = 3,
}

/// <summary>A refusal of a simulated device.</summary>
public sealed class DeviceException(DeviceFault fault) : IOException($"Simulated device: {fault}.")
{
    public DeviceFault Fault { get; } = fault;
}
