using Clearing.Messages.Sessions;
using Clearing.Server.Tests.Bench;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;
using LedgerDirectory = Clearing.Messages.Sessions.Directory;

namespace Clearing.Server.Tests.Sessions;

/// <summary>Directory, questions and orders of a session.</summary>
public sealed class ControlTests
{
    [Fact]
    public async Task The_directory_names_all_and_has_the_hash_of_the_welcome()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        await bank.SendControlAsync(to => BareControl.Write(ControlKind.DirectoryRequest, to));

        Assert.True(DirectoryPage.TryRead((await bank.HearAsync()).Contents, out DirectoryPage page));
        Assert.True(page.IsLast);
        Assert.Equal(["ALPHA", "BETA", "GAMMA", "DELTA"], page.Participants.Select(p => p.Id));
        Assert.Equal(new DirectoryParticipant("BETA", "BBBBDEFF", "011000015"), page.Participants[1]);
        Assert.Equal(["USD", "JPY"], page.Currencies.Select(c => c.Code));
        Assert.Equal(
            bank.Welcome.DirectoryHash.ToArray(),
            new LedgerDirectory(page.Participants, page.Systems, page.Currencies).Hash());
    }

    [Fact]
    public async Task The_welcome_says_what_holds_in_the_session()
    {
        await using World world = await World.StartAsync(keepsMessages: true);
        using BankLine bank = await world.LoginAsync(
            hello => hello with { InstructionWindow = 5000, Notices = NoticeForm.Compact });
        using BankLine indirect = await world.LoginAsync(terminal: "DDDDFRPPAPAR");

        Assert.Equal(
            (WelcomeMarks.Unproven | WelcomeMarks.KeepsMessages, 0, "rtgs", 5000, 16_384, 30_000, 1UL),
            (bank.Welcome.Marks, bank.Welcome.Participant, bank.Welcome.Ledger, bank.Welcome.InstructionWindow,
                bank.Welcome.NoticeWindow, bank.Welcome.HeartbeatMs, bank.Welcome.FirstNotice));
        Assert.Equal(
            (3, 0UL, 1L), (indirect.Welcome.Participant, indirect.Welcome.FirstNotice, indirect.Welcome.Session));
        await indirect.SendBulkAsync(1, Texts.Bulk(1) with { Payer = 3 });
        await indirect.HearAnswersAsync(1);
        Assert.Equal((3, 0), (world.Ledger.Batches[0].Batch.Participant, world.Ledger.Batches[0].Batch.Account));
        Assert.Equal(0, world.Ledger.Batches[0].Commands[0].Command.From);
    }

    [Fact]
    public async Task Another_sender_s_numbers_are_unknown()
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync();
        await alpha.SendBulkAsync(1, Texts.Bulks(1, 1));
        await alpha.HearAnswersAsync(1);
        using BankLine beta = await world.LoginAsync(terminal: "BBBBDEFFAXXX");
        UInt128 id = InstructionIds.Numbered(0, 1);
        await alpha.SendControlAsync(new Ask(1, [id]).Write);
        await beta.SendControlAsync(new Ask(2, [id]).Write);

        Assert.True(States.TryRead((await alpha.HearAsync()).Contents, out States own));
        Assert.True(States.TryRead((await beta.HearAsync()).Contents, out States others));
        Assert.Equal(Standing.Settled, own.Answers[0].Answer.Standing);
        Assert.Equal(Standing.Unknown, others.Answers[0].Answer.Standing);
    }

    public static TheoryData<OrderKind, CommandKind> Orders => new()
    {
        { OrderKind.Cancel, CommandKind.Cancel },
        { OrderKind.Reprioritise, CommandKind.Reprioritise },
        { OrderKind.SetLimit, CommandKind.SetLimit },
        { OrderKind.SetMultilateralLimit, CommandKind.SetMultilateralLimit },
        { OrderKind.SetReserve, CommandKind.SetReserve },
        { OrderKind.Fund, CommandKind.Fund },
        { OrderKind.Withdraw, CommandKind.Withdraw },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task An_order_is_about_the_session_s_own_account(OrderKind kind, CommandKind command)
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync(terminal: "BBBBDEFFAXXX");
        await bank.SendControlAsync(new Order
        {
            Request = 1,
            Kind = kind,
            Detail = 1,
            Id = 5,
            Payment = 6,
            Counterparty = 2,
            AmountMinor = 700,
        }.Write);

        Assert.True(OrderAnswer.TryRead((await bank.HearAsync()).Contents, out OrderAnswer answer));
        Assert.Equal(Standing.Done, answer.Answer.Standing);
        Grains.Ledgers.LedgerOrder order = Assert.Single(world.Ledger.Orders);
        SettlementCommand given = order.Command.Span[0].Command;
        Assert.Equal((command, 1, 1, 1), (given.Kind, given.From, order.Account, order.Participant));
        Assert.Equal(kind is OrderKind.Cancel or OrderKind.Reprioritise ? 1 : 0, order.About.Count);
        Assert.Equal(kind is OrderKind.Cancel or OrderKind.Reprioritise ? 0 : 700, given.AmountMinor);
        Assert.Equal(kind == OrderKind.SetLimit ? 2 : 0, given.To);
        Assert.Equal(kind == OrderKind.Reprioritise ? Priority.High : Priority.Urgent, given.Priority);
        Assert.Equal(kind == OrderKind.SetReserve ? 1 : 0, given.PaymentKind);
        Assert.Equal(kind == OrderKind.Fund, given.Flag);
    }

    [Theory]
    [InlineData(OrderKind.SetLimit, 1, 9, 0, Standing.UnknownParty)]
    [InlineData(OrderKind.SetLimit, 0, -1, 0, Standing.UnknownParty)]
    [InlineData(OrderKind.SetLimit, 0, 1, -1, Standing.BadAmount)]
    [InlineData(OrderKind.Reprioritise, 3, -1, 0, Standing.BadPriority)]
    [InlineData(OrderKind.Fund, 2, -1, 5, Standing.BadField)]
    public async Task An_order_that_means_nothing_is_refused_before_the_ledger_sees_it(
        OrderKind kind, byte detail, int counterparty, long amount, Standing standing)
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();
        await bank.SendControlAsync(new Order
        {
            Kind = kind,
            Detail = detail,
            Id = 5,
            Counterparty = counterparty,
            AmountMinor = amount,
        }.Write);

        Assert.True(OrderAnswer.TryRead((await bank.HearAsync()).Contents, out OrderAnswer answer));
        Assert.Equal(standing, answer.Answer.Standing);
        Assert.Empty(world.Ledger.Orders);
    }
}
