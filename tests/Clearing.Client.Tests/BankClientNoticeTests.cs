using Clearing.Client.Tests.Fakes;
using Clearing.Messages.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace Clearing.Client.Tests;

public sealed class BankClientNoticeTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Notices_come_once_and_in_order_and_are_acknowledged_as_they_are_taken()
    {
        FakeService service = new(LedgerWith(100)) { NoticeWindow = 16 };
        await using BankClient client = await BankClient.ConnectAsync(Options(service), Stop);

        List<ulong> taken = await TakeAsync(client, 100);

        Assert.Equal(Enumerable.Range(1, 100).Select(n => (ulong)n), taken);
        Assert.Equal(service.NoticesTaken.Order(), service.NoticesTaken);
        Assert.InRange(service.NoticesTaken.Count, 6, 40);
    }

    [Fact]
    public async Task A_program_that_says_what_it_has_goes_on_behind_it()
    {
        FakeService service = new(LedgerWith(20));
        await using BankClient client = await BankClient.ConnectAsync(Options(service, last: 15), Stop);

        Assert.Equal([16UL, 17, 18, 19, 20], await TakeAsync(client, 5));
    }

    [Fact]
    public async Task N8_Over_a_lost_connection_no_notice_is_lost_or_told_twice()
    {
        for (long cut = 150; cut < 3_000; cut += 37)
        {
            FakeService service = new(
                LedgerWith(60), new Fault { CutAfterSent = cut }, new Fault { CutAfterSent = cut });
            await using BankClient client = await Scene.ConnectAsync(service, _time, Options(service));

            List<ulong> taken = await _time.Drive(TakeAsync(client, 60));

            Assert.Equal(Enumerable.Range(1, 60).Select(n => (ulong)n), taken);
        }
    }

    [Fact]
    public async Task A_closed_client_ends_the_notices()
    {
        FakeService service = new(LedgerWith(3));
        BankClient client = await BankClient.ConnectAsync(Options(service), Stop);
        Task<List<ulong>> taking = TakeAsync(client, int.MaxValue);
        await Scene.Until(() => service.NoticesTaken.Count > 0);

        await client.DisposeAsync();

        Assert.InRange((await taking).Count, 1, 3);
    }

    private static FakeLedger LedgerWith(int notices)
    {
        FakeLedger ledger = new();
        ledger.Notices.AddRange(Enumerable.Range(1, notices).Select(n => new NumberedNotice(
            (ulong)n, new Notice(n, 100, 1000 + n, (UInt128)n, n, 3, NoticeKind.Credited, 0, 0, 1))));
        return ledger;
    }

    private static async Task<List<ulong>> TakeAsync(BankClient client, int count)
    {
        List<ulong> taken = [];
        await foreach (NumberedNotice notice in client.NoticesAsync(Stop))
        {
            Assert.Equal(1000 + (long)notice.Number, notice.Notice.BalanceMinor);
            taken.Add(notice.Number);
            if (taken.Count == count)
            {
                break;
            }
        }

        return taken;
    }

    private BankClientOptions Options(FakeService service, ulong last = Hello.AsKept)
    {
        BankClientOptions options = Scene.Options(service, _time);
        return options with
        {
            Session = options.Session with { Notices = NoticeForm.Compact, LastNotice = last },
        };
    }
}
