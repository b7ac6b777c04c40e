using Clearing.Journal.Sqlite;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Tests.Bench;
using Directory = System.IO.Directory;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Tests.Ledgers;

/// <summary>From the socket to the engine, its journal in SQLite, and back.</summary>
public sealed class RealLedgerTests : IDisposable
{
    private readonly Dictionary<BankLine, List<Notice>> _notices = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("clearing-server-").FullName;

    [Fact]
    public async Task Messages_and_bulk_settle_queue_and_are_told_of_and_a_restart_forgets_nothing()
    {
        NoticePlacesInMemory places = new();
        await using (RunningLedger running = await StartAsync(places))
        {
            using BankLine alpha = await running.World.LoginAsync(WantsNotices);
            using BankLine beta = await running.World.LoginAsync(WantsNotices, "BBBBDEFFAXXX");
            await beta.SendBulkAsync(1, new BulkInstruction(1, 50_000, 1, 2, 2, 0, 0, 0));
            Assert.Equal(Standing.Queued, Assert.Single(await HearAnswersAsync(beta, 1)).Standing);
            await alpha.SendMessagesAsync(
                FrameKind.Fin, Texts.Payment("103", "A", 60_000), Texts.Payment("103", "A", 60_000),
                Texts.Payment("202", "B", 1_000_000));
            List<AnswerRecord> answers = await HearAnswersAsync(alpha, 3);

            Assert.Equal(
                [Standing.Settled, Standing.Settled, Standing.Queued], answers.Select(answer => answer.Standing));
            Assert.Equal([false, true, false], answers.Select(answer => answer.IsRepeated));
            Assert.Equal(
                [NoticeKind.Queued, NoticeKind.Credited, NoticeKind.Debited],
                (await HearNoticesAsync(beta, 3)).Select(notice => notice.Kind));
            await beta.SendControlAsync(new NoticesTaken(2).Write);
            await alpha.SendControlAsync(new Order
            {
                Kind = OrderKind.Cancel,
                Id = 99,
                Payment = LastId(Texts.Payment("202", "B", 1_000_000)),
            }.Write);
            Assert.Equal(Standing.Done, (await HearOrderAsync(alpha)).Standing);
            await beta.SendControlAsync(to => BareControl.Write(ControlKind.Logout, to));
            await beta.HearCloseAsync();
        }

        await using RunningLedger again = await StartAsync(places);
        using BankLine payee = await again.World.LoginAsync(WantsNotices, "BBBBDEFFAXXX");
        Notice told = Assert.Single(await HearNoticesAsync(payee, 1));
        using BankLine payer = await again.World.LoginAsync();
        await payer.SendMessagesAsync(FrameKind.Fin, Texts.Payment("103", "A", 60_000));

        Assert.Equal((3UL, NoticeKind.Debited, 10_000L), (payee.Welcome.FirstNotice, told.Kind, told.BalanceMinor));
        AnswerRecord repeat = Assert.Single(await payer.HearAnswersAsync(1));
        Assert.Equal((Standing.Settled, true), (repeat.Standing, repeat.IsRepeated));
    }

    [Fact]
    public async Task N2_A_number_beyond_the_window_is_found_and_known_for_a_repeat_before_and_after_it_is_sealed()
    {
        await using RunningLedger running = await RunningLedger.StartAsync(
            await SqliteStore.OpenAsync(
                Path.Combine(_folder, "journal"), cancellation: TestContext.Current.CancellationToken),
            TimeProvider.System,
            change: settings => settings with { Window = 1 << 10, NumberWindow = 64 });
        using BankLine alpha = await running.World.LoginAsync();
        ulong place = 1;
        ulong number = 1;
        foreach (int count in (int[])[300, 4_000])
        {
            for (int left = count; left > 0; left -= 50)
            {
                await alpha.SendBulkAsync(place, [.. Enumerable.Range(0, 50).Select(i => Pay(number + (ulong)i))]);
                Assert.All(await HearAnswersAsync(alpha, 50), answer => Assert.Equal(
                    (Standing.Settled, false), (answer.Standing, answer.IsRepeated)));
                place += 50;
                number += 50;
            }

            await ExpectKnownAsync(alpha, place);
            place += 2;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<RunningLedger> StartAsync(NoticePlacesInMemory places) => await RunningLedger.StartAsync(
        await SqliteStore.OpenAsync(Path.Combine(_folder, "journal")), TimeProvider.System, places);

    private static UInt128 LastId(byte[] message)
    {
        string text = System.Text.Encoding.ASCII.GetString(message);
        int at = text.IndexOf("{121:", StringComparison.Ordinal) + 5;
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(
            Guid.Parse(text.AsSpan(at, 36)).ToByteArray(bigEndian: true));
    }

    private static BulkInstruction Pay(ulong number) => new(number, 1, 0, 1, 2, 0, 0, 0);

    /// <summary>The first number is asked for, sent again, and sent with another amount.</summary>
    private async Task ExpectKnownAsync(BankLine bank, ulong place)
    {
        await bank.SendControlAsync(new Ask(1, [InstructionIds.Numbered(0, 1)]).Write);
        Assert.True(States.TryRead((await bank.HearAsync()).Contents, out States states));
        AnswerRecord asked = states.Answers[0].Answer;
        Assert.Equal((Standing.Settled, 0), (asked.Standing, asked.Payment));
        await bank.SendBulkAsync(place, Pay(1), Pay(1) with { AmountMinor = 2 });
        List<AnswerRecord> again = await HearAnswersAsync(bank, 2);
        Assert.Equal((Standing.Settled, true, 0), (again[0].Standing, again[0].IsRepeated, again[0].Payment));
        Assert.Equal(Standing.Different, again[1].Standing);
    }

    private static Hello WantsNotices(Hello hello) => hello with { Notices = NoticeForm.Compact };

    /// <summary>Answers, however notices come between; those are kept.</summary>
    private async Task<List<AnswerRecord>> HearAnswersAsync(BankLine bank, int count)
    {
        List<AnswerRecord> answers = [];
        while (answers.Count < count)
        {
            Heard heard = await bank.HearAsync();
            answers.AddRange(heard.Kind == FrameKind.Answers ? heard.Answers : []);
            Keep(bank, heard);
        }

        return answers;
    }

    private async Task<List<Notice>> HearNoticesAsync(BankLine bank, int count)
    {
        while (!_notices.TryGetValue(bank, out List<Notice>? notices) || notices.Count < count)
        {
            Keep(bank, await bank.HearAsync());
        }

        return _notices[bank];
    }

    private void Keep(BankLine bank, Heard heard)
    {
        _notices.TryAdd(bank, []);
        _notices[bank].AddRange(heard.Kind == FrameKind.Notices ? heard.Notices : []);
    }

    private static async Task<AnswerRecord> HearOrderAsync(BankLine bank)
    {
        while (true)
        {
            if (OrderAnswer.TryRead((await bank.HearAsync()).Contents, out OrderAnswer answer))
            {
                return answer.Answer;
            }
        }
    }
}
