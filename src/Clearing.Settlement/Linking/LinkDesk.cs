using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Linking;

/// <summary>
/// One link: turns what a member asks for (money for its positions, pay-outs, nets) into payments and files in the
/// member where it settles, and what becomes of those into commands for it.
/// </summary>
internal sealed class LinkDesk
{
    private const string Opening = "opening";
    private const string Supplemental = "supplemental";
    private const string TopUp = "top-up";
    private const string Closing = "closing";
    private const string Return = "return";
    private const string PayOut = "pay-out";
    private const string Withdrawal = "withdrawal";

    private readonly Arrangement _arrangement;
    private readonly Link _link;
    private readonly Dictionary<(string Cause, int Participant), int> _numbers = [];
    private readonly List<NetOf> _nets = [];
    private readonly List<NetOf> _refusals = [];

    // Why the member asks for money: what it told last says so.
    private string _why = TopUp;
    private long _whyAt;
    private bool _isFileRefused;
    private long _netsRefusedAt = long.MinValue;

    public LinkDesk(Arrangement arrangement, Link link)
    {
        _arrangement = arrangement;
        _link = link;
    }

    public Link Link => _link;

    private Member Own => _arrangement.Members[_link.Member];

    private Member Other => _arrangement.Members[_link.SettlesIn];

    private long Soon => _arrangement.Now + _link.DelayUs;

    /// <summary>Looks at what happened in the member.</summary>
    /// <param name="e">What.</param>
    /// <param name="isComplete">False while the instant still takes commands.</param>
    public void See(in SettlementEvent e, bool isComplete)
    {
        if (_whyAt != e.Time)
        {
            _why = TopUp;
            _whyAt = e.Time;
        }

        switch (e.Kind)
        {
            case EventKind.DayOpened:
                _why = Opening;
                break;
            case EventKind.PhaseStarted:
                _why = Closing;
                break;
            case EventKind.RequirementDue:
                Require(e.From, e.AmountMinor, _why);
                break;
            case EventKind.PaidOut:
                PaidOut(e.From, e.AmountMinor, isComplete ? PayOut : Withdrawal);
                break;
            case EventKind.NetDue:
                _nets.Add(new NetOf(e.From, e.AmountMinor));
                break;
            default:
                _why = _why == Opening ? TopUp : _why;
                break;
        }
    }

    /// <summary>All that happened so far in any member was looked at: what is told in several lines is complete.</summary>
    public void HasSeen()
    {
        if (_nets.Count > 0)
        {
            NetOf[] nets = [.. _nets];
            _nets.Clear();
            Settle(nets);
        }
    }

    /// <summary>The script has a participant pay into its position: at this instant, after the payments.</summary>
    public void FundByScript(int account, long amountMinor) => _arrangement.At(
        _arrangement.Now, Turn.Payments, _link.Member, () => Fund(account, amountMinor, Supplemental));

    /// <summary>A file of this link was posted.</summary>
    public void FilePosted() => Answer(isPosted: true, []);

    /// <summary>A file of this link was refused; told once for each who was short.</summary>
    /// <param name="account">Who; -1 = nobody, the member was not working.</param>
    /// <param name="shortMinor">By how much.</param>
    public void FileRefused(int account, long shortMinor)
    {
        if (account >= 0)
        {
            _refusals.Add(new NetOf(account, shortMinor));
        }

        if (!_isFileRefused)
        {
            _isFileRefused = true;
            _arrangement.At(Soon, Turn.Commands, _link.SettlesIn, () =>
            {
                _isFileRefused = false;
                NetOf[] refusals = [.. _refusals];
                _refusals.Clear();
                AnswerNow(isPosted: false, refusals);
            });
        }
    }

    /// <summary>True when the participant was declared failed on either side: it pays nothing.</summary>
    public bool HasFailed(int account) => Own.HasFailed(account) || Other.HasFailed(account);

    /// <summary>Makes a payment in the other member, now.</summary>
    public void Make(
        string cause, int from, int to, long amountMinor, byte kind, Action<SettlementEvent> ended)
    {
        int participant = from == _link.SystemAccount ? to : from;
        int number = _numbers.GetValueOrDefault((cause, participant)) + 1;
        _numbers[(cause, participant)] = number;
        string id = $"{Own.Definition.Name}/{cause}/{Own.Definition.Accounts[participant].Id}/{number}";
        Other.Make(
            new MadePayment(
                id, cause, Other.DayNumber, from, to, amountMinor, _link.Priority, kind, _arrangement.Now),
            ended);
    }

    /// <summary>Gives a participant back what it paid and the member cannot use.</summary>
    public void GiveBack(int account, long amountMinor, byte kind) =>
        Make(Return, _link.SystemAccount, account, amountMinor, kind, static _ => { });

    /// <summary>Tells the member, a delay from now, what became of its nets.</summary>
    public void Answer(bool isPosted, NetOf[] refusals) => _arrangement.At(
        Soon, Turn.Commands, _link.SettlesIn, () => AnswerNow(isPosted, refusals));

    private void AnswerNow(bool isPosted, NetOf[] refusals)
    {
        long now = _arrangement.Now;
        foreach (NetOf refusal in refusals)
        {
            Own.Execute(SettlementCommand.NetRefused(now, refusal.Account, refusal.AmountMinor));
        }

        _netsRefusedAt = isPosted ? _netsRefusedAt : now;
        Own.Execute(SettlementCommand.NetsAnswered(now, isPosted));
    }

    private void Require(int account, long amountMinor, string cause) =>
        _arrangement.At(Soon, Turn.Payments, _link.Member, () => FundWhenOpen(account, amountMinor, cause));

    private void FundWhenOpen(int account, long amountMinor, string cause)
    {
        if (Other.IsOpenAt(_arrangement.Now))
        {
            Fund(account, amountMinor, cause);
        }
        else if (Other.NextOpen != long.MaxValue)
        {
            _arrangement.At(
                Other.NextOpen + _link.DelayUs, Turn.Payments, _link.Member,
                () => FundWhenOpen(account, amountMinor, cause));
        }
    }

    private void Fund(int account, long amountMinor, string cause)
    {
        if (HasFailed(account))
        {
            return;
        }

        bool isSupplemental = cause is Supplemental or TopUp;
        Make(cause, account, _link.SystemAccount, amountMinor, _link.FundingKind, e =>
        {
            if (e.Kind == EventKind.Settled)
            {
                _arrangement.At(
                    Soon, Turn.Commands, _link.SettlesIn, () => Credit(account, amountMinor, isSupplemental));
            }
        });
    }

    // Money that comes after the member's close would be in nobody's position.
    private void Credit(int account, long amountMinor, bool isSupplemental)
    {
        if (Own.IsOpenAt(_arrangement.Now))
        {
            Own.Execute(SettlementCommand.Fund(_arrangement.Now, account, amountMinor, isSupplemental));
        }
        else
        {
            _arrangement.At(
                _arrangement.Now, Turn.Payments, _link.Member,
                () => GiveBack(account, amountMinor, _link.PayOutKind));
        }
    }

    private void PaidOut(int account, long amountMinor, string cause) => _arrangement.At(
        Soon, Turn.Payments, _link.Member,
        () => Make(cause, _link.SystemAccount, account, amountMinor, _link.PayOutKind, static _ => { }));

    // Nets that a member tells as its answer to a refusal have been asked of everybody before: they go as a file.
    private void Settle(NetOf[] nets)
    {
        if (_link.Mode == LinkMode.Payments && _netsRefusedAt != _arrangement.Now)
        {
            new PayIns(_arrangement, this, nets).Start();
        }
        else
        {
            _arrangement.At(Soon, Turn.Commands, _link.Member, () => Post(nets));
        }
    }

    private void Post(NetOf[] nets)
    {
        long now = _arrangement.Now;
        long fromOutside = 0;
        foreach (NetOf net in nets)
        {
            Other.Execute(SettlementCommand.Leg(now, net.Account, net.AmountMinor));
            fromOutside += net.AmountMinor;
        }

        if (fromOutside != 0)
        {
            Other.Execute(SettlementCommand.AddBalance(now, _link.SystemAccount, fromOutside));
            Other.Execute(SettlementCommand.Leg(now, _link.SystemAccount, -fromOutside));
        }

        Other.Execute(SettlementCommand.PostFile(now, _arrangement.NumberFile(this)));
    }
}
