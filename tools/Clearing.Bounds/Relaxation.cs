using Google.OrTools.Graph;

namespace Clearing.Bounds;

/// <summary>
/// The greatest value if payments could be split at will: a circulation of maximum profit, solved exactly in whole
/// minor units in polynomial time. No set of whole payments is worth more, so it bounds every mechanism on queues too
/// large for <see cref="BestSubset"/>. Bilateral limits are left out, which only loosens it.
/// </summary>
public static class Relaxation
{
    /// <exception cref="InvalidOperationException">The solver gave up: a fault of the program.</exception>
    public static Int128 Bound(WaitingSet queue)
    {
        // Money comes from and goes back to one more node, within each account's bounds.
        int hub = queue.Accounts.Length;
        MinCostFlow flow = new();
        long total = (long)queue.ValueMinor;
        foreach (QueuedPayment payment in queue.Payments)
        {
            flow.AddArcWithCapacityAndUnitCost(payment.From, payment.To, payment.AmountMinor, -1);
        }

        for (int account = 0; account < hub; account++)
        {
            flow.AddArcWithCapacityAndUnitCost(hub, account, Math.Min(queue.Funds[account], total), 0);
            flow.AddArcWithCapacityAndUnitCost(account, hub, Math.Min(queue.Room[account], total), 0);
        }

        MinCostFlowBase.Status status = flow.Solve();
        return status == MinCostFlowBase.Status.OPTIMAL
            ? -flow.OptimalCost()
            : throw new InvalidOperationException($"The flow of {queue.Dump.System} ended with {status}.");
    }
}
