using System.Runtime.InteropServices;

namespace Clearing.Audit.Ids;

/// <summary>An id and where it stands: 24 octets.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct IdEntry(ulong High, ulong Low, ulong Place) : IComparable<IdEntry>
{
    /// <summary>A group has fewer records than its octets would hold of the shortest: 2^24 is never reached.</summary>
    private const int RecordBits = 24;

    public UInt128 Id => new(High, Low);

    public long Group => (long)(Place >> RecordBits);

    /// <summary>Place in its group, from 1.</summary>
    public int Record => (int)(Place & ((1UL << RecordBits) - 1));

    public static IdEntry Of(UInt128 id, long group, int record) =>
        new((ulong)(id >> 64), unchecked((ulong)id), ((ulong)group << RecordBits) | (uint)record);

    public int CompareTo(IdEntry other) => High != other.High ? High.CompareTo(other.High)
        : Low != other.Low ? Low.CompareTo(other.Low)
        : Place.CompareTo(other.Place);
}

/// <summary>An id that stands twice.</summary>
internal readonly record struct DoubledId(UInt128 Id, IdEntry First, IdEntry Second);
