using Clearing.Grains.Ledgers;
using Clearing.Journal;
using Clearing.Journal.Postgres;
using Clearing.Journal.Sqlite;

namespace Clearing.Grains.Tests.Ledgers;

/// <summary>
/// Two writers forced onto one ledger: the older one's append is refused by the store, and nothing forks.
/// </summary>
public sealed class FencingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task C4_Of_two_desks_on_one_ledger_in_SQLite_the_older_is_fenced_and_nothing_forks()
    {
        string folder = Directory.CreateTempSubdirectory("clearing-fencing").FullName;
        try
        {
            await using SqliteStore store = await SqliteStore.OpenAsync(folder, cancellation: Stop);
            await ExpectFencedAsync(store, store);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task C4_Of_two_desks_on_one_ledger_in_PostgreSQL_the_older_is_fenced_and_nothing_forks()
    {
        RequiredPostgres.Check();
        using var server = PostgresServer.Start();
        string connection = server.CreateDatabase();
        await using PostgresStore one = await PostgresStore.OpenAsync(connection, cancellation: Stop);
        await using PostgresStore two = await PostgresStore.OpenAsync(connection, cancellation: Stop);
        await ExpectFencedAsync(one, two);
    }

    private static async Task ExpectFencedAsync(IJournalStore one, IJournalStore two)
    {
        await using LedgerDesk older = await new Bench { Store = one }.OpenAsync();
        for (int i = 0; i < 20; i++)
        {
            await older.SubmitAsync(Bench.Batch(Bench.Pay(i)));
        }

        // The older one is in the middle of its work when the newer one opens.
        Task<InstructionAnswers>[] calls =
            [.. Enumerable.Range(20, 200).Select(i => older.SubmitAsync(Bench.Batch(Bench.Pay(i))))];
        await using LedgerDesk newer = await new Bench { Store = two }.OpenAsync();
        InstructionAnswers[] answers = await Task.WhenAll(calls);
        await older.SubmitAsync(Bench.Batch(Bench.Pay(900)));
        await older.Ended;
        Assert.Equal(LedgerState.Fenced, older.Status.State);
        Assert.Equal(
            Standing.Unavailable, (await older.SubmitAsync(Bench.Batch(Bench.Pay(901)))).Answers.Span[0].Standing);

        // What the older one answered is there; what it did not may be, once.
        List<int> taken = [.. Enumerable.Range(0, 20)];
        for (int i = 20; i < 220; i++)
        {
            bool isAnswered = answers[i - 20].Answers.Span[0].Standing == Standing.Settled;
            PaymentState state = (await newer.SubmitAsync(Bench.Batch(Bench.Pay(i)))).Answers.Span[0];
            Assert.Equal(Standing.Settled, state.Standing);
            Assert.True(state.IsRepeated || !isAnswered, $"payment {i} was answered and is not there");
            taken.Add(i);
        }

        Assert.Equal(Bench.Balances(taken), await Bench.BalancesAsync(newer));
        Assert.False((await newer.SubmitAsync(Bench.Batch(Bench.Pay(900)))).Answers.Span[0].IsRepeated);
        await ExpectOneChainAsync(two, newer.Status.Sequence);
    }

    // Reading checks sequence, epoch and the hash of the group before.
    private static async Task ExpectOneChainAsync(IJournalStore store, long sequence)
    {
        long epoch = 0;
        long count = 0;
        await foreach (JournalGroup group in store.Reader(Bench.Stream).ReadAsync(GroupPlace.Start, cancellation: Stop))
        {
            Assert.True(group.Head.Epoch >= epoch);
            epoch = group.Head.Epoch;
            count++;
        }

        Assert.Equal(sequence, count);
        Assert.Equal(2, epoch);
    }
}
