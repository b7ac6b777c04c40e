using Clearing.Grains.Ledgers;
using Clearing.Server.Ledgers;
using Microsoft.Extensions.Logging;

namespace Clearing.Server.Notices;

/// <summary>
/// The news of one ledger, for the sessions that want notices: it is told what is durable, holds the latest of it, and
/// asks the ledger again for what is older, once for all sessions that are behind. A session fetches what it can send,
/// so a slow one costs nothing. While no session wants notices, the board does not listen.
/// </summary>
internal sealed class NoticeBoard : ILedgerObserver, IDisposable
{
    /// <summary>The most events that are held; the latest chunk is, however large.</summary>
    private const int MostHeld = 1 << 16;

    private readonly ServedLedger _ledger;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _listening = new(1, 1);
    private readonly Dictionary<int, NoticeFeed> _feeds = [];
    private readonly Queue<NewsChunk> _held = new();
    private readonly CatchUp _past;
    private ILedgerObserver? _reference;
    private bool _isChecking;
    private long _silentAt = -1;
    private long _epoch;
    private bool _isListening;
    private int _heldEvents;
    private long _last;

    /// <param name="ledger">Whose news it is.</param>
    /// <param name="time">Measures how long it waits when the ledger cannot be asked.</param>
    /// <param name="logger">Told when it cannot.</param>
    public NoticeBoard(ServedLedger ledger, TimeProvider time, ILogger logger)
    {
        _ledger = ledger;
        _logger = logger;
        _past = new CatchUp(ledger, time, logger, _lock, () => _feeds.Values.Select(feed => feed.Position)
            .Concat(_held.Take(1).Select(held => held.First - 1)));
    }

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
    public void Join(NoticeFeed feed)
    {
        NoticeFeed? former;
        lock (_lock)
        {
            _feeds.Remove(feed.Account, out former);
            _feeds.Add(feed.Account, feed);
        }

        former?.Replaced();
    }

    /// <summary>Listens to the ledger, if it can be asked.</summary>
    public async Task TryListenAsync()
    {
        try
        {
            await ListenAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            GatewayLog.NoNews(_logger, _ledger.Name, exception.Message);
        }
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

            _past.Leave(feed);
            Forget();
        }
    }

    /// <summary>
    /// Nobody may have told the board that it is told no more. Where the ledger has another epoch, so has been opened
    /// again, perhaps elsewhere, or has been ahead of the board for two checks, the board listens anew.
    /// </summary>
    public async Task CheckAsync()
    {
        lock (_lock)
        {
            if (_isChecking || !_isListening || _feeds.Count == 0)
            {
                return;
            }

            _isChecking = true;
        }

        long durable = 0;
        long epoch = 0;
        try
        {
            LedgerInfo info = await _ledger.Grain.InfoAsync().ConfigureAwait(false);
            (durable, epoch) = info.State == LedgerState.Serving ? (info.Sequence, info.Epoch) : (0, 0);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            GatewayLog.NoNews(_logger, _ledger.Name, exception.Message);
        }

        bool isForgotten;
        lock (_lock)
        {
            isForgotten = (durable > _last && _silentAt == _last) || (epoch != _epoch && epoch > 0 && _epoch > 0);
            _epoch = epoch > 0 ? epoch : _epoch;
            _silentAt = durable > _last && !isForgotten ? _last : -1;
            _isChecking = false;
        }

        if (isForgotten)
        {
            await DroppedAsync(durable).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The next news for a session; null when there is none yet, or the ledger cannot be asked: then the signal of the
    /// session is set when it is time to ask again.
    /// </summary>
    public async Task<NewsChunk?> NextAsync(NoticeFeed feed)
    {
        try
        {
            return await TryNextAsync(feed).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            GatewayLog.NoNews(_logger, _ledger.Name, exception.Message);
            _ = _past.WakeLaterAsync(feed);
            return null;
        }
    }

    private async Task<NewsChunk?> TryNextAsync(NoticeFeed feed)
    {
        await ListenAsync().ConfigureAwait(false);
        lock (_lock)
        {
            if (_past.After(feed.Position) is { } past)
            {
                return past;
            }

            NewsChunk? there = CatchUp.After(_held, feed.Position);
            _past.Ask(feed, there is null && feed.Position < _last);
            return there;
        }
    }

    /// <summary>A session has been told all of a chunk.</summary>
    public void Told(NoticeFeed feed, NewsChunk chunk)
    {
        lock (_lock)
        {
            feed.Position = chunk.Last;
            Forget();
        }
    }

    /// <inheritdoc/>
    public Task TellAsync(LedgerNews news)
    {
        NewsChunk chunk = new(news, _ledger.Participants.Count);
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

        // Not awaited: the ledger waits for this answer, and may be asked only after it.
        _ = isNobodyHere ? StopAsync() : Task.CompletedTask;
        return Task.CompletedTask;
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

    private void Forget() => _past.Forget(place => _feeds.Values.All(feed => feed.Position >= place));

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

            _reference ??= _ledger.Refer(this);
            long after = await _ledger.Grain.SubscribeAsync(_reference).ConfigureAwait(false);
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

            await _ledger.Grain.UnsubscribeAsync(_reference!).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            GatewayLog.NoNews(_logger, _ledger.Name, exception.Message);
        }
        finally
        {
            _listening.Release();
        }
    }
}
