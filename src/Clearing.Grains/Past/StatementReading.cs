using Clearing.Grains.Ledgers;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Past;

/// <summary>A statement that is being worked out: it goes on with the next page where the last one ended.</summary>
internal sealed class StatementReading
{
    private readonly StatementQuestion _asked;
    private readonly JournalWalk _walk;
    private readonly StatementFold _fold;
    private readonly Queue<(StatementLine Line, StatementPlace Place)> _found = new();
    private readonly long _until;
    private StatementPlace? _after;
    private long _balanceMinor;
    private int _told;
    private bool _isPast;
    private bool _isOver;

    // Lines of the group so far.
    private long _ordinalOf;
    private int _ordinal;

    private StatementReading(StatementQuestion asked, LedgerSite site, JournalWalk walk, long until)
    {
        _asked = asked;
        _walk = walk;
        _until = until;
        _after = asked.After;
        _told = asked.After?.Told ?? 0;
        _fold = new StatementFold(
            walk.Ledger, site.Book.Arrangement.Systems[asked.Member], asked.Member, asked.Account);
        _balanceMinor = _fold.BalanceMinor;
    }

    /// <summary>Begins anew, for whatever page is asked for.</summary>
    public static async Task<StatementReading> BeginAsync(
        LedgerSite site, StatementQuestion asked, CancellationToken cancellation)
    {
        long until = asked.After?.Until
            ?? (await site.Store.Reader(site.Stream).DurableAsync(cancellation)).Sequence;
        JournalWalk walk = await JournalWalk.BeginAsync(
            site,
            (place, _) => place.Sequence <= until
                && (asked.After is { } after ? place.Sequence < after.Sequence : place.Instant < asked.From),
            cancellation);
        return new StatementReading(asked, site, walk, until);
    }

    /// <summary>True when it stands where that question goes on.</summary>
    public bool IsAt(StatementQuestion next) =>
        next.After is { } after && after == _after && Whole(next) == Whole(_asked);

    /// <summary>The next page.</summary>
    public async Task<StatementPage> NextAsync(int most, CancellationToken cancellation)
    {
        while (_found.Count <= most && !_isOver)
        {
            bool isEnd = !await _walk.RunAsync(_until, Take, () => _isPast || _found.Count > most, cancellation);
            _isOver = isEnd || _isPast;
        }

        long opening = _balanceMinor;
        List<StatementLine> lines = [];
        StatementPlace place = default;
        while (lines.Count < most && _found.TryDequeue(out (StatementLine Line, StatementPlace Place) next))
        {
            lines.Add(next.Line);
            place = next.Place;
            _balanceMinor = next.Line.BalanceMinor;
        }

        int told = _told;
        _told += lines.Count;
        _after = _found.Count > 0 ? place with { Told = _told } : null;
        return new StatementPage
        {
            OpeningMinor = opening,
            ClosingMinor = _balanceMinor,
            Lines = lines,
            Told = told,
            Sequence = _until,
            Time = _walk.Ledger.Now,
            Next = _after,
        };
    }

    private static StatementQuestion Whole(StatementQuestion asked) => asked with { After = null, Most = 0 };

    private void Take(long sequence, ReadOnlySpan<LedgerCommand> commands)
    {
        int ordinal = sequence == _ordinalOf ? _ordinal : 0;
        foreach (StatementLine line in _fold.Take())
        {
            StatementPlace place = new(_until, sequence, ordinal++, 0);
            if (line.Time > _asked.At)
            {
                _isPast = true;
            }
            else if (_asked.After is { } after
                ? (sequence, place.Ordinal).CompareTo((after.Sequence, after.Ordinal)) <= 0
                : line.Time < _asked.From)
            {
                _balanceMinor = line.BalanceMinor;
            }
            else if (!_isPast)
            {
                _found.Enqueue((line, place));
            }
        }

        _isPast |= _walk.Ledger.Now > _asked.At;
        (_ordinalOf, _ordinal) = (sequence, ordinal);
    }
}
