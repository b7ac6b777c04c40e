using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Tests.Bench;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Server.Tests.Notices;

/// <summary>What participants are told of their payments, once and with numbers for ever.</summary>
public sealed class NoticeTests
{
    private const string BetaTerminal = "BBBBDEFFAXXX";

    [Fact]
    public async Task The_payee_and_the_payer_are_told_of_a_settled_payment()
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync(WantsNotices);
        using BankLine beta = await world.LoginAsync(WantsNotices, BetaTerminal);
        await alpha.SendMessagesAsync(FrameKind.Fin, Texts.Payment("103", "A", 500));

        Notice debit = Assert.Single((await HearNoticesAsync(alpha)).Notices);
        Heard heard = await HearNoticesAsync(beta);
        Notice credit = Assert.Single(heard.Notices);

        Assert.Equal(1UL, heard.Number);
        Assert.Equal((FrameMarks)0, heard.Flags & FrameMarks.PossibleDuplicate);
        Assert.Equal((NoticeKind.Debited, 500L, -500L, 1), Told(debit));
        Assert.Equal((NoticeKind.Credited, 500L, 500L, 0), Told(credit));
        Assert.Equal(world.Ledger.Batches[0].Commands[0].Id.Value, credit.Id);
        Assert.Equal((Times.Noon, 0, (byte)1), (credit.TimeUs, credit.Payment, credit.Route));
    }

    [Fact]
    public async Task Later_settlement_and_rejection_of_a_queued_payment_are_told()
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync(WantsNotices);
        world.Ledger.Decide = _ => (Grains.Ledgers.Standing.Queued, Reason.None);
        await alpha.SendBulkAsync(1, Texts.Bulks(1, 2));
        Notice[] queued = await HearNoticesAsync(alpha, 2);
        Assert.All(queued, notice => Assert.Equal(NoticeKind.Queued, notice.Kind));
        await world.Ledger.HappenAsync(
            Event(EventKind.Settled, 0, 1, payment: 0), Event(EventKind.Rejected, 0, 1, payment: 1));

        Notice[] notices = await HearNoticesAsync(alpha, 2);

        Assert.Equal([NoticeKind.Debited, NoticeKind.Rejected], notices.Select(notice => notice.Kind));
        Assert.Equal([0, 1], notices.Select(notice => notice.Payment));
    }

    [Fact]
    public async Task Only_a_window_of_notices_is_ahead_of_what_was_acknowledged()
    {
        await using World world = await World.StartAsync();
        using BankLine beta = await world.LoginAsync(
            hello => WantsNotices(hello) with { NoticeWindow = 10 }, BetaTerminal);
        using BankLine alpha = await world.LoginAsync();
        await alpha.SendBulkAsync(1, Texts.Bulks(1, 35));
        await alpha.HearAnswersAsync(35);
        Assert.Equal(10, beta.Welcome.NoticeWindow);

        List<int> payments = [];
        ulong taken = 0;
        while (payments.Count < 35)
        {
            Heard heard = await HearNoticesAsync(beta);
            payments.AddRange(heard.Notices.Select(notice => notice.Payment));
            Assert.InRange((ulong)payments.Count - taken, 1UL, 10UL);
            taken = (ulong)payments.Count;
            await beta.SendControlAsync(new NoticesTaken(taken).Write);
        }

        Assert.Equal(Enumerable.Range(0, 35), payments);
    }

    [Fact]
    public async Task Who_comes_back_gets_what_it_did_not_acknowledge_with_the_numbers_it_had()
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync();
        using (BankLine beta = await world.LoginAsync(WantsNotices, BetaTerminal))
        {
            await SendOneByOneAsync(alpha, 1, 8);
            await HearNoticesAsync(beta, 8);
            await beta.SendControlAsync(new NoticesTaken(5).Write);
            await beta.SendControlAsync(to => BareControl.Write(ControlKind.Logout, to));
            await beta.HearCloseAsync();
        }

        await World.UntilAsync(() => world.Gateway.SessionCount == 1);
        await SendOneByOneAsync(alpha, 9, 10);
        using BankLine again = await world.LoginAsync(WantsNotices, BetaTerminal);
        Assert.Equal(6UL, again.Welcome.FirstNotice);
        List<(ulong Number, int Payment, bool IsRepeated)> told = [];
        while (told.Count < 5)
        {
            Heard heard = await HearNoticesAsync(again);
            told.AddRange(heard.Notices.Select((notice, i) =>
                (heard.Number + (ulong)i, notice.Payment, (heard.Flags & FrameMarks.PossibleDuplicate) != 0)));
        }

        Assert.Equal([6UL, 7UL, 8UL, 9UL, 10UL], told.Select(t => t.Number));
        Assert.Equal([5, 6, 7, 8, 9], told.Select(t => t.Payment));
        Assert.All(told, t => Assert.True(t.IsRepeated));
        await SendOneByOneAsync(alpha, 11, 11);
        Heard fresh = await HearNoticesAsync(again);
        Assert.Equal((11UL, false), (fresh.Number, (fresh.Flags & FrameMarks.PossibleDuplicate) != 0));
    }

    [Fact]
    public async Task Notices_go_on_behind_a_restart_and_where_an_acknowledgement_was_lost_they_come_again()
    {
        FakeLedger ledger = new();
        NoticePlacesInMemory places = new();
        await using (World world = await World.StartAsync(ledger: ledger, places: places))
        {
            using BankLine alpha = await world.LoginAsync();
            using BankLine beta = await world.LoginAsync(WantsNotices, BetaTerminal);
            await SendOneByOneAsync(alpha, 1, 6);
            await HearNoticesAsync(beta, 6);
            await beta.SendControlAsync(new NoticesTaken(6).Write);
            beta.Reset();
            await World.UntilAsync(() => world.Gateway.SessionCount == 1);
        }

        await using World restarted = await World.StartAsync(ledger: ledger, places: places);
        using BankLine sender = await restarted.LoginAsync();
        await SendOneByOneAsync(sender, 7, 7);
        using BankLine again = await restarted.LoginAsync(
            hello => WantsNotices(hello) with { LastNotice = 6 }, BetaTerminal);
        Heard heard = await HearNoticesAsync(again);

        Assert.Equal((7UL, 6), (heard.Number, heard.Notices[0].Payment));
        await using World forgetful = await World.StartAsync(ledger: ledger);
        using BankLine anew = await forgetful.LoginAsync(WantsNotices, BetaTerminal);
        Assert.Equal(1UL, anew.Welcome.FirstNotice);
        Assert.Equal(Enumerable.Range(0, 7), (await HearNoticesAsync(anew, 7)).Select(notice => notice.Payment));
    }

    [Fact]
    public async Task A_client_that_knows_better_than_the_server_what_it_has_gets_no_repeats()
    {
        FakeLedger ledger = new();
        await using World world = await World.StartAsync(ledger: ledger);
        using BankLine alpha = await world.LoginAsync();
        await SendOneByOneAsync(alpha, 1, 7);
        using BankLine beta = await world.LoginAsync(
            hello => WantsNotices(hello) with { LastNotice = 4 }, BetaTerminal);

        Assert.Equal(5UL, beta.Welcome.FirstNotice);
        Assert.Equal([4, 5, 6], (await HearNoticesAsync(beta, 3)).Select(notice => notice.Payment));
    }

    [Fact]
    public async Task A_client_that_has_less_than_it_once_acknowledged_gets_the_rest_again_with_the_numbers_it_had()
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync();
        await SendOneByOneAsync(alpha, 1, 7);
        using (BankLine beta = await world.LoginAsync(WantsNotices, BetaTerminal))
        {
            await HearNoticesAsync(beta, 7);
            await beta.SendControlAsync(new NoticesTaken(7).Write);
            await beta.SendControlAsync(to => BareControl.Write(ControlKind.Logout, to));
            await beta.HearCloseAsync();
        }

        await World.UntilAsync(() => world.Gateway.SessionCount == 1);
        using (BankLine restored = await world.LoginAsync(
            hello => WantsNotices(hello) with { LastNotice = 4 }, BetaTerminal))
        {
            Assert.Equal(5UL, restored.Welcome.FirstNotice);
            Heard first = await HearNoticesAsync(restored);
            Assert.Equal((5UL, 4), (first.Number, first.Notices[0].Payment));
            Assert.True((first.Flags & FrameMarks.PossibleDuplicate) != 0);
            await restored.SendControlAsync(to => BareControl.Write(ControlKind.Logout, to));
            await restored.HearCloseAsync();
        }

        await World.UntilAsync(() => world.Gateway.SessionCount == 1);
        using BankLine again = await world.LoginAsync(WantsNotices, BetaTerminal);
        Assert.Equal(5UL, again.Welcome.FirstNotice);
        Assert.Equal([4, 5, 6], (await HearNoticesAsync(again, 3)).Select(notice => notice.Payment));
    }

    [Fact]
    public async Task A_ledger_that_stopped_telling_without_saying_so_is_listened_to_again()
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync();
        using BankLine beta = await world.LoginAsync(WantsNotices, BetaTerminal);
        await SendOneByOneAsync(alpha, 1, 1);
        await HearNoticesAsync(beta, 1);
        world.Ledger.ForgetObservers();
        await SendOneByOneAsync(alpha, 2, 4);
        Task<Notice[]> hearing = HearNoticesAsync(beta, 3);
        int tries = 0;
        await World.UntilAsync(
            () => hearing.IsCompleted || ++tries > 500, () => world.Time.Advance(TimeSpan.FromMilliseconds(100)));

        Assert.True(hearing.IsCompleted, "nothing was told");
        Assert.Equal([1, 2, 3], (await hearing).Select(notice => notice.Payment));
        Assert.Equal(1, world.Ledger.ObserverCount);
    }

    [Fact]
    public async Task A_client_that_claims_more_than_there_is_loses_nothing_for_ever()
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync();
        await SendOneByOneAsync(alpha, 1, 2);
        using (BankLine beta = await world.LoginAsync(
            hello => WantsNotices(hello) with { LastNotice = 1_000_000 }, BetaTerminal))
        {
            await beta.SendControlAsync(to => BareControl.Write(ControlKind.Logout, to));
            await beta.HearCloseAsync();
        }

        await World.UntilAsync(() => world.Gateway.SessionCount == 1);
        using BankLine honest = await world.LoginAsync(WantsNotices, BetaTerminal);
        await SendOneByOneAsync(alpha, 3, 3);
        Heard heard = await HearNoticesAsync(honest);
        Assert.InRange(heard.Number, 1UL, 3UL);
    }

    [Fact]
    public async Task An_acknowledgement_of_what_was_not_sent_ends_the_session()
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync();
        using BankLine beta = await world.LoginAsync(WantsNotices, BetaTerminal);
        await SendOneByOneAsync(alpha, 1, 1);
        await HearNoticesAsync(beta);
        await beta.SendControlAsync(new NoticesTaken(2).Write);

        Close? close = await beta.HearCloseAsync();
        Assert.Equal((CloseCode.Notices, 1UL), (close?.Code, close?.Number));
    }

    [Fact]
    public async Task A_new_session_takes_the_notices_over_and_the_former_is_told_so()
    {
        await using World world = await World.StartAsync();
        using BankLine former = await world.LoginAsync(WantsNotices, BetaTerminal);
        using BankLine plain = await world.LoginAsync(terminal: BetaTerminal);
        using BankLine latter = await world.LoginAsync(WantsNotices, "BBBBDEFFBXXX");

        Assert.Equal(CloseCode.Replaced, (await former.HearCloseAsync())?.Code);
        using BankLine alpha = await world.LoginAsync();
        await SendOneByOneAsync(alpha, 1, 1);
        Assert.Equal(NoticeKind.Credited, (await HearNoticesAsync(latter)).Notices[0].Kind);
        await plain.SendControlAsync(new Heartbeat(false, 1, 0).Write);
        Assert.Equal(ControlKind.Heartbeat, (await plain.HearAsync()).Control);
    }

    [Fact]
    public async Task What_the_ledger_tells_while_it_is_not_listened_to_is_asked_for()
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync();
        using BankLine beta = await world.LoginAsync(WantsNotices, BetaTerminal);
        await SendOneByOneAsync(alpha, 1, 2);
        await HearNoticesAsync(beta, 2);
        await world.Ledger.DropObserversAsync();
        await SendOneByOneAsync(alpha, 3, 9);

        Assert.Equal(Enumerable.Range(2, 7), (await HearNoticesAsync(beta, 7)).Select(notice => notice.Payment));
        Assert.Equal(1, world.Ledger.ObserverCount);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_asked_for_news_is_asked_again()
    {
        await using World world = await World.StartAsync();
        world.Ledger.IsSilent = true;
        using BankLine alpha = await world.LoginAsync();
        using BankLine beta = await world.LoginAsync(WantsNotices, BetaTerminal);
        await SendOneByOneAsync(alpha, 1, 3);
        world.Ledger.IsSilent = false;
        Task<Notice[]> hearing = HearNoticesAsync(beta, 3);
        await World.UntilAsync(() => hearing.IsCompleted, () => world.Time.Advance(TimeSpan.FromMilliseconds(100)));

        Assert.Equal(Enumerable.Range(0, 3), (await hearing).Select(notice => notice.Payment));
    }

    [Fact]
    public async Task While_nobody_wants_notices_the_ledger_is_not_listened_to()
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync();
        await SendOneByOneAsync(alpha, 1, 1);
        Assert.Equal(0, world.Ledger.ObserverCount);
        using (BankLine beta = await world.LoginAsync(WantsNotices, BetaTerminal))
        {
            Assert.Equal(1, world.Ledger.ObserverCount);
        }

        await World.UntilAsync(() => world.Gateway.SessionCount == 1);
        await SendOneByOneAsync(alpha, 2, 2);
        await World.UntilAsync(() => world.Ledger.ObserverCount == 0);
    }

    private static Hello WantsNotices(Hello hello) => hello with { Notices = NoticeForm.Compact };

    private static async Task SendOneByOneAsync(BankLine bank, ulong first, ulong last)
    {
        for (ulong number = first; number <= last; number++)
        {
            bank.Builder.Begin(FrameKind.Fin);
            System.Buffers.BuffersExtensions.Write<byte>(bank.Builder, Texts.Payment("103", $"N{number}"));
            bank.Builder.End();
            await bank.FlushAsync();
            await bank.HearAnswersAsync(1);
        }
    }

    private static async Task<Heard> HearNoticesAsync(BankLine bank)
    {
        while (true)
        {
            Heard heard = await bank.HearAsync();
            if (heard.Kind == FrameKind.Notices)
            {
                return heard;
            }
        }
    }

    private static async Task<Notice[]> HearNoticesAsync(BankLine bank, int count)
    {
        List<Notice> notices = [];
        while (notices.Count < count)
        {
            notices.AddRange((await HearNoticesAsync(bank)).Notices);
        }

        return [.. notices];
    }

    private static (NoticeKind Kind, long Amount, long Balance, int Counterparty) Told(Notice notice) =>
        (notice.Kind, notice.AmountMinor, notice.BalanceMinor, notice.Counterparty);

    private static SettlementEvent Event(EventKind kind, int from, int to, int payment) => new()
    {
        Time = Times.Noon,
        Kind = kind,
        From = from,
        To = to,
        Payment = payment,
        AmountMinor = 100,
    };
}
