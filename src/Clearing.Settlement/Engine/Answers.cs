using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// Payments that somebody has to say yes to: those that their payee is asked about when they come (TI-1, IB-2), and
/// those that were submitted to be held and have been released. The money of a held payment is in nobody's position.
/// </summary>
internal sealed class Answers
{
    private readonly AnswerRule? _rule;
    private readonly AnswerHabit[] _habits;
    private readonly Positions _positions;
    private readonly Settler _settler;
    private readonly OneByOneRelease _oneByOne;
    private readonly Action<SettlementCommand, long> _submit;
    private readonly PriorityQueue<Question, (long ActAt, long Entry)> _open = new();

    /// <param name="system">The system.</param>
    /// <param name="positions">Its positions.</param>
    /// <param name="settler">Moves its money.</param>
    /// <param name="oneByOne">Releases what an answer frees.</param>
    /// <param name="submit">Submits an accepted payment now, with the entry it has.</param>
    public Answers(
        SystemDefinition system, Positions positions, Settler settler, OneByOneRelease oneByOne,
        Action<SettlementCommand, long> submit)
    {
        _rule = system.Answer;
        _habits = [.. system.Accounts.Select(account => account.Answer)];
        _positions = positions;
        _settler = settler;
        _oneByOne = oneByOne;
        _submit = submit;
    }

    private enum Outcome : byte
    {
        Yes = 0,
        No = 1,
        Timeout = 2,
    }

    /// <summary>True where payees are asked at all.</summary>
    public bool AreAsked => _rule is not null;

    /// <summary>Instant of the next answer or timeout; <see cref="long.MaxValue"/> when none.</summary>
    public long NextInstant => _open.TryPeek(out _, out (long ActAt, long Entry) next) ? next.ActAt : long.MaxValue;

    /// <summary>Changes how a payee answers what it is asked from now on.</summary>
    public void SetHabit(in SettlementCommand command)
    {
        _habits[command.From] = new AnswerHabit(command.AmountMinor, command.Flag);
        _settler.Add(EventKind.AnswerSet, from: command.From, amountMinor: command.AmountMinor);
    }

    /// <summary>
    /// Asks about a payment that has just become active; it is rejected if its money has to be set aside and cannot.
    /// </summary>
    public void Ask(in WaitingPayment payment, long notBefore, long notAfter)
    {
        WaitingPayment asked = payment with { IsHeld = _rule!.Earmarks };
        if (_rule.Earmarks)
        {
            if (!_oneByOne.Enter(asked, mayWait: false))
            {
                _settler.End(EventKind.Rejected, payment, Reason.Funds);
                return;
            }

            _settler.Held.Remove(asked.Payment);
        }

        _settler.HasChanged = true;
        AnswerHabit habit = _habits[payment.To];
        bool answers = habit.AfterUs >= 0 && habit.AfterUs <= _rule.TimeoutUs;
        Outcome outcome = !answers ? Outcome.Timeout : habit.Refuses ? Outcome.No : Outcome.Yes;
        long actAt = _settler.Now + (answers ? habit.AfterUs : _rule.TimeoutUs);
        var question = new Question(asked, notBefore, notAfter, outcome);
        if (actAt == _settler.Now)
        {
            Act(question);
        }
        else
        {
            _open.Enqueue(question, (actAt, payment.Entry));
        }
    }

    /// <summary>Acts on all that is due at this instant, in order of (instant, entry).</summary>
    public void ActAt(long time)
    {
        while (NextInstant <= time)
        {
            Act(_open.Dequeue());
        }
    }

    /// <summary>Answers an earmarked payment that was submitted to be held; false when it is none.</summary>
    public bool TryAnswer(int payment, bool yes)
    {
        if (!_settler.Held.Remove(payment, out WaitingPayment held))
        {
            return false;
        }

        Answer(held, yes, Route.Queue, Reason.Group);
        return true;
    }

    /// <summary>The day closes: questions time out, and what is still held goes back, each by entry.</summary>
    public void CloseDay()
    {
        if (_open.Count > 0)
        {
            foreach (WaitingPayment payment in Asked().OrderBy(p => p.Entry))
            {
                Refuse(payment, EventKind.Rejected, Reason.Timeout);
            }

            _open.Clear();
        }

        if (_settler.Held.Count > 0)
        {
            foreach (WaitingPayment payment in _settler.Held.Values.OrderBy(p => p.Entry))
            {
                Refuse(payment, EventKind.Unsettled, Reason.None);
            }

            _settler.Held.Clear();
        }
    }

    /// <summary>All that is earmarked or asked about, by entry.</summary>
    public WaitingPayment[] InOrder() =>
        [.. _settler.Held.Values.OrderBy(p => p.Entry).Concat(Asked()).OrderBy(p => p.Entry)];

    /// <summary>Its state.</summary>
    public void Pass(ref StateOctets octets)
    {
        foreach (ref AnswerHabit habit in _habits.AsSpan())
        {
            habit = new AnswerHabit(octets.Number(habit.AfterUs), octets.Flag(habit.Refuses));
        }

        (Question Question, (long ActAt, long Entry) Place)[] open = [.. _open.UnorderedItems];
        Array.Sort(open, static (x, y) => x.Place.CompareTo(y.Place));
        int count = octets.Count(open.Length, WaitingPayment.Octets);
        for (int i = 0; i < count; i++)
        {
            (Question own, (long actAt, _)) = octets.IsLoading ? default : open[i];
            actAt = octets.Number(actAt);
            var question = new Question(
                octets.Payment(own.Payment), octets.Number(own.NotBefore), octets.Number(own.NotAfter),
                (Outcome)octets.Number((int)own.Outcome, 0, (int)Outcome.Timeout));
            if (octets.IsLoading)
            {
                _open.Enqueue(question, (actAt, question.Payment.Entry));
            }
        }
    }

    private IEnumerable<WaitingPayment> Asked() => _open.UnorderedItems.Select(item => item.Element.Payment);

    private void Act(in Question question)
    {
        WaitingPayment payment = question.Payment;
        bool yes = question.Outcome == Outcome.Yes && !_positions[payment.To].IsSuspended;
        if (yes && !payment.IsHeld)
        {
            _settler.HasChanged = true;
            SettlementCommand command = SettlementCommand.Submit(
                _settler.Now, payment.Payment, payment.From, payment.To, payment.AmountMinor, payment.Priority,
                payment.Kind, question.NotBefore, question.NotAfter);
            _submit(command, payment.Entry);
            return;
        }

        Answer(payment, yes, Route.Entry, question.Outcome == Outcome.Timeout ? Reason.Timeout : Reason.Refused);
    }

    private void Answer(in WaitingPayment payment, bool yes, Route route, Reason reason)
    {
        if (yes)
        {
            _settler.Complete(payment, route);
            _oneByOne.AfterMove(payment.From, payment.To);
        }
        else
        {
            Refuse(payment, EventKind.Rejected, reason);
            _oneByOne.AfterMove(payment.To, payment.From);
        }

        _oneByOne.Run();
    }

    private void Refuse(in WaitingPayment payment, EventKind kind, Reason reason)
    {
        if (payment.IsHeld)
        {
            _positions.GiveBack(payment);
        }

        _settler.HasChanged = true;
        _settler.End(kind, payment, reason);
    }

    // About a payment whose money is aside where it is held.
    private readonly record struct Question(
        WaitingPayment Payment, long NotBefore, long NotAfter, Outcome Outcome);
}
