using Clearing.Client.Connections;
using Clearing.Client.Tests.Fakes;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Instructions;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;
using Microsoft.Extensions.Time.Testing;

namespace Clearing.Client.Tests;

public sealed class BankClientTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instruction_is_answered_by_where_it_stands()
    {
        FakeService service = new(new FakeLedger { Stands = _ => Standing.Queued });
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);

        AnswerRecord answer = await client.SubmitAsync(Scene.Pay(3), Stop);

        Assert.Equal(new AnswerRecord(Standing.Queued, false, 0, 0, 1_000_000), answer);
        Assert.Equal(client.IdOf(1), Assert.Single(service.Ledger.Effects));
        Assert.Equal((13, "world/gross", 1), (client.Participant, client.Ledger, client.Sessions));
    }

    [Fact]
    public async Task A_client_may_be_closed_twice()
    {
        FakeService service = new(new FakeLedger());
        BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);
        await client.DisposeAsync();
        await client.DisposeAsync();
        await Assert.ThrowsAsync<SessionException>(() => client.SubmitAsync(Scene.Pay(3), Stop));
    }

    [Fact]
    public async Task Many_instructions_go_in_frames_within_the_window_and_get_their_answers_in_order()
    {
        FakeService service = new(new FakeLedger()) { InstructionWindow = 100 };
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);
        AnswerRecord[] answers = new AnswerRecord[10_000];

        ulong first = await client.SubmitAsync(Scene.Payments(10_000), answers, Stop);

        Assert.Equal(1UL, first);
        Assert.Equal(Enumerable.Range(0, 10_000), answers.Select(a => a.Payment));
        Assert.Equal(10_000, service.Ledger.Effects.Count);
    }

    [Fact]
    public async Task Numbers_go_on_behind_the_highest_that_the_ledger_has()
    {
        FakeService service = new(new FakeLedger());
        await using (BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop))
        {
            await client.SubmitAsync(Scene.Pay(1) with { Number = 41 }, Stop);
        }

        await using BankClient next = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);
        AnswerRecord[] answers = new AnswerRecord[2];

        Assert.Equal(42UL, await next.SubmitAsync(new[] { Scene.Pay(1), Scene.Pay(2) }, answers, Stop));
        Assert.True((await next.SubmitAsync(Scene.Pay(1) with { Number = 41 }, Stop)).IsRepeated);
        Assert.Equal(
            Standing.Different, (await next.SubmitAsync(Scene.Pay(1, 999) with { Number = 41 }, Stop)).Standing);
    }

    [Fact]
    public async Task Submissions_of_many_threads_at_once_are_each_answered_once()
    {
        FakeService service = new(new FakeLedger()) { InstructionWindow = 64 };
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);

        AnswerRecord[] answers = await Task.WhenAll(
            Enumerable.Range(0, 2_000).Select(i => Task.Run(() => client.SubmitAsync(Scene.Pay(i % 300), Stop))));

        Assert.Equal(Enumerable.Range(0, 2_000), answers.Select(a => a.Payment).Order());
    }

    [Fact]
    public async Task Messages_are_known_by_the_id_that_sessions_md_gives_them()
    {
        FakeService service = new(new FakeLedger());
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);
        byte[] message = Fin("eb6305c9-1f7f-49de-aed0-16487c27b42d");

        AnswerRecord answer = await client.SubmitAsync(MessageFormat.Mt, message, Stop);

        Assert.Equal(Standing.Settled, answer.Standing);
        UInt128 uetr = new(0xeb6305c91f7f49de, 0xaed016487c27b42d);
        Assert.Equal(uetr, Assert.Single(service.Ledger.Effects));
        Assert.Equal(Standing.Settled, Assert.Single(await client.AskAsync([uetr], Stop)).Answer.Standing);
        Assert.Equal(FrameMarks.Batch | FrameMarks.Numbered, Assert.Single(service.MessageFlags));
    }

    [Fact]
    public async Task A_message_that_breaks_the_rules_is_answered_without_being_sent()
    {
        FakeService service = new(new FakeLedger());
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);
        byte[] good = Fin("eb6305c9-1f7f-49de-aed0-16487c27b42d");
        byte[] bad = [.. good.AsSpan(0, good.Length - 40)];
        AnswerRecord[] answers = new AnswerRecord[3];

        await client.SubmitAsync(MessageFormat.Mt, [bad, good, new byte[20_000]], answers, Stop);

        Assert.Equal(
            [Standing.Malformed, Standing.Settled, Standing.Malformed], answers.Select(a => a.Standing));
        Assert.Single(service.Ledger.Effects);
    }

    [Fact]
    public async Task With_a_key_every_frame_is_proven_both_ways()
    {
        FakeService service = new(new FakeLedger()) { Key = KeyOf(1) };
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);
        AnswerRecord[] answers = new AnswerRecord[5_000];

        await client.SubmitAsync(Scene.Payments(5_000), answers, Stop);

        Assert.Equal([Standing.Settled], Scene.StandingsOf(answers));
    }

    [Fact]
    public async Task A_wrong_key_a_missing_one_and_a_service_that_asks_for_none_are_refused()
    {
        BankClientOptions options = Scene.Options(new FakeService(new FakeLedger()) { Key = KeyOf(1) }, _time);
        BankClientOptions unproven = Scene.Options(new FakeService(new FakeLedger()), _time);

        SessionException wrong = await RefusalOf(options with
        {
            Session = options.Session with { Key = KeyOf(2) },
        });
        SessionException none = await RefusalOf(options with { Session = options.Session with { Key = null } });
        SessionException open = await RefusalOf(unproven with
        {
            Session = unproven.Session with { Key = KeyOf(1) },
        });

        Assert.Equal(CloseCode.Authentication, wrong.Code);
        Assert.True(wrong.IsFinal);
        Assert.Equal(CloseCode.Authentication, none.Code);
        Assert.Contains("no proof", open.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_is_answered_and_the_same_again_has_no_second_effect()
    {
        FakeService service = new(new FakeLedger());
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);
        Order order = new() { Kind = OrderKind.Cancel, Id = 99, Payment = client.IdOf(1) };

        AnswerRecord first = await client.OrderAsync(order, Stop);
        AnswerRecord second = await client.OrderAsync(order, Stop);

        Assert.Equal((Standing.Done, false), (first.Standing, first.IsRepeated));
        Assert.Equal((Standing.Done, true), (second.Standing, second.IsRepeated));
        Assert.Single(service.Ledger.Effects);
    }

    [Fact]
    public async Task The_directory_comes_in_parts_and_is_asked_for_once()
    {
        FakeService service = new(new FakeLedger());
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);

        Messages.Sessions.Directory directory = await client.DirectoryAsync(Stop);

        Assert.Equal(300, directory.Participants.Count);
        Assert.Equal("BANK299", directory.Participants[299].Id);
        Assert.Same(directory, await client.DirectoryAsync(Stop));
    }

    [Fact]
    public async Task Long_lists_of_ids_are_asked_in_parts()
    {
        FakeService service = new(new FakeLedger());
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);
        await client.SubmitAsync(Scene.Payments(2_500), new AnswerRecord[2_500], Stop);

        IReadOnlyList<InstructionState> states =
            await client.AskAsync([.. Enumerable.Range(1, 3_000).Select(n => client.IdOf((ulong)n))], Stop);

        Assert.Equal(
            (2_500, 500),
            (states.Count(s => s.Answer.Standing == Standing.Settled),
                states.Count(s => s.Answer.Standing == Standing.Unknown)));
    }

    internal static AuthenticationKey KeyOf(byte secret) =>
        new("BANKUS33AXXX", 1, Enumerable.Repeat(secret, 32).ToArray(), 0, long.MaxValue);

    internal static byte[] Fin(string uetr)
    {
        System.Buffers.ArrayBufferWriter<byte> octets = new();
        PaymentInstruction payment = SimpleInstruction.Create(
            InstructionKind.CustomerTransfer, "BANKUS33", "BANKDE33", "REF1", uetr, "USD",
            new DecimalAmount(12345, 2), new DateOnly(2026, 1, 5));
        MessageErrors errors = new();
        Messages.Fin.FinWriter.Write(InstructionWriter.ToFin(payment, errors)!, octets);
        return octets.WrittenSpan.ToArray();
    }

    private static Task<SessionException> RefusalOf(BankClientOptions options) =>
        Assert.ThrowsAsync<SessionException>(() => BankClient.ConnectAsync(options, Stop));
}
