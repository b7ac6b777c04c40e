using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Clearing.Journal.Groups;

namespace Clearing.Journal.Tests;

/// <summary>Groups for tests: a payload follows from its sequence, so that every octet can be expected.</summary>
internal static class Slices
{
    public static GroupStamp Stamp { get; } = new(7, Hash256.Of("a world"u8));

    /// <summary>Octets that follow from a seed.</summary>
    public static byte[] Octets(long seed, int count)
    {
        byte[] octets = new byte[count];
        ulong state = unchecked((ulong)seed);
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(octets.AsSpan());
        for (int i = 0; i <= words.Length; i++)
        {
            unchecked
            {
                state = (state + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
            }

            if (i < words.Length)
            {
                words[i] = state;
            }
            else
            {
                octets.AsSpan(i * sizeof(ulong)).Fill((byte)(state >> 56));
            }
        }

        return octets;
    }

    /// <summary>
    /// The group behind a place: one slice, 10 records, one microsecond later, and for every third group texts.
    /// </summary>
    public static PendingGroup After(
        string stream, GroupPlace tail, long epoch, int octets = 600, GroupStamp? stamp = null, long? instant = null)
    {
        long sequence = tail.Sequence + 1;
        using GroupBuilder builder = new();
        builder.Add(
            instant ?? (sequence == 1 ? 1_000 : tail.Instant + 1),
            10,
            Octets(sequence, octets),
            Octets(-sequence, 48),
            HasTexts(sequence) ? Octets(sequence * 1_000, 300) : []);
        PendingGroup group = builder.Close(tail, epoch, GroupFormat.StreamHash(stream), stamp ?? Stamp);
        return group with { Body = group.Body.ToArray(), Texts = group.Texts.ToArray() };
    }

    public static bool HasTexts(long sequence) => sequence % 3 == 0;

    /// <summary>Appends so many groups.</summary>
    public static void Append(this IJournal journal, int groups, int octets = 600)
    {
        for (int i = 0; i < groups; i++)
        {
            journal.Append(After(journal.Stream, journal.Tail, journal.Epoch, octets));
        }
    }

    /// <summary>Reads all behind a place; each group must have the octets that <see cref="After"/> gave it.</summary>
    public static async Task<GroupPlace> ReadAndExpectAsync(
        this IJournalReader reader, GroupPlace after, int octets = 600)
    {
        GroupPlace place = after;
        await foreach (JournalGroup group in reader.ReadAsync(after, Stamp.World))
        {
            Assert.Equal(place.Sequence + 1, group.Place.Sequence);
            Assert.Equal(Octets(group.Place.Sequence, octets), group.Payload.ToArray());
            Assert.Equal(Hash256.Of(Octets(-group.Place.Sequence, 48)), group.Head.Digest);
            byte[] texts = HasTexts(group.Place.Sequence) ? Octets(group.Place.Sequence * 1_000, 300) : [];
            Assert.Equal(texts, await reader.ReadTextsAsync(group.Place.Sequence));
            place = group.Place;
        }

        return place;
    }

    /// <summary>A run of sealed entries: ids that nobody could guess, values that follow from them.</summary>
    public static SealedRun Run(long number, int entries)
    {
        byte[] octets = new byte[entries * 24];
        for (int i = 0; i < entries; i++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(octets.AsSpan(i * 24), Id(number, i));
            BinaryPrimitives.WriteInt64LittleEndian(octets.AsSpan(i * 24 + 16), number * 1_000_000 + i);
        }

        return new SealedRun(number, 24, octets);
    }

    public static UInt128 Id(long run, int entry) =>
        BinaryPrimitives.ReadUInt128BigEndian(Octets(run * 1_000_003 + entry + 77, 16));

    public static async Task<JournalException> FaultAsync(JournalFault fault, Func<Task> work)
    {
        JournalException thrown = await Assert.ThrowsAsync<JournalException>(work);
        Assert.True(thrown.Fault == fault, $"{fault} expected: {thrown.Fault}, {thrown.Message}");
        return thrown;
    }

    public static JournalException Fault(JournalFault fault, Action work)
    {
        JournalException thrown = Assert.Throws<JournalException>(work);
        Assert.True(thrown.Fault == fault, $"{fault} expected: {thrown.Fault}, {thrown.Message}");
        return thrown;
    }
}
