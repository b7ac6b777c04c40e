using Clearing.Grains.Banks;
using Clearing.Grains.Wire;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Settling;

/// <summary>Turns the events of one system into what its reactive banks are told.</summary>
internal sealed class NoticeBoard
{
    private readonly ushort _system;
    private readonly bool _isNet;
    private readonly bool[] _watched;
    private readonly List<Notice> _notices = [];

    // Net systems: payments in the open cycle, which the payee counts as received until the close undoes them.
    private readonly bool[] _inCycle;

    public NoticeBoard(SettlementBook book, int accounts)
    {
        _system = (ushort)book.Index;
        _isNet = book.Definition.Position == PositionKind.Net;
        _watched = new bool[accounts];
        foreach (int account in book.Watched.Span)
        {
            _watched[account] = true;
        }

        _inCycle = new bool[_isNet ? book.DueAt.Count : 0];
    }

    public void Post(ReadOnlySpan<SettlementEvent> events)
    {
        foreach (ref readonly SettlementEvent e in events)
        {
            switch (e.Kind)
            {
                case EventKind.Released:
                    _inCycle[e.Payment] = true;
                    Add(e.Time, e.To, e.AmountMinor, NoticeKind.Receipt);
                    break;
                case EventKind.Settled when !_isNet:
                    Add(e.Time, e.To, e.AmountMinor, NoticeKind.Receipt);
                    break;
                case EventKind.BalanceAdded:
                    Add(e.Time, e.From, e.AmountMinor, NoticeKind.Correction);
                    break;
                case EventKind.Rejected or EventKind.Cancelled or EventKind.Unsettled:
                    Add(e.Time, e.From, e.AmountMinor, NoticeKind.Correction);
                    if (_isNet && _inCycle[e.Payment])
                    {
                        Add(e.Time, e.To, -e.AmountMinor, NoticeKind.Correction);
                    }

                    break;
            }
        }
    }

    public Blob<Notice> Take()
    {
        if (_notices.Count == 0)
        {
            return default(Blob<Notice>);
        }

        Notice[] taken = [.. _notices];
        _notices.Clear();
        return new Blob<Notice>(taken);
    }

    private void Add(long at, int account, long amountMinor, NoticeKind kind)
    {
        if (_watched[account])
        {
            _notices.Add(new Notice(at, amountMinor, account, _system, kind));
        }
    }
}
