using Clearing.Grains.Wire;
using Clearing.Journal;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Ledgers;

/// <summary>
/// Tells observers the events of a ledger in order, once they are durable, and never waits for any of them: one that
/// falls too far behind is dropped and told from where it may go on. Used by one turn at a time.
/// </summary>
/// <param name="most">Events that may wait for one observer.</param>
internal sealed class NewsDesk(int most)
{
    private readonly Dictionary<ILedgerObserver, Listener> _listeners = [];
    private readonly Queue<Group> _groups = new();
    private Group? _open;
    private Task? _woken;

    /// <summary>An observer that is told everything behind a sequence, which is the last durable one.</summary>
    public void Add(ILedgerObserver observer, long after) => _listeners[observer] = new Listener(observer, after, most);

    public void Remove(ILedgerObserver observer) => _listeners.Remove(observer);

    /// <summary>Takes the events of a slice, which goes with a group of the journal.</summary>
    public void Note(Task<GroupPlace> durable, Ledger ledger)
    {
        if (_listeners.Count == 0)
        {
            return;
        }

        if (_open is null || _open.Durable != durable)
        {
            _open = new Group(durable);
            _groups.Enqueue(_open);
        }

        Collect(ledger, _open.Events);
    }

    /// <summary>Tells what has become durable.</summary>
    public void Publish()
    {
        while (_groups.TryPeek(out Group? group) && group.Durable.IsCompletedSuccessfully)
        {
            _groups.Dequeue();
            long sequence = group.Durable.Result.Sequence;
            LedgerEvent[] events = [.. group.Events];
            foreach (Listener listener in _listeners.Values)
            {
                listener.Offer(sequence, events);
            }
        }

        foreach (ILedgerObserver gone in _listeners.Where(l => l.Value.IsGone).Select(l => l.Key).ToArray())
        {
            _listeners.Remove(gone);
        }
    }

    /// <summary>Has somebody publish when the group is durable, if anybody waits for it.</summary>
    public void WakeAfter(Task durable, Action wake)
    {
        if (_groups.Count > 0 && _woken != durable)
        {
            _woken = durable;
            durable.ContinueWith(_ => wake(), TaskScheduler.Default);
        }
    }

    /// <summary>The journal is closed: what was not durable is not told, and everybody has to subscribe anew.</summary>
    public void DropAll()
    {
        Publish();
        _groups.Clear();
        _open = null;
        foreach (Listener listener in _listeners.Values)
        {
            listener.Drop();
        }

        _listeners.Clear();
    }

    /// <summary>Adds the events of the last slice, each with the instruction behind it.</summary>
    public static void Collect(Ledger ledger, List<LedgerEvent> events)
    {
        foreach (EventRun run in ledger.Events.Runs)
        {
            foreach (ref readonly SettlementEvent e in ledger.Events.Events.Slice(run.Start, run.Count))
            {
                Fate fate = IsOfPayment(e.Kind) ? ledger.FateOf(e.Payment) : default;
                events.Add(new LedgerEvent(fate.Id, e, (byte)run.Member, fate.Format));
            }
        }
    }

    private static bool IsOfPayment(EventKind kind) => kind is EventKind.Queued or EventKind.Released
        or EventKind.Settled or EventKind.Rejected or EventKind.Cancelled or EventKind.Unsettled
        or EventKind.Reprioritised or EventKind.Earmarked or EventKind.Unwound;

    private sealed class Group(Task<GroupPlace> durable)
    {
        public Task<GroupPlace> Durable => durable;

        public List<LedgerEvent> Events { get; } = [];
    }

    /// <summary>One observer and what waits for it.</summary>
    private sealed class Listener(ILedgerObserver observer, long after, int most)
    {
        private const int MostAtOnce = 16_384;

        private readonly Lock _gate = new();
        private readonly Queue<(long Sequence, LedgerEvent[] Events)> _waiting = new();
        private long _after = after;
        private int _count;
        private bool _isTelling;

        /// <summary>True when it is told no more.</summary>
        public bool IsGone { get; private set; }

        public void Offer(long sequence, LedgerEvent[] events)
        {
            lock (_gate)
            {
                if (IsGone)
                {
                    return;
                }

                // One group may be larger than all that may wait; it is told if nothing else waits.
                if (_count > 0 && _count + events.Length > most)
                {
                    IsGone = true;
                    _waiting.Clear();
                }
                else
                {
                    _count += events.Length;
                    _waiting.Enqueue((sequence, events));
                }

                if (_isTelling)
                {
                    return;
                }

                _isTelling = true;
            }

            _ = Task.Run(TellAsync);
        }

        public void Drop()
        {
            lock (_gate)
            {
                IsGone = true;
                if (_isTelling)
                {
                    return;
                }

                _isTelling = true;
            }

            _ = Task.Run(TellAsync);
        }

        // One at a time; the one that finds the listener gone is the last.
        private async Task TellAsync()
        {
            bool isGone;
            try
            {
                while (Next(out isGone) is { } news)
                {
                    await observer.TellAsync(news);
                    _after = news.Last;
                }
            }
            catch (Exception)
            {
                isGone = true;
                lock (_gate)
                {
                    IsGone = true;
                    _waiting.Clear();
                }
            }

            if (isGone)
            {
                await DropAsync();
            }
        }

        private async Task DropAsync()
        {
            try
            {
                await observer.DroppedAsync(_after);
            }
            catch (Exception)
            {
                // It cannot be reached: it knows what it was told last, and asks from there when it comes back.
            }
        }

        private LedgerNews? Next(out bool isGone)
        {
            lock (_gate)
            {
                isGone = IsGone;
                if (_waiting.Count == 0)
                {
                    // One that is gone stays telling: nothing starts anew.
                    _isTelling = IsGone;
                    return null;
                }

                List<LedgerEvent> events = [];
                long last = _after;
                while (_waiting.TryPeek(out (long Sequence, LedgerEvent[] Events) next)
                    && (events.Count == 0 || events.Count + next.Events.Length <= MostAtOnce))
                {
                    _waiting.Dequeue();
                    events.AddRange(next.Events);
                    last = next.Sequence;
                }

                _count -= events.Count;
                return new LedgerNews
                {
                    First = _after + 1,
                    Last = last,
                    Events = new Blob<LedgerEvent>(events.ToArray()),
                };
            }
        }
    }
}
