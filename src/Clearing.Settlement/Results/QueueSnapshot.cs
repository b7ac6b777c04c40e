namespace Clearing.Settlement.Results;

/// <summary>The queue of a system and what bounds it, for tools that look for the best that could be done.</summary>
public sealed record QueueSnapshot
{
    /// <summary>Instant, microseconds since the Unix epoch.</summary>
    public required long Time { get; init; }

    /// <summary>
    /// The active waiting payments by rank; those that wait with their group are left out,
    /// and those of accounts that have not paid their opening requirement.
    /// </summary>
    public required QueuedPayment[] Payments { get; init; }

    /// <summary>In account order.</summary>
    public required QueuedAccount[] Accounts { get; init; }

    /// <summary>The bilateral limits that bind, by (from, to).</summary>
    public required QueuedLimit[] Limits { get; init; }
}

/// <summary>A payment in the queue.</summary>
/// <param name="Payment">Dense payment index.</param>
/// <param name="From">Payer, account index.</param>
/// <param name="To">Payee, account index.</param>
/// <param name="AmountMinor">Minor units.</param>
/// <param name="Class">Index of its class; a smaller one goes first.</param>
/// <param name="Entry">Order in which the system received it.</param>
public readonly record struct QueuedPayment(int Payment, int From, int To, long AmountMinor, int Class, long Entry);

/// <summary>Where an account stands and how far it may go.</summary>
/// <param name="PositionMinor">Minor units.</param>
/// <param name="FloorMinor">Without reserves; <see cref="long.MinValue"/> = none.</param>
/// <param name="CeilingMinor"><see cref="long.MaxValue"/> = none.</param>
public readonly record struct QueuedAccount(long PositionMinor, long FloorMinor, long CeilingMinor);

/// <summary>A bilateral limit and the flow it bounds, minor units.</summary>
public readonly record struct QueuedLimit(int From, int To, long LimitMinor, long FlowMinor);
