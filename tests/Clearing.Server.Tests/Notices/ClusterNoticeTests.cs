using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Tests.Bench;

namespace Clearing.Server.Tests.Notices;

/// <summary>Notices where several processes serve one world: a ledger moves, and a participant has several ways in.
/// </summary>
public sealed class ClusterNoticeTests
{
    private const string BetaTerminal = "BBBBDEFFAXXX";

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task C1_A_ledger_that_moved_without_a_word_is_listened_to_anew_and_no_notice_is_lost_or_told_twice()
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync();
        using BankLine beta = await world.LoginAsync(WantsNotices, BetaTerminal);
        await SendOneAsync(alpha, 1);
        Assert.Equal([0], (await HearNoticesAsync(beta, 1)).Select(notice => notice.Payment));

        // A look, so that the gateway knows where it was.
        world.Time.Advance(Often * 3);
        await World.UntilAsync(() => world.Ledger.Looks > 0);
        world.Ledger.Move();
        await SendOneAsync(alpha, 2);
        await SendOneAsync(alpha, 3);
        Task<Notice[]> hearing = HearNoticesAsync(beta, 2);
        await World.UntilAsync(() => hearing.IsCompleted, () => world.Time.Advance(Often));
        await SendOneAsync(alpha, 4);

        Assert.Equal([1, 2], (await hearing).Select(notice => notice.Payment));
        Assert.Equal([3], (await HearNoticesAsync(beta, 1)).Select(notice => notice.Payment));
        Assert.Equal(1, world.Ledger.ObserverCount);
    }

    [Fact]
    public async Task A_session_through_another_gateway_takes_the_notices_over_and_the_former_is_told_so()
    {
        await using World here = await World.StartAsync();
        await using World there = await World.StartAsync(ledger: here.Ledger, places: here.Places);
        using BankLine former = await here.LoginAsync(WantsNotices, BetaTerminal);
        using BankLine latter = await there.LoginAsync(WantsNotices, BetaTerminal);

        Task<Close?> closing = former.HearCloseAsync();
        await World.UntilAsync(() => closing.IsCompleted, () =>
        {
            here.Time.Advance(Often);
            there.Time.Advance(Often);
        });
        using BankLine alpha = await here.LoginAsync();
        await SendOneAsync(alpha, 1);

        Assert.Equal(CloseCode.Replaced, (await closing)?.Code);
        Assert.Equal(NoticeKind.Credited, (await HearNoticesAsync(latter, 1))[0].Kind);
    }

    private static Hello WantsNotices(Hello hello) => hello with { Notices = NoticeForm.Compact };

    private static async Task SendOneAsync(BankLine bank, int number)
    {
        await bank.SendMessagesAsync(FrameKind.Fin, Texts.Payment("103", $"N{number}"));
        await bank.HearAnswersAsync(1);
    }

    private static async Task<Notice[]> HearNoticesAsync(BankLine bank, int count)
    {
        List<Notice> notices = [];
        while (notices.Count < count)
        {
            Heard heard = await bank.HearAsync();
            if (heard.Kind == FrameKind.Notices)
            {
                notices.AddRange(heard.Notices);
            }
        }

        return [.. notices];
    }
}
