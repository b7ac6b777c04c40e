using System.Net;
using Clearing.Client.Connections;
using Clearing.Client.Tests.Fakes;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using CsCheck;

namespace Clearing.Client.Tests;

/// <summary>
/// Whatever happens to the connection, each instruction ends with exactly one definite answer, and the ledger has it at
/// most once: N1, N2, N8 of the catalogue, as the client sees them.
/// </summary>
public sealed class BankClientFaultTests
{
    private readonly ObservedTime _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task N1_The_connection_is_reset_after_every_octet_that_goes_to_the_service()
    {
        long octets = (await PayThree(new FakeService(new FakeLedger()))).ReceivedFirst;
        Assert.InRange(octets, 150, 400);
        for (long cut = 0; cut <= octets; cut++)
        {
            FakeService service = await PayThree(CutAfter(received: cut));
            Assert.Equal(3, service.Ledger.Effects.Count);
        }
    }

    [Fact]
    public async Task N1_The_connection_is_reset_after_every_octet_that_comes_from_the_service()
    {
        long octets = (await PayThree(new FakeService(new FakeLedger()))).SentFirst;
        Assert.InRange(octets, 150, 400);
        for (long cut = 0; cut <= octets; cut++)
        {
            FakeService service = await PayThree(CutAfter(sent: cut));
            Assert.Equal(3, service.Ledger.Effects.Count);
        }
    }

    [Fact]
    public async Task N1_Answers_that_were_lost_are_asked_about_and_nothing_is_sent_twice()
    {
        FakeService service = new(new FakeLedger(), new Fault { LosesAnswers = true });
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);
        AnswerRecord[] answers = new AnswerRecord[500];

        await _time.Drive(client.SubmitAsync(Scene.Payments(500), answers, Stop));

        Assert.Equal([Standing.Settled], Scene.StandingsOf(answers));
        Assert.DoesNotContain(answers, a => a.IsRepeated);
        Assert.Equal((500, 2), (service.Ledger.Effects.Count, client.Sessions));
    }

    [Fact]
    public async Task N2_What_the_ledger_has_not_is_sent_again_as_a_possible_duplicate()
    {
        FakeService service = CutAfter(received: 150);
        await using BankClient client = await _time.Drive(
            BankClient.ConnectAsync(Scene.Options(service, _time), Stop));
        byte[] message = BankClientTests.Fin("eb6305c9-1f7f-49de-aed0-16487c27b42d");

        AnswerRecord answer = await _time.Drive(client.SubmitAsync(MessageFormat.Mt, message, Stop));

        Assert.Equal(Standing.Settled, answer.Standing);
        Assert.Equal(
            [FrameMarks.Batch | FrameMarks.Numbered | FrameMarks.PossibleDuplicate], service.MessageFlags);
    }

    [Fact]
    public async Task A_busy_ledger_is_asked_again_after_waits_that_double()
    {
        FakeService service = new(new FakeLedger { Refuses = _ => Standing.Busy });
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);
        Task<AnswerRecord> submitting = client.SubmitAsync(Scene.Pay(1), Stop);
        int[] waitsMs = [100, 200, 400, 800, 1_600, 2_000, 2_000];
        for (int i = 0; i < waitsMs.Length; i++)
        {
            await Scene.Until(() => _time.Waits.Count > i);
            Assert.Equal(TimeSpan.FromMilliseconds(waitsMs[i]), _time.Waits[i]);
            if (i == waitsMs.Length - 1)
            {
                service.Ledger.Refuses = _ => Standing.Unknown;
            }

            _time.Advance(_time.Waits[i]);
        }

        Assert.Equal((Standing.Settled, false), ((await submitting).Standing, (await submitting).IsRepeated));
    }

    [Fact]
    public async Task What_no_patience_is_left_for_is_in_doubt_when_it_was_sent_and_not_taken_when_it_was_not()
    {
        FakeService service = new(new FakeLedger(), new Fault { IsMute = true }) { InstructionWindow = 2 };
        await using BankClient client = await BankClient.ConnectAsync(
            Scene.Options(service, _time, TimeSpan.FromSeconds(30)), Stop);
        AnswerRecord[] answers = new AnswerRecord[3];

        await _time.Drive(client.SubmitAsync(Scene.Payments(3), answers, Stop));

        Assert.Equal([Standing.InDoubt, Standing.InDoubt, Standing.Unavailable], answers.Select(a => a.Standing));
    }

    [Fact]
    public async Task What_was_only_ever_answered_busy_is_told_as_not_taken()
    {
        FakeService service = new(new FakeLedger { Refuses = _ => Standing.Busy });
        await using BankClient client = await BankClient.ConnectAsync(
            Scene.Options(service, _time, TimeSpan.FromMilliseconds(250)), Stop);
        Task<AnswerRecord> submitting = client.SubmitAsync(Scene.Pay(1), Stop);
        await Scene.Until(() => _time.Waits.Count > 0);
        _time.Advance(_time.Waits[0]);
        await Scene.Until(() => _time.Waits.Count > 1);

        _time.Advance(_time.Waits[1]);

        Assert.Equal(Standing.Unavailable, (await submitting).Standing);
    }

    [Fact]
    public async Task N8_A_silent_service_is_left_and_the_session_resumed()
    {
        FakeService service = new(new FakeLedger(), new Fault { IsMute = true }) { HeartbeatMs = 1_000 };
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);

        AnswerRecord answer = await _time.Drive(client.SubmitAsync(Scene.Pay(1), Stop));

        Assert.Equal(Standing.Settled, answer.Standing);
        Assert.True(client.Sessions > 1);
        Assert.Single(service.Ledger.Effects);
    }

    [Fact]
    public async Task A_service_that_never_welcomes_is_given_up_within_the_login_time()
    {
        BankClientOptions options = Scene.Options(new FakeService(new FakeLedger()), _time);
        Task<BankClient> connecting = BankClient.ConnectAsync(
            options with
            {
                Session = options.Session with
                {
                    Connect = _ => Task.FromResult(new Wire().Client),
                    LoginTime = TimeSpan.FromSeconds(10),
                },
            },
            Stop);

        SessionException refused = await Assert.ThrowsAsync<SessionException>(() => _time.Drive(connecting));

        Assert.Contains("no welcome", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_is_refused_for_good_ends_all_that_waits()
    {
        FakeService service = new(
            new FakeLedger(), new Fault { LosesAnswers = true }, new Fault { Refuses = CloseCode.Full },
            new Fault { Refuses = CloseCode.Participant });
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);

        AnswerRecord answer = await _time.Drive(client.SubmitAsync(Scene.Pay(1), Stop));

        Assert.Equal(Standing.InDoubt, answer.Standing);
        SessionException refused =
            await Assert.ThrowsAsync<SessionException>(() => client.SubmitAsync(Scene.Pay(1), Stop));
        Assert.Equal(CloseCode.Participant, refused.Code);
        Assert.Equal(3, service.Connections);
    }

    [Fact]
    public async Task C1_Of_several_processes_the_next_one_is_tried_at_once_and_the_one_that_was_found_first_later()
    {
        FakeService service = new(
            new FakeLedger(), new Fault { Refuses = CloseCode.Stopping },
            new Fault { Refuses = CloseCode.Unavailable });
        BankClientOptions options = Scene.Options(service, _time);
        SessionOptions session = options.Session with
        {
            Host = "first",
            Others = [new DnsEndPoint("second", 2), new DnsEndPoint("third", 3)],
        };
        await using Connection connection = await Connection.OpenAsync(session, Stop);

        Assert.Equal(3, service.Connections);
        Assert.Equal("third", connection.Options.Host);
        Assert.Equal(["first", "second"], connection.Options.Others.Select(other => other.Host));
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_let_go_and_its_memory_left_alone()
    {
        FakeService service = new(new FakeLedger(), new Fault { IsMute = true });
        await using BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);
        using CancellationTokenSource patience = new();
        AnswerRecord[] answers = new AnswerRecord[1];
        Task<ulong> submitting = client.SubmitAsync(new[] { Scene.Pay(1) }, answers, patience.Token);
        await Scene.Until(() => service.Ledger.Effects.Count == 1);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => submitting);
        service.Cut();
        await _time.Drive(client.SubmitAsync(Scene.Pay(2), Stop));
        Assert.Equal(Standing.Unknown, answers[0].Standing);
    }

    [Fact]
    public async Task A_closed_client_leaves_nobody_waiting()
    {
        FakeService service = new(new FakeLedger(), new Fault { IsMute = true });
        BankClient client = await BankClient.ConnectAsync(Scene.Options(service, _time), Stop);
        Task<AnswerRecord> submitting = client.SubmitAsync(Scene.Pay(1), Stop);

        await client.DisposeAsync();

        Assert.Equal(Standing.InDoubt, (await submitting).Standing);
        await Assert.ThrowsAsync<SessionException>(() => client.SubmitAsync(Scene.Pay(1), Stop));
    }

    [Fact]
    public async Task N1_Each_instruction_ends_with_one_definite_answer_whatever_the_connection_does() =>
        await Gen.Select(
                Gen.Int[1, 40], Gen.Int[1, 3_000], Gen.Int[1, 200], Gen.ULong,
                Gen.Select(Gen.Int[0, 4], Gen.Long[0, 30_000]).Array[0, 8])
            .SampleAsync(async (batches, each, window, seed, cuts) =>
            {
                FakeService service = new(
                    LedgerThatIsBusyAt(seed), [.. cuts.Select(c => FaultOf(c.Item1, c.Item2))])
                {
                    InstructionWindow = window,
                };
                await Check(service, batches, 1 + (each / batches));
            }, iter: 60, threads: 1);

    private async Task Check(FakeService service, int batches, int each)
    {
        ObservedTime time = new();
        await using BankClient client = await Scene.ConnectAsync(service, time);
        AnswerRecord[][] answers = [.. Enumerable.Range(0, batches).Select(_ => new AnswerRecord[each])];

        await time.Drive(Task.WhenAll(answers.Select(a => client.SubmitAsync(Scene.Payments(each), a, Stop))));

        Assert.All(answers.SelectMany(a => a), a => Assert.Equal(Standing.Settled, a.Standing));
        Assert.Equal(batches * each, answers.SelectMany(a => a).Select(a => a.Payment).Distinct().Count());
        Assert.Equal(batches * each, service.Ledger.Effects.Count);
    }

    private static Fault FaultOf(int kind, long octets) => kind switch
    {
        0 => new Fault { CutAfterReceived = octets },
        1 => new Fault { CutAfterSent = octets },
        2 => new Fault { LosesAnswers = true },
        3 => new Fault { Refuses = CloseCode.Unavailable },
        _ => new Fault { CutAfterReceived = octets, CutAfterSent = octets / 2 },
    };

    // The first time that one of these ids comes there is too much under way, or it cannot be told what became of it.
    private static FakeLedger LedgerThatIsBusyAt(ulong seed)
    {
        HashSet<UInt128> seen = [];
        return new FakeLedger
        {
            Refuses = id => !seen.Add(id) ? Standing.Unknown
                : (unchecked((ulong)id * (seed | 1)) % 7) switch
                {
                    0 => Standing.Busy,
                    1 => Standing.InDoubt,
                    2 => Standing.Unavailable,
                    _ => Standing.Unknown,
                },
        };
    }

    private static FakeService CutAfter(long received = long.MaxValue, long sent = long.MaxValue) =>
        new(new FakeLedger(), new Fault { CutAfterReceived = received, CutAfterSent = sent });

    private async Task<FakeService> PayThree(FakeService service)
    {
        await using BankClient client = await Scene.ConnectAsync(service, _time);
        AnswerRecord[] answers = new AnswerRecord[3];
        await _time.Drive(client.SubmitAsync(Scene.Payments(3), answers, Stop));
        Assert.Equal([Standing.Settled], Scene.StandingsOf(answers));
        return service;
    }
}
