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

    // What waits until the other member is at work again.
    private readonly List<(Turn Turn, Action Act)> _delayed = [];
    private long _netsRefusedAt = long.MinValue;

    // Money that participants have in the member's positions, on its account; and the part of it in the nets told.
    private long _held;
    private long _heldInNets;

    // Money from outside that its account was given for the file under way.
    private long _brought;

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
    public void See(in SettlementEvent e)
    {
        bool isMechanism = e.Payment >= 0;
        switch (e.Kind)
        {
            case EventKind.RequirementDue:
                string why = isMechanism ? TopUp : e.Route == Route.Close ? Closing : Opening;
                Require(e.From, e.AmountMinor, why);
                break;
            case EventKind.Funded:
                _held += e.AmountMinor;
                break;
            case EventKind.PaidOut:
                _held -= e.AmountMinor;
                bool isDue = isMechanism || e.Route == Route.Close;
                PaidOut(e.From, e.AmountMinor, isDue ? PayOut : Own.IsOpenAt(e.Time) ? Withdrawal : Return);
                break;
            case EventKind.NetDue:
                _nets.Add(new NetOf(e.From, e.AmountMinor));
                break;
        }
    }

    /// <summary>A member opened or was resumed: what waited for that is done a delay later.</summary>
    public void Works(Member member)
    {
        if (member.Index == _link.SettlesIn)
        {
            foreach ((Turn turn, Action act) in _delayed)
            {
                _arrangement.At(Soon, turn, _link.SettlesIn, act);
            }

            _delayed.Clear();
        }
    }

    /// <summary>What happened so far was looked at: what is told in several lines is complete.</summary>
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
    public void FileRefused(NetOf shortage)
    {
        _refusals.Add(shortage);
        if (_refusals.Count == 1)
        {
            _arrangement.At(Soon, Turn.Commands, _link.SettlesIn, () =>
            {
                NetOf[] refusals = [.. _refusals];
                _refusals.Clear();
                AnswerNow(isPosted: false, refusals);
            });
        }
    }

    /// <summary>True when the participant was declared failed on either side: it pays nothing.</summary>
    public bool HasFailed(int account) => Own.HasFailed(account) || Other.HasFailed(account);

    /// <summary>Makes a payment in the other member, now.</summary>
    /// <returns>Its index.</returns>
    public int Make(
        string cause, int from, int to, long amountMinor, byte kind, Action<SettlementEvent>? ended = null)
    {
        int participant = from == _link.SystemAccount ? to : from;
        int number = _numbers.GetValueOrDefault((cause, participant)) + 1;
        _numbers[(cause, participant)] = number;
        string id = $"{Own.Definition.Name}/{cause}/{Own.Definition.Accounts[participant].Id}/{number}";
        MadePayment made = new(
            id, cause, Other.DayNumber, from, to, amountMinor, _link.Priority, kind, _arrangement.Now);
        return _arrangement.Make(Other, made, ended);
    }

    /// <summary>Gives a participant back what it paid in for its net.</summary>
    public void GiveBack(NetOf paid) =>
        Make(Return, _link.SystemAccount, paid.Account, paid.AmountMinor, _link.NetKind);

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

        if (isPosted)
        {
            _held -= _heldInNets;
            _heldInNets = 0;
        }
        else
        {
            _netsRefusedAt = now;
            Bring(-_brought);
        }

        _brought = 0;

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
        else
        {
            _delayed.Add((Turn.Payments, () => FundWhenOpen(account, amountMinor, cause)));
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
                _arrangement.At(Soon, Turn.Commands, _link.SettlesIn, () => Own.Execute(
                    SettlementCommand.Fund(_arrangement.Now, account, amountMinor, isSupplemental)));
            }
        });
    }

    private void PaidOut(int account, long amountMinor, string cause) => _arrangement.At(
        Soon, Turn.Payments, _link.Member,
        () => Make(cause, _link.SystemAccount, account, amountMinor, _link.PayOutKind));

    // Nets that a member tells as its answer to a refusal have been asked of everybody before, and nets that others
    // cover in part bring money from outside: they go as a file.
    private void Settle(NetOf[] nets)
    {
        bool isAnswer = _netsRefusedAt == _arrangement.Now;
        _heldInNets = isAnswer ? _heldInNets : _held;
        bool isCovered = nets.Sum(net => net.AmountMinor) != _heldInNets;
        if (_link.Mode == LinkMode.Payments && !isAnswer && !isCovered)
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
        if (!Other.WorksAt(_arrangement.Now))
        {
            _delayed.Add((Turn.Commands, () => Post(nets)));
            return;
        }

        long now = _arrangement.Now;
        long sum = nets.Sum(net => net.AmountMinor);
        foreach (NetOf net in nets)
        {
            Other.Execute(SettlementCommand.Leg(now, net.Account, net.AmountMinor));
        }

        _brought = sum - _heldInNets;
        Bring(_brought);

        if (sum != 0)
        {
            Other.Execute(SettlementCommand.Leg(now, _link.SystemAccount, -sum));
        }

        Other.Execute(SettlementCommand.PostFile(now, _arrangement.NumberFile(this)));
    }

    private void Bring(long amountMinor)
    {
        if (amountMinor != 0)
        {
            Other.Execute(SettlementCommand.AddBalance(_arrangement.Now, _link.SystemAccount, amountMinor));
        }
    }
}
