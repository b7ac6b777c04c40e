using System.Runtime.CompilerServices;
using Clearing.Settlement.Ledgers;

namespace Clearing.Server.Ledgers;

/// <summary>
/// By what senders called their latest payments, for the notices that tell of them in the form of a message. A table in
/// which a newer payment takes the place of an older one; it remembers nothing until somebody asks for such notices.
/// For many threads at once.
/// </summary>
internal sealed class ReferenceMemory
{
    /// <summary>The longest reference that is kept: a MsgId of 35 characters.</summary>
    private const int MostOctets = 35;

    private const int Places = 1 << 17;
    private const int Locks = 64;

    private readonly Lock[] _locks = [.. Enumerable.Range(0, Locks).Select(_ => new Lock())];
    private Entry[]? _entries;

    [InlineArray(MostOctets)]
    private struct Octets
    {
        private byte _first;
    }

    private struct Entry
    {
        public InstructionId Id;
        public byte Length;
        public Octets Reference;
    }

    /// <summary>Somebody wants to know: from now on references are kept.</summary>
    public void Want() => Interlocked.CompareExchange(ref _entries, new Entry[Places], null);

    /// <summary>Keeps the reference of a payment.</summary>
    public void Remember(InstructionId id, ReadOnlySpan<byte> reference)
    {
        if (Volatile.Read(ref _entries) is { } entries && reference.Length <= MostOctets)
        {
            int place = PlaceOf(id);
            lock (_locks[place % Locks])
            {
                ref Entry entry = ref entries[place];
                entry.Id = id;
                entry.Length = (byte)reference.Length;
                reference.CopyTo(entry.Reference);
            }
        }
    }

    /// <summary>Writes the reference of a payment to <paramref name="to"/>, which has 35 octets or more.</summary>
    /// <returns>Its length; 0 when it is not known, or not any more.</returns>
    public int Recall(InstructionId id, Span<byte> to)
    {
        if (Volatile.Read(ref _entries) is not { } entries)
        {
            return 0;
        }

        int place = PlaceOf(id);
        lock (_locks[place % Locks])
        {
            ref Entry entry = ref entries[place];
            if (entry.Id != id)
            {
                return 0;
            }

            ((ReadOnlySpan<byte>)entry.Reference)[..entry.Length].CopyTo(to);
            return entry.Length;
        }
    }

    // The last octets of a UETR or hash are as good as drawn.
    private static int PlaceOf(InstructionId id) => unchecked((int)(uint)id.Value) & (Places - 1);
}
