using Clearing.Grains.Ledgers;
using Clearing.Messages.Sessions;
using Clearing.Settlement.Events;

namespace Clearing.Server.Notices;

/// <summary>
/// Durable events of a ledger, with an index by account: whoever is told of an account walks over what concerns it
/// and over nothing else.
/// </summary>
internal sealed class NewsChunk
{
    private readonly ReadOnlyMemory<LedgerEvent> _events;
    private readonly int[] _starts;

    // The event, doubled, and 1 for who is paid.
    private readonly int[] _places;

    public NewsChunk(LedgerNews news, int accounts)
    {
        First = news.First;
        Last = news.Last;
        _events = news.Events.Items;
        _starts = new int[accounts + 1];
        ReadOnlySpan<LedgerEvent> events = _events.Span;
        foreach (ref readonly LedgerEvent told in events)
        {
            Count(told.Event.From, NoticeRules.ToPayer(told.Event.Kind));
            Count(told.Event.To, NoticeRules.ToPayee(told.Event.Kind));
        }

        for (int account = 0; account < accounts; account++)
        {
            _starts[account + 1] += _starts[account];
        }

        _places = new int[_starts[accounts]];
        int[] next = _starts[..accounts];
        for (int i = 0; i < events.Length; i++)
        {
            Place(next, events[i].Event.From, NoticeRules.ToPayer(events[i].Event.Kind), i * 2);
            Place(next, events[i].Event.To, NoticeRules.ToPayee(events[i].Event.Kind), i * 2 + 1);
        }
    }

    /// <summary>Sequence of the first group in it.</summary>
    public long First { get; }

    /// <summary>Sequence of the last group in it.</summary>
    public long Last { get; }

    public int EventCount => _events.Length;

    /// <summary>How many notices it has for an account.</summary>
    public int CountOf(int account) => _starts[account + 1] - _starts[account];

    /// <summary>The notice at a place, from 0, of those for an account.</summary>
    public Notice NoticeOf(int account, int index)
    {
        int place = _places[_starts[account] + index];
        ref readonly LedgerEvent told = ref _events.Span[place / 2];
        SettlementEvent happened = told.Event;
        bool isPayee = place % 2 == 1;
        bool isPayment = NoticeRules.ToPayer(happened.Kind) < NoticeKind.NetPosted;
        return new Notice(
            happened.Time, happened.AmountMinor,
            isPayee ? happened.PayeeBalanceMinor : happened.PayerBalanceMinor,
            told.Id.Value,
            isPayment ? happened.Payment : -1,
            isPayment ? isPayee ? happened.From : happened.To : -1,
            isPayee ? NoticeRules.ToPayee(happened.Kind) : NoticeRules.ToPayer(happened.Kind),
            (byte)happened.Reason, told.Member, (byte)happened.Route);
    }

    private void Count(int account, NoticeKind kind)
    {
        if (kind != NoticeKind.None && account >= 0 && account < _starts.Length - 1)
        {
            _starts[account + 1]++;
        }
    }

    private void Place(int[] next, int account, NoticeKind kind, int place)
    {
        if (kind != NoticeKind.None && account >= 0 && account < next.Length)
        {
            _places[next[account]++] = place;
        }
    }
}
