using System.Buffers;
using Clearing.Journal.Groups;
using Clearing.Journal.Sqlite;

namespace Clearing.Journal.Tests;

/// <summary>
/// Journals that past releases wrote keep recovering. The folders under <c>golden</c> are never written anew: a release
/// that changes a format adds its own.
/// </summary>
public sealed class ReleaseTests : IDisposable
{
    private const string Stream = "riverside/RTGS";
    private const string Folder = "tests/Clearing.Journal.Tests/golden/";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearing-journal-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0.1", "64b99f3f")]
    public async Task S15_A_data_folder_of_a_past_release_recovers_and_goes_on(string release, string hash)
    {
        Take(release, "journal.db");
        await using SqliteStore store = await SqliteStore.OpenAsync(_folder.FullName, cancellation: Stop);
        Assert.Equal([4, 2], await store.GetFactAsync("world", Stop));
        await using IJournal journal = await store.OpenAsync(Stream, Stop);
        Assert.Equal((3, 9, 90), (journal.Epoch, journal.Tail.Sequence, journal.Tail.Records));
        Assert.StartsWith(hash, journal.Tail.Hash.ToString(), StringComparison.Ordinal);

        GroupPlace beginning = await journal.BeginningAsync(Stop);
        Assert.Equal(2, beginning.Sequence);
        Assert.Equal(journal.Tail, await journal.ReadAndExpectAsync(beginning, octets: 100));
        Checkpoint newest = (await journal.NewestCheckpointAsync(cancellation: Stop))!;
        Assert.Equal((7, Slices.Stamp), (newest.Place.Sequence, newest.Stamp));
        Assert.Equal(Slices.Octets(7, 700), newest.State.ToArray());
        ISealedIds ids = await journal.SealedIdsAsync(Stop);
        Assert.Equal(BitConverter.GetBytes(1_000_020L), await ids.FindAsync(Slices.Id(1, 20), Stop));
        journal.Append(2, octets: 100);
        Assert.Equal(journal.Tail, await journal.ReadAndExpectAsync(newest.Place, octets: 100));
    }

    [Theory]
    [InlineData("0.1", "64b99f3f")]
    public void S15_The_groups_of_a_past_release_still_make_a_chain(string release, string hash)
    {
        Take(release, "groups");
        byte[] all = File.ReadAllBytes(Path.Combine(_folder.FullName, "groups"));
        GroupChain chain = new(Stream, GroupPlace.Start, Slices.Stamp.World);
        for (int at = 0; at < all.Length;)
        {
            int octets = BitConverter.ToInt32(all, at + GroupFormat.BodyOctetsAt);
            JournalGroup group = chain.Follow(all.AsMemory(at, octets));
            Assert.Equal(Slices.Octets(group.Place.Sequence, 100), group.Payload.ToArray());
            at += octets;
        }

        Assert.Equal(9, chain.Place.Sequence);
        Assert.StartsWith(hash, chain.Place.Hash.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // A release that has none yet is made by this program, once, with CLEARING_ACCEPT=1.
    private void Take(string release, string file)
    {
        string kept = Checkout.PathOf(Folder + release);
        if (!Directory.Exists(kept) && Golden.Accepts)
        {
            MakeAsync(kept).GetAwaiter().GetResult();
        }

        File.Copy(Path.Combine(kept, file), Path.Combine(_folder.FullName, file));
    }

    private static async Task MakeAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        List<byte> groups = [];
        SqliteTuning small = new() { PageOctets = 4_096 };
        await using (SqliteStore store = SqliteStore.Open(folder, StoreAccess.Write, small))
        {
            await store.PutFactAsync("world", null, [4, 2], Stop);
            for (int epoch = 1; epoch <= 2; epoch++)
            {
                await using IJournal journal = await store.OpenAsync(Stream, Stop);
                journal.Append(epoch == 1 ? 3 : 2, octets: 100);
                await SaveAsync(journal);
                journal.Append(epoch == 1 ? 1 : 0, octets: 100);
                ISealedIds ids = await journal.SealedIdsAsync(Stop);
                await ids.SealAsync(Slices.Run(epoch - 1, 25), Stop);
                journal.Append(epoch == 1 ? 0 : 1, octets: 100);
                if (epoch == 2)
                {
                    await SaveAsync(journal);
                    await foreach (JournalGroup group in journal.ReadAsync(GroupPlace.Start, null, Stop))
                    {
                        groups.AddRange(group.Body.Span);
                    }

                    await journal.PruneAsync(1_002, Stop);
                    journal.Append(2, octets: 100);
                    await foreach (JournalGroup group in journal.ReadAsync(
                        (await journal.NewestCheckpointAsync(cancellation: Stop))!.Place, null, Stop))
                    {
                        groups.AddRange(group.Body.Span);
                    }
                }
            }
        }

        await File.WriteAllBytesAsync(Path.Combine(folder, "groups"), [.. groups], Stop);
    }

    private static Task SaveAsync(IJournal journal) => journal.SaveCheckpointAsync(
        journal.Tail, Slices.Stamp, new ReadOnlySequence<byte>(Slices.Octets(journal.Tail.Sequence, 700)), Stop);
}
