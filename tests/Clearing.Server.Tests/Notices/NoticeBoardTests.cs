using Clearing.Server.Notices;
using Clearing.Server.Sessions;
using Clearing.Server.Tests.Bench;
using Clearing.Settlement.Events;
using Microsoft.Extensions.Time.Testing;

namespace Clearing.Server.Tests.Notices;

/// <summary>How sessions that are behind come to what they missed.</summary>
public sealed class NoticeBoardTests
{
    private readonly FakeLedger _ledger = new();

    [Fact]
    public async Task All_who_are_behind_share_one_reading_of_the_journal()
    {
        const int Groups = 300;
        for (int i = 0; i < Groups; i++)
        {
            await _ledger.HappenAsync(new SettlementEvent { Kind = EventKind.Settled, From = i % 4, To = (i + 1) % 4 });
        }

        using NoticeBoard board = new(World.Serve(_ledger), new FakeTimeProvider(), new LogLines());
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ledger.Telling = told.Task;
        Task<int>[] sessions =
            [.. new long[] { 0, 0, 100, 201 }.Select((after, account) => ReadAsync(board, account, after, Groups))];
        told.SetResult();
        int[] notices = await Task.WhenAll(sessions);

        Assert.Equal([150, 150, 100, 50], notices);
        Assert.Equal(1, _ledger.NewsBegun);
    }

    /// <summary>What a session does: all notices of an account behind a place, and how many they were.</summary>
    private static async Task<int> ReadAsync(NoticeBoard board, int account, long after, long until)
    {
        Signal woken = new();
        NoticeFeed feed = new(account, after, woken, () => { });
        board.Join(feed);
        int notices = 0;
        while (feed.Position < until)
        {
            if (await board.NextAsync(feed) is { } chunk)
            {
                Assert.Equal(feed.Position + 1, chunk.First);
                notices += chunk.CountOf(account);
                board.Told(feed, chunk);
            }
            else
            {
                await woken.WaitAsync();
            }
        }

        return notices;
    }
}
