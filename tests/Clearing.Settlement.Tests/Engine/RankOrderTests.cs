using Clearing.Settlement.Engine;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;
using WaitingPayment = Clearing.Settlement.Engine.WaitingPayment;

namespace Clearing.Settlement.Tests.Engine;

public sealed class RankOrderTests
{
    /// <summary>On both sides of the size from which it sorts by radix, with entries of one digit and more.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(512, 1)]
    [InlineData(513, 1)]
    [InlineData(3_000, 1)]
    [InlineData(3_000, 1_000_003)]
    [InlineData(3_000, 900_000_000_000)]
    public void Places_come_in_the_order_of_priority_and_entry(int count, long stride)
    {
        Draw draw = new((ulong)count);
        RankOrder order = new();
        for (int round = 0; round < 3; round++)
        {
            long[] entries = [.. Enumerable.Range(0, count).Select(i => i * stride)];
            WaitingPayment[] payments = [.. entries.OrderBy(_ => draw.Between(0, 1_000_000)).Select((entry, i) =>
                new WaitingPayment(i, 0, 1, 1, draw.OneOf(Enum.GetValues<Priority>()), entry))];
            Assert.Equal(
                payments.OrderBy(p => p.Priority).ThenBy(p => p.Entry).Select(p => p.Payment),
                order.Sort(payments).ToArray());
            count = Math.Max(0, count - 100);
        }
    }
}
