using System.Buffers;

namespace Clearing.Journal.Tests.Stores;

/// <summary>
/// Somebody or something changed what stands in the tables of a database: it is told where, and nothing is skipped.
/// Each SQL store derives from this and says how its tables are written to.
/// </summary>
public abstract class TamperTests : IDisposable
{
    private const string Stream = "riverside/RTGS";
    private const string Other = "riverside/NET";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4, 0, "beginning of a group")]
    [InlineData(4, 8, "the head says")]
    [InlineData(4, 12, "checksum")]
    [InlineData(4, 20, "checksum")]
    [InlineData(1, 300, "checksum")]
    [InlineData(4, 207, "checksum")]
    [InlineData(4, 500, "checksum")]
    [InlineData(4, 807, "checksum")]
    [InlineData(9, 807, "checksum")]
    public async Task S7_A_flipped_octet_of_a_durable_group_halts_with_stream_group_and_octet(
        long sequence, int octet, string what)
    {
        await using IJournalStore store = await PlayedAsync();
        await FlipAsync(Stream, sequence, octet);
        JournalException halt = await Slices.FaultAsync(
            JournalFault.Corrupt, () => store.Reader(Stream).ReadAndExpectAsync(GroupPlace.Start));
        Assert.Equal((Stream, sequence), (halt.Stream, halt.Sequence));
        Assert.StartsWith($"Stream {Stream}, group {sequence}, octet ", halt.Message, StringComparison.Ordinal);
        Assert.Contains(what, halt.Message, StringComparison.Ordinal);
        if (sequence == 9)
        {
            await Slices.FaultAsync(JournalFault.Corrupt, () => store.OpenAsync(Stream, Stop));
        }
    }

    [Theory]
    [InlineData("missing", 5, "it is group 6")]
    [InlineData("missing at the beginning", 1, "it is group 2")]
    [InlineData("swapped", 5, "it is group 6")]
    [InlineData("repeated", 6, "it is group 5")]
    [InlineData("of another stream", 5, "it belongs to another stream")]
    [InlineData("of another past", 5, "the group before has the hash")]
    public async Task S8_A_group_that_is_not_in_its_place_breaks_the_chain(string how, long sequence, string what)
    {
        await using IJournalStore store = await PlayedAsync();
        switch (how)
        {
            case "missing":
                await DeleteAsync(Stream, 5);
                break;
            case "missing at the beginning":
                await DeleteAsync(Stream, 1);
                break;
            case "swapped":
                byte[] fifth = await BodyAsync(Stream, 5);
                await PutAsync(Stream, 5, await BodyAsync(Stream, 6));
                await PutAsync(Stream, 6, fifth);
                break;
            case "repeated":
                await PutAsync(Stream, 6, await BodyAsync(Stream, 5));
                break;
            case "of another stream":
                await PutAsync(Stream, 5, await BodyAsync(Other, 5));
                break;
            default:
                GroupPlace past = new(4, 40, 1_003, Hash256.Of("another past"u8));
                await PutAsync(Stream, 5, Slices.After(Stream, past, 1).Body.ToArray());
                break;
        }

        JournalException halt = await Slices.FaultAsync(
            JournalFault.Corrupt, () => store.Reader(Stream).ReadAndExpectAsync(GroupPlace.Start));
        Assert.Equal((Stream, sequence), (halt.Stream, halt.Sequence));
        Assert.Contains(what, halt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S8_A_group_of_an_earlier_epoch_behind_one_of_a_later_is_refused()
    {
        await using IJournalStore store = await PlayedAsync();
        await using IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(1);
        PendingGroup late = Slices.After(Stream, journal.Tail, epoch: 1);
        journal.Append(late);
        JournalException halt = await Slices.FaultAsync(
            JournalFault.Corrupt, () => journal.ReadAndExpectAsync(GroupPlace.Start));
        Assert.Contains("epoch 1 comes after epoch 2", halt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_last_group_that_vanished_is_missed_by_readers_and_by_the_next_writer()
    {
        await using IJournalStore store = await PlayedAsync();
        await DeleteAsync(Stream, 9);
        JournalException read = await Slices.FaultAsync(
            JournalFault.Corrupt, () => store.Reader(Stream).ReadAndExpectAsync(GroupPlace.Start));
        Assert.Contains("it ends behind group 9", read.Message, StringComparison.Ordinal);
        JournalException open = await Slices.FaultAsync(JournalFault.Corrupt, () => store.OpenAsync(Stream, Stop));
        Assert.Contains("it is not there", open.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_behind_the_tail_that_the_stream_names_is_not_taken_over()
    {
        await using IJournalStore store = await PlayedAsync();
        IJournalReader reader = store.Reader(Stream);
        GroupPlace tail = await reader.DurableAsync(Stop);
        await PutAsync(Stream, 10, Slices.After(Stream, tail, 1).Body.ToArray());
        Assert.Equal(tail, await reader.ReadAndExpectAsync(GroupPlace.Start));
        await Slices.FaultAsync(JournalFault.Corrupt, () => store.OpenAsync(Stream, Stop));
    }

    [Fact]
    public async Task Changed_texts_facts_checkpoints_and_sealed_ids_do_not_pass_either()
    {
        await using IJournalStore store = await PlayedAsync();
        await using IJournal journal = await store.OpenAsync(Stream, Stop);
        await store.PutFactAsync("world", null, [1, 2, 3], Stop);
        await journal.SaveCheckpointAsync(
            journal.Tail, Slices.Stamp, new ReadOnlySequence<byte>(Slices.Octets(1, 500)), Stop);
        ISealedIds ids = await journal.SealedIdsAsync(Stop);
        await ids.SealAsync(Slices.Run(0, 100), Stop);

        await TamperAsync("UPDATE {0}facts SET value = {1}", [9]);
        await TamperAsync("UPDATE {0}texts SET body = {1}", [9]);
        await TamperAsync("UPDATE {0}parts SET body = {1}", [9]);
        await Slices.FaultAsync(JournalFault.Corrupt, () => store.GetFactAsync("world", Stop));
        await Slices.FaultAsync(JournalFault.Corrupt, () => journal.ReadTextsAsync(3, Stop));
        await Slices.FaultAsync(JournalFault.Corrupt, () => ids.FindAsync(Slices.Id(0, 5), Stop));
        await Slices.FaultAsync(JournalFault.Corrupt, () => journal.SealedIdsAsync(Stop));
        List<string> passedOver = [];
        Assert.Null(await journal.NewestCheckpointAsync(passedOver, Stop));
        Assert.Contains("damaged", Assert.Single(passedOver), StringComparison.Ordinal);

        await TamperAsync("UPDATE {0}heads SET body = {1}", [9]);
        Assert.Null(await journal.NewestCheckpointAsync(passedOver, Stop));
        Assert.Contains("damaged head", passedOver[^1], StringComparison.Ordinal);
        await Slices.FaultAsync(JournalFault.Corrupt, () => journal.SealedIdsAsync(Stop));
    }

    public void Dispose()
    {
        Clean();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<IJournalStore> OpenStoreAsync();

    private protected abstract Task<byte[]> BodyAsync(string stream, long sequence);

    private protected abstract Task PutAsync(string stream, long sequence, byte[] body);

    private protected abstract Task DeleteAsync(string stream, long sequence);

    /// <summary>Runs a statement with the tables' prefix for {0} and some octets for {1}.</summary>
    private protected abstract Task TamperAsync(string sql, byte[] octets);

    private protected abstract void Clean();

    private async Task FlipAsync(string stream, long sequence, int octet)
    {
        byte[] body = await BodyAsync(stream, sequence);
        body[octet] ^= 4;
        await PutAsync(stream, sequence, body);
    }

    private async Task<IJournalStore> PlayedAsync()
    {
        IJournalStore store = await OpenStoreAsync();
        foreach (string stream in (string[])[Stream, Other])
        {
            await using IJournal journal = await store.OpenAsync(stream, Stop);
            journal.Append(9);
        }

        return store;
    }
}
