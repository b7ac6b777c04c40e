using Clearing.Grains.Banks;
using Clearing.Grains.Wire;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Settling;

/// <summary>Turns the events of the members of an arrangement into what its reactive banks are told.</summary>
internal sealed class NoticeBoard
{
    private readonly ushort _arrangement;
    private readonly int _payments;
    private readonly bool[] _isNet;
    private readonly bool[] _isForeign;
    private readonly bool[] _watched;
    private readonly int[] _senders;
    private readonly int[] _receivers;
    private readonly List<Notice> _notices = [];

    // Net systems: payments in the open cycle, which the payee counts as received until the close undoes them.
    private readonly bool[] _inCycle;

    public NoticeBoard(SettlementBook book)
    {
        _arrangement = (ushort)book.Index;
        _payments = book.DueAt.Count;
        _isNet = [.. book.Systems.Select(system => system.Position == PositionKind.Net)];
        _isForeign = [.. book.CurrencyOfMember.Select(currency => currency != book.CurrencyOfMember[0])];
        _watched = new bool[book.Systems[0].Accounts.Count];
        foreach (int account in book.Watched.Span)
        {
            _watched[account] = true;
        }

        _senders = book.Senders.ToArray();
        _receivers = book.Receivers.ToArray();
        _inCycle = new bool[_isNet.Contains(true) ? _payments : 0];
    }

    /// <summary>
    /// Takes the events of one member. Payments that the arrangement made move a bank's money between members, or
    /// settle what it was told of before: they are no news. Nor is money that is not of the first member's currency.
    /// </summary>
    public void Post(int member, ReadOnlySpan<SettlementEvent> events)
    {
        bool isNet = _isNet[member];
        foreach (ref readonly SettlementEvent e in events)
        {
            if (e.Payment >= _payments || _isForeign[member])
            {
                continue;
            }

            switch (e.Kind)
            {
                case EventKind.Released:
                    _inCycle[e.Payment] = true;
                    TellPayee(in e, e.AmountMinor, NoticeKind.Receipt);
                    break;
                case EventKind.Settled when !isNet || !_inCycle[e.Payment]:
                    TellPayee(in e, e.AmountMinor, NoticeKind.Receipt);
                    break;
                case EventKind.BalanceAdded:
                    Add(e.Time, e.From, e.AmountMinor, NoticeKind.Correction);
                    break;
                case EventKind.Rejected or EventKind.Cancelled or EventKind.Unsettled or EventKind.Unwound:
                    TellPayer(in e);
                    if (isNet && _inCycle[e.Payment])
                    {
                        TellPayee(in e, -e.AmountMinor, NoticeKind.Correction);
                    }

                    break;
            }
        }
    }

    /// <summary>What has not been taken yet, in order of time.</summary>
    public Blob<Notice> Take()
    {
        if (_notices.Count == 0)
        {
            return default(Blob<Notice>);
        }

        // Each member tells its own in order; the sort is stable.
        Notice[] taken = _isNet.Length == 1 ? [.. _notices] : [.. _notices.OrderBy(notice => notice.At)];
        _notices.Clear();
        return new Blob<Notice>(taken);
    }

    // A bank that pays through a correspondent is told what happens on its account there.
    private void TellPayee(in SettlementEvent e, long amountMinor, NoticeKind kind)
    {
        Add(e.Time, e.To, amountMinor, kind);
        if (_receivers.Length > 0 && _receivers[e.Payment] != e.To)
        {
            Add(e.Time, _receivers[e.Payment], amountMinor, kind);
        }
    }

    private void TellPayer(in SettlementEvent e)
    {
        Add(e.Time, e.From, e.AmountMinor, NoticeKind.Correction);
        if (_senders.Length > 0 && _senders[e.Payment] != e.From)
        {
            Add(e.Time, _senders[e.Payment], e.AmountMinor, NoticeKind.Correction);
        }
    }

    private void Add(long at, int account, long amountMinor, NoticeKind kind)
    {
        if (_watched[account])
        {
            _notices.Add(new Notice(at, amountMinor, account, _arrangement, kind));
        }
    }
}
