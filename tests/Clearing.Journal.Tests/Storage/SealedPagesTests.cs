using Clearing.Journal.Storage;
using CsCheck;

namespace Clearing.Journal.Tests.Storage;

/// <summary>Runs of sealed ids and the filter in front of them.</summary>
public sealed class SealedPagesTests
{
    private static readonly Gen<UInt128> AnyId =
        Gen.Select(Gen.ULong, Gen.ULong, (high, low) => new UInt128(high, low));

    // Ids as they come: random, counted up, and alike in most of their bits.
    private static readonly Gen<UInt128[]> Ids = Gen.OneOf(
        AnyId.HashSet[1, 3_000].Select(s => s.ToArray()),
        Gen.Int[1, 3_000].SelectMany(n => AnyId.Select(start =>
            Enumerable.Range(0, n).Select(i => unchecked(start + (UInt128)i)).ToArray())),
        Gen.Int[1, 3_000].Select(n => Enumerable.Range(0, n).Select(i => (UInt128)i << 100).ToArray()));

    [Fact]
    public void Every_id_of_a_run_is_found_in_its_page_with_its_value() => Ids.Sample(
        ids =>
        {
            byte[] entries = new byte[ids.Length * 20];
            for (int i = 0; i < ids.Length; i++)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(entries.AsSpan(i * 20), ids[i]);
                BitConverter.TryWriteBytes(entries.AsSpan(i * 20 + 16), i);
            }

            (SealedRunHead head, List<ReadOnlyMemory<byte>> parts) =
                SealedPages.Cut(new SealedRun(4, 20, entries), default);
            Assert.Equal((4, ids.Length, 20), (head.Number, head.Entries, head.EntryOctets));
            Assert.Equal(parts.Count, head.Pages + 1 + head.FilterParts);
            Dictionary<UInt128, int> found = [];
            foreach (ReadOnlyMemory<byte> part in parts.Take(head.Pages))
            {
                Assert.True(SealedPages.TryOpen(part.ToArray(), out ReadOnlyMemory<byte> page));
                foreach (UInt128 id in ids)
                {
                    if (SealedPages.Find(page.Span, 20, id) is { } value)
                    {
                        found.Add(id, BitConverter.ToInt32(value));
                    }
                }
            }

            Assert.Equal(ids.Length, found.Count);
            Assert.All(ids, (id, i) => Assert.Equal(i, found[id]));
        },
        iter: 60);

    [Fact]
    public void A_filter_never_denies_what_was_added_and_seldom_affirms_what_was_not() => Ids.Sample(
        ids =>
        {
            SplitBlockFilter filter = new(ids.Length);
            foreach (UInt128 id in ids)
            {
                filter.Add(SplitBlockFilter.HashOf(id));
            }

            SplitBlockFilter again = new(filter.Octets.ToArray());
            Assert.All(ids, id => Assert.True(again.MayHold(SplitBlockFilter.HashOf(id))));
            int wrong = 0;
            HashSet<UInt128> known = [.. ids];
            for (uint i = 0; i < 20_000; i++)
            {
                UInt128 other = new(i, 0x5eed);
                wrong += !known.Contains(other) && again.MayHold(SplitBlockFilter.HashOf(other)) ? 1 : 0;
            }

            Assert.InRange(wrong, 0, 12);
        },
        iter: 60);

    [Fact]
    public void A_part_that_is_missing_short_or_changed_does_not_open()
    {
        (_, List<ReadOnlyMemory<byte>> parts) = SealedPages.Cut(Slices.Run(0, 10), default);
        byte[] part = parts[0].ToArray();
        Assert.True(SealedPages.TryOpen(part, out _));
        Assert.False(SealedPages.TryOpen(null, out _));
        Assert.False(SealedPages.TryOpen([], out _));
        Assert.False(SealedPages.TryOpen(part[..^1], out _));
        part[7] ^= 1;
        Assert.False(SealedPages.TryOpen(part, out _));
    }

    [Theory]
    [InlineData(15, 15)]
    [InlineData(24, 0)]
    [InlineData(24, 25)]
    public void A_run_of_no_whole_entries_is_a_mistake_of_the_caller(int entryOctets, int octets) =>
        Assert.ThrowsAny<ArgumentException>(
            () => SealedPages.Cut(new SealedRun(0, entryOctets, new byte[octets]), default));
}
