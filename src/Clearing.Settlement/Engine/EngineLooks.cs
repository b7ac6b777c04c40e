using Clearing.Settlement.Results;

namespace Clearing.Settlement.Engine;

/// <summary>
/// What people ask while a system runs. Changes nothing, and costs little however much waits: what is asked for, and a
/// walk over the few payments that wait for something other than money.
/// </summary>
internal sealed class EngineLooks(
    Positions positions, WaitingPayments waiting, TimedPayments timed, Groups groups, Answers answers,
    OneByOneRelease oneByOne, QueueDiagnosis diagnosis)
{
    // What waits beside the queue: its time has not come, its group, its payee's answer.
    private IEnumerable<(WaitingPayment Payment, WaitTest Test)> Beside =>
        timed.DormantInOrder().Select(payment => (payment, WaitTest.NotBefore))
            .Concat(groups.All().Select(payment => (payment, WaitTest.Group)))
            .Concat(answers.InOrder().Select(payment => (payment, WaitTest.Answer)));

    public AccountLook Account(int account)
    {
        Positions.State state = positions[account];
        QueueTally tally = waiting.TallyOf(account);
        foreach ((WaitingPayment payment, _) in Beside)
        {
            if (payment.From == account)
            {
                tally.Sent(payment.AmountMinor, 1);
            }
            else if (payment.To == account)
            {
                tally.Received(payment.AmountMinor, 1);
            }
        }

        return new AccountLook
        {
            PositionMinor = state.PositionMinor,
            BalanceMinor = positions.BalanceOf(account),
            FloorMinor = positions.FloorOf(account),
            CeilingMinor = positions.CeilingOf(account),
            CreditMinor = positions.CreditOf(account),
            AvailableMinor = Available(account, 0),
            MultilateralLimitMinor = positions.Multilateral.LimitOf(account),
            MultilateralFlowMinor = positions.Multilateral.FlowOf(account),
            WaitingSent = tally.SentCount,
            WaitingSentMinor = Saturating.From(tally.SentMinor),
            WaitingReceived = tally.ReceivedCount,
            WaitingReceivedMinor = Saturating.From(tally.ReceivedMinor),
            IsReady = state.IsReady,
            IsSuspended = state.IsSuspended,
        };
    }

    public ClassLook[] Classes(int account) =>
    [
        .. Enumerable.Range(0, positions.Classes.Count).Select(paymentClass => new ClassLook(
            positions.Reserves.Of(account, paymentClass), Available(account, paymentClass))),
    ];

    public List<LimitLook> Limits(int account, int from, int most)
    {
        List<LimitLook> found = [];
        foreach (int pair in positions.Flows.OfPayer(account))
        {
            BilateralFlows.Pair limit = positions.Flows[pair];
            if (limit.To >= from && limit.LimitMinor != long.MaxValue && found.Count < most)
            {
                found.Add(new LimitLook(limit.To, limit.LimitMinor, limit.FlowMinor));
            }
        }

        return found;
    }

    public bool Find(int payer, int number, List<WaitingLook> to, List<FailedTest> why)
    {
        if (waiting.TryFind(payer, number, out WaitingPayment active))
        {
            Add(active, null, to, why);
            return true;
        }

        foreach ((WaitingPayment payment, WaitTest test) in Beside)
        {
            if (payment.Payment == number)
            {
                Add(payment, test, to, why);
                return true;
            }
        }

        return false;
    }

    public void Queue(int payer, ulong from, int most, List<WaitingLook> to, List<FailedTest> why)
    {
        List<WaitingPayment> active = [];
        waiting.AddFrom(payer, from, most, active);
        IEnumerable<(WaitingPayment Payment, WaitTest Test)> beside =
            Beside.Where(other => (payer < 0 || other.Payment.From == payer) && other.Payment.Rank >= from);
        foreach ((WaitingPayment payment, WaitTest? test) in active
            .Select(payment => (Payment: payment, Test: (WaitTest?)null))
            .Concat(beside.Select(other => (other.Payment, (WaitTest?)other.Test)))
            .OrderBy(one => one.Payment.Rank).Take(most))
        {
            Add(payment, test, to, why);
        }
    }

    private void Add(in WaitingPayment payment, WaitTest? test, List<WaitingLook> to, List<FailedTest> why)
    {
        (long notBefore, long notAfter) = timed.TimesOf(payment.Payment);
        to.Add(new WaitingLook
        {
            Rank = payment.Rank,
            AmountMinor = payment.AmountMinor,
            NotBefore = notBefore,
            NotAfter = notAfter,
            Payment = payment.Payment,
            From = payment.From,
            To = payment.To,
            Class = payment.Class,
            Priority = payment.Priority,
        });
        AddWhy(payment, test, why);
    }

    private void AddWhy(in WaitingPayment payment, WaitTest? test, List<FailedTest> why)
    {
        if (oneByOne.IsClosed)
        {
            why.Add(new FailedTest(payment.Payment, WaitTest.Closed, 0, 0));
        }

        if (test is { } known)
        {
            why.Add(new FailedTest(payment.Payment, known, 0, 0));
        }
        else
        {
            diagnosis.AddTestsOf(payment, why);
        }
    }

    private long Available(int account, int paymentClass) =>
        positions[account].IsReady ? Math.Max(0, positions.FundsOf(account, paymentClass)) : 0;
}
