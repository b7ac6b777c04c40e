using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Tests.Bench;

namespace Clearing.Server.Tests.Sessions;

/// <summary>Peers that are slow, silent or gone (catalogue row N8); the clock is the test's.</summary>
public sealed class SilenceTests
{
    [Fact]
    public async Task N8_A_connection_that_does_not_log_in_is_ended()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.ConnectAsync();
        await WaitingAsync(world);
        world.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, world.Gateway.SessionCount);
        world.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(CloseCode.Idle, (await bank.HearCloseAsync())?.Code);
    }

    [Fact]
    public async Task N8_A_session_of_which_nothing_is_heard_is_ended_and_heartbeats_keep_it()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        for (int i = 0; i < 4; i++)
        {
            world.Time.Advance(TimeSpan.FromSeconds(50));
            await bank.SendControlAsync(new Heartbeat(false, (ulong)i, 0).Write);
            Heard heard = await bank.HearAsync();
            while (Heartbeat.TryRead(heard.Contents, out Heartbeat beat) && !beat.IsAnswer)
            {
                heard = await bank.HearAsync();
            }

            Assert.True(Heartbeat.TryRead(heard.Contents, out Heartbeat answer));
            Assert.Equal(new Heartbeat(true, (ulong)i, Times.Noon), answer);
            await WaitingAsync(world);
        }

        world.Time.Advance(TimeSpan.FromSeconds(62));
        Assert.Equal(CloseCode.Idle, (await bank.HearCloseAsync())?.Code);
    }

    [Fact]
    public async Task A_server_that_has_nothing_to_say_says_that_it_is_there()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        world.Time.Advance(TimeSpan.FromSeconds(32));

        Assert.True(Heartbeat.TryRead((await bank.HearAsync()).Contents, out Heartbeat heartbeat));
        Assert.False(heartbeat.IsAnswer);
    }

    [Fact]
    public async Task N8_A_frame_that_trickles_in_is_not_waited_for_for_ever()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        await WaitingAsync(world);
        byte[] frame = new byte[500];
        Frames.WriteHead(frame, FrameKind.Fin, FrameMarks.None, frame.Length - Frames.HeadLength);
        for (int second = 0; second < 60; second += 9)
        {
            Assert.Equal(1, world.Gateway.WaitingCount);
            await bank.SendAsync(frame.AsMemory(second, 9));
            await WaitingAsync(world);
            world.Time.Advance(TimeSpan.FromSeconds(9));
        }

        Assert.Equal(CloseCode.Idle, (await bank.HearCloseAsync())?.Code);
    }

    [Fact]
    public async Task N8_A_peer_that_never_reads_is_dropped_and_costs_a_bounded_amount()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.ConnectSmallAsync();
        await bank.LoginAsync(new Hello { Terminal = "AAAAUS33AXXX", Nonce = new byte[32] });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Task flooding = FloodAsync(bank);
        await World.UntilAsync(() => world.Gateway.StuckCount == 1);
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        await World.UntilAsync(
            () => world.Gateway.SessionCount == 0, () => world.Time.Advance(TimeSpan.FromSeconds(1)));

        Assert.InRange(held, long.MinValue, 16 * 1024 * 1024);
        Assert.Contains(world.Log.All, line => line.Contains("Slow", StringComparison.Ordinal));
        bank.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => flooding);
    }

    [Fact]
    public async Task N8_A_peer_that_is_gone_without_a_word_is_noticed_by_its_silence()
    {
        await using World world = await World.StartAsync();
        using BankLine halfOpen = await world.LoginAsync();
        await WaitingAsync(world);
        await World.UntilAsync(
            () => world.Gateway.SessionCount == 0, () => world.Time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Contains(world.Log.All, line => line.Contains("Idle", StringComparison.Ordinal));
    }

    /// <summary>The server waits for octets, so that the clock may move on.</summary>
    private static Task WaitingAsync(World world) => World.UntilAsync(() => world.Gateway.WaitingCount > 0);

    /// <summary>Asks and asks and reads no answer.</summary>
    private static async Task FloodAsync(BankLine bank)
    {
        FrameBuilder builder = new();
        builder.Begin(FrameKind.Control);
        new Ask(1, [.. Enumerable.Range(1, Ask.Most).Select(i => InstructionIds.Numbered(0, (ulong)i))]).Write(builder);
        builder.End();
        byte[] frame = builder.Written.ToArray();
        while (true)
        {
            await bank.SendAsync(frame);
        }
    }
}
