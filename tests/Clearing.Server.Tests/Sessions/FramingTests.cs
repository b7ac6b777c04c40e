using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Tests.Bench;

namespace Clearing.Server.Tests.Sessions;

/// <summary>Octets of a connection, however they come.</summary>
public sealed class FramingTests
{
    [Fact]
    public async Task A_session_that_comes_octet_by_octet_is_the_same_session()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.ConnectAsync();
        byte[] octets =
        [
            .. Framed(FrameKind.Control, HelloOf()),
            .. Framed(FrameKind.Fin, Texts.Payment("103", "A")),
            .. Framed(FrameKind.Control, [(byte)ControlKind.Logout]),
        ];
        for (int at = 0; at < octets.Length; at++)
        {
            await bank.SendAsync(octets.AsMemory(at, 1));
        }

        Assert.Equal(ControlKind.Welcome, (await bank.HearAsync()).Control);
        Assert.Equal(Standing.Settled, Assert.Single((await bank.HearAsync()).Answers).Standing);
        Assert.Equal(CloseCode.Done, (await bank.HearCloseAsync())?.Code);
    }

    [Fact]
    public async Task N1_A_connection_reset_at_any_octet_of_a_frame_leaves_all_or_nothing_of_it()
    {
        await using World world = await World.StartAsync();
        byte[] frame = Framed(FrameKind.Bulk, BulkOf(Texts.Bulk(1), Texts.Bulk(2)), number: 1);
        for (int cut = 0; cut < frame.Length; cut += cut < Frames.HeadLength ? 1 : 7)
        {
            using BankLine broken = await world.LoginAsync();
            await broken.SendAsync(frame.AsMemory(0, cut));
            broken.Reset();
        }

        await World.UntilAsync(() => world.Gateway.SessionCount == 0);
        Assert.Equal(0, world.Ledger.Effects);

        // Once it was whole nobody knows: what is sent again has one effect all the same.
        BankLine whole = await world.LoginAsync();
        await whole.SendAsync(frame);
        whole.Reset();
        using BankLine again = await world.LoginAsync();
        await again.SendAsync(frame);
        List<AnswerRecord> answers = await again.HearAnswersAsync(2);

        Assert.Equal(2, world.Ledger.Effects);
        Assert.All(answers, answer => Assert.Equal(Standing.Settled, answer.Standing));
    }

    [Fact]
    public async Task N1_A_connection_reset_at_any_octet_of_a_login_leaves_nothing()
    {
        await using World world = await World.StartAsync();
        byte[] hello = Framed(FrameKind.Control, HelloOf());
        for (int cut = 0; cut <= hello.Length; cut++)
        {
            BankLine broken = await world.ConnectAsync();
            await broken.SendAsync(hello.AsMemory(0, cut));
            broken.Reset();
        }

        await World.UntilAsync(() => world.Gateway.SessionCount == 0);
        using BankLine bank = await world.LoginAsync();
        Assert.Equal(0, bank.Welcome.Participant);
    }

    [Fact]
    public async Task N1_An_answer_that_was_lost_is_had_by_asking_or_by_sending_again()
    {
        await using World world = await World.StartAsync();
        using (BankLine bank = await world.LoginAsync())
        {
            world.Ledger.LosesAnswers = true;
            await bank.SendBulkAsync(1, Texts.Bulks(1, 2));
            Assert.All(await bank.HearAnswersAsync(2), answer => Assert.Equal(Standing.InDoubt, answer.Standing));
            world.Ledger.LosesAnswers = false;
        }

        using BankLine again = await world.LoginAsync();
        await again.SendControlAsync(
            new Ask(5, [InstructionIds.Numbered(0, 1), InstructionIds.Numbered(0, 9)]).Write);
        Assert.True(States.TryRead((await again.HearAsync()).Contents, out States states));
        await again.SendBulkAsync(1, Texts.Bulks(1, 2));
        List<AnswerRecord> answers = await again.HearAnswersAsync(2);

        Assert.Equal(5U, states.Request);
        Assert.Equal([Standing.Settled, Standing.Unknown], states.Answers.Select(state => state.Answer.Standing));
        Assert.All(answers, answer => Assert.Equal((Standing.Settled, true), (answer.Standing, answer.IsRepeated)));
        Assert.Equal(2, world.Ledger.Effects);
    }

    [Theory]
    [InlineData("00000000 46 00")]
    [InlineData("7FFFFFFF 46 00")]
    [InlineData("FFFFFFFF 58 00")]
    [InlineData("00002801 46 00")]
    [InlineData("00004001 57 00")]
    [InlineData("00100001 58 00")]
    [InlineData("00100001 46 02")]
    [InlineData("00010001 43 00")]
    [InlineData("00020009 42 08")]
    [InlineData("00000008 42 08")]
    [InlineData("00000001 51 00")]
    [InlineData("00000001 46 20")]
    [InlineData("00000001 43 01")]
    [InlineData("00000001 42 00")]
    public async Task N9_A_head_that_cannot_be_ends_the_session_before_anything_is_stored(string head)
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        await bank.SendAsync(Convert.FromHexString(head.Replace(" ", "", StringComparison.Ordinal)));

        Assert.Equal(CloseCode.Frame, (await bank.HearCloseAsync())?.Code);
    }

    [Theory]
    [InlineData("00000001 46 00 41")]
    [InlineData("00000000 43 00")]
    [InlineData("00000001 43 00 01")]
    [InlineData("00000001 43 00 03")]
    [InlineData("00000001 43 00 06")]
    [InlineData("474554202F20485454502F312E310D0A0D0A")]
    public async Task A_connection_that_does_not_begin_with_a_hello_is_ended(string octets)
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.ConnectAsync();
        await bank.SendAsync(Convert.FromHexString(octets.Replace(" ", "", StringComparison.Ordinal)));

        Assert.True((await bank.HearCloseAsync())?.Code is CloseCode.Control or CloseCode.Frame);
    }

    [Theory]
    [InlineData('A', 8, 16)]
    [InlineData('N', 8, 56)]
    [InlineData('F', 24, 5)]
    public async Task What_only_the_server_sends_is_not_taken_from_a_client(char kind, int flags, int length)
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        byte[] frame = new byte[Frames.HeadLength + 8 + length];
        Frames.WriteHead(frame, (FrameKind)kind, (FrameMarks)flags, 8 + length);
        await bank.SendAsync(frame);

        Assert.Equal(CloseCode.NotAllowed, (await bank.HearCloseAsync())?.Code);
    }

    [Theory]
    [InlineData(ControlKind.Welcome)]
    [InlineData(ControlKind.Hello)]
    [InlineData(ControlKind.States)]
    [InlineData(ControlKind.None)]
    [InlineData((ControlKind)99)]
    [InlineData(ControlKind.NoticesTaken)]
    public async Task A_control_that_may_not_come_from_a_client_ends_the_session(ControlKind kind)
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        await bank.SendAsync(Framed(FrameKind.Control, [(byte)kind, 0, 0]));

        Assert.Equal(CloseCode.Control, (await bank.HearCloseAsync())?.Code);
    }

    private static byte[] HelloOf()
    {
        System.Buffers.ArrayBufferWriter<byte> octets = new();
        new Hello { Terminal = "AAAAUS33AXXX", Nonce = new byte[32] }.Write(octets);
        return octets.WrittenSpan.ToArray();
    }

    private static byte[] BulkOf(params BulkInstruction[] instructions)
    {
        byte[] octets = new byte[instructions.Length * BulkInstruction.Length];
        for (int i = 0; i < instructions.Length; i++)
        {
            instructions[i].Write(octets.AsSpan(i * BulkInstruction.Length));
        }

        return octets;
    }

    private static byte[] Framed(FrameKind kind, byte[] contents, ulong? number = null)
    {
        FrameBuilder builder = new();
        if (number is { } first)
        {
            builder.Begin(kind, FrameMarks.None, first);
        }
        else
        {
            builder.Begin(kind);
        }

        System.Buffers.BuffersExtensions.Write<byte>(builder, contents);
        builder.End();
        return builder.Written.ToArray();
    }
}
