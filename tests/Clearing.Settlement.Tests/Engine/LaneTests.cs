using Clearing.Settlement.Engine;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;
using WaitingPayment = Clearing.Settlement.Engine.WaitingPayment;

namespace Clearing.Settlement.Tests.Engine;

/// <summary>A lane against a plain list, through every way in and out, parked slots included.</summary>
public sealed class LaneTests
{
    /// <summary>The second is more than one block of the upper index, the third more than one of its blocks.</summary>
    [Theory]
    [InlineData(0, 4_000, 1)]
    [InlineData(0, 4_000, 2)]
    [InlineData(9_000, 6_000, 3)]
    [InlineData(280_000, 1_500, 4)]
    public void A_lane_answers_as_a_plain_list_does(int filled, int steps, ulong seed)
    {
        Draw draw = new(seed);
        Lane lane = new(indexed: true);
        List<Entry> list = [];
        int entries = 0;
        while (entries < filled)
        {
            Append();
        }

        for (int step = 0; step < steps; step++)
        {
            Change();
            long funds = draw.Percent(5) ? long.MaxValue : draw.Percent(20) ? draw.Between(-2, 3) : Amount();
            Entry? expected = list.Find(e => !e.IsParked && e.Payment.AmountMinor <= funds);
            int slot = lane.FirstThatFits(funds);
            Assert.Equal(list.Count, lane.Count);
            Assert.Equal(expected?.Payment.Entry ?? -1, slot < 0 ? -1 : lane[slot].Entry);
            if (list.Count > 0)
            {
                Assert.Equal(list[0].Payment.Entry, lane[lane.First].Entry);
            }
        }

        WaitingPayment[] copied = new WaitingPayment[list.Count];
        Assert.Equal(list.Count, lane.CopyTo(copied));
        Assert.Equal(list.Select(e => e.Payment.Entry), copied.Select(p => p.Entry));
        lane.RemoveFirst(list.Count);
        Assert.Equal((0, -1), (lane.Count, lane.FirstThatFits(long.MaxValue)));

        void Append()
        {
            WaitingPayment payment = new(entries, 0, 1, Amount(), Priority.Normal, 2 * entries++);
            lane.Add(payment);
            list.Add(new Entry { Payment = payment });
        }

        // Amounts fall off slowly, so that answers lie anywhere in the lane.
        long Amount() => draw.Percent(90) ? draw.Between(1_000, 1_000_000) : draw.Between(1, 1_000);

        void Change()
        {
            if (list.Count == 0 || draw.Percent(45))
            {
                Append();
                return;
            }

            int at = draw.Percent(30) ? 0 : draw.Between(0, list.Count - 1);
            Entry entry = list[at];
            int slot = lane.Find(entry.Payment.Entry);
            Assert.Equal(entry.Payment.Payment, lane[slot].Payment);
            switch (draw.Between(0, 5))
            {
                case 0 or 1:
                    lane.RemoveAt(slot);
                    list.RemoveAt(at);
                    Assert.Equal(-1, lane.Find(entry.Payment.Entry));
                    Assert.Equal(-1, lane.FindPayment(entry.Payment.Payment));
                    break;
                case 2:
                    lane.Park(slot);
                    entry.IsParked = true;
                    break;
                case 3:
                    lane.Unpark(slot);
                    entry.IsParked = false;
                    break;
                case 4:
                    // Out and in again at its old place, as by two changes of priority.
                    lane.RemoveAt(slot);
                    lane.Add(entry.Payment);
                    entry.IsParked = false;
                    break;
                default:
                    Assert.Equal(slot, lane.FindPayment(entry.Payment.Payment));
                    Assert.Equal(-1, lane.Find(entry.Payment.Entry + 1));
                    break;
            }
        }
    }

    [Fact]
    public void A_lane_that_is_emptied_again_and_again_does_not_grow()
    {
        Lane lane = new(indexed: true);
        long before = 0;
        for (int i = 0; i < 100_000; i++)
        {
            before = i == 50_000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            lane.Add(new WaitingPayment(i, 0, 1, 5, Priority.Normal, i));
            if (i % 3 != 0)
            {
                lane.RemoveFirst(lane.Count);
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed class Entry
    {
        public required WaitingPayment Payment { get; init; }

        public bool IsParked { get; set; }
    }
}
