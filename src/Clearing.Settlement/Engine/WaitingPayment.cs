using System.Runtime.InteropServices;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>A payment that waits: 32 bytes, copied rather than referenced.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct WaitingPayment
{
    public WaitingPayment(int payment, int from, int to, long amountMinor, Priority priority, int entry)
    {
        AmountMinor = amountMinor;
        Payment = payment;
        From = from;
        To = to;
        Entry = entry;
        Priority = priority;
    }

    public long AmountMinor { get; }

    public int Payment { get; }

    public int From { get; }

    public int To { get; }

    /// <summary>Order in which the system received it.</summary>
    public int Entry { get; }

    public Priority Priority { get; }

    /// <summary>A smaller rank goes first: (priority, entry).</summary>
    public ulong Rank => ((ulong)Priority << 32) | (uint)Entry;

    public WaitingPayment With(Priority priority) => new(Payment, From, To, AmountMinor, priority, Entry);
}
