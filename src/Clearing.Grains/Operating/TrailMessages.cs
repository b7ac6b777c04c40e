namespace Clearing.Grains.Operating;

/// <summary>Something that somebody did, to be kept.</summary>
/// <param name="By">Who did it, by the name of the principal; empty = nobody that is known.</param>
/// <param name="Kind">What was done: one of <see cref="TrailKinds"/>.</param>
/// <param name="About">What it was done to: the number of an action, an address, the id of a key.</param>
/// <param name="Detail">The rest, for people; never a secret.</param>
[GenerateSerializer, Immutable]
public sealed record TrailEntry(
    [property: Id(0)] string By, [property: Id(1)] string Kind, [property: Id(2)] string About,
    [property: Id(3)] string Detail)
{
    /// <summary>True when it is kept only where the trail has no line of the same kind, name and subject.</summary>
    [Id(4)]
    public bool IsOnce { get; init; }
}

/// <summary>A line of an audit trail.</summary>
/// <param name="Number">From 1, without a gap.</param>
/// <param name="TimeUs">By the wall, microseconds since 1970 UTC.</param>
/// <param name="Entry">What was done.</param>
[GenerateSerializer, Immutable]
public sealed record TrailLine(
    [property: Id(0)] long Number, [property: Id(1)] long TimeUs, [property: Id(2)] TrailEntry Entry);

/// <summary>What is asked of a trail.</summary>
/// <param name="After">Number of a line; 0 = from the first.</param>
/// <param name="Limit">The most lines.</param>
/// <param name="By">Only of this name; null = of anybody.</param>
/// <param name="Kind">Only of this kind; null = of any.</param>
[GenerateSerializer, Immutable]
public sealed record TrailQuestion(
    [property: Id(0)] long After, [property: Id(1)] int Limit, [property: Id(2)] string? By,
    [property: Id(3)] string? Kind);

/// <summary>Kinds of lines; they are stable.</summary>
public static class TrailKinds
{
    public const string Proposed = "action-proposed";
    public const string Approved = "action-approved";
    public const string Refused = "action-refused";
    public const string Expired = "action-expired";
    public const string Executed = "action-executed";
    public const string NotExecuted = "action-not-executed";
    public const string Denied = "action-denied";
    public const string KeyFirstUsed = "key-first-used";
    public const string KeyRefused = "key-refused";
    public const string Order = "order";
}
