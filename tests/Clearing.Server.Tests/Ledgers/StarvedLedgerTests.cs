using Clearing.Grains.Ledgers;
using Clearing.Journal;
using Clearing.Journal.Tests.Faults;
using Clearing.Messages.Sessions;
using Clearing.Server.Tests.Bench;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Tests.Ledgers;

/// <summary>What a session hears when the disk under its ledger is full or does not answer.</summary>
public sealed class StarvedLedgerTests
{
    [Fact]
    public async Task S9_A_session_is_told_that_nothing_is_taken_while_the_disk_is_full_and_goes_on_when_there_is_room()
    {
        SimulatedDevice device = new();
        await using RunningLedger running = await RunningLedger.StartAsync(
            new FaultyStore(device), TimeProvider.System);
        using BankLine bank = await running.World.LoginAsync();
        Assert.Equal([Standing.Settled], await SendAsync(bank, 1, 1));
        device.Capacity = device.Length;
        Assert.Equal([Standing.Unavailable, Standing.Unavailable], await SendAsync(bank, 2, 2));
        Assert.Equal(Standing.Unavailable, (await AskAsync(bank, 1)).Standing);
        Assert.Contains("full", running.Status.Trouble, StringComparison.OrdinalIgnoreCase);
        device.Capacity = long.MaxValue;
        await World.UntilAsync(() => running.Status.State == LedgerState.Serving);

        // The same session, the same process; what was acknowledged is there, what was refused is not.
        Assert.Equal(Standing.Settled, (await AskAsync(bank, 1)).Standing);
        Assert.Equal(Standing.Unknown, (await AskAsync(bank, 2)).Standing);
        Assert.Equal([Standing.Settled, Standing.Settled], await SendAsync(bank, 4, 2, number: 2));
        Assert.Equal(3, running.Status.Records);
    }

    [Fact]
    public async Task S13_On_a_disk_that_stands_still_a_session_waits_is_told_when_too_much_does_and_doubles_nothing()
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider stall = new();
        SimulatedDevice device = new(stall);
        await using RunningLedger running = await RunningLedger.StartAsync(
            new FaultyStore(device), TimeProvider.System,
            options: new LedgerOptions { Groups = new GroupBounds(16, 1 << 16) });
        using BankLine bank = await running.World.LoginAsync();
        Assert.Equal([Standing.Settled], await SendAsync(bank, 1, 1));
        device.Delay = TimeSpan.FromSeconds(5);
        for (ulong n = 2; n <= 101; n++)
        {
            await bank.SendBulkAsync(n, Texts.Bulk(n, 1));
        }

        List<AnswerRecord> answers = [];
        Task hearing = HearAsync();
        await World.UntilAsync(() => hearing.IsCompleted, () => stall.Advance(TimeSpan.FromSeconds(1)));
        await hearing;
        device.Delay = TimeSpan.Zero;

        Assert.All(answers, answer => Assert.True(answer.Standing is Standing.Settled or Standing.Busy, $"{answer}"));
        int settled = answers.Count(answer => answer.Standing == Standing.Settled);
        Assert.InRange(settled, 1, 100);
        Assert.Equal(1 + settled, running.Status.Records);

        async Task HearAsync()
        {
            answers.AddRange(await bank.HearAnswersAsync(100));
        }
    }

    private static async Task<IEnumerable<Standing>> SendAsync(BankLine bank, ulong first, int count, ulong number = 0)
    {
        await bank.SendBulkAsync(first, [.. Texts.Bulks(number == 0 ? first : number, count)]);
        return (await bank.HearAnswersAsync(count)).Select(answer => answer.Standing);
    }

    private static async Task<AnswerRecord> AskAsync(BankLine bank, ulong number)
    {
        await bank.SendControlAsync(new Ask(1, [InstructionIds.Numbered(0, number)]).Write);
        while (true)
        {
            if (States.TryRead((await bank.HearAsync()).Contents, out States states))
            {
                return states.Answers[0].Answer;
            }
        }
    }
}
