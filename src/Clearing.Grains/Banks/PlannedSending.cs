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
            long time = TimeOf(payment.DueAt, payment.Day, payment.Priority, policy);
            orders[i] = new SendOrder(time, payment.Payment);
        }

        return orders;
    }
    /// <summary>When a payment leaves its bank that falls due at an instant.</summary>
    public static long TimeOf(long dueAt, int day, Priority priority, SendPolicy policy)
    {
        bool isHeld = policy.Rule == SendRule.HoldUntil && priority != Priority.Urgent
            && day <= policy.HoldUntil.Length;
        long time = isHeld ? Math.Max(dueAt, policy.HoldUntil[day - 1]) : dueAt;
        return OutageCalendar.Defer(policy.Outages, time);
    }
}
