using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Banks;

/// <summary>
/// The rules that depend on nothing the bank is told: <c>immediate</c> and <c>hold-until</c>, with outages, which are
/// known ahead. The whole scenario is decided at once.
/// </summary>
public static class PlannedSending
{
    public static SendOrder[] Decide(ReadOnlySpan<PaymentInstruction> instructions, SendPolicy policy)
    {
        SendOrder[] orders = new SendOrder[instructions.Length];
        for (int i = 0; i < orders.Length; i++)
        {
            ref readonly PaymentInstruction payment = ref instructions[i];
            long time = payment.DueAt;
            if (policy.Rule == SendRule.HoldUntil && payment.Priority != Priority.Urgent
                && payment.Day <= policy.HoldUntil.Length)
            {
                time = Math.Max(time, policy.HoldUntil[payment.Day - 1]);
            }

            orders[i] = new SendOrder(OutageCalendar.Defer(policy.Outages, time), payment.Payment);
        }

        return orders;
    }
}
