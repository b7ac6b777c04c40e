using Clearing.Audit.Ids;
using CsCheck;

namespace Clearing.Audit.Tests.Ids;

/// <summary>Ids are counted in bounded memory, whatever they are and however many.</summary>
public sealed class IdCensusTests
{
    // Many that come twice, of the forms that journals have.
    private static readonly Gen<UInt128[]> Some = Gen.Select(Gen.Int[0, 2], Gen.ULong[0, 40], Gen.Bool)
        .Select((form, number, isFar) => form switch
        {
            0 => new UInt128(0xC1EA_0000_0000_0000 | (number % 3 << 32), number),
            1 => new UInt128(unchecked(number * 0x9E37_79B9_7F4A_7C15), 0x8000_0000_0000_0000),
            _ => new UInt128(isFar ? ulong.MaxValue : 1, number),
        })
        .Array[0, 200];

    [Fact]
    public void What_comes_twice_is_found_whether_it_fits_into_memory_or_not() => Gen
        .Select(Some, Some, Gen.Int[1, 400_000])
        .Sample((ids, asked, memory) =>
        {
            using IdCensus census = new(memory);
            for (int i = 0; i < ids.Length; i++)
            {
                census.Add(IdEntry.Of(ids[i], 1 + (i / 7), 1 + (i % 7)));
            }

            Dictionary<UInt128, int> counted = ids.GroupBy(id => id).ToDictionary(g => g.Key, g => g.Count());
            DoubledId[] doubled = [.. census.Doubled()];
            Assert.Equal(counted.Values.Sum(count => count - 1), doubled.Length);
            Assert.All(doubled, d =>
            {
                int first = (int)(7 * (d.First.Group - 1)) + d.First.Record - 1;
                int second = (int)(7 * (d.Second.Group - 1)) + d.Second.Record - 1;
                Assert.True(first < second && ids[first] == d.Id && ids[second] == d.Id);
            });
            UInt128[] question = [.. asked, .. ids];
            using IdCensus held = new(memory);
            foreach (UInt128 id in question)
            {
                held.Add(IdEntry.Of(id, 0, 0));
            }

            Assert.Equal(
                question.Where(id => counted.GetValueOrDefault(id) != 1).Order(), census.NotOnce(held).Order());
        });

    [Fact]
    public void What_does_not_fit_into_memory_goes_to_files_and_these_go_with_the_census()
    {
        IdCensus census = new(memoryOctets: 1 << 16);
        for (ulong i = 0; i < 20_000; i++)
        {
            census.Add(IdEntry.Of(i, 1, 1));
        }

        string folder = census.Folder!;
        Assert.NotEmpty(Directory.GetFiles(folder));
        Assert.Empty(census.Doubled());
        using IdCensus asked = new();
        foreach (ulong id in (ulong[])[0, 19_999, 20_000])
        {
            asked.Add(IdEntry.Of(id, 0, 0));
        }

        Assert.Equal([20_000], census.NotOnce(asked));
        census.Dispose();
        Assert.False(Directory.Exists(folder));
    }
}
