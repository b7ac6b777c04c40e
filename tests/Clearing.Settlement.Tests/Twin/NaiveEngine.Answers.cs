using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>settlement.md, "Answers, earmarks, groups".</summary>
public sealed partial class NaiveEngine
{
    private readonly AnswerHabit[] _habit;
    private readonly HashSet<int> _brokenGroups = [];

    /// <summary>"Payments with Flag and payments of a group are not asked about."</summary>
    private bool IsAskedAbout(WaitingPayment payment) =>
        _definition.Answer is not null && !payment.Held && payment.Group == 0;

    private void Ask(WaitingPayment payment)
    {
        if (_definition.Answer!.Earmarks)
        {
            _state.Waiting.Add(payment);
            bool isEligible = !_halted && Visible().Contains(payment) && Fits(payment);
            _state.Waiting.Remove(payment);
            if (!isEligible)
            {
                Reject(payment, Reason.Funds);
                return;
            }

            _state.TakeFromPayer(payment);
            EmitRelease(payment, EventKind.Earmarked, Route.Entry);
            Facts.BalanceChanged(_state.Balance);
        }

        _changed = true;
        AnswerHabit habit = _habit[payment.To];
        long timeout = _now + _definition.Answer.TimeoutUs;
        bool answers = habit.AfterUs >= 0 && _now + habit.AfterUs <= timeout;
        Reason no = !answers ? Reason.Timeout : habit.Refuses ? Reason.Refused : Reason.None;
        Question question = new(payment, answers ? _now + habit.AfterUs : timeout, no);
        _state.Asked.Add(question);
        ReleaseOneByOne();
        if (question.DueAt == _now)
        {
            ActOn(question);
        }
    }

    /// <summary>Step 3b.</summary>
    private void Answers()
    {
        foreach (Question question in _state.Asked.Where(q => q.DueAt <= _now).OrderBy(q => q.Payment.Entry).ToList())
        {
            ActOn(question);
        }
    }

    private void ActOn(Question question)
    {
        WaitingPayment payment = question.Payment;
        bool refuses = question.No == Reason.None && _state.Suspended[payment.To];
        Reason no = refuses ? Reason.Refused : question.No;
        _state.Asked.Remove(question);
        _changed = true;
        if (no != Reason.None)
        {
            TakeBack(payment, no);
        }
        else if (_definition.Answer!.Earmarks)
        {
            GiveToPayee(payment);
            Facts.BalanceChanged(_state.Balance);
            EmitRelease(payment, ReleaseEvent, Route.Entry);
        }
        else
        {
            Enter(payment, wasAnswered: true);
        }

        ReleaseOneByOne();
    }

    private void TakeBack(WaitingPayment payment, Reason no)
    {
        if (_definition.Answer!.Earmarks)
        {
            _state.GiveBack(payment);
            Facts.BalanceChanged(_state.Balance);
        }

        Reject(payment, no);
    }

    /// <summary>"At the close what is still asked about times out, by entry".</summary>
    private void TimeOutAllQuestions()
    {
        foreach (Question question in _state.Asked.OrderBy(q => q.Payment.Entry).ToList())
        {
            _state.Asked.Remove(question);
            _changed = true;
            TakeBack(question.Payment, Reason.Timeout);
        }
    }

    /// <summary>"stays so until Answer"; one that still waits may only be answered with no.</summary>
    private void AnswerHeld(SettlementCommand command)
    {
        WaitingPayment? earmarked = _state.Earmarked.Find(p => p.Payment == command.Payment);
        WaitingPayment? waiting = _state.Waiting.Find(p => p.Payment == command.Payment);
        if (earmarked is not null)
        {
            _state.Earmarked.Remove(earmarked);
            _changed = true;
            if (command.Flag)
            {
                GiveToPayee(earmarked);
                EmitRelease(earmarked, ReleaseEvent, Route.Queue);
            }
            else
            {
                _state.GiveBack(earmarked);
                Reject(earmarked, Reason.Group);
            }

            Facts.BalanceChanged(_state.Balance);
        }
        else if (waiting is not null && !command.Flag)
        {
            EndWaiting(waiting, EventKind.Rejected, Reason.Group);
        }
        else
        {
            RefuseRequest(command);
        }
    }

    /// <summary>"At the close what is earmarked is given back, unsettled, by entry".</summary>
    private void GiveBackAllEarmarked()
    {
        foreach (WaitingPayment payment in _state.Earmarked.OrderBy(p => p.Entry).ToList())
        {
            _state.Earmarked.Remove(payment);
            _state.GiveBack(payment);
            _changed = true;
            Facts.BalanceChanged(_state.Balance);
            End(payment, EventKind.Unsettled, Reason.None);
        }
    }

    /// <summary>"A group of which the system has one payment only is none."</summary>
    private int GroupOf(int payment)
    {
        int group = _definition.Groups?.ElementAtOrDefault(payment) ?? 0;
        return group != 0 && _definition.Groups!.Count(g => g == group) > 1 ? group : 0;
    }

    private bool TryGroups()
    {
        IEnumerable<int> groups = _state.Waiting
            .Where(p => p.Group != 0)
            .GroupBy(p => p.Group)
            .OrderBy(members => members.Max(p => p.Entry))
            .Select(members => members.Key);
        bool released = false;
        foreach (int group in groups.ToList())
        {
            if (TryGroup(group))
            {
                released = true;
                ReleaseOneByOne();
            }
        }

        return released;
    }

    /// <summary>Releases a group if all of it waits and holds as a set.</summary>
    private bool TryGroup(int group)
    {
        List<WaitingPayment> members =
            [.. NaiveState.InOrder(_state.Waiting.Where(p => p.Active && p.Group == group))];
        bool goes = !_halted && members.Count == _definition.Groups!.Count(g => g == group)
            && new NaiveSets(_state).Holds(members);
        return goes && ReleaseSet(-1, members, Route.Multilateral);
    }

    /// <summary>"When one of them ends otherwise ... the others are rejected with it, reason group, by rank".</summary>
    private void RejectBrokenGroups()
    {
        IEnumerable<WaitingPayment> broken = _state.Waiting.Where(p => _brokenGroups.Contains(p.Group));
        foreach (WaitingPayment payment in NaiveState.InOrder(broken).ToList())
        {
            EndWaiting(payment, EventKind.Rejected, Reason.Group);
        }
    }
}
