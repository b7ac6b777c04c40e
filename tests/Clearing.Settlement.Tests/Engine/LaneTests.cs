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
        Both both = new(seed);
        both.Fill(filled);
        for (int step = 0; step < steps; step++)
        {
            both.Change();
            both.Compare();
        }

        (Lane lane, List<Entry> list) = (both.Lane, both.List);
        WaitingPayment[] copied = new WaitingPayment[list.Count];
        Assert.Equal(list.Count, lane.CopyTo(copied));
        Assert.Equal(list.Select(e => e.Payment.Entry), copied.Select(p => p.Entry));
        lane.RemoveFirst(list.Count);
        Assert.Equal((0, -1), (lane.Count, lane.FirstThatFits(long.MaxValue)));
    }

    [Fact]
    public void A_lane_that_is_emptied_again_and_again_does_not_grow()
    {
        Assert.Equal(0, Allocation.Least(() =>
        {
            Lane lane = new(indexed: true);
            Use(lane, 0, 50_000);
            return () => Use(lane, 50_000, 100_000);
        }));

        static void Use(Lane lane, int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                lane.Add(new WaitingPayment(i, 0, 1, 5, Priority.Normal, i));
                if (i % 3 != 0)
                {
                    lane.RemoveFirst(lane.Count);
                }
            }
        }
    }

    private sealed class Entry
    {
        public required WaitingPayment Payment { get; init; }

        public bool IsParked { get; set; }
    }

    /// <summary>The lane and the list, changed alike.</summary>
    private sealed class Both(ulong seed)
    {
        private readonly Draw _draw = new(seed);
        private int _entries;

        public Lane Lane { get; } = new(indexed: true);

        public List<Entry> List { get; } = [];

        public void Fill(int count)
        {
            while (_entries < count)
            {
                Append();
            }
        }

        public void Compare()
        {
            long funds = _draw.Percent(5) ? long.MaxValue : _draw.Percent(20) ? _draw.Between(-2, 3) : Amount();
            Entry? expected = List.Find(e => !e.IsParked && e.Payment.AmountMinor <= funds);
            int slot = Lane.FirstThatFits(funds);
            Assert.Equal(List.Count, Lane.Count);
            Assert.Equal(expected?.Payment.Entry ?? -1, slot < 0 ? -1 : Lane[slot].Entry);
            if (List.Count > 0)
            {
                Assert.Equal(List[0].Payment.Entry, Lane[Lane.First].Entry);
            }
        }

        public void Change()
        {
            if (List.Count == 0 || _draw.Percent(45))
            {
                Append();
                return;
            }

            int at = _draw.Percent(30) ? 0 : _draw.Between(0, List.Count - 1);
            Entry entry = List[at];
            int slot = Lane.Find(entry.Payment.Entry);
            Assert.Equal(entry.Payment.Payment, Lane[slot].Payment);
            switch (_draw.Between(0, 5))
            {
                case 0 or 1:
                    Lane.RemoveAt(slot);
                    List.RemoveAt(at);
                    Assert.Equal(-1, Lane.Find(entry.Payment.Entry));
                    Assert.Equal(-1, Lane.FindPayment(entry.Payment.Payment));
                    break;
                case 2:
                    Lane.Park(slot);
                    entry.IsParked = true;
                    break;
                case 3:
                    Lane.Unpark(slot);
                    entry.IsParked = false;
                    break;
                case 4:
                    // Out and in again at its old place, as by two changes of priority.
                    Lane.RemoveAt(slot);
                    Lane.Add(entry.Payment);
                    entry.IsParked = false;
                    break;
                default:
                    Assert.Equal(slot, Lane.FindPayment(entry.Payment.Payment));
                    Assert.Equal(-1, Lane.Find(entry.Payment.Entry + 1));
                    break;
            }
        }

        private void Append()
        {
            WaitingPayment payment = new(_entries, 0, 1, Amount(), Priority.Normal, 2 * _entries++);
            Lane.Add(payment);
            List.Add(new Entry { Payment = payment });
        }

        // Few amounts are small, so that answers lie anywhere in the lane.
        private long Amount() => _draw.Percent(90) ? _draw.Between(1_000, 1_000_000) : _draw.Between(1, 1_000);
    }
}
