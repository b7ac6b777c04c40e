using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Money that goes into positions and out of them apart from payments: what must be paid in at the open and in closing
/// procedures, what is added and taken back in between, and what is paid out.
/// </summary>
internal sealed class Funding
{
    private readonly SystemDefinition _system;
    private readonly Positions _positions;
    private readonly WaitingPayments _waiting;
    private readonly Settler _settler;
    private readonly OneByOneRelease _oneByOne;

    // Since the open: what was paid in that counts for requirements; supplemental money less what was taken back of it;
    // what top-ups added or asked for; what is still due of what a phase required.
    private readonly long[] _funded;
    private readonly long[] _supplemental;
    private readonly long[] _toppedUp;
    private readonly long[] _required;
    private readonly long[] _inNets;
    private readonly int _class;
    private bool _isOpen;

    public Funding(
        SystemDefinition system, Positions positions, WaitingPayments waiting, Settler settler,
        OneByOneRelease oneByOne)
    {
        _system = system;
        _positions = positions;
        _waiting = waiting;
        _settler = settler;
        _oneByOne = oneByOne;
        _class = system.SupplementalClass;
        int n = positions.Count;
        _funded = new long[n];
        _supplemental = new long[n];
        _toppedUp = new long[n];
        _required = new long[n];
        _inNets = new long[n];
    }

    /// <summary>True when net positions hold more than payments.</summary>
    public bool IsAnyInNets => _inNets.AsSpan().ContainsAnyExcept(0);

    /// <summary>True when everything that <see cref="Require"/> asked for is paid.</summary>
    public bool AreRequirementsPaid => !_required.AsSpan().ContainsAnyExcept(0);

    /// <summary>What was paid in since the open, supplemental money left out.</summary>
    public long FundedOf(int account) => _funded[account];

    /// <summary>A day has opened: requirements are told, and paid where the system settles by itself.</summary>
    public void OpenDay()
    {
        _isOpen = true;
        Array.Clear(_funded);
        Array.Clear(_supplemental);
        Array.Clear(_toppedUp);
        Array.Clear(_required);
        if (!_positions.CarriesCycle)
        {
            Array.Clear(_inNets);
        }

        if (_system.Position != PositionKind.Prefunded)
        {
            return;
        }

        for (int account = 0; account < _positions.Count; account++)
        {
            if (MissingAtOpen(account) > 0)
            {
                _settler.Add(
                    EventKind.RequirementDue, from: account, amountMinor: MissingAtOpen(account));
            }
        }

        for (int account = 0; account < _positions.Count; account++)
        {
            PayRequired(account);
        }
    }

    /// <summary>Tries to pay what an account still has to, where the system settles by itself.</summary>
    public void PayRequired(int account)
    {
        if (_isOpen && !_system.SettlesElsewhere)
        {
            PayIfItCan(account, MissingAtOpen(account));
            PayIfItCan(account, _required[account]);
        }
    }

    /// <summary>Pays into a position; an event says when it is refused. True when it was paid.</summary>
    public bool Fund(int account, long amountMinor, bool isSupplemental)
    {
        if (!CanFund(account, amountMinor))
        {
            _settler.Add(EventKind.RequestRefused, from: account);
            return false;
        }

        if (_isOpen)
        {
            PayIn(account, amountMinor, isSupplemental);
            return true;
        }

        // Money that comes outside the hours goes back.
        Move(account, amountMinor);
        Tell(EventKind.Funded, account, amountMinor);
        PayOut(account, amountMinor);
        return true;
    }

    /// <summary>Takes supplemental money back; an event says when it is refused.</summary>
    public void Withdraw(int account, long amountMinor)
    {
        bool isRefused = !_isOpen || amountMinor > _supplemental[account]
            || (Int128)_positions[account].PositionMinor - amountMinor < _positions.FloorOf(account)
            || (_class >= 0 && amountMinor > _positions.Reserves.Of(account, _class));
        if (isRefused)
        {
            _settler.Add(EventKind.RequestRefused, from: account);
            return;
        }

        AddSupplemental(account, -amountMinor);
        PayOut(account, amountMinor);
    }

    /// <summary>Banks with a policy add to their positions; true when anything was paid.</summary>
    public bool TopUp(int mechanism, int classes)
    {
        bool paid = false;
        for (int account = 0; account < _positions.Count; account++)
        {
            TopUpPolicy? policy = _system.Accounts[account].TopUp;
            if (policy is null || WaitingOf(account, classes) < policy.WaitingMinor
                || (Int128)_toppedUp[account] + policy.AddMinor > policy.AtMostMinor)
            {
                continue;
            }

            _toppedUp[account] += policy.AddMinor;
            if (_system.SettlesElsewhere)
            {
                _settler.Add(EventKind.RequirementDue, mechanism, account, amountMinor: policy.AddMinor);
            }
            else
            {
                paid |= Fund(account, policy.AddMinor, isSupplemental: true);
            }

            _oneByOne.Run();
        }

        return paid;
    }

    /// <summary>Pays out the positions under whose ceiling a waiting payment does not fit; true when any was.</summary>
    public bool Distribute(int mechanism, int classes)
    {
        bool paid = false;
        long[]? greatest = null;
        for (int account = 0; account < _positions.Count && _positions.AreApart; account++)
        {
            long position = _positions[account].PositionMinor;
            if (position <= _positions.Reserves.TotalOf(account))
            {
                continue;
            }

            greatest ??= GreatestTo(classes);
            if ((Int128)position + greatest[account] > _positions.CeilingOf(account) && greatest[account] > 0)
            {
                PayOut(account, position - _positions.Reserves.TotalOf(account), mechanism);
                _oneByOne.Run();
                greatest = null;
                paid = true;
            }
        }

        return paid;
    }

    /// <summary>Works out what each account must pay in so that all that waits could go, and asks for it.</summary>
    public void Require()
    {
        var after = new Int128[_positions.Count];
        for (int account = 0; account < after.Length; account++)
        {
            after[account] += _positions[account].PositionMinor;
        }

        foreach (WaitingPayment payment in Waiting(ushort.MaxValue))
        {
            after[payment.From] -= payment.AmountMinor;
            after[payment.To] += payment.AmountMinor;
        }

        for (int account = 0; account < after.Length; account++)
        {
            _required[account] = Saturating.From(Int128.Max(0, -after[account]));
            if (_required[account] > 0)
            {
                _settler.Add(EventKind.RequirementDue, from: account, amountMinor: _required[account],
                    route: Route.Close);
            }
        }

        for (int account = 0; account < after.Length; account++)
        {
            PayRequired(account);
        }
    }

    /// <summary>
    /// Pays every positive position out, whatever is set aside in it. Of a net position only what was funded goes back,
    /// unless a cycle carries it over the night.
    /// </summary>
    public void PayOut()
    {
        for (int account = 0; account < _positions.Count && _positions.AreApart; account++)
        {
            long amount = _positions.CarriesCycle ? 0
                : _positions.AreNet ? _inNets[account]
                : _positions[account].PositionMinor;
            if (!_positions.AreNet && _positions.Reserves.TotalOf(account) > 0)
            {
                ClearReserves(account);
            }

            if (amount > 0)
            {
                PayOut(account, amount, route: Route.Close);
            }
        }
    }

    public void CloseDay()
    {
        PayOut();
        _isOpen = false;
    }

    /// <summary>What is in net positions besides payments goes into the nets of a cycle.</summary>
    public long[] TakeFromNets()
    {
        long[] taken = [.. _inNets];
        Array.Clear(_inNets);
        return taken;
    }

    /// <summary>What a cycle had taken is in the positions again.</summary>
    public void PutIntoNets(long[] taken)
    {
        for (int account = 0; account < taken.Length; account++)
        {
            _inNets[account] += taken[account];
        }
    }

    /// <summary>Its state.</summary>
    public void Pass(ref StateOctets octets)
    {
        _isOpen = octets.Flag(_isOpen);
        octets.Numbers(_funded);
        octets.Numbers(_supplemental);
        octets.Numbers(_toppedUp);
        octets.Numbers(_required);
        octets.Numbers(_inNets);
    }

    private long MissingAtOpen(int account) => _system.Position == PositionKind.Prefunded
        ? Math.Max(0, _system.Accounts[account].OpeningRequirementMinor - _funded[account])
        : 0;

    private void PayIfItCan(int account, long amountMinor)
    {
        if (amountMinor > 0 && CanFund(account, amountMinor))
        {
            PayIn(account, amountMinor, isSupplemental: false);
        }
    }

    private bool CanFund(int account, long amountMinor)
    {
        if (!_positions.AreApart || _system.SettlesElsewhere)
        {
            return _positions.AreApart;
        }

        long credit = _positions.CreditOf(account);
        return _isOpen && !_positions[account].IsSuspended
            && (credit == long.MaxValue || (Int128)_positions.BalanceOf(account) - amountMinor >= -(Int128)credit);
    }

    private void PayIn(int account, long amountMinor, bool isSupplemental)
    {
        Move(account, amountMinor);
        if (isSupplemental)
        {
            AddSupplemental(account, amountMinor);
        }
        else
        {
            _funded[account] += amountMinor;
            _required[account] -= Math.Min(_required[account], amountMinor);
        }

        if (!_positions[account].IsReady && MissingAtOpen(account) == 0)
        {
            _positions.SetReady(account, isReady: true);
        }

        Tell(EventKind.Funded, account, amountMinor);
    }

    private void PayOut(int account, long amountMinor, int mechanism = -1, Route route = Route.None)
    {
        Move(account, -amountMinor);
        Tell(EventKind.PaidOut, account, amountMinor, mechanism, route);
    }

    private void ClearReserves(int account)
    {
        for (int i = 0; i < _positions.Classes.Count; i++)
        {
            _positions.SetReserve(account, i, 0);
        }

        _oneByOne.Consider(account);
    }

    private void AddSupplemental(int account, long amountMinor)
    {
        _supplemental[account] += amountMinor;
        if (_class >= 0)
        {
            _positions.SetReserve(account, _class, _positions.Reserves.Of(account, _class) + amountMinor);
        }
    }

    private void Move(int account, long amountMinor)
    {
        _positions.AddPosition(account, amountMinor);
        if (_positions.AreNet)
        {
            _inNets[account] += amountMinor;
        }

        if (!_system.SettlesElsewhere)
        {
            _positions.AddBalance(account, -amountMinor);
        }
    }

    private void Tell(EventKind kind, int account, long amountMinor, int mechanism = -1, Route route = Route.None)
    {
        _settler.Add(kind, mechanism, account, -1, amountMinor, _positions.BalanceOf(account),
            _positions[account].PositionMinor, route);
        _settler.HasChanged = true;
        _oneByOne.Consider(account);
        _oneByOne.RoomFor(account);
    }

    private Int128 WaitingOf(int account, int classes)
    {
        var items = new WaitingPayment[_waiting.CountOf(account)];
        Int128 sum = 0;
        foreach (WaitingPayment payment in items.AsSpan(0, _waiting.CopyTo(account, items, classes)))
        {
            sum += payment.AmountMinor;
        }

        return sum;
    }

    private long[] GreatestTo(int classes)
    {
        var greatest = new long[_positions.Count];
        foreach (WaitingPayment payment in Waiting(classes))
        {
            greatest[payment.To] = Math.Max(greatest[payment.To], payment.AmountMinor);
        }

        return greatest;
    }

    private ReadOnlySpan<WaitingPayment> Waiting(int classes)
    {
        var items = new WaitingPayment[_waiting.Count];
        return items.AsSpan(0, _waiting.CopyAllTo(items, classes));
    }
}
