using System.Runtime.InteropServices;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>A payment that waits: 32 bytes, copied rather than referenced.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct WaitingPayment
{
    private const int PriorityShift = 60;

    public WaitingPayment(int payment, int from, int to, long amountMinor, Priority priority, long entry)
    {
        AmountMinor = amountMinor;
        Payment = payment;
        From = from;
        To = to;
        Rank = ((ulong)priority << PriorityShift) | (ulong)entry;
    }

    public long AmountMinor { get; }

    /// <summary>A smaller rank goes first: (priority, entry) in one number.</summary>
    public ulong Rank { get; }

    public int Payment { get; }

    public int From { get; }

    public int To { get; }

    /// <summary>Order in which the system received it.</summary>
    public long Entry => (long)(Rank & ((1UL << PriorityShift) - 1));

    public Priority Priority => (Priority)(Rank >> PriorityShift);

    public WaitingPayment With(Priority priority) => new(Payment, From, To, AmountMinor, priority, Entry);
}
