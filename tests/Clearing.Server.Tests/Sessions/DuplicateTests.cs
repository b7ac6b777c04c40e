using System.Text;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Tests.Bench;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;

namespace Clearing.Server.Tests.Sessions;

/// <summary>The same instruction again: one effect, always the same answer (catalogue rows N2 to N5).</summary>
public sealed class DuplicateTests
{
    [Theory]
    [InlineData("103", 'F')]
    [InlineData("pacs.009.001.08", 'X')]
    [InlineData("BTR", 'W')]
    public async Task N2_A_duplicate_at_once_in_another_session_and_after_a_restart_is_answered_alike(
        string type, char kind)
    {
        FakeLedger ledger = new();
        byte[] message = Texts.Payment(type, "N2");
        AnswerRecord first;
        await using (World world = await World.StartAsync(ledger: ledger))
        {
            using BankLine bank = await world.LoginAsync();
            await bank.SendMessagesAsync((FrameKind)kind, message);
            first = Assert.Single(await bank.HearAnswersAsync(1));
            await bank.SendMessagesAsync((FrameKind)kind, message);
            Assert.Equal(first with { IsRepeated = true }, Assert.Single(await bank.HearAnswersAsync(1)));

            using BankLine other = await world.LoginAsync(terminal: "AAAAUS33BXXX");
            await other.SendMessagesAsync((FrameKind)kind, message);
            Assert.Equal(first with { IsRepeated = true }, Assert.Single(await other.HearAnswersAsync(1)));
        }

        await using World restarted = await World.StartAsync(ledger: ledger);
        using BankLine again = await restarted.LoginAsync();
        await again.SendMessagesAsync((FrameKind)kind, message);

        Assert.Equal(first with { IsRepeated = true }, Assert.Single(await again.HearAnswersAsync(1)));
        Assert.Equal((Standing.Settled, 1), (first.Standing, ledger.Effects));
    }

    [Fact]
    public async Task N2_A_duplicate_after_the_change_of_the_day_is_answered_as_the_first_and_a_new_one_refused()
    {
        FakeLedger ledger = new();
        byte[] message = Texts.Payment("103", "N2");
        await using World world = await World.StartAsync(ledger: ledger);
        using BankLine bank = await world.LoginAsync();
        await bank.SendMessagesAsync(FrameKind.Fin, message, Texts.Payment("103", "QUEUED", 777));
        List<AnswerRecord> first = await bank.HearAnswersAsync(2);
        world.Now = Times.Noon + 7L * 3600 * 1_000_000;

        await bank.SendMessagesAsync(
            FrameKind.Fin, Texts.Payment("103", "NEW"), message, Texts.Payment("103", "N2", 1),
            Texts.Payment("103", "TOMORROW", date: new DateOnly(2026, 1, 6)));
        List<AnswerRecord> answers = await bank.HearAnswersAsync(4);

        Assert.Equal(
            [Standing.ValueDate, Standing.Settled, Standing.ValueDate, Standing.Settled],
            answers.Select(answer => answer.Standing));
        Assert.Equal(first[0] with { IsRepeated = true }, answers[1]);
        Assert.Equal(3, ledger.Effects);
    }

    [Theory]
    [InlineData(Grains.Ledgers.Standing.Busy, Standing.Busy)]
    [InlineData(Grains.Ledgers.Standing.Unavailable, Standing.Unavailable)]
    [InlineData(Grains.Ledgers.Standing.Halted, Standing.Halted)]
    public async Task N2_Of_a_day_that_is_over_nothing_is_carried_out_when_the_ledger_does_not_say_whether_it_has_it(
        Grains.Ledgers.Standing says, Standing told)
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        world.Now = Times.Noon + 7L * 3600 * 1_000_000;
        world.Ledger.RefusesToSay = says;
        byte[] late = Texts.Payment("103", "LATE");
        await bank.SendMessagesAsync(FrameKind.Fin, late);

        Assert.Equal(told, Assert.Single(await bank.HearAnswersAsync(1)).Standing);
        Assert.Empty(world.Ledger.Batches);
        world.Ledger.RefusesToSay = null;
        await bank.SendMessagesAsync(FrameKind.Fin, late);
        Assert.Equal(Standing.ValueDate, Assert.Single(await bank.HearAnswersAsync(1)).Standing);
    }

    [Fact]
    public async Task N5_Nothing_overtakes_a_batch_for_which_the_ledger_is_asked_first()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        using BankLine other = await world.LoginAsync(terminal: "BBBBDEFFAXXX");
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Now = Times.Noon + 7L * 3600 * 1_000_000;
        world.Ledger.Asking = asked.Task;
        await bank.SendMessagesAsync(
            FrameKind.Fin, Texts.Payment("103", "LATE"),
            Texts.Payment("103", "FIRST", date: new DateOnly(2026, 1, 6)));
        await bank.SendBulkAsync(3, Texts.Bulk(1));
        await bank.SendControlAsync(new Order
        {
            Request = 1,
            Kind = OrderKind.Cancel,
            Id = 77,
            Payment = InstructionIds.Numbered(0, 1),
        }.Write);
        await World.UntilAsync(() => world.Ledger.Asked > 0);
        await other.SendBulkAsync(1, Texts.Bulk(1) with { Payer = 1, Payee = 0 });
        await other.HearAnswersAsync(1);

        Assert.Equal((1, 0), (world.Ledger.Batches.Count, world.Ledger.Orders.Count));
        asked.SetResult();
        await World.UntilAsync(() => world.Ledger.Orders.Count == 1);
        Assert.Equal("BFB", string.Concat(
            world.Ledger.Batches.Select(batch => (char)Assert.Single(batch.Commands).Format)));
    }

    [Fact]
    public async Task N3_The_same_id_with_another_amount_party_or_currency_is_refused()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        byte[] message = Texts.Payment("pacs.009.001.08", "N3");

        await bank.SendMessagesAsync(
            FrameKind.Xml, message, Texts.Changed(message, "123.45", "123.46"),
            Texts.Changed(message, "BBBBDEFF", "CCCCGB2L"),
            Texts.Changed(message, "Ccy=\"USD\">123.45", "Ccy=\"JPY\">12345"),
            message);
        List<AnswerRecord> answers = await bank.HearAnswersAsync(5);

        Assert.Equal(
            [Standing.Settled, Standing.Different, Standing.Different, Standing.Different, Standing.Settled],
            answers.Select(answer => answer.Standing));
        Assert.True(answers[4].IsRepeated);
        Assert.Equal(1, world.Ledger.Effects);
    }

    [Fact]
    public async Task N3_The_same_number_with_another_body_is_refused()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        await bank.SendBulkAsync(1, Texts.Bulk(7), Texts.Bulk(7, 101), Texts.Bulk(7) with { Payee = 2 }, Texts.Bulk(7));

        Assert.Equal(
            [Standing.Settled, Standing.Different, Standing.Different, Standing.Settled],
            (await bank.HearAnswersAsync(4)).Select(answer => answer.Standing));
    }

    [Fact]
    public async Task N4_Two_duplicates_under_way_at_once_on_two_gateways_have_one_effect()
    {
        FakeLedger ledger = new();
        await using World one = await World.StartAsync(ledger: ledger);
        await using World two = await World.StartAsync(ledger: ledger);
        using BankLine first = await one.LoginAsync();
        using BankLine second = await two.LoginAsync();
        byte[] message = Texts.Payment("103", "N4");
        ledger.Hold();
        await first.SendMessagesAsync(FrameKind.Fin, message);
        await second.SendMessagesAsync(FrameKind.Fin, message);
        await ledger.ArrivedAsync(2);
        ledger.Open();

        AnswerRecord[] answers =
            [Assert.Single(await first.HearAnswersAsync(1)), Assert.Single(await second.HearAnswersAsync(1))];

        Assert.Equal(1, ledger.Effects);
        Assert.Single(answers, answer => answer.IsRepeated);
        Assert.Single(answers.Select(answer => answer with { IsRepeated = false }).Distinct());
    }

    [Fact]
    public async Task N5_A_cancellation_behind_its_payment_reaches_the_ledger_behind_it_and_names_it_by_id()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        world.Ledger.Decide = _ => (Grains.Ledgers.Standing.Queued, default);
        await bank.SendBulkAsync(1, Texts.Bulk(1));
        Assert.Equal(Standing.Queued, Assert.Single(await bank.HearAnswersAsync(1)).Standing);
        await bank.SendControlAsync(new Order
        {
            Request = 4,
            Kind = OrderKind.Cancel,
            Id = 77,
            Payment = InstructionIds.Numbered(0, 1),
        }.Write);

        Assert.True(OrderAnswer.TryRead((await bank.HearAsync()).Contents, out OrderAnswer answer));
        Assert.Equal((4U, Standing.Done), (answer.Request, answer.Answer.Standing));
        Grains.Ledgers.LedgerOrder order = Assert.Single(world.Ledger.Orders);
        Assert.Equal(InstructionId.Numbered(0, 1), order.About.Span[0]);
        Assert.Equal((CommandKind.Cancel, 0), (order.Command.Span[0].Command.Kind, order.Command.Span[0].Command.From));
        Assert.Equal((new InstructionId(77), 0, 0), (order.Command.Span[0].Id, order.Participant, order.Account));
    }

    [Fact]
    public async Task N5_A_message_with_a_pde_is_the_message_whose_input_reference_it_names()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        byte[] first = Numbered(WithoutUetr(Texts.Payment("103", "N5")), "0001000001", "");
        byte[] repeated = Numbered(
            WithoutUetr(Texts.Payment("103", "N5")), "0002000009", "{PDE:1200260105AAAAUS33AXXX0001000001}");
        byte[] another = Numbered(WithoutUetr(Texts.Payment("103", "N5")), "0002000010", "{PDE:}");

        await bank.SendMessagesAsync(FrameKind.Fin, first, repeated, another);
        List<AnswerRecord> answers = await bank.HearAnswersAsync(3);

        Assert.All(answers, answer => Assert.Equal(Standing.Settled, answer.Standing));
        Assert.Equal([false, true, false], answers.Select(answer => answer.IsRepeated));
        Assert.Equal(
            InstructionIds.Derived((byte)'F', "AAAAUS33AXXX000100000120260105"u8),
            world.Ledger.Batches[0].Commands[0].Id.Value);
    }

    private static byte[] WithoutUetr(byte[] message)
    {
        string text = Encoding.ASCII.GetString(message);
        int start = text.IndexOf("{3:", StringComparison.Ordinal);
        int end = text.IndexOf("{4:", StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes(text.Remove(start, end - start));
    }

    private static byte[] Numbered(byte[] message, string numbers, string trailer)
    {
        string text = Encoding.ASCII.GetString(message);
        text = text[..18] + numbers + text[28..];
        int end = text.LastIndexOf("{5:", StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes(
            (end < 0 ? text : text[..end]) + (trailer.Length == 0 ? "" : $"{{5:{trailer}}}"));
    }
}
