using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, "Prefunded positions".</summary>
public sealed partial class NaiveEngine
{
    private readonly long[] _toppedUp;

    // What `require` asked for, and what had been funded by then.
    private readonly long[] _required;
    private readonly long[] _fundedBeforeRequire;

    private long MissingOpening(int account) =>
        _state.IsPrefunded ? _definition.Accounts[account].OpeningRequirementMinor - _state.Funded[account] : 0;

    private long MissingRequired(int account) =>
        _required[account] - (_state.Funded[account] - _fundedBeforeRequire[account]);

    /// <summary>"At the open each requirement is announced by account", then funded.</summary>
    private void AskForOpeningRequirements()
    {
        foreach (int account in Accounts.Where(a => MissingOpening(a) > 0))
        {
            Emit(Blank with
            {
                Kind = EventKind.RequirementDue,
                From = account,
                AmountMinor = _definition.Accounts[account].OpeningRequirementMinor,
            });
        }

        foreach (int account in Accounts)
        {
            PayIfAble(account, MissingOpening(account));
        }
    }

    private IEnumerable<int> Accounts => Enumerable.Range(0, _state.AccountCount);

    /// <summary>"one that could not is tried again, for what is still missing, after each ..."</summary>
    private void PayRequirements(int account)
    {
        if (_dayIsOpen)
        {
            PayIfAble(account, MissingOpening(account));
            PayIfAble(account, MissingRequired(account));
        }
    }

    private void PayIfAble(int account, long amountMinor)
    {
        if (amountMinor > 0 && !_definition.SettlesElsewhere && CanFund(account, amountMinor))
        {
            PutIn(account, amountMinor, supplemental: false);
        }
    }

    /// <summary>"refused if the balance after would be below -credit or the account is suspended".</summary>
    private bool CanFund(int account, long amountMinor)
    {
        bool hasMoney = _state.Credit[account] == long.MaxValue
            || (Int128)_state.Balance[account] - amountMinor >= -(Int128)_state.Credit[account];
        return !_state.IsGross && (_definition.SettlesElsewhere || (hasMoney && !_state.Suspended[account]));
    }

    private void Fund(SettlementCommand command)
    {
        bool refused = !CanFund(command.From, command.AmountMinor) || (!_dayIsOpen && !_definition.SettlesElsewhere);
        if (refused)
        {
            RefuseRequest(command);
            return;
        }

        if (_dayIsOpen)
        {
            PutIn(command.From, command.AmountMinor, command.Flag);
            return;
        }

        // "what comes outside the hours is paid out again at once"
        _state.Apart[command.From] += command.AmountMinor;
        EmitMoney(EventKind.Funded, command.From, command.AmountMinor);
        _state.Apart[command.From] -= command.AmountMinor;
        EmitMoney(EventKind.PaidOut, command.From, command.AmountMinor);
    }

    private void PutIn(int account, long amountMinor, bool supplemental)
    {
        MoveIn(account, amountMinor);
        if (supplemental)
        {
            _state.Supplemental[account] += amountMinor;
            if (_definition.SupplementalClass >= 0)
            {
                _state.Reserve[account][_definition.SupplementalClass] += amountMinor;
            }
        }
        else
        {
            _state.Funded[account] += amountMinor;
        }

        EmitMoney(EventKind.Funded, account, amountMinor);
    }

    /// <summary>Into the position, and where the system settles by itself from the balance; negative = back.</summary>
    private void MoveIn(int account, long amountMinor)
    {
        _state.Apart[account] += amountMinor;
        _state.PutIn[account] += amountMinor;
        if (!_definition.SettlesElsewhere)
        {
            _state.Balance[account] -= amountMinor;
            Facts.BalanceChanged(_state.Balance);
        }

        _changed = true;
    }

    private void PayOut(int account, long amountMinor, int mechanism = -1, Route route = Route.None)
    {
        MoveIn(account, -amountMinor);
        EmitMoney(EventKind.PaidOut, account, amountMinor, mechanism, route);
    }

    private void Withdraw(SettlementCommand command)
    {
        int account = command.From;
        int supplementalClass = _definition.SupplementalClass;
        bool refused = _state.IsGross || !_dayIsOpen
            || command.AmountMinor > _state.Supplemental[account]
            || (Int128)_state.Apart[account] - command.AmountMinor < _state.Floor(account)
            || (supplementalClass >= 0 && command.AmountMinor > _state.Reserve[account][supplementalClass]);
        if (refused)
        {
            RefuseRequest(command);
            return;
        }

        _state.Supplemental[account] -= command.AmountMinor;
        if (supplementalClass >= 0)
        {
            _state.Reserve[account][supplementalClass] -= command.AmountMinor;
        }

        PayOut(account, command.AmountMinor);
    }

    /// <summary>
    /// At the close, and by a phase's <c>pay-out</c>: positive prefunded positions; of net ones what is left of the
    /// money put in, unless the cycle carries over.
    /// </summary>
    private void PayOutAll()
    {
        foreach (int account in Accounts)
        {
            long amount = _state.IsPrefunded ? _state.Apart[account]
                : _state.IsNet && !CarriesCycle ? _state.PutIn[account] : 0;
            if (amount > 0)
            {
                PayOut(account, amount, route: Route.Close);
            }

            if (_state.IsPrefunded)
            {
                Array.Clear(_state.Reserve[account]);
            }
        }
    }

    /// <summary>"top-up: at its turn, for each account with a policy, by account".</summary>
    private bool TopUp(int mechanism, int mask)
    {
        bool paid = false;
        foreach (int account in Accounts)
        {
            if (_state.IsGross || _definition.Accounts[account].TopUp is not { } policy
                || NaiveState.Sum(Seen(mask).Where(p => p.From == account).Select(p => p.AmountMinor))
                    < policy.WaitingMinor
                || _toppedUp[account] + policy.AddMinor > policy.AtMostMinor)
            {
                continue;
            }

            _toppedUp[account] += policy.AddMinor;
            if (_definition.SettlesElsewhere)
            {
                EmitRequirement(account, policy.AddMinor, mechanism, Route.None);
            }
            else if (CanFund(account, policy.AddMinor))
            {
                PutIn(account, policy.AddMinor, supplemental: true);
                paid = true;
            }
            else
            {
                Emit(Blank with { Kind = EventKind.RequestRefused, From = account });
            }

            ReleaseOneByOne();
        }

        return paid;
    }

    /// <summary>"distribute: ... the whole position less reserves is paid out".</summary>
    private bool Distribute(int mechanism, int mask)
    {
        bool paid = false;
        foreach (int account in _state.IsGross ? [] : Accounts)
        {
            Int128 amount = _state.Apart[account] - NaiveState.Sum(_state.Reserve[account]);
            bool blocks = Seen(mask).Exists(p =>
                p.To == account && (Int128)_state.Apart[account] + p.AmountMinor > _state.Ceiling(account));
            if (_state.Apart[account] > 0 && blocks && amount > 0)
            {
                PayOut(account, (long)amount, mechanism);
                paid = true;
                ReleaseOneByOne();
            }
        }

        return paid;
    }

    private void EmitRequirement(int account, long amountMinor, int mechanism, Route route) => Emit(Blank with
    {
        Kind = EventKind.RequirementDue,
        From = account,
        AmountMinor = amountMinor,
        Payment = mechanism,
        Route = route,
    });

    /// <summary>"balances: balance and position after".</summary>
    private void EmitMoney(
        EventKind kind, int account, long amountMinor, int mechanism = -1, Route route = Route.None) =>
        Emit(Blank with
        {
            Kind = kind,
            From = account,
            AmountMinor = amountMinor,
            Payment = mechanism,
            Route = route,
            PayerBalanceMinor = _state.Balance[account],
            PayeeBalanceMinor = _state.Apart[account],
        });
}
