using Clearing.Grains.Ledgers;
using Clearing.Server.Ledgers;
using Microsoft.Extensions.Logging;

namespace Clearing.Server.Notices;

/// <summary>
/// Past news for the sessions of a board that are behind, read once for all of them: whoever was told the last of it
/// goes on with the others, and one that is slow is waited for only shortly.
/// </summary>
/// <param name="ledger">Whose news it is.</param>
/// <param name="time">Measures how long somebody is waited for.</param>
/// <param name="logger">Told when the ledger cannot be asked.</param>
/// <param name="gate">The lock of the board, under which all is called that does not return a task.</param>
/// <param name="places">Places in the news from which something else is told.</param>
internal sealed class CatchUp(
    ServedLedger ledger, TimeProvider time, ILogger logger, Lock gate, Func<IEnumerable<long>> places)
{
    /// <summary>Chunks that wait for those who are not quite as quick as the first.</summary>
    private const int MostHeld = 8;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>How long those who are behind wait for one of them who is slow.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Queue<NewsChunk> _held = new();
    private readonly HashSet<NoticeFeed> _behind = [];
    private readonly HashSet<NoticeFeed> _told = [];
    private bool _isReading;
    private long _reached;

    /// <summary>What is held of the news behind a place; null = nothing.</summary>
    public NewsChunk? After(long position) => After(_held, position);

    /// <summary>The chunk that begins behind a place.</summary>
    public static NewsChunk? After(Queue<NewsChunk> chunks, long position)
    {
        foreach (NewsChunk chunk in chunks)
        {
            if (chunk.First == position + 1)
            {
                return chunk;
            }
        }

        return null;
    }

    /// <summary>A session has been told what is held; it is woken when there is more, if it is behind.</summary>
    public void Ask(NoticeFeed feed, bool isBehind)
    {
        _told.Remove(feed);
        if (isBehind)
        {
            _behind.Add(feed);
        }

        Read();
    }

    /// <summary>A session ends.</summary>
    public void Leave(NoticeFeed feed)
    {
        _behind.Remove(feed);
        _told.Remove(feed);
        Read();
    }

    /// <summary>Lets go of what everybody has been told.</summary>
    public void Forget(Func<long, bool> isTold)
    {
        while (_held.TryPeek(out NewsChunk? chunk) && isTold(chunk.Last))
        {
            _held.Dequeue();
        }
    }

    /// <summary>Has a session ask again in a while.</summary>
    public async Task WakeLaterAsync(NoticeFeed feed)
    {
        await Task.Delay(Retry, time).ConfigureAwait(false);
        feed.Woken.Set();
    }

    /// <summary>
    /// Reads what is next, up to where something else begins, so that from there on all are told the same. To go back
    /// costs a ledger that begins anew, so that is done when nobody waits ahead.
    /// </summary>
    private void Read()
    {
        if (_isReading || _told.Count > 0 || _behind.Count == 0)
        {
            return;
        }

        _isReading = true;
        IEnumerable<long> asked = _behind.Select(feed => feed.Position);
        long after = asked.Where(place => place >= _reached).DefaultIfEmpty(asked.Min()).Min();
        long until = places().Where(place => place > after).DefaultIfEmpty(long.MaxValue).Min();
        _ = ReadAsync(after, until);
    }

    private async Task ReadAsync(long after, long until)
    {
        await Task.Yield();
        NoticeFeed[] woken;
        try
        {
            LedgerNews news = await ledger.Grain.NewsAsync(after, until).ConfigureAwait(false);
            woken = Take(after, news);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            GatewayLog.NoNews(logger, ledger.Name, exception.Message);
            FailAll();
            return;
        }

        Array.ForEach(woken, feed => feed.Woken.Set());
        await Task.Delay(Grace, time).ConfigureAwait(false);
        lock (gate)
        {
            _told.ExceptWith(woken);
            Read();
        }
    }

    /// <summary>Holds what was read; who is to be told it.</summary>
    private NoticeFeed[] Take(long after, LedgerNews news)
    {
        NewsChunk chunk = new(news, ledger.Participants.Count);
        lock (gate)
        {
            _isReading = false;
            _reached = news.Last;
            NoticeFeed[] told = [.. _behind.Where(feed => feed.Position == after)];
            _behind.ExceptWith(told);
            if (news.Last == after)
            {
                Array.ForEach(told, feed => _ = WakeLaterAsync(feed));
                return [];
            }

            _held.Enqueue(chunk);
            if (_held.Count > MostHeld)
            {
                _held.Dequeue();
            }

            _told.UnionWith(told);
            return told;
        }
    }

    private void FailAll()
    {
        lock (gate)
        {
            _isReading = false;
            foreach (NoticeFeed feed in _behind)
            {
                _ = WakeLaterAsync(feed);
            }

            _behind.Clear();
        }
    }
}
