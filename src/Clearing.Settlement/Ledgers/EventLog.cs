using System.Runtime.InteropServices;
using Clearing.Settlement.Events;

namespace Clearing.Settlement.Ledgers;

/// <summary>Events of one member in a row.</summary>
/// <param name="Member">Its place in the arrangement.</param>
/// <param name="Start">Place of the first.</param>
/// <param name="Count">How many.</param>
public readonly record struct EventRun(int Member, int Start, int Count);

/// <summary>The events of a slice in order of execution, and which members they are of.</summary>
public sealed class EventLog
{
    /// <summary>Octets of an event in the digest: the member, then the event.</summary>
    public const int OctetsEach = 49;

    private readonly List<EventRun> _runs = [];
    private int _closed;

    /// <summary>What engines write into.</summary>
    internal EventBuffer Buffer { get; } = new(8192);

    public ReadOnlySpan<SettlementEvent> Events => Buffer.Events;

    /// <summary>In order; together they are all of <see cref="Events"/>.</summary>
    public ReadOnlySpan<EventRun> Runs => CollectionsMarshal.AsSpan(_runs);

    /// <summary>Octets that <see cref="WriteTo"/> writes.</summary>
    public int Octets => Events.Length * OctetsEach;

    /// <summary>Writes what a digest is made of: of each event its member, then its 48 octets.</summary>
    public void WriteTo(Span<byte> octets)
    {
        foreach (EventRun run in Runs)
        {
            foreach (ref readonly SettlementEvent e in Events.Slice(run.Start, run.Count))
            {
                octets[0] = (byte)run.Member;
                MemoryMarshal.Write(octets[1..], in e);
                octets = octets[OctetsEach..];
            }
        }
    }

    internal void Clear()
    {
        Buffer.Clear();
        _runs.Clear();
        _closed = 0;
    }

    /// <summary>What was written since the last run is a member's.</summary>
    internal void Close(int member)
    {
        if (Buffer.Count > _closed)
        {
            _runs.Add(new EventRun(member, _closed, Buffer.Count - _closed));
            _closed = Buffer.Count;
        }
    }

    internal void Add(int member, ReadOnlySpan<SettlementEvent> events)
    {
        foreach (ref readonly SettlementEvent e in events)
        {
            Buffer.Add(e);
        }

        Close(member);
    }
}
