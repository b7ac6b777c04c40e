using System.Buffers;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Journal;
using Clearing.Journal.Tests.Faults;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Tests.Ledgers;

/// <summary>What the shell of a ledger answers, and that it stays so over restarts.</summary>
public sealed class DeskTests
{
    private readonly SimulatedDevice _device = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task N2_N3_The_same_instruction_again_gets_the_same_answer_also_after_a_restart_and_from_the_archive()
    {
        Bench bench = new() { Store = new FaultyStore(_device), Window = 64 };
        Dictionary<int, PaymentState> first = [];
        await using (LedgerDesk desk = await bench.OpenAsync())
        {
            for (int i = 0; i < 300; i++)
            {
                first[i] = (await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)))).Answers.Span[0];
                Assert.Equal((Standing.Settled, i, false), (first[i].Standing, first[i].Number, first[i].IsRepeated));
            }

            await ExpectRepeatsAsync(desk, first);
        }

        await using LedgerDesk again = await bench.OpenAsync();
        await ExpectRepeatsAsync(again, first);
        Assert.Equal(Bench.Balances(first.Keys), await Bench.BalancesAsync(again));
        InstructionAnswers asked = await again.AskAsync(new Blob<InstructionId>(
            new[] { Bench.Id(0), Bench.Id(299), Bench.Id(300) }));
        Assert.Equal(
            [Standing.Settled, Standing.Settled, Standing.Unknown], asked.Answers.ToArray().Select(a => a.Standing));
    }

    [Fact]
    public async Task N4_Duplicates_in_flight_at_the_same_time_have_one_effect()
    {
        Bench bench = new() { Store = new FaultyStore(_device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        InstructionAnswers[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(
            () => desk.SubmitAsync(Bench.Batch([.. Enumerable.Range(0, 32).Select(i => Bench.Pay(i))])), Stop)));
        for (int i = 0; i < 32; i++)
        {
            PaymentState[] same = [.. answers.Select(a => a.Answers.Span[i])];
            Assert.Single(same, state => !state.IsRepeated);
            Assert.All(same, state => Assert.Equal(
                (Standing.Settled, same[0].Number), (state.Standing, state.Number)));
        }

        Assert.Equal(Bench.Balances(Enumerable.Range(0, 32)), await Bench.BalancesAsync(desk));
    }

    [Fact]
    public async Task N7_A_batch_larger_than_the_memory_of_the_ledger_allows_is_refused_and_harms_nothing()
    {
        Bench bench = new() { Store = new FaultyStore(_device), Window = 64 };
        await using LedgerDesk desk = await bench.OpenAsync();

        InstructionAnswers refused = await desk.SubmitAsync(
            Bench.Batch([.. Enumerable.Range(0, 40).Select(i => Bench.Pay(i))]));
        InstructionAnswers taken = await desk.SubmitAsync(Bench.Batch(Bench.Pay(0)));

        Assert.All(refused.Answers.ToArray(), state => Assert.Equal(Standing.BadBatch, state.Standing));
        Assert.Equal((Standing.Settled, 0), (taken.Answers.Span[0].Standing, taken.Answers.Span[0].Number));
    }

    [Fact]
    public async Task A_sender_acts_for_its_own_account_and_under_its_own_numbers_only()
    {
        Bench bench = new() { Store = new FaultyStore(_device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        InstructionBatch batch = new()
        {
            Participant = 1,
            Account = 1,
            Commands = new Blob<LedgerCommand>(new[]
            {
                Bench.Pay(1),
                Bench.Pay(2),
                Bench.Pay(5, InstructionId.Numbered(1, 0)),
                Bench.Pay(9, InstructionId.Numbered(2, 0)),
                Bench.Pay(13) with { IsScripted = true },
                new LedgerCommand { Id = Bench.Id(90), Command = SettlementCommand.Halt(0) },
            }),
        };
        Assert.Equal(
            [
                Standing.Settled, Standing.NotYours, Standing.Settled, Standing.NotYours, Standing.Settled,
                Standing.BadKind,
            ],
            (await desk.SubmitAsync(batch)).Answers.ToArray().Select(a => a.Standing));
        LedgerOrder halt = new()
        {
            Participant = 1,
            Account = 1,
            Command = new Blob<LedgerCommand>(new[]
            {
                new LedgerCommand { Id = Bench.Id(91), Command = SettlementCommand.Halt(0) with { From = 1 } },
            }),
        };
        Assert.Equal(Standing.NotYours, (await desk.OrderAsync(halt)).Standing);
    }

    [Fact]
    public async Task An_order_is_carried_out_once_and_sees_what_was_asked_before_it()
    {
        Bench bench = new() { Store = new FaultyStore(_device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        LedgerOrder suspend = Bench.Order(500, SettlementCommand.Halt(0));
        Assert.Equal(Standing.Done, (await desk.OrderAsync(suspend)).Standing);
        Task<InstructionAnswers> queued = desk.SubmitAsync(Bench.Batch(Bench.Pay(0)));
        LedgerOrder cancel = Bench.Order(501, SettlementCommand.Cancel(0, -1, 0), Bench.Id(0));
        Task<PaymentState> cancelled = desk.OrderAsync(cancel);
        Assert.Equal(Standing.Queued, (await queued).Answers.Span[0].Standing);
        Assert.Equal(Standing.Done, (await cancelled).Standing);
        LedgerOrder add = Bench.Order(502, SettlementCommand.AddBalance(0, 2, 50));
        Assert.False((await desk.OrderAsync(add)).IsRepeated);
        Assert.True((await desk.OrderAsync(add)).IsRepeated);
        Assert.Equal(Standing.Different, (await desk.OrderAsync(
            Bench.Order(502, SettlementCommand.AddBalance(0, 2, 51)))).Standing);
        Assert.Equal(Standing.NotDone, (await desk.OrderAsync(
            Bench.Order(503, SettlementCommand.Cancel(0, -1, 0), Bench.Id(0)))).Standing);
        Assert.Equal(Standing.UnknownPayment, (await desk.OrderAsync(
            Bench.Order(504, SettlementCommand.Cancel(0, -1, 0), Bench.Id(77)))).Standing);
        InstructionAnswers asked = await desk.AskAsync(new Blob<InstructionId>(new[] { Bench.Id(0), Bench.Id(502) }));
        Assert.Equal([Standing.Cancelled, Standing.Done], asked.Answers.ToArray().Select(a => a.Standing));
        Assert.Equal(Bench.Opening + 50, (await Bench.BalancesAsync(desk))[2]);
    }

    [Fact]
    public async Task A_bad_batch_is_refused_whole()
    {
        Bench bench = new() { Store = new FaultyStore(_device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        InstructionBatch one = Bench.Batch(Bench.Pay(0));
        InstructionBatch With(byte[] digests, byte[] texts) => new()
        {
            Participant = -1,
            Account = -1,
            Commands = one.Commands,
            Digests = new Blob<byte>(digests),
            Texts = new Blob<byte>(texts),
        };
        async Task<Standing> Of(InstructionBatch batch) => (await desk.SubmitAsync(batch)).Answers.Span[0].Standing;
        Assert.Empty((await desk.SubmitAsync(Bench.Batch())).Answers.ToArray());
        Assert.Equal(Standing.BadBatch, await Of(Bench.Batch([.. Enumerable.Repeat(Bench.Pay(0), 4_097)])));
        Assert.Equal(Standing.BadBatch, await Of(With(new byte[31], [])));
        Assert.Equal(Standing.BadBatch, await Of(With([], [0, 0, 0])));
        Assert.Equal(Standing.BadBatch, await Of(With([], [0, 0, 0, 2, 1])));
        Assert.Equal(Standing.BadBatch, await Of(With([], [255, 255, 255, 255, 1])));
        Assert.Equal(Standing.BadBatch, await Of(With([], [0, 0, 0, 0, 1])));
        Assert.Equal(Standing.Settled, await Of(With([.. Enumerable.Repeat((byte)7, 32)], [0, 0, 0, 2, 1, 2])));
    }

    [Fact]
    public async Task The_messages_and_digests_of_what_was_accepted_are_kept_with_it()
    {
        Bench bench = new() { Store = new FaultyStore(_device) };
        await using LedgerDesk desk = await bench.OpenAsync();
        await desk.SubmitAsync(Bench.Batch(Bench.Pay(1)));
        InstructionAnswers answers = await desk.SubmitAsync(new InstructionBatch
        {
            Participant = -1,
            Account = -1,
            Commands = new Blob<LedgerCommand>(new[] { Bench.Pay(0), Bench.Pay(1), Bench.Pay(2) }),
            Digests = new Blob<byte>(Enumerable.Range(0, 96).Select(i => (byte)(i / 32)).ToArray()),
            Texts = new Blob<byte>(new byte[] { 0, 0, 0, 1, 65, 0, 0, 0, 2, 66, 66, 0, 0, 0, 1, 67 }),
        });
        IJournalReader reader = bench.Store.Reader(Bench.Stream);
        Assert.Equal(
            [0, 0, 0, 1, 65, 0, 0, 0, 1, 67], await reader.ReadTextsAsync(answers.Sequence, Stop));
        List<LedgerCommand> commands = [];
        await foreach (JournalGroup group in reader.ReadAsync(GroupPlace.Start, cancellation: Stop))
        {
            if (group.Head.Sequence == answers.Sequence)
            {
                LedgerRecords.ReadSlice(group.Payload.Span, commands, out _);

                // A digest of zeros stands for none.
                Assert.Equal(16 + 48 + 48 + 32, group.Payload.Length);
            }
        }

        Assert.Equal([Bench.Id(0), Bench.Id(2)], commands.Select(command => command.Id));
    }

    [Fact]
    public async Task What_is_scripted_and_what_the_systems_do_themselves_comes_by_the_clock()
    {
        LedgerCommand Scripted(long at, int payment) => new()
        {
            IsScripted = true,
            Command = SettlementCommand.Submit(Bench.OpenAt + at, payment, 0, 1, 10, Priority.Normal),
        };
        Bench bench = new()
        {
            Store = new FaultyStore(_device),
            Script = [Scripted(1_000_000, 0), Scripted(1_000_000, 1), Scripted(60_000_000, 2)],
            Scripted = 3,
            Speed = 60,
        };
        await using (LedgerDesk desk = await bench.OpenAsync())
        {
            await bench.Time.AdvanceUntilAsync(
                () => desk.Status.Time > Bench.OpenAt + 1_000_000 - 1, TimeSpan.FromMilliseconds(10));
            Assert.Equal(3, (await desk.SubmitAsync(Bench.Batch(Bench.Pay(0)))).Answers.Span[0].Number);
        }

        await using LedgerDesk again = await bench.OpenAsync();
        await bench.Time.AdvanceUntilAsync(() => again.Status.Time >= Bench.CloseAt, TimeSpan.FromMinutes(10));
        Assert.Equal(
            Standing.Rejected, (await again.SubmitAsync(Bench.Batch(Bench.Pay(1)))).Answers.Span[0].Standing);
        Assert.Equal(Bench.Opening - 31, (await Bench.BalancesAsync(again))[0]);
        List<(long, int)> slices = [];
        List<LedgerCommand> commands = [];
        IJournalReader reader = bench.Store.Reader(Bench.Stream);
        await foreach (JournalGroup group in reader.ReadAsync(GroupPlace.Start, cancellation: Stop))
        {
            for (ReadOnlyMemory<byte> rest = group.Payload; !rest.IsEmpty;)
            {
                rest = rest[LedgerRecords.ReadSlice(rest.Span, commands, out long time)..];
                slices.Add((time - Bench.OpenAt, commands.Count(command => command.IsScripted)));
            }
        }

        Assert.Contains((1_000_000, 2), slices);
        Assert.Contains((60_000_000, 1), slices);
    }

    [Fact]
    public async Task Nothing_from_outside_overtakes_what_is_scripted_however_close_it_is()
    {
        LedgerCommand[] script =
        [
            .. Enumerable.Range(0, 2_000).Select(i => new LedgerCommand
            {
                IsScripted = true,
                Command = SettlementCommand.Submit(Bench.OpenAt + 1_001 + i, i, 0, 1, 1, Priority.Normal),
            }),
        ];
        Bench bench = new()
        {
            Store = new FaultyStore(_device),
            Script = script,
            Scripted = script.Length,
            Window = 64,
        };
        await using (LedgerDesk desk = await bench.OpenAsync())
        {
            for (int i = 0; i < 400; i++)
            {
                // Each order is a slice for itself, a microsecond behind the one before.
                Task<PaymentState>[] orders =
                    [.. Enumerable.Range(0, 4).Select(k => desk.OrderAsync(
                        Bench.Order(10_000 + (i * 4) + k, SettlementCommand.AddBalance(0, k, 1))))];
                bench.Time.Advance(TimeSpan.FromMicroseconds(2));
                Assert.All(await Task.WhenAll(orders), state => Assert.Equal(Standing.Done, state.Standing));
            }

            bench.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(Bench.Opening + 400 - 2_000, (await Bench.BalancesAsync(desk))[0]);
        }

        await using LedgerDesk again = await bench.OpenAsync();
        Assert.Equal(Bench.Opening + 400 + 2_000, (await Bench.BalancesAsync(again))[1]);
    }

    [Fact]
    public async Task S12_With_a_checkpoint_only_what_is_behind_it_is_read_and_without_it_all()
    {
        Bench bench = new()
        {
            Store = new FaultyStore(_device),
            Window = 64,
            Options = new LedgerOptions { CheckpointRecords = 100 },
        };
        byte[] hash;
        await using (LedgerDesk desk = await bench.OpenAsync())
        {
            for (int i = 0; i < 250; i++)
            {
                await desk.SubmitAsync(Bench.Batch(Bench.Pay(i)));
            }

            hash = (await desk.AccountsAsync()).StateHash;
        }

        IJournalReader reader = bench.Store.Reader(Bench.Stream);
        Assert.NotNull(await reader.NewestCheckpointAsync(cancellation: Stop));
        await using LedgerDesk again = await bench.OpenAsync();
        Assert.Equal(hash, (await again.AccountsAsync()).StateHash);
        Assert.True((await again.SubmitAsync(Bench.Batch(Bench.Pay(3)))).Answers.Span[0].IsRepeated);
        Assert.Equal(250, (await again.SubmitAsync(Bench.Batch(Bench.Pay(900)))).Answers.Span[0].Number);
    }

    [Fact]
    public async Task What_a_restart_had_to_carry_out_again_is_in_a_checkpoint_before_the_next()
    {
        Bench bench = new()
        {
            Store = new FaultyStore(_device),
            Options = new LedgerOptions { CheckpointRecords = 100 },
        };
        await using LedgerDesk killed = await bench.OpenAsync();
        for (int i = 0; i < 99; i++)
        {
            await killed.SubmitAsync(Bench.Batch(Bench.Pay(i)));
        }

        IJournalReader reader = bench.Store.Reader(Bench.Stream);
        Assert.Null(await reader.NewestCheckpointAsync(cancellation: Stop));
        await using (LedgerDesk again = await bench.OpenAsync())
        {
            // Nothing new comes.
            Assert.Equal(LedgerState.Serving, again.Status.State);
        }

        Assert.Equal(99, (await reader.NewestCheckpointAsync(cancellation: Stop))?.Place.Records);
    }

    [Fact]
    public async Task R5_Behind_repeats_alone_the_last_checkpoint_is_what_the_journal_makes()
    {
        Bench bench = new() { Store = new FaultyStore(_device), Window = 64 };
        InstructionBatch batch = Bench.Batch(Bench.Pay(0), Bench.Pay(1));
        await using (LedgerDesk desk = await bench.OpenAsync())
        {
            await desk.SubmitAsync(batch);
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.All((await desk.SubmitAsync(batch)).Answers.ToArray(), state => Assert.True(state.IsRepeated));
        }

        IJournalReader reader = bench.Store.Reader(Bench.Stream);
        Checkpoint kept = (await reader.NewestCheckpointAsync(cancellation: Stop))!;
        Ledger made = new(bench.Book());
        var replay = new LedgerReplay(bench.Site(), made);
        await foreach (JournalGroup group in reader.ReadAsync(GroupPlace.Start, cancellation: Stop))
        {
            replay.Run(group);
        }

        ArrayBufferWriter<byte> state = new();
        made.Save(state);
        Assert.Equal(kept.Place, await reader.DurableAsync(Stop));
        Assert.True(kept.State.Span.SequenceEqual(state.WrittenSpan));
    }

    private static async Task ExpectRepeatsAsync(LedgerDesk desk, Dictionary<int, PaymentState> first)
    {
        foreach ((int number, PaymentState state) in first)
        {
            LedgerCommand pay = Bench.Pay(number);
            LedgerCommand other = pay with { Command = pay.Command with { AmountMinor = 8 } };
            InstructionAnswers answers = await desk.SubmitAsync(Bench.Batch(pay, other));
            Assert.Equal(state with { IsRepeated = true }, answers.Answers.Span[0]);
            PaymentState second = answers.Answers.Span[1];
            Assert.Equal((Standing.Different, number), (second.Standing, second.Number));
        }
    }
}
