using Clearing.Grains.Wire;
using Clearing.Journal;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Ledgers;

/// <summary>
/// Past events: nothing keeps them, they are worked out again. A second ledger carries the journal out beside the
/// first, from the newest checkpoint that is not too new, and its events are handed out. It stays where it is for
/// whoever asks on, and goes when it has come to the end or nobody asks any more.
/// </summary>
internal sealed class PastNews(LedgerSite site)
{
    private const int MostEvents = 65_536;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task<LedgerNews>? _reading;
    private Ledger? _ledger;
    private GroupPlace _place;

    /// <inheritdoc cref="ILedgerGrain.NewsAsync"/>
    public Task<LedgerNews> ReadAsync(long after, long until, CancellationToken cancellation)
    {
        lock (_gate)
        {
            // One at a time: there is one second ledger.
            _reading = ReadAfterAsync(_reading, after, until, cancellation);
            _ = ForgetAfterAsync(_reading, cancellation);
            return _reading;
        }
    }

    private async Task<LedgerNews> ReadAfterAsync(
        Task? before, long after, long until, CancellationToken cancellation)
    {
        await Task.Yield();
        if (before is not null)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        try
        {
            return await ReadOnAsync(after, until, cancellation);
        }
        catch
        {
            _ledger = null;
            throw;
        }
    }

    // It is as large as the first.
    private async Task ForgetAfterAsync(Task reading, CancellationToken cancellation)
    {
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(Idle, site.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            if (_reading == reading)
            {
                _ledger = null;
            }
        }
    }

    private async Task<LedgerNews> ReadOnAsync(long after, long until, CancellationToken cancellation)
    {
        IJournalReader reader = site.Store.Reader(site.Stream);
        if (_ledger is null || _place.Sequence > after)
        {
            await BeginAsync(reader, after, cancellation);
        }

        Ledger ledger = _ledger!;
        List<LedgerEvent> events = [];
        void Told()
        {
            if (_place.Sequence >= after)
            {
                NewsDesk.Collect(ledger, events);
            }
        }

        var replay = new LedgerReplay(site, ledger) { Told = Told };
        long last = after;
        bool isAtEnd = true;
        await foreach (JournalGroup group in reader.ReadAsync(_place, site.Stamp.World, cancellation))
        {
            replay.Run(group);
            _place = group.Place;
            while (ledger.FirstRun is not null)
            {
                ledger.Sealed();
            }

            last = Math.Max(after, _place.Sequence);
            if (last > after && (last >= until || events.Count >= MostEvents))
            {
                isAtEnd = false;
                break;
            }
        }

        _ledger = isAtEnd ? null : ledger;
        return new LedgerNews { First = after + 1, Last = last, Events = new Blob<LedgerEvent>(events.ToArray()) };
    }

    private async Task BeginAsync(IJournalReader reader, long after, CancellationToken cancellation)
    {
        _ledger = null;
        Checkpoint? checkpoint = await reader.CheckpointBeforeAsync(after, cancellation);
        if (checkpoint is not null && checkpoint.Stamp.World == site.Stamp.World)
        {
            _ledger = Ledger.Load(site.Book, checkpoint.State.Span);
            _place = checkpoint.Place;
        }
        else
        {
            _ledger = new Ledger(site.Book);
            _place = await reader.BeginningAsync(cancellation);
        }
    }
}
