using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>What the state hash is made of, in its order (docs/reference/settlement.md, "State hash").</summary>
internal sealed class StateDigest(
    SystemDefinition system, Positions positions, TimedPayments timed, CycleSettlement cycles, Funding funding,
    DayClock clock, Answers answers)
{
    /// <param name="now">Instant of the last thing that happened; 0 before any.</param>
    /// <param name="waiting">What waits, active or dormant, in order of rank.</param>
    public byte[] Of(long now, WaitingPayment[] waiting)
    {
        using var hash = new StateHasher();
        hash.Add(clock.DayNumber);
        hash.Add(now);
        AddAccounts(hash);
        AddWaiting(hash, waiting);
        AddFlows(hash);
        WaitingPayment[] held = [.. cycles.Held];
        hash.Add(held.Length);
        foreach (WaitingPayment payment in held)
        {
            hash.Add(payment.Payment);
        }

        AddCounters(hash);
        if (system.Phases.Count > 0)
        {
            hash.Add(clock.PhasesBegun);
        }

        WaitingPayment[] answered = answers.InOrder();
        if (system.Answer is not null || system.Groups is not null || answered.Length > 0)
        {
            hash.Add(answered.Length);
            foreach (WaitingPayment payment in answered)
            {
                hash.Add(payment.Payment);
            }
        }

        return hash.Complete();
    }

    private void AddAccounts(StateHasher hash)
    {
        hash.Add(positions.Count);
        for (int account = 0; account < positions.Count; account++)
        {
            hash.Add(positions[account].PositionMinor);
            hash.Add(positions.BalanceOf(account));
            hash.Add(positions.CreditOf(account));
            hash.Add(positions[account].IsSuspended ? 1 : 0);
        }
    }

    private void AddWaiting(StateHasher hash, WaitingPayment[] waiting)
    {
        hash.Add(waiting.Length);
        foreach (WaitingPayment payment in waiting)
        {
            hash.Add(payment.Payment);
            hash.Add(payment.From);
            hash.Add(payment.To);
            hash.Add(payment.AmountMinor);
            hash.Add((long)payment.Priority);
            hash.Add(payment.Entry);
            (long notBefore, long notAfter) = timed.TimesOf(payment.Payment);
            hash.Add(notBefore);
            hash.Add(notAfter);
        }
    }

    private void AddFlows(StateHasher hash)
    {
        BilateralFlows flows = positions.Flows;
        hash.Add(flows.Count);
        for (int payer = 0; payer < positions.Count; payer++)
        {
            foreach (int pair in flows.OfPayer(payer))
            {
                hash.Add(payer);
                hash.Add(flows[pair].To);
                hash.Add(flows[pair].LimitMinor);
                hash.Add(flows[pair].FlowMinor);
            }
        }
    }

    private void AddCounters(StateHasher hash)
    {
        for (int account = 0; account < positions.Count; account++)
        {
            for (int i = 0; i < positions.Classes.Count && positions.Reserves.IsDefined; i++)
            {
                hash.Add(positions.Reserves.Of(account, i));
            }

            if (positions.Multilateral.IsDefined)
            {
                hash.Add(positions.Multilateral.FlowOf(account));
            }

            if (system.Position == PositionKind.Prefunded)
            {
                hash.Add(funding.FundedOf(account));
            }
        }
    }
}
