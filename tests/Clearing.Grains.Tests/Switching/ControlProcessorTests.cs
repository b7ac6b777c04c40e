using Clearing.Grains.Switching;
using Clearing.Grains.Wire;
using Clearing.Messages.Switching;

namespace Clearing.Grains.Tests.Switching;

public sealed class ControlProcessorTests
{
    private const int Batches = 5;

    [Theory]
    [InlineData(2, ControlFault.CallIsLost)]
    [InlineData(2, ControlFault.AnswerIsLost)]
    [InlineData(2, ControlFault.DiesBefore)]
    [InlineData(2, ControlFault.DiesAfter)]
    [InlineData(3, ControlFault.CallIsLost)]
    [InlineData(3, ControlFault.AnswerIsLost)]
    [InlineData(3, ControlFault.DiesBefore)]
    [InlineData(3, ControlFault.DiesAfter)]
    [InlineData(3, ControlFault.FallsAsleep)]
    public async Task A_fault_at_any_call_loses_and_doubles_nothing(int processors, ControlFault fault)
    {
        for (int faultAt = 1; ; faultAt++)
        {
            FaultyGroup group = new(processors, faultAt, fault);
            SwitchControl control = await group.OpenAsync();
            SwitchTraffic traffic = new();
            await RunAsync(control, traffic, traffic.Enter());
            for (int batch = 0; batch < Batches; batch++)
            {
                await RunAsync(control, traffic, traffic.Send());
            }

            await RunAsync(control, traffic, traffic.Wait());
            await RunAsync(control, traffic, traffic.Wait());
            traffic.Complete();

            // The standbys hear of an epoch with its next record, and that all is safe with the next call.
            bool hasMet = group.Calls >= faultAt;
            group.IsQuiet = true;
            await RunAsync(control, traffic, traffic.Wait());
            ControlReply last = await RunAsync(control, traffic, default);
            string[] digests = group.Digests();
            Assert.True(digests.Length >= 2, $"fault at call {faultAt}: {digests.Length} processors are left");
            Assert.Equal(1 + last.Standbys, digests.GroupBy(digest => digest).Max(same => same.Count()));
            if (!hasMet)
            {
                Assert.True(faultAt > 2 * Batches, $"only {faultAt} calls");
                return;
            }
        }
    }

    [Fact]
    public async Task Without_a_standby_nothing_leaves_and_nothing_piles_up()
    {
        FaultyGroup group = new(2);
        SwitchControl control = await group.OpenAsync();
        SwitchTraffic traffic = new();
        await RunAsync(control, traffic, traffic.Enter());
        group.Sleeper = 1;
        Blob<SwitchInput> batch = traffic.Send();
        for (int attempt = 0; attempt < 50; attempt++)
        {
            ControlReply reply = await control.ApplyAsync(batch, traffic.NowUs);
            Assert.Equal((ControlStatus.NotSafe, 0, 8), (reply.Status, reply.Outputs.Count, reply.LastApplied));
        }

        group.Sleeper = null;
        ControlReply done = await RunAsync(control, traffic, batch);
        Assert.Equal((8 + (2 * batch.Count), 1, 1), (done.LastApplied, done.Epoch, done.Standbys));
        await RunAsync(control, traffic, traffic.Wait());
        traffic.Complete();
    }

    [Fact]
    public async Task One_that_was_declared_dead_can_make_nothing_safe()
    {
        FaultyGroup group = new(3);
        SwitchControl control = await group.OpenAsync();
        SwitchTraffic traffic = new();
        await RunAsync(control, traffic, traffic.Enter());
        group.Sleeper = 0;
        ControlReply taken = await RunAsync(control, traffic, traffic.Send());
        Assert.Equal((2, 1, 1), (taken.Epoch, taken.Standbys, control.Active));

        // It wakes, still believes that it is active, and is asked by a slice that believes it too.
        group.Sleeper = null;
        ISystemControlProcessorGrain old = group.Member(0, group.Places[0]);
        ControlReply refused = await old.ApplyAsync(traffic.Send(), traffic.NowUs);
        Assert.Equal((ControlStatus.NotActive, 0), (refused.Status, refused.Outputs.Count));
        Assert.Equal(1, refused.Epoch);
    }

    [Fact]
    public async Task A_slice_that_comes_late_finds_the_active_one_instead_of_deposing_it()
    {
        FaultyGroup group = new(3);
        SwitchControl first = await group.OpenAsync();
        SwitchControl second = new(group.Member, group.Places);
        SwitchTraffic traffic = new();
        await RunAsync(first, traffic, traffic.Enter());
        group.Sleeper = 0;
        await RunAsync(first, traffic, traffic.Send());
        ControlReply reply = await RunAsync(second, traffic, traffic.Send());
        Assert.Equal((2, 1), (reply.Epoch, second.Active));
        await RunAsync(first, traffic, traffic.Wait());
        traffic.Complete();
    }

    [Fact]
    public async Task Two_losses_at_once_stop_the_network_rather_than_lose_a_message()
    {
        FaultyGroup group = new(2, faultAt: 3, ControlFault.DiesAfter);
        SwitchControl control = await group.OpenAsync();
        SwitchTraffic traffic = new();
        await RunAsync(control, traffic, traffic.Enter());

        // The third call is the batch itself: the active one dies after it, and the standby is out of reach.
        group.Sleeper = 1;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            ControlReply reply = await control.ApplyAsync(traffic.Send(), traffic.NowUs);
            Assert.Equal((ControlStatus.Unavailable, 0), (reply.Status, reply.Outputs.Count));
        }

        Assert.Empty(group.Digests());
    }

    [Fact]
    public async Task Only_processors_say_what_is_safe()
    {
        FaultyGroup group = new(2);
        SwitchControl control = await group.OpenAsync();
        foreach (SwitchInputKind kind in new[] { SwitchInputKind.Stored, SwitchInputKind.TakeOver })
        {
            Blob<SwitchInput> inputs = new(new[] { new SwitchInput { Kind = kind, Number = 1, Epoch = 1 } });
            await Assert.ThrowsAsync<ArgumentException>(() => control.ApplyAsync(inputs, 1));
        }
    }

    /// <summary>Gives a batch until it is done; two attempts are enough after one fault.</summary>
    private static async Task<ControlReply> RunAsync(
        SwitchControl control, SwitchTraffic traffic, Blob<SwitchInput> batch)
    {
        for (int attempt = 0; ; attempt++)
        {
            ControlReply reply = await control.ApplyAsync(batch, traffic.NowUs);
            traffic.Hear(reply);
            if (reply.Status == ControlStatus.Done)
            {
                return reply;
            }

            Assert.True(attempt < 4, $"{reply.Status} after {attempt + 1} attempts");
        }
    }
}
