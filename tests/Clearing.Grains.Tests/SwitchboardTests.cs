using Clearing.Grains.Banks;
using Clearing.Grains.Switching;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;

namespace Clearing.Grains.Tests;

public class SwitchboardTests
{
    [Fact]
    public void Messages_go_by_entry_then_by_payment_index_whoever_sent_them_first()
    {
        Switchboard board = Board(4);
        board.Accept(Batch(0b11, (30, 3), (20, 1)));
        board.Accept(Batch(0b11, (20, 0), (20, 2)));
        Assert.Equal(["20 p0 11", "20 p1 11", "20 p2 11", "30 p3 11"], Take(board, long.MaxValue));
        Assert.Equal(long.MaxValue, board.NextInstant);
    }

    [Fact]
    public void What_is_due_and_what_was_held_are_merged_window_by_window()
    {
        Switchboard board = Board(5);
        board.Accept(Batch(0b11, (0, 0), (1, 1), (4, 4)));
        board.Accept(Batch(0b01, (3, 2), (3, 3)));
        Assert.Equal(["0 p0 11"], Take(board, 1));
        board.Accept(Batch(0b10, (2, 2), (4, 3)));
        Assert.Equal(1, board.NextInstant);
        Assert.Equal(["1 p1 11", "2 p2 10", "3 p2 01", "3 p3 01"], Take(board, 4));
        Assert.Equal(["4 p3 10", "4 p4 11"], Take(board, 5));
    }

    [Fact]
    public void The_transit_delay_moves_entries_not_their_order()
    {
        Switchboard board = Board(2, transitUs: 100);
        board.Accept(Batch(0b11, (0, 0), (1, 1)));
        Assert.Equal(100, board.NextInstant);
        Assert.Empty(Take(board, 100));
        Assert.Equal(["100 p0 11", "101 p1 11"], Take(board, 102));
    }

    [Fact]
    public void Sequence_numbers_count_what_each_bank_sent_and_each_system_got()
    {
        Switchboard board = Board(3);
        board.Accept(Batch(0b11, (0, 0), (2, 2)));
        board.Accept(Batch(0b01, (1, 1)));
        Take(board, long.MaxValue);
        Assert.Equal((2, 1), (board.InputSequenceOf(0), board.InputSequenceOf(1)));
        Assert.Equal((3, 2, 5), (board.OutputSequenceOf(0), board.OutputSequenceOf(1), board.Delivered));
    }

    [Theory]
    [InlineData(0b11, 5, 9, "no such payment")]
    [InlineData(0b100, 5, 1, "no such payment or system")]
    [InlineData(0b11, 0, 1, "before it is due")]
    [InlineData(0b01, 0, 0, "sent before")]
    public void What_no_bank_may_send_is_refused(int systems, long time, int payment, string why)
    {
        Switchboard board = Board(2);
        board.Accept(Batch(0b11, (0, 0)));
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(
            () => board.Accept(Batch((ulong)systems, (time, payment))));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_marks_whether_all_of_it_goes_everywhere()
    {
        Switchboard board = Board(2);
        board.Accept(Batch(0b11, (0, 0)));
        board.Accept(Batch(0b10, (1, 1)));
        SettlementCommand[] commands = new SettlementCommand[1];
        ulong[] systems = new ulong[1];
        Assert.Equal(1, board.Take(long.MaxValue, commands, systems, out ulong anyOf, out bool isUniform));
        Assert.Equal((0b11UL, true), (anyOf, isUniform));
        Assert.Equal(1, board.Take(long.MaxValue, commands, systems, out anyOf, out isUniform));
        Assert.Equal((0b10UL, false), (anyOf, isUniform));
        Assert.Equal(0, board.Take(long.MaxValue, commands, systems, out _, out _));
    }

    /// <summary>Payments p0, p1, ... due at 0, 1, ..., from A and B in turn, and two systems.</summary>
    private static Switchboard Board(int payments, long transitUs = 0)
    {
        ScenarioBuilder builder = new ScenarioBuilder().Bank("A").Bank("B").Bank("C");
        for (int i = 0; i < payments; i++)
        {
            builder.Pay($"p{i}", i, i % 2, 2, 1 + i, default, 1);
        }

        Scenario scenario = builder.Build();
        return new Switchboard(new SwitchBook
        {
            Simulation = "test",
            Payments = scenario.Payments,
            Arrangements = ["one", "two"],
            Participants = 3,
            TransitDelayUs = transitUs,
        });
    }

    private static SendBatch Batch(ulong systems, params (long Time, int Payment)[] orders) => new()
    {
        Arrangements = systems,
        Orders = new(orders.Select(order => new SendOrder(order.Time, order.Payment)).ToArray()),
    };

    private static string[] Take(Switchboard board, long until)
    {
        SettlementCommand[] commands = new SettlementCommand[100];
        ulong[] systems = new ulong[100];
        int count = board.Take(until, commands, systems, out _, out _);
        return [.. commands.Take(count).Select((c, i) => $"{c.Time} p{c.Payment} {systems[i]:b2}")];
    }
}
