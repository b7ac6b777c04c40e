namespace Clearing.Journal.Groups;

/// <summary>The head of a group, as docs/reference/journal.md lays it out.</summary>
public readonly record struct GroupHead
{
    /// <summary>Octets of a head of format version 1.</summary>
    public const int Octets = 208;

    /// <summary>Octets of the whole group, head and payload.</summary>
    public int BodyOctets { get; init; }

    /// <summary>Number of the group in its stream, from 1.</summary>
    public long Sequence { get; init; }

    /// <summary>The writer's epoch.</summary>
    public long Epoch { get; init; }

    /// <summary>Records of the stream before this group.</summary>
    public long FirstRecord { get; init; }

    public int Records { get; init; }

    public int Slices { get; init; }

    /// <summary>Instant of the first slice, microseconds since 1970 UTC.</summary>
    public long FirstInstant { get; init; }

    /// <summary>Instant of the last slice.</summary>
    public long LastInstant { get; init; }

    public GroupStamp Stamp { get; init; }

    /// <summary>Octets of the messages kept with the group; 0 = none were.</summary>
    public int TextOctets { get; init; }

    /// <summary>CRC-32C over the messages kept with the group.</summary>
    public uint TextChecksum { get; init; }

    /// <summary>SHA-256 of the stream's name in UTF-8.</summary>
    public Hash256 Stream { get; init; }

    /// <summary>Hash of the group before; none in the first.</summary>
    public Hash256 Before { get; init; }

    /// <summary>SHA-256 over the octets of the events that the group's records led to.</summary>
    public Hash256 Digest { get; init; }
}
