namespace Clearing.Journal;

/// <summary>How large a group may grow. Twice as much may be outstanding before callers are told to wait.</summary>
/// <param name="MostRecords">Records of a group.</param>
/// <param name="MostOctets">Octets of a group's slices and texts together. A single slice may be larger.</param>
public readonly record struct GroupBounds(int MostRecords, int MostOctets)
{
    public static GroupBounds Default { get; } = new(32_768, 2 << 20);
}
