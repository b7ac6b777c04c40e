using Clearing.Grains.Ledgers;
using Clearing.Server.Ledgers;

namespace Clearing.Server.Notices;

/// <summary>
/// The news of one ledger, for the sessions that want notices: it is told what is durable, holds the latest of it, and
/// asks the ledger again for what is older. A session fetches what it can send, so a slow one costs nothing. While no
/// session wants notices, the board does not listen.
/// </summary>
internal sealed class NoticeBoard(ServedLedger ledger) : ILedgerObserver, IDisposable
{
    /// <summary>The most events that are held; the latest chunk is, however large.</summary>
    private const int MostHeld = 1 << 16;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _listening = new(1, 1);
    private readonly Dictionary<int, NoticeFeed> _feeds = [];
    private readonly Queue<NewsChunk> _held = new();
    private ILedgerObserver? _reference;
    private bool _isListening;
    private int _heldEvents;
    private long _last;

    /// <summary>Sequence of the last group that the board knows to be durable.</summary>
    public long Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>By what senders call their payments.</summary>
    public ReferenceMemory References { get; } = new();

    /// <summary>Takes a session in; another one of the same account is told that it is replaced.</summary>
    public async Task JoinAsync(NoticeFeed feed)
    {
        NoticeFeed? former;
        lock (_lock)
        {
            _feeds.Remove(feed.Account, out former);
            _feeds.Add(feed.Account, feed);
        }

        former?.Replaced();
        await ListenAsync().ConfigureAwait(false);
    }

    /// <summary>A session ends.</summary>
    public void Leave(NoticeFeed feed)
    {
        lock (_lock)
        {
            if (_feeds.GetValueOrDefault(feed.Account) == feed)
            {
                _feeds.Remove(feed.Account);
            }
        }
    }

    /// <summary>
    /// The next news for a session; null when there is none yet, and its signal will be set when there is.
    /// </summary>
    public async Task<NewsChunk?> NextAsync(NoticeFeed feed)
    {
        await ListenAsync().ConfigureAwait(false);
        lock (_lock)
        {
            foreach (NewsChunk held in _held)
            {
                if (held.First == feed.Position + 1)
                {
                    return held;
                }
            }

            if (feed.Position >= _last)
            {
                return null;
            }
        }

        LedgerNews news = await ledger.Grain.NewsAsync(feed.Position).ConfigureAwait(false);
        return news.Last > feed.Position ? new NewsChunk(news, ledger.Participants.Count) : null;
    }

    /// <summary>A session has been told all of a chunk.</summary>
    public void Told(NoticeFeed feed, NewsChunk chunk)
    {
        lock (_lock)
        {
            feed.Position = chunk.Last;
        }
    }

    /// <inheritdoc/>
    public Task TellAsync(LedgerNews news)
    {
        NewsChunk chunk = new(news, ledger.Participants.Count);
        List<NoticeFeed> woken = [];
        bool isNobodyHere;
        lock (_lock)
        {
            Hold(chunk);
            foreach (NoticeFeed feed in _feeds.Values)
            {
                // Who is up to date and has nothing in it need not look.
                if (feed.Position == chunk.First - 1 && chunk.CountOf(feed.Account) == 0)
                {
                    feed.Position = chunk.Last;
                }
                else
                {
                    woken.Add(feed);
                }
            }

            isNobodyHere = _feeds.Count == 0;
        }

        foreach (NoticeFeed feed in woken)
        {
            feed.Woken.Set();
        }

        return isNobodyHere ? StopAsync() : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DroppedAsync(long after)
    {
        List<NoticeFeed> woken;
        lock (_lock)
        {
            _isListening = false;
            woken = [.. _feeds.Values];
        }

        foreach (NoticeFeed feed in woken)
        {
            feed.Woken.Set();
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _listening.Dispose();

    private void Hold(NewsChunk chunk)
    {
        _last = Math.Max(_last, chunk.Last);
        _held.Enqueue(chunk);
        _heldEvents += chunk.EventCount;
        while (_heldEvents > MostHeld && _held.Count > 1)
        {
            _heldEvents -= _held.Dequeue().EventCount;
        }
    }

    /// <summary>Listens to the ledger, if the board does not.</summary>
    private async Task ListenAsync()
    {
        if (Volatile.Read(ref _isListening))
        {
            return;
        }

        await _listening.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isListening)
            {
                return;
            }

            lock (_lock)
            {
                _held.Clear();
                _heldEvents = 0;
                _isListening = true;
            }

            _reference ??= ledger.Refer(this);
            long after = await ledger.Grain.SubscribeAsync(_reference).ConfigureAwait(false);
            lock (_lock)
            {
                _last = Math.Max(_last, after);
            }
        }
        catch
        {
            _isListening = false;
            throw;
        }
        finally
        {
            _listening.Release();
        }
    }

    private async Task StopAsync()
    {
        await _listening.WaitAsync().ConfigureAwait(false);
        try
        {
            lock (_lock)
            {
                if (_feeds.Count > 0 || !_isListening)
                {
                    return;
                }

                _isListening = false;
            }

            await ledger.Grain.UnsubscribeAsync(_reference!).ConfigureAwait(false);
        }
        finally
        {
            _listening.Release();
        }
    }
}
