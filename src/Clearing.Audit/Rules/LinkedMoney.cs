using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Audit.Rules;

/// <summary>
/// Holds what a link moves in the system where its member settles to what the member's events ask for: payments that
/// nobody instructed, files, money that comes from outside to cover losses, and what is paid into positions. What was
/// asked for once is done at most once.
/// </summary>
internal sealed class LinkedMoney(Link link, IReadOnlyList<SystemDefinition> systems)
{
    private readonly SystemDefinition _own = systems[link.Member];
    private readonly SystemDefinition _other = systems[link.SettlesIn];

    // What may still be paid in the other system; what of it funds a position, and what was paid in for that.
    private readonly Dictionary<(int From, int To, long AmountMinor), int> _asked = [];
    private readonly Dictionary<(int From, int To, long AmountMinor), int> _funding = [];
    private readonly Dictionary<(int From, int To, long AmountMinor), int> _paidIn = [];

    // The nets that the member told last, until their cycle is posted.
    private readonly List<(int Account, long AmountMinor)> _nets = [];
    private bool _isUnderWay;
    private bool _isRefused;
    private int _list;

    // Minor units: in the member's positions; of it in the nets told; what came from outside for these; and what came
    // for nets that are posted and is not yet told as the cover of a loss.
    private Int128 _held;
    private Int128 _heldInNets;
    private Int128 _brought;
    private Int128 _uncovered;

    /// <summary>True of the account that stands for the member.</summary>
    public bool IsAccount(int member, int account) => member == link.SettlesIn && account == link.SystemAccount;

    /// <summary>The script or a session asks for something.</summary>
    public void Order(in LedgerCommand order)
    {
        if (order.Member == link.Member && order.Command.Kind == CommandKind.Fund)
        {
            AskFunding(order.Command.From, order.Command.AmountMinor);
        }
    }

    /// <summary>True when a payment that nobody instructed is one that the member has asked for.</summary>
    public bool TryTakeMade(int member, in SettlementEvent e) =>
        member == link.SettlesIn && TryRemove(_asked, (e.From, e.To, e.AmountMinor));

    /// <summary>Money came to the account that stands for the member, or went from it; null = as it should.</summary>
    public string? Bring(in SettlementEvent e)
    {
        if (_isRefused && _brought != 0 && e.AmountMinor == -_brought)
        {
            _brought = 0;
            return null;
        }

        Int128 due = -_heldInNets;
        foreach ((_, long net) in _nets)
        {
            due += net;
        }

        if (!_isUnderWay || _brought != 0 || e.AmountMinor != due)
        {
            return $"{e.AmountMinor} minor units come to {_other.Accounts[e.From].Id} at {e.Time}, and the nets of "
                + $"{_own.Name} do not need that";
        }

        _brought = e.AmountMinor;
        return null;
    }

    /// <summary>What is wrong with an event of one of the two systems; null = nothing.</summary>
    public string? Take(int member, in SettlementEvent e) =>
        member == link.Member ? TakeOwn(e) : member == link.SettlesIn ? TakeOther(e) : null;

    /// <summary>What is wrong now that a slice was carried out; null = nothing.</summary>
    public string? EndSlice()
    {
        Int128 uncovered = _uncovered;
        _uncovered = 0;
        return uncovered == 0 ? null
            : $"the nets of {_own.Name} are posted with {uncovered} minor units from outside that cover no loss of it";
    }

    /// <summary>True when the legs of a posted file are the nets that are under way.</summary>
    public bool IsFile(int member, IReadOnlyList<(int Account, long AmountMinor)> legs)
    {
        long difference = -_nets.Sum(net => net.AmountMinor);
        IEnumerable<(int, long)> due = difference == 0 ? _nets : _nets.Append((link.SystemAccount, difference));
        return member == link.SettlesIn && _isUnderWay && due.Order().SequenceEqual(legs.Order());
    }

    private string? TakeOwn(in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.RequirementDue:
                AskFunding(e.From, e.AmountMinor);
                return null;
            case EventKind.Funded:
                _held += e.AmountMinor;
                return TryRemove(_paidIn, (e.From, link.SystemAccount, e.AmountMinor)) ? null
                    : $"{e.AmountMinor} minor units come into the position of {_own.Accounts[e.From].Id} in "
                        + $"{_own.Name} at {e.Time}, and no payment brought them";
            case EventKind.PaidOut:
                _held -= e.AmountMinor;
                Add(_asked, (link.SystemAccount, e.From, e.AmountMinor));
                return null;
            case EventKind.NetDue:
                TakeNet(e);
                return null;
            case EventKind.CyclePosted:
                _held -= _heldInNets;
                _uncovered += _brought;
                EndNets();
                return null;
            case EventKind.CyclePostponed when _brought != 0:
                EndNets();
                return $"{_own.Name} postpones its cycle at {e.Time}, and what came from outside for it stays";
            case EventKind.LossCovered when _own.Failure[e.Payment].Kind != FailureStepKind.Share:
                _uncovered -= e.AmountMinor;
                return null;
            default:
                return null;
        }
    }

    private void TakeNet(in SettlementEvent e)
    {
        if (!_isUnderWay)
        {
            _heldInNets = _held;
        }

        if (!_isUnderWay || _list != e.Payment)
        {
            (_isUnderWay, _isRefused, _list) = (true, false, e.Payment);
            _nets.Clear();
        }

        _nets.Add((e.From, e.AmountMinor));
        if (link.Mode == LinkMode.Payments)
        {
            Add(_asked, e.AmountMinor < 0
                ? (e.From, link.SystemAccount, -e.AmountMinor)
                : (link.SystemAccount, e.From, e.AmountMinor));
        }
    }

    private string? TakeOther(in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.FileRefused:
                _isRefused = true;
                return null;
            case EventKind.Settled when e.Payment >= Ledger.FirstMade && e.To == link.SystemAccount:
                (int From, int To, long AmountMinor) paid = (e.From, e.To, e.AmountMinor);

                // What funds a position stays; a net may have to be given back.
                bool isFunding = TryRemove(_funding, paid);
                Add(isFunding ? _paidIn : _asked, isFunding ? paid : paid with { From = paid.To, To = paid.From });
                return null;
            default:
                return null;
        }
    }

    private void EndNets()
    {
        (_isUnderWay, _isRefused, _heldInNets, _brought) = (false, false, 0, 0);
        _nets.Clear();
    }

    private void AskFunding(int account, long amountMinor)
    {
        Add(_asked, (account, link.SystemAccount, amountMinor));
        Add(_funding, (account, link.SystemAccount, amountMinor));
    }

    private static void Add(
        Dictionary<(int From, int To, long AmountMinor), int> counts, (int From, int To, long AmountMinor) payment) =>
        counts[payment] = counts.GetValueOrDefault(payment) + 1;

    private static bool TryRemove(
        Dictionary<(int From, int To, long AmountMinor), int> counts, (int From, int To, long AmountMinor) payment)
    {
        int count = counts.GetValueOrDefault(payment);
        if (count <= 1)
        {
            counts.Remove(payment);
        }
        else
        {
            counts[payment] = count - 1;
        }

        return count > 0;
    }
}
