namespace Clearing.Settlement.Ledgers;

/// <summary>
/// Finds the number of an instruction by its id: open addressing with linear probing, 8 octets a slot (half of a hash
/// and a number), so that what is not there mostly costs one cache line. Removal closes the gap: no slot is ever left
/// marked as deleted.
/// </summary>
/// <param name="capacity">How many ids are expected; more make it grow.</param>
/// <param name="salt">Goes into the hash.</param>
internal sealed class IdIndex(int capacity, ulong salt)
{
    private ulong[] _slots = new ulong[checked(2 * capacity)];

    public int Count { get; private set; }

    /// <summary>The half of the hash that slots keep.</summary>
    public uint HashOf(InstructionId id)
    {
        unchecked
        {
            ulong hash = (id.High ^ salt) * 0x9E3779B97F4A7C15;
            hash = ((hash ^ (hash >> 32)) + id.Low) * 0xC2B2AE3D27D4EB4F;
            return (uint)((hash ^ (hash >> 29)) >> 8);
        }
    }

    /// <summary>Brings the place of a hash near: reading ahead lets many misses of the cache overlap.</summary>
    public ulong Touch(uint hash) => _slots[hash & (uint)(_slots.Length - 1)];

    /// <summary>The number of an id, or -1.</summary>
    public int Find(uint hash, InstructionId id, InstructionMemory memory)
    {
        ulong[] slots = _slots;
        uint mask = (uint)(slots.Length - 1);
        for (uint i = hash & mask; slots[i] != 0; i = (i + 1) & mask)
        {
            if ((uint)(slots[i] >> 32) == hash)
            {
                int number = NumberIn(slots[i]);
                if (memory.Of(number).Has(id))
                {
                    return number;
                }
            }
        }

        return -1;
    }

    /// <summary>Adds an id that is not there.</summary>
    public void Add(uint hash, int number)
    {
        if (++Count > _slots.Length / 4 * 3)
        {
            Grow();
        }

        Place(_slots, ((ulong)hash << 32) | (uint)(number + 1));
    }

    /// <summary>Removes what <see cref="Add"/> put there.</summary>
    public void Remove(uint hash, int number)
    {
        ulong[] slots = _slots;
        uint mask = (uint)(slots.Length - 1);
        uint gap = hash & mask;
        while (NumberIn(slots[gap]) != number)
        {
            if (slots[gap] == 0)
            {
                throw new InvalidOperationException($"The id of instruction {number} is not in the index.");
            }

            gap = (gap + 1) & mask;
        }

        Count--;
        for (uint i = (gap + 1) & mask; slots[i] != 0; i = (i + 1) & mask)
        {
            // Moves up what would not be found any more behind an empty slot.
            uint home = (uint)(slots[i] >> 32) & mask;
            if (unchecked((i - home) & mask) >= unchecked((i - gap) & mask))
            {
                slots[gap] = slots[i];
                gap = i;
            }
        }

        slots[gap] = 0;
    }

    private static int NumberIn(ulong slot) => (int)(slot & int.MaxValue) - 1;

    private static void Place(ulong[] slots, ulong slot)
    {
        uint mask = (uint)(slots.Length - 1);
        uint i = (uint)(slot >> 32) & mask;
        while (slots[i] != 0)
        {
            i = (i + 1) & mask;
        }

        slots[i] = slot;
    }

    private void Grow()
    {
        var slots = new ulong[_slots.Length * 2];
        foreach (ulong slot in _slots)
        {
            if (slot != 0)
            {
                Place(slots, slot);
            }
        }

        _slots = slots;
    }
}
