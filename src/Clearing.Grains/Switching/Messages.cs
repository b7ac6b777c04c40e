using System.Runtime.InteropServices;
using Clearing.Grains.Banks;
using Clearing.Grains.Carrying;
using Clearing.Grains.Wire;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Switching;

/// <summary>An outage in which nothing reaches a participant.</summary>
/// <param name="Account">The participant.</param>
/// <param name="Arrangements">Bit s set: holds in the system with index s.</param>
/// <param name="During">From when until when its incoming messages are held.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DeliveryOutage(int Account, ulong Arrangements, Outage During);

/// <summary>Everything the switch starts a simulation with.</summary>
[GenerateSerializer, Immutable]
public sealed class SwitchBook
{
    /// <summary>Name of the simulation, for the keys of the systems.</summary>
    [Id(0)]
    public required string Simulation { get; init; }

    [Id(1)]
    public required PaymentTable Payments { get; init; }

    /// <summary>Names of the systems, by index; at most 64.</summary>
    [Id(2)]
    public required string[] Arrangements { get; init; }

    [Id(3)]
    public required int Participants { get; init; }

    /// <summary>Microseconds between sending and entry.</summary>
    [Id(4)]
    public long TransitDelayUs { get; init; }

    [Id(5)]
    public Blob<DeliveryOutage> Outages { get; init; }

    /// <summary>The store-and-forward switch that serves some of the systems; null = there is none.</summary>
    [Id(6)]
    public NetworkDefinition? Network { get; init; }

    /// <summary>With a network: per participant, then per system, its address of 12 characters.</summary>
    [Id(7)]
    public string[] Addresses { get; init; } = [];

    /// <summary>With a network: when its terminals log in, an instant before anything is sent.</summary>
    [Id(8)]
    public long OpensAt { get; init; }

    /// <summary>Per payment the participant whose desk sends it; empty = always the account it is on.</summary>
    [Id(9)]
    public Blob<int> Senders { get; init; }
}

/// <summary>What banks gave the network for one system, and what became of it there.</summary>
[GenerateSerializer, Immutable]
public sealed class NetworkTraffic
{
    /// <summary>Index of the arrangement.</summary>
    [Id(0)]
    public required int Arrangement { get; init; }

    /// <summary>In the order in which the banks handed them over; the network orders them itself.</summary>
    [Id(1)]
    public required Blob<SendOrder> Orders { get; init; }

    /// <summary>Payments refused on the way, in order of time.</summary>
    [Id(2)]
    public required Blob<Refusal> Refusals { get; init; }
}

/// <summary>Payments in their total order, ready to be executed: (entry instant, payment index).</summary>
[GenerateSerializer, Immutable]
public sealed class PaymentBatch
{
    [Id(0)]
    public required Blob<SettlementCommand> Commands { get; init; }

    /// <summary>Per command the systems it goes to; empty when every command goes to every system.</summary>
    [Id(1)]
    public required Blob<ulong> Arrangements { get; init; }

    /// <summary>The systems that at least one command goes to.</summary>
    [Id(2)]
    public required ulong AnyOf { get; init; }
}

/// <summary>What the switch did.</summary>
[GenerateSerializer, Immutable]
public sealed class CarryReply
{
    /// <summary>False when there is more to carry before the instant asked for: call again.</summary>
    [Id(0)]
    public required bool IsComplete { get; init; }

    /// <summary>News for banks that react; by system, and within a system in order.</summary>
    [Id(1)]
    public required Blob<Notice>[] Notices { get; init; }

    /// <summary>Next instant at which something happens in a system or on the way to it, whatever banks do.</summary>
    [Id(2)]
    public required long NextInstant { get; init; }

    /// <summary>Instant of the last payment carried so far.</summary>
    [Id(3)]
    public required long Time { get; init; }

    /// <summary>Deliveries so far: a payment that goes to three systems counts three.</summary>
    [Id(4)]
    public required long Delivered { get; init; }
}
