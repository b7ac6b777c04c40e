using System.Runtime.InteropServices;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>
/// Where one account of a system stands, how far it may go, and what waits of it. Amounts in minor units.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AccountLook
{
    /// <summary>In a gross system the balance.</summary>
    public long PositionMinor { get; init; }

    public long BalanceMinor { get; init; }

    /// <summary>Lowest position that a release may leave; <see cref="long.MinValue"/> = none.</summary>
    public long FloorMinor { get; init; }

    /// <summary>Highest position that a release may leave; <see cref="long.MaxValue"/> = none.</summary>
    public long CeilingMinor { get; init; }

    /// <summary>Intraday credit; <see cref="long.MaxValue"/> = unlimited.</summary>
    public long CreditMinor { get; init; }

    /// <summary>
    /// The most that it may pay now, in the highest class; <see cref="long.MaxValue"/> = unlimited.
    /// </summary>
    public long AvailableMinor { get; init; }

    /// <summary>Bounds what it pays to those to whom it has no limit; <see cref="long.MaxValue"/> = none.</summary>
    public long MultilateralLimitMinor { get; init; }

    /// <summary>What of that is used.</summary>
    public long MultilateralFlowMinor { get; init; }

    /// <summary>Value of what it is to pay and waits; saturated.</summary>
    public long WaitingSentMinor { get; init; }

    /// <summary>Value of what it is to be paid and waits; saturated.</summary>
    public long WaitingReceivedMinor { get; init; }

    /// <summary>Payments that it is to pay and that wait.</summary>
    public int WaitingSent { get; init; }

    /// <summary>Payments that it is to be paid and that wait.</summary>
    public int WaitingReceived { get; init; }

    /// <summary>False while it has not paid its opening requirement: nothing of it goes.</summary>
    public bool IsReady { get; init; }

    public bool IsSuspended { get; init; }
}

/// <summary>What an account has for one class of payments. Minor units.</summary>
/// <param name="ReservedMinor">Set aside for the class and those above it.</param>
/// <param name="AvailableMinor">The most it may pay in it now; <see cref="long.MaxValue"/> = unlimited.</param>
public readonly record struct ClassLook(long ReservedMinor, long AvailableMinor);

/// <summary>A bilateral limit of an account and what of it is used. Minor units.</summary>
/// <param name="To">Towards which account.</param>
/// <param name="LimitMinor">The most that may have flowed.</param>
/// <param name="FlowMinor">What has, less what came back.</param>
public readonly record struct LimitLook(int To, long LimitMinor, long FlowMinor);

/// <summary>A payment that waits.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct WaitingLook
{
    /// <summary>Its place: a smaller rank is before it, also in the queues of others.</summary>
    public ulong Rank { get; init; }

    public long AmountMinor { get; init; }

    /// <summary>Instant before which it does not go, microseconds since 1970 UTC; 0 = none.</summary>
    public long NotBefore { get; init; }

    /// <summary>Instant after which it does not go; 0 = none.</summary>
    public long NotAfter { get; init; }

    /// <summary>Its number.</summary>
    public int Payment { get; init; }

    public int From { get; init; }

    public int To { get; init; }

    /// <summary>Index of its class.</summary>
    public int Class { get; init; }

    public Priority Priority { get; init; }
}
