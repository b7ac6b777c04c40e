using Clearing.Grains.Accounts;
using Clearing.Grains.Storage;
using Microsoft.Data.Sqlite;

namespace Clearing.Grains.Tests.Serving;

/// <summary>
/// What is kept of reserve accounts is a copy: wherever it is behind, gone or wrong, the journal makes it good.
/// </summary>
public sealed class ReserveAccountTests
{
    private const string Aged = "aged";

    [Theory]
    [InlineData("DELETE FROM states")]
    [InlineData($"UPDATE states SET payload = (SELECT payload FROM {Aged})")]
    [InlineData("""
        UPDATE states SET payload =
            CAST(replace(CAST(payload AS TEXT), '"balanceMinor":', '"balanceMinor":0,"x":') AS BLOB)
        """)]
    [InlineData("""
        UPDATE states SET payload = CAST(replace(CAST(payload AS TEXT), '"sequence":', '"sequence":9') AS BLOB)
        """)]
    [InlineData("UPDATE states SET payload = CAST('{}' AS BLOB)")]
    public async Task Accounts_whose_storage_is_behind_gone_or_wrong_are_made_good_from_the_journal(string harm)
    {
        await using ServedWorld served = await ServedWorld.StartAsync(Tests.Worlds.Planned(banks: 12, payments: 1_500));
        long open = served.Host.World.Scenario.Calendar.Days[0].OpenAt;
        await served.AdvanceToAsync(open + 3_600_000_000);
        LedgerAccounts early = await served.AccountsAsync(0);
        await served.CloseAsync();
        Run(served.Folder, $"CREATE TABLE {Aged} AS SELECT payload FROM states WHERE name = 'reserve-accounts'");
        await served.OpenAsync();
        await served.AdvanceToAsync(open + (4 * 3_600_000_000L));
        LedgerAccounts whole = await served.AccountsAsync(0);
        Assert.True(whole.Sequence > early.Sequence && early.Sequence > 0);
        await served.CloseAsync();
        Run(served.Folder, harm);

        await served.OpenAsync();
        LedgerAccounts mended = await served.AccountsAsync(0);

        Assert.Equal(whole.Sequence, mended.Sequence);
        Assert.Equal(whole.Systems.Length, mended.Systems.Length);
        Assert.Equal(whole.Systems[0].Accounts, mended.Systems[0].Accounts);
        Assert.Contains(mended.Systems[0].Accounts, account => account.SentCount > 0);
    }

    private static void Run(string folder, string sql)
    {
        using SqliteConnection connection = new(
            $"Data Source={Path.Combine(folder, GrainStore.FileName)};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
