using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Tests.Bench;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Server.Tests.Sessions;

/// <summary>Instructions of a session and their answers.</summary>
public sealed class InstructionTests
{
    [Fact]
    public async Task Bulk_instructions_are_answered_in_order_by_the_ledger()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();

        await bank.SendBulkAsync(1, Texts.Bulks(1, 3));
        Heard heard = await bank.HearAsync();

        Assert.Equal((FrameKind.Answers, 1UL), (heard.Kind, heard.Number));
        Assert.Equal([0, 1, 2], heard.Answers.Select(answer => answer.Payment));
        Assert.All(heard.Answers, answer => Assert.Equal(
            (Standing.Settled, false, Times.Noon), (answer.Standing, answer.IsRepeated, answer.TimeUs)));
        LedgerCommand command = Assert.Single(world.Ledger.Batches).Commands[1];
        Assert.Equal(InstructionId.Numbered(0, 2), command.Id);
        Assert.Equal((0, 1, 100L), (command.Command.From, command.Command.To, command.Command.AmountMinor));
        Assert.Equal((Priority.Normal, (byte)'B'), (command.Command.Priority, command.Format));
    }

    [Theory]
    [InlineData("103", 'F')]
    [InlineData("202", 'F')]
    [InlineData("202.COV", 'F')]
    [InlineData("pacs.008.001.08", 'X')]
    [InlineData("pacs.009.001.08", 'X')]
    [InlineData("CTR", 'W')]
    [InlineData("BTR", 'W')]
    public async Task A_message_becomes_a_command_with_its_digest(string type, char format)
    {
        await using World world = await World.StartAsync(keepsMessages: true);
        using BankLine bank = await world.LoginAsync();
        byte[] message = Texts.Payment(type, "REF1");

        await bank.SendMessagesAsync((FrameKind)format, message, message);
        List<AnswerRecord> answers = await bank.HearAnswersAsync(2);

        Assert.Equal([Standing.Settled, Standing.Settled], answers.Select(answer => answer.Standing));
        Assert.Equal([false, true], answers.Select(answer => answer.IsRepeated));
        (_, LedgerCommand[] commands, byte[] digests, byte[] texts) = Assert.Single(world.Ledger.Batches);
        Assert.Equal((0, 1), (commands[0].Command.From, commands[0].Command.To));
        Assert.Equal((12_345L, -1), (commands[0].Command.AmountMinor, commands[0].Command.Payment));
        Assert.Equal(((byte)format, (byte)0, false), (commands[0].Format, commands[0].Currency, commands[0].IsScripted));
        Assert.Equal(SHA256.HashData(message), digests[32..]);
        Assert.Equal(message, texts[4..(texts.Length / 2)]);
        Assert.Equal(message.Length, BinaryPrimitives.ReadInt32BigEndian(texts));
        Assert.Equal((0, 0), (world.Ledger.Batches[0].Batch.Participant, world.Ledger.Batches[0].Batch.Account));
    }

    [Fact]
    public async Task Messages_of_all_formats_and_bulk_instructions_share_one_session()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();

        await bank.SendMessagesAsync(FrameKind.Fin, Texts.Payment("103", "A"), Texts.Payment("202", "B"));
        await bank.SendBulkAsync(3, Texts.Bulks(1, 2));
        await bank.SendMessagesAsync(FrameKind.Xml, Texts.Payment("pacs.009.001.08", "C"));
        await bank.SendMessagesAsync(FrameKind.Fedwire, Texts.Payment("BTR", "D"));
        List<AnswerRecord> answers = await bank.HearAnswersAsync(6);

        Assert.All(answers, answer => Assert.Equal((Standing.Settled, false), (answer.Standing, answer.IsRepeated)));
        Assert.Equal(6, world.Ledger.Effects);
        Assert.Equal("FFBBXW", string.Concat(
            world.Ledger.Batches.SelectMany(batch => batch.Commands).Select(command => (char)command.Format)));
        Assert.All(world.Ledger.Batches, batch => Assert.Equal(
            batch.Commands[0].Format == 'B' ? 0 : batch.Commands.Length * 32, batch.Digests.Length));
    }

    [Fact]
    public async Task N7_A_bad_instruction_is_answered_for_itself_and_stops_no_other()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        BulkInstruction good = Texts.Bulk(1);
        byte[] reserved = new byte[BulkInstruction.Length];
        good.Write(reserved);
        reserved[31] = 1;

        bank.Builder.Begin(FrameKind.Bulk, FrameMarks.None, 1);
        foreach (BulkInstruction instruction in (BulkInstruction[])
            [
                good, good with { Payer = 1 }, good with { Payee = 4 }, good with { Payee = -1 },
                good with { AmountMinor = 0 }, good with { AmountMinor = -5 }, good with { Currency = 2 },
                good with { Priority = 3 }, good with { Flags = 1 }, good with { Number = 0 },
            ])
        {
            instruction.Write(bank.Builder.GetSpan(BulkInstruction.Length));
            bank.Builder.Advance(BulkInstruction.Length);
        }

        bank.Builder.Write<byte>(reserved);
        (good with { Number = 2, Currency = 1 }).Write(bank.Builder.GetSpan(BulkInstruction.Length));
        bank.Builder.Advance(BulkInstruction.Length);
        bank.Builder.End();
        await bank.FlushAsync();

        Assert.Equal(
            [
                Standing.Settled, Standing.NotYours, Standing.UnknownParty, Standing.UnknownParty, Standing.BadAmount,
                Standing.BadAmount, Standing.UnknownSystem, Standing.BadPriority, Standing.BadField, Standing.BadId,
                Standing.BadField, Standing.Settled,
            ],
            (await bank.HearAnswersAsync(12)).Select(answer => answer.Standing));
        Assert.Equal(2, world.Ledger.Effects);
    }

    [Fact]
    public async Task N7_A_bad_message_of_a_batch_is_answered_for_itself_with_a_remark()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        byte[] good = Texts.Payment("103", "GOOD");

        await bank.SendMessagesAsync(
            FrameKind.Fin, good, Texts.Changed(good, ":71A:SHA", ":71A:XXX"),
            Texts.Payment("103", "YEN", 500, "JPY"), Texts.Payment("103", "EUR", 500, "CHF"));
        Heard remark = await bank.HearAsync();
        List<AnswerRecord> answers = await bank.HearAnswersAsync(4);

        Assert.True(Remark.TryRead(remark.Contents, out Remark why));
        Assert.Equal((2UL, "T08"), (why.Instruction, why.Code));
        Assert.Equal(
            [Standing.Settled, Standing.Malformed, Standing.Settled, Standing.UnknownSystem],
            answers.Select(answer => answer.Standing));
    }

    [Fact]
    public async Task N7_The_largest_batch_is_taken_and_one_instruction_more_is_not()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        await bank.SendBulkAsync(1, Texts.Bulks(1, SessionProtocol.MostInFrame));
        await bank.HearAnswersAsync(SessionProtocol.MostInFrame);
        Assert.Equal(SessionProtocol.MostInFrame, world.Ledger.Effects);

        byte[] head = new byte[Frames.HeadLength];
        Frames.WriteHead(
            head, FrameKind.Bulk, FrameMarks.Numbered, 8 + (SessionProtocol.MostInFrame + 1) * BulkInstruction.Length);
        await bank.SendAsync(head);

        Assert.Equal(CloseCode.Frame, (await bank.HearCloseAsync())?.Code);
    }

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public async Task N7_A_batch_of_as_many_messages_as_may_be_is_taken_and_one_more_is_not(int count, bool isTaken)
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        await bank.SendMessagesAsync(FrameKind.Fin, [.. Enumerable.Repeat("{1:}"u8.ToArray(), count)]);

        if (isTaken)
        {
            List<AnswerRecord> answers = await bank.HearAnswersAsync(count);
            Assert.All(answers, answer => Assert.Equal(Standing.Malformed, answer.Standing));
        }
        else
        {
            Assert.Equal(CloseCode.Batch, (await bank.HearCloseAsync())?.Code);
        }

        Assert.Empty(world.Ledger.Batches);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 9, 1 })]
    [InlineData(new byte[] { 0, 0, 0, 1, 65, 0 })]
    public async Task N7_A_batch_with_an_empty_message_or_lengths_that_do_not_add_up_has_no_effect(byte[] contents)
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        bank.Builder.Begin(FrameKind.Fin, FrameMarks.Batch);
        bank.Builder.Write<byte>(contents);
        bank.Builder.End();
        await bank.FlushAsync();

        Assert.Equal(CloseCode.Batch, (await bank.HearCloseAsync())?.Code);
        Assert.Empty(world.Ledger.Batches);
    }

    [Fact]
    public async Task N7_An_empty_batch_is_no_frame()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        await bank.SendAsync(new byte[] { 0, 0, 0, 0, (byte)'F', 2 });

        Assert.Equal(CloseCode.Frame, (await bank.HearCloseAsync())?.Code);
    }

    [Theory]
    [InlineData(2UL)]
    [InlineData(4UL)]
    [InlineData(0UL)]
    public async Task A_frame_that_is_not_numbered_as_the_next_is_refused_with_the_number_expected(ulong number)
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        await bank.SendBulkAsync(1, Texts.Bulks(1, 2));
        await bank.HearAnswersAsync(2);
        await bank.SendBulkAsync(number, Texts.Bulks(3, 1));

        Close? close = await bank.HearCloseAsync();

        Assert.Equal((CloseCode.Sequence, 3UL), (close?.Code, close?.Number));
        Assert.Equal(2, world.Ledger.Effects);
    }

    [Fact]
    public async Task No_more_instructions_are_under_way_than_the_window_holds()
    {
        await using World world = await World.StartAsync(
            new GatewayOptions { InstructionWindow = SessionProtocol.MostInFrame });
        using BankLine bank = await world.LoginAsync();
        world.Ledger.Hold();
        Task sending = SendAsync();
        await world.Ledger.ArrivedAsync(1);
        world.Ledger.Open();

        List<AnswerRecord> answers = await bank.HearAnswersAsync(6 * 3000);
        await sending;

        Assert.Equal(Enumerable.Range(0, 6 * 3000), answers.Select(answer => answer.Payment));
        Assert.InRange(world.Ledger.MostCommandsUnderWay, 3000, SessionProtocol.MostInFrame);

        async Task SendAsync()
        {
            for (int frame = 0; frame < 6; frame++)
            {
                ulong first = (ulong)(frame * 3000) + 1;
                await bank.SendBulkAsync(first, Texts.Bulks(first, 3000));
            }
        }
    }

    [Fact]
    public async Task A_frame_larger_than_the_window_that_a_client_asked_for_goes_alone()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync(hello => hello with { InstructionWindow = 10 });
        Assert.Equal(10, bank.Welcome.InstructionWindow);

        await bank.SendBulkAsync(1, Texts.Bulks(1, 100));
        await bank.SendBulkAsync(101, Texts.Bulks(101, 100));

        Assert.Equal(200, (await bank.HearAnswersAsync(200)).Count);
        Assert.InRange(world.Ledger.MostCommandsUnderWay, 1, 100);
    }

    [Fact]
    public async Task What_comes_while_batches_are_under_way_gathers_into_the_next()
    {
        await using World world = await World.StartAsync(new GatewayOptions { BatchesUnderWay = 1 });
        using BankLine bank = await world.LoginAsync();
        world.Ledger.Hold();
        await bank.SendBulkAsync(1, Texts.Bulks(1, 1));
        await world.Ledger.ArrivedAsync(1);
        for (ulong number = 2; number <= 50; number++)
        {
            await bank.SendBulkAsync(number, Texts.Bulks(number, 1));
        }

        world.Ledger.Open();
        await bank.HearAnswersAsync(50);

        Assert.Equal(1, world.Ledger.MostUnderWay);
        Assert.InRange(world.Ledger.Batches.Count, 2, 50);
    }

    [Fact]
    public async Task A_ledger_that_is_busy_or_not_there_is_answered_for_at_once()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        world.Ledger.Refuses = Grains.Ledgers.Standing.Busy;
        await bank.SendBulkAsync(1, Texts.Bulks(1, 2));
        List<AnswerRecord> busy = await bank.HearAnswersAsync(2);
        world.Ledger.Refuses = null;
        await bank.SendBulkAsync(3, Texts.Bulks(1, 2));
        List<AnswerRecord> settled = await bank.HearAnswersAsync(2);

        Assert.All(busy, answer => Assert.Equal((Standing.Busy, -1), (answer.Standing, answer.Payment)));
        Assert.All(settled, answer => Assert.Equal((Standing.Settled, false), (answer.Standing, answer.IsRepeated)));
    }

    [Fact]
    public async Task Who_says_that_nothing_more_comes_is_answered_all_and_then_told_so()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        world.Ledger.Hold();
        await bank.SendBulkAsync(1, Texts.Bulks(1, 2));
        await bank.SendControlAsync(to => BareControl.Write(ControlKind.Logout, to));
        await bank.SendBulkAsync(3, Texts.Bulks(3, 2));
        await world.Ledger.ArrivedAsync(1);
        world.Ledger.Open();

        Assert.Equal(2, (await bank.HearAnswersAsync(2)).Count);
        Assert.Equal(CloseCode.Done, (await bank.HearCloseAsync())?.Code);
        Assert.Equal(2, world.Ledger.Effects);
    }

    [Fact]
    public async Task Who_shuts_its_side_of_the_connection_is_answered_all()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        world.Ledger.Hold();
        await bank.SendBulkAsync(1, Texts.Bulks(1, 2));
        bank.Shut();
        await world.Ledger.ArrivedAsync(1);
        world.Ledger.Open();

        Assert.Equal(2, (await bank.HearAnswersAsync(2)).Count);
        Assert.Equal(CloseCode.Done, (await bank.HearCloseAsync())?.Code);
        Assert.Null(await bank.TryHearAsync());
    }

    [Fact]
    public async Task A_service_that_stops_answers_what_is_under_way_and_says_so()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        using BankLine unknown = await world.ConnectAsync();
        await World.UntilAsync(() => world.Gateway.SessionCount == 2);
        world.Ledger.Hold();
        await bank.SendBulkAsync(1, Texts.Bulks(1, 2));
        await world.Ledger.ArrivedAsync(1);
        Task stopping = world.Gateway.StopAsync(TestContext.Current.CancellationToken);
        world.Ledger.Open();

        Assert.Equal(2, (await bank.HearAnswersAsync(2)).Count);
        Assert.Equal(CloseCode.Stopping, (await bank.HearCloseAsync())?.Code);
        Assert.Equal(CloseCode.Stopping, (await unknown.HearCloseAsync())?.Code);
        bank.Dispose();
        unknown.Dispose();
        await World.UntilAsync(() => stopping.IsCompleted, () => world.Time.Advance(TimeSpan.FromMilliseconds(20)));
        Assert.Equal(0, world.Gateway.SessionCount);
    }
}
