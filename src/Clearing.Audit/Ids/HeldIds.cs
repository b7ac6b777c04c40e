namespace Clearing.Audit.Ids;

/// <summary>Ids that were held to a journal.</summary>
/// <param name="Count">How many.</param>
/// <param name="NotOnce">How many of them the journal does not have exactly once.</param>
/// <param name="First">Some of these, as people write them.</param>
public readonly record struct HeldIds(long Count, long NotOnce, IReadOnlyList<string> First)
{
    /// <summary>Most that are named.</summary>
    public const int MostFirst = 5;
}
