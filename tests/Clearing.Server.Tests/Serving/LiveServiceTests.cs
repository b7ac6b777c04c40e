using Clearing.Grains.Accounts;
using Clearing.Grains.Participants;
using Clearing.Grains.Worlds;
using Clearing.Messages.Files;
using Clearing.Messages.Instructions;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;
using Clearing.Server.Serving;
using Clearing.Server.Tests.Bench;

namespace Clearing.Server.Tests.Serving;

/// <summary>The world of forty banks, served: from a login to a settled payment, on either store.</summary>
public sealed class LiveServiceTests
{
    private const string Alder = "ALDEUS30AXXX";
    private const string Ash = "ASHXUS30AXXX";

    private static readonly Agent AlderBank = new() { Bic = "ALDEUS30", MemberScheme = "USABA", MemberId = "" };
    private static readonly Agent AshBank = new() { Bic = "ASHXUS30", MemberScheme = "USABA", MemberId = "" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_payment_is_settled_told_and_still_there_after_a_restart(bool onPostgres)
    {
        await using Served served = Served.On(onPostgres);
        byte[] message = Texts.Payment("103", "REF1", 500, payer: AlderBank, payee: AshBank);
        AnswerRecord settled;
        await using (LiveService service = await served.StartAsync())
        {
            using BankLine alder = await served.LoginAsync(service, Alder);
            Assert.Equal(
                (1L, "rtgs", 0UL), (alder.Welcome.Session, alder.Welcome.Ledger, alder.Welcome.LastNumber));
            await alder.SendMessagesAsync(FrameKind.Fin, message);
            settled = Assert.Single(await alder.HearAnswersAsync(1));
            Assert.Equal((Standing.Settled, false), (settled.Standing, settled.IsRepeated));
            await alder.SendBulkAsync(2, new BulkInstruction(41, 300, 0, 1, 2, 0, 0, 0));
            Assert.Equal(Standing.Settled, Assert.Single(await alder.HearAnswersAsync(1)).Standing);
            ServiceStatus status = await service.LookAsync();
            Assert.Equal((1, 2, 0), (status.Sessions, status.Ledgers[0].Records, status.Ledgers[1].Records));
            Task stopping = service.StopAsync();
            Assert.Equal(CloseCode.Stopping, (await alder.HearCloseAsync())?.Code);
            await stopping;
        }

        await using LiveService again = await served.StartAsync();
        Assert.False(again.World.IsNew);
        using BankLine back = await served.LoginAsync(again, Alder);
        Assert.Equal((2L, 41UL), (back.Welcome.Session, back.Welcome.LastNumber));
        await back.SendMessagesAsync(FrameKind.Fin, message);
        Assert.Equal(settled with { IsRepeated = true }, Assert.Single(await back.HearAnswersAsync(1)));
        LedgerAccounts accounts =
            await again.Grains.GetGrain<IReserveAccountsGrain>(again.World.Streams[0]).AccountsAsync();
        Assert.Equal((2, 800), (accounts.Systems[0].Accounts[0].SentCount, accounts.Systems[0].Accounts[0].SentMinor));
        Assert.Equal(800, accounts.Systems[0].Accounts[1].ReceivedMinor);
    }

    [Fact]
    public async Task Notices_that_were_taken_are_not_told_again_after_a_restart_and_others_are()
    {
        await using Served served = Served.On(onPostgres: false);
        await using (LiveService service = await served.StartAsync())
        {
            using BankLine alder = await served.LoginAsync(service, Alder);
            using BankLine ash = await served.LoginAsync(service, Ash, NoticeForm.Compact);
            await alder.SendBulkAsync(1, [.. Enumerable.Range(1, 3).Select(
                i => new BulkInstruction((ulong)i, 100, 0, 1, 2, 0, 0, 0))]);
            await alder.HearAnswersAsync(3);
            List<Notice> told = [];
            while (told.Count < 3)
            {
                told.AddRange((await ash.HearAnswerAsync()).Notices);
            }

            Assert.All(told, notice => Assert.Equal((NoticeKind.Credited, 100L), (notice.Kind, notice.AmountMinor)));
            await ash.SendControlAsync(new NoticesTaken(2).Write);
            await ash.SendControlAsync(to => BareControl.Write(ControlKind.Logout, to));
            Assert.Equal(CloseCode.Done, (await ash.HearCloseAsync())?.Code);
        }

        await using LiveService again = await served.StartAsync();
        using BankLine back = await served.LoginAsync(again, Ash, NoticeForm.Compact);
        Assert.Equal(3UL, back.Welcome.FirstNotice);
        Heard heard = await back.HearAnswerAsync();
        Assert.Equal((3UL, FrameMarks.PossibleDuplicate), (heard.Number, heard.Flags & FrameMarks.PossibleDuplicate));
        Assert.Equal(100L, Assert.Single(heard.Notices).AmountMinor);
    }

    [Fact]
    public async Task With_keys_a_terminal_proves_who_it_is_and_the_world_demands_it_from_then_on()
    {
        await using Served served = Served.On(onPostgres: false);
        AuthenticationKey key = new(Alder, 1, new byte[32], 0, long.MaxValue);
        await using (LiveService service = await served.StartAsync(options => options with { Keys = [key] }))
        {
            using BankLine alder = await BankLine.ConnectAsync(service.Endpoint.Port);
            await alder.LoginAsync(
                new Hello { Terminal = Alder, KeyId = 1, Ledger = "rtgs", Nonce = new byte[32] }, key);
            await alder.SendBulkAsync(1, new BulkInstruction(1, 300, 0, 1, 2, 0, 0, 0));
            Assert.Equal(Standing.Settled, Assert.Single(await alder.HearAnswersAsync(1)).Standing);
            ParticipantProfile? profile = await service.Grains
                .GetGrain<IParticipantGrain>("forty-banks/ALDER").ProfileAsync();
            TerminalKey known = Assert.Single(profile!.Keys);
            Assert.Equal((Alder, 1, 32), (known.Terminal, known.Number, known.Print.Length));
        }

        WorldException refused = await Assert.ThrowsAsync<WorldException>(() => served.StartAsync());
        Assert.Contains("--keys", refused.Message);
        WorldException nobodys = await Assert.ThrowsAsync<WorldException>(
            () => served.StartAsync(options => options with { Keys = [key with { Owner = "NOBOUS30AXXX" }] }));
        Assert.Contains("NOBOUS30AXXX", nobodys.Message);
    }

    [Fact]
    public async Task A_port_that_is_taken_and_a_folder_that_is_in_use_are_refused_and_leave_nothing_open()
    {
        await using Served served = Served.On(onPostgres: false);
        await using Served other = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync();
        LogLines log = new();

        IOException taken = await Assert.ThrowsAnyAsync<IOException>(() => other.StartAsync(
            options => options with { Endpoint = service.Endpoint, Logging = log.Configure }));
        IOException inUse = await Assert.ThrowsAnyAsync<IOException>(() => served.StartAsync());

        Assert.Contains($":{service.Endpoint.Port}", taken.Message);
        Assert.Contains("in use", inUse.Message);
        Assert.DoesNotContain(log.All, line => line.Contains("   at ", StringComparison.Ordinal));
        await using LiveService after = await other.StartAsync();
        Assert.True((await after.LookAsync()).Ledgers.Count == 2);
    }
}
