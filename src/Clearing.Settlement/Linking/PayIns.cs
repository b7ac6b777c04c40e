using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Linking;

/// <summary>A participant's net, or by how much it was short; minor units.</summary>
internal readonly record struct NetOf(int Account, long AmountMinor);

/// <summary>
/// Nets settled by payments: those who owe pay in, and when all have, those who are owed are paid. When one does not,
/// all get back what they paid.
/// </summary>
internal sealed class PayIns
{
    private readonly Arrangement _arrangement;
    private readonly LinkDesk _desk;
    private readonly NetOf[] _nets;
    private readonly PayIn[] _payIns;
    private bool _isOver;
    private bool _isHastened;

    public PayIns(Arrangement arrangement, LinkDesk desk, NetOf[] nets)
    {
        _arrangement = arrangement;
        _desk = desk;
        _nets = nets;
        _payIns = [.. nets.Where(net => net.AmountMinor < 0).Select(net => new PayIn(net.Account, -net.AmountMinor))];
    }

    private enum PayInState { Missing, Waiting, Paid }

    public void Start()
    {
        Link link = _desk.Link;
        long now = _arrangement.Now;
        _arrangement.At(now + link.DelayUs, Turn.Payments, link.Member, Ask);
        _arrangement.At(now + link.DeadlineUs, Turn.First, link.SettlesIn, GiveUp);
    }

    private void Ask()
    {
        foreach (PayIn payIn in _isOver ? [] : _payIns)
        {
            if (_desk.HasFailed(payIn.Account))
            {
                Hasten();
                continue;
            }

            payIn.State = PayInState.Waiting;
            Link link = _desk.Link;
            payIn.Payment = _desk.Make(
                "net", payIn.Account, link.SystemAccount, payIn.AmountMinor, link.NetKind, e => Ended(payIn, e));
        }
    }

    private void Ended(PayIn payIn, in SettlementEvent e)
    {
        payIn.State = e.Kind == EventKind.Settled ? PayInState.Paid : PayInState.Missing;
        if (_isOver)
        {
            return;
        }

        if (payIn.State == PayInState.Missing)
        {
            Hasten();
        }
        else if (_payIns.All(p => p.State == PayInState.Paid))
        {
            _isOver = true;
            _arrangement.At(
                _arrangement.Now + _desk.Link.DelayUs, Turn.Payments, _desk.Link.SettlesIn, PayOut);
            _desk.Answer(isPosted: true, []);
        }
    }

    // One that is missing for good ends the waiting for the others too, a delay from now.
    private void Hasten()
    {
        if (!_isHastened)
        {
            _isHastened = true;
            _arrangement.At(
                _arrangement.Now + _desk.Link.DelayUs, Turn.First, _desk.Link.SettlesIn, GiveUp);
        }
    }

    private void PayOut()
    {
        Link link = _desk.Link;
        foreach (NetOf net in _nets.Where(net => net.AmountMinor > 0))
        {
            _desk.Make("net", link.SystemAccount, net.Account, net.AmountMinor, link.NetKind);
        }
    }

    private void GiveUp()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        PayIn[] missing = [.. _payIns.Where(p => p.State != PayInState.Paid)];
        foreach (PayIn payIn in missing.Where(p => p.State == PayInState.Waiting))
        {
            _arrangement.Members[_desk.Link.SettlesIn].Execute(
                SettlementCommand.Cancel(_arrangement.Now, payIn.Payment, payIn.Account));
        }

        PayIn[] paid = [.. _payIns.Where(p => p.State == PayInState.Paid)];
        _arrangement.At(_arrangement.Now + _desk.Link.DelayUs, Turn.Payments, _desk.Link.SettlesIn, () =>
        {
            foreach (PayIn payIn in paid)
            {
                _desk.GiveBack(new NetOf(payIn.Account, payIn.AmountMinor));
            }
        });
        _desk.Answer(isPosted: false, [.. missing.Select(p => new NetOf(p.Account, p.AmountMinor))]);
    }

    private sealed class PayIn(int account, long amountMinor)
    {
        public int Account => account;

        public long AmountMinor => amountMinor;

        public PayInState State { get; set; }

        public int Payment { get; set; } = -1;
    }
}
