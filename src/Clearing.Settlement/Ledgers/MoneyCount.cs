using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Ledgers;

/// <summary>
/// Counts from events alone how much money a system must hold: what its accounts opened with, what came from outside
/// and
/// what went there. Whatever else happens only moves it. Held are positions and, where the system settles by itself and
/// they are apart, balances too; what is set aside for an answer is nobody's and counts as gone until it is back.
/// </summary>
internal sealed class MoneyCount
{
    private readonly SystemDefinition _system;
    private readonly bool _beginsAnew;
    private readonly HashSet<int> _earmarked = [];
    private Int128 _expected;
    private bool _inFile;

    public MoneyCount(SystemDefinition system)
    {
        _system = system;
        bool isGross = system.Position == PositionKind.Balance;
        CountsBalances = !isGross && !system.SettlesElsewhere;
        _beginsAnew = !isGross || !system.CarryBalances;
        foreach (Account account in system.Accounts)
        {
            _expected += isGross || CountsBalances ? account.OpeningBalanceMinor : 0;
        }
    }

    /// <summary>True when balances are held besides positions.</summary>
    public bool CountsBalances { get; }

    /// <summary>
    /// True when a day began anew since the last slice: nothing tells what the night took away, so the count begins
    /// with
    /// what is there (<see cref="Begin"/>).
    /// </summary>
    public bool IsNew { get; private set; }

    private bool HoldsBalances => CountsBalances || _system.Position == PositionKind.Balance;

    /// <summary>Money that must be there; minor units.</summary>
    public Int128 ExpectedMinor => _expected;

    public void See(in SettlementEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.DayOpened:
                IsNew |= _beginsAnew;
                break;
            case EventKind.Earmarked:
                _earmarked.Add(e.Payment);
                _expected -= e.AmountMinor;
                break;
            case EventKind.BalanceAdded when HoldsBalances:
                _expected += e.AmountMinor;
                break;
            case EventKind.LossCovered when CountsBalances && !IsShare(e):
                _expected += e.AmountMinor;
                break;
            case EventKind.Funded when _system.SettlesElsewhere:
                _expected += e.AmountMinor;
                break;
            case EventKind.PaidOut when _system.SettlesElsewhere:
                _expected -= e.AmountMinor;
                break;
            case EventKind.CyclePosted or EventKind.FilePosted:
                _inFile = e.Kind == EventKind.FilePosted;
                break;
            case EventKind.NetPosted when _system.SettlesElsewhere && !_inFile:
                _expected -= e.AmountMinor;
                break;
        }
    }

    /// <summary>A payment was released or came to an end: what was set aside for it is somebody's again.</summary>
    public void SeePayment(in SettlementEvent e)
    {
        if (_earmarked.Count > 0 && _earmarked.Remove(e.Payment))
        {
            _expected += e.AmountMinor;
        }
    }

    /// <summary>What is there is what must be there.</summary>
    public void Begin(Int128 heldMinor)
    {
        IsNew = false;
        _expected = heldMinor;
    }

    public void Save(StateWriter to)
    {
        to.Write(_expected);
        to.Write(_inFile);
        to.Write(_earmarked.Count);
        to.Write<int>([.. _earmarked.Order()]);
    }

    public void Load(ref StateReader from)
    {
        _expected = from.Read<Int128>();
        _inFile = from.Read<bool>();
        int[] earmarked = new int[from.Count(sizeof(int))];
        from.Read<int>(earmarked);
        _earmarked.UnionWith(earmarked);
    }

    private bool IsShare(in SettlementEvent e) =>
        e.From >= 0 && _system.Failure[e.Payment].Kind == FailureStepKind.Share;
}
