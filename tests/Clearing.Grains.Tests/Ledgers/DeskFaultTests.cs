using System.Collections.Concurrent;
using Clearing.Grains.Ledgers;
using Clearing.Journal;
using Clearing.Journal.Tests.Faults;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Microsoft.Extensions.Logging;

namespace Clearing.Grains.Tests.Ledgers;

/// <summary>What the shell does when its store is full, fails or is slow, and when going on would be a guess.</summary>
public sealed class DeskFaultTests
{
    [Fact]
    public async Task S9_On_a_full_disk_it_refuses_and_goes_on_by_itself_when_there_is_room()
    {
        SimulatedDevice device = new();
        Bench bench = new() { Store = new FaultyStore(device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        await desk.SubmitAsync(Bench.Batch(Bench.Pay(0)));
        device.Capacity = device.Length;
        PaymentState refused = (await desk.SubmitAsync(Bench.Batch(Bench.Pay(1)))).Answers.Span[0];
        Assert.Equal(Standing.Unavailable, refused.Standing);
        PaymentState next = (await desk.SubmitAsync(Bench.Batch(Bench.Pay(2)))).Answers.Span[0];
        Assert.Equal(Standing.Unavailable, next.Standing);
        Assert.NotEqual("", desk.Status.Trouble);
        device.Capacity = long.MaxValue;
        await bench.Time.AdvanceUntilAsync(
            () => desk.Status.State == LedgerState.Serving, TimeSpan.FromMilliseconds(50));
        InstructionAnswers again = await desk.SubmitAsync(Bench.Batch(Bench.Pay(0), Bench.Pay(1), Bench.Pay(2)));
        Assert.Equal([true, false, false], again.Answers.ToArray().Select(a => a.IsRepeated));
        Assert.Equal(Bench.Balances([0, 1, 2]), await Bench.BalancesAsync(desk));
    }

    [Fact]
    public async Task S10_After_a_failed_flush_what_was_being_written_is_in_doubt_and_the_journal_is_opened_anew()
    {
        SimulatedDevice device = new();
        Bench bench = new() { Store = new FaultyStore(device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        await desk.SubmitAsync(Bench.Batch(Bench.Pay(0)));
        long epoch = desk.Status.Epoch;
        device.FailNextFlush = true;
        PaymentState doubt = (await desk.SubmitAsync(Bench.Batch(Bench.Pay(1)))).Answers.Span[0];
        Assert.Equal(Standing.InDoubt, doubt.Standing);
        await bench.Time.AdvanceUntilAsync(
            () => desk.Status is { State: LedgerState.Serving } now && now.Epoch > epoch,
            TimeSpan.FromMilliseconds(50));
        await desk.SubmitAsync(Bench.Batch(Bench.Pay(1)));
        Assert.Equal(Bench.Balances([0, 1]), await Bench.BalancesAsync(desk));
    }

    [Fact]
    public async Task S13_On_a_disk_that_stalls_it_takes_what_it_may_hold_says_busy_to_the_rest_and_doubles_nothing()
    {
        SteppedTime time = new();
        SimulatedDevice device = new(time);
        Bench bench = new()
        {
            Time = time,
            Store = new FaultyStore(device),
            Options = new LedgerOptions { MostWaiting = 64, Groups = new GroupBounds(16, 1 << 16) },
        };
        await using LedgerDesk desk = await bench.OpenAsync();
        device.Delay = TimeSpan.FromSeconds(5);
        Task<InstructionAnswers>[] calls =
            [.. Enumerable.Range(0, 400).Select(i => desk.SubmitAsync(Bench.Batch(Bench.Pay(i))))];
        await time.AdvanceUntilAsync(() => calls.All(call => call.IsCompleted), TimeSpan.FromSeconds(1));
        PaymentState[] states = [.. calls.Select(call => call.Result.Answers.Span[0])];
        int[] settled = [.. Enumerable.Range(0, 400).Where(i => states[i].Standing == Standing.Settled)];
        Assert.All(states, state => Assert.True(state.Standing is Standing.Settled or Standing.Busy));
        Assert.InRange(settled.Length, 16, 399);
        device.Delay = TimeSpan.Zero;
        Assert.Equal(Bench.Balances(settled), await Bench.BalancesAsync(desk));
        foreach (int i in Enumerable.Range(0, 400).Except(settled))
        {
            Assert.False((await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)))).Answers.Span[0].IsRepeated);
        }

        Assert.Equal(Bench.Balances(Enumerable.Range(0, 400)), await Bench.BalancesAsync(desk));
    }

    [Fact]
    public async Task C10_A_command_that_its_engine_cannot_carry_out_halts_the_ledger_with_a_message_and_no_restart()
    {
        // What the script says is not tested: a fault of the world stands for one of the engine.
        LedgerCommand poison = new()
        {
            IsScripted = true,
            Command = SettlementCommand.Submit(Bench.OpenAt + 5_000_000, 0, 0, 99, 10, Priority.Normal),
        };
        SimulatedDevice device = new();
        Bench bench = new() { Store = new FaultyStore(device), Script = [poison], Scripted = 1 };
        SaidLines log = new();
        await using LedgerDesk desk = new(bench.Site(), log);
        await desk.OpenAsync();
        await SteppedTime.UntilAsync(() => desk.Status.Time >= Bench.OpenAt);
        long sequence = (await desk.SubmitAsync(Bench.Batch(Bench.Pay(0)))).Sequence;
        int operations = device.Operations;
        await bench.Time.AdvanceUntilAsync(() => desk.Ended.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.Equal(LedgerState.Halted, desk.Status.State);
        string said = Assert.Single(log.Lines, line => line.Contains("halted", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Contains(Bench.Stream, desk.Status.Trouble, StringComparison.Ordinal);
        Assert.Contains($"behind group {sequence}", desk.Status.Trouble, StringComparison.Ordinal);
        Assert.Contains("Submit", desk.Status.Trouble, StringComparison.Ordinal);
        Assert.Equal(Standing.Halted, (await desk.SubmitAsync(Bench.Batch(Bench.Pay(1)))).Answers.Span[0].Standing);
        bench.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(operations, device.Operations);
    }

    [Fact]
    public async Task S7_A_journal_that_comes_to_something_else_is_not_served_from()
    {
        SimulatedDevice device = new();
        Bench bench = new() { Store = new FaultyStore(device) };
        await using (LedgerDesk desk = await bench.OpenAsync())
        {
            await desk.SubmitAsync(Bench.Batch(Bench.Pay(0)));
        }

        // Written by hand, with everything right but the digest of its events.
        await using (IJournal journal = await bench.Store.OpenAsync(
            Bench.Stream, TestContext.Current.CancellationToken))
        {
            await using GroupCommit commit = new(journal, bench.Site().Stamp);
            byte[] octets = new byte[200];
            int written = LedgerRecords.WriteSlice(
                octets, Bench.CloseAt - 5, [Bench.Pay(1)], [new CommandResult(Verdict.Accepted, 1)], default, out _);
            await commit.Append(Bench.CloseAt - 5, 1, octets.AsSpan(0, written), [1, 2, 3]);
        }

        await using LedgerDesk again = bench.Start();
        LedgerInfo info = await again.OpenAsync();
        Assert.Equal(LedgerState.Halted, info.State);
        Assert.Contains("digest", info.Trouble, StringComparison.Ordinal);
        Assert.Contains(Bench.Stream, info.Trouble, StringComparison.Ordinal);
        await again.Ended;
    }

    [Fact]
    public async Task Another_world_does_not_open_the_journal_of_this_one()
    {
        SimulatedDevice device = new();
        await using (LedgerDesk desk = await new Bench { Store = new FaultyStore(device) }.OpenAsync())
        {
            await desk.SubmitAsync(Bench.Batch(Bench.Pay(0)));
        }

        await using LedgerDesk other = new Bench { Store = new FaultyStore(device), Window = 1 << 13 }.Start();
        Assert.Equal(LedgerState.Halted, (await other.OpenAsync()).State);
    }

    private sealed class SaidLines : ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception) + exception);
    }
}
