using System.Buffers;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;
using Clearing.Server.Tests.Bench;

namespace Clearing.Server.Tests.Sessions;

/// <summary>Who may open a session and send in it (catalogue rows X1 and X2).</summary>
public sealed class AuthenticationTests
{
    private static readonly AuthenticationKey Alpha = Key("AAAAUS33AXXX", 1);
    private static readonly AuthenticationKey Newer = Key("AAAAUS33AXXX", 2) with { FromUs = Times.Noon };
    private static readonly AuthenticationKey Old = Key("AAAAUS33AXXX", 3) with { UntilUs = Times.Noon };
    private static readonly AuthenticationKey Early = Key("AAAAUS33AXXX", 4) with { FromUs = Times.Noon + 1 };
    private static readonly AuthenticationKey Beta = Key("BBBBDEFFAXXX", 1);

    private static readonly GatewayOptions WithKeys = new() { Keys = [Alpha, Newer, Old, Early, Beta] };

    [Fact]
    public async Task A_session_with_a_key_is_proved_both_ways()
    {
        await using World world = await World.StartAsync(WithKeys);
        using BankLine bank = await LoginAsync(world, Alpha);
        await bank.SendBulkAsync(1, Texts.Bulks(1, 2));

        Assert.Equal(WelcomeMarks.None, bank.Welcome.Marks);
        Heard heard = await bank.HearAsync();
        Assert.True((heard.Flags & FrameMarks.Authenticated) != 0);
        Assert.All(heard.Answers, answer => Assert.Equal(Standing.Settled, answer.Standing));
    }

    [Fact]
    public async Task Two_keys_of_a_terminal_are_good_while_they_are_changed()
    {
        await using World world = await World.StartAsync(WithKeys);
        using BankLine old = await LoginAsync(world, Alpha);
        using BankLine renewed = await LoginAsync(world, Newer);

        Assert.Equal((0, 0), (old.Welcome.Participant, renewed.Welcome.Participant));
    }

    [Fact]
    public async Task Without_keys_the_welcome_says_that_nothing_was_proved()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync();

        Assert.Equal(WelcomeMarks.Unproven, bank.Welcome.Marks);
        Assert.Contains(world.Log.All, line => line.Contains("proven: False", StringComparison.Ordinal));
    }

    public static TheoryData<string> Impostors =>
        ["no proof", "wrong secret", "key of another", "unknown key", "unknown terminal", "old key", "early key"];

    [Theory]
    [MemberData(nameof(Impostors))]
    public async Task X1_Whoever_cannot_prove_who_it_is_gets_one_and_the_same_answer(string impostor)
    {
        await using World world = await World.StartAsync(WithKeys);
        using BankLine bank = await world.ConnectAsync();
        (string terminal, int id, AuthenticationKey? key) = impostor switch
        {
            "no proof" => (Alpha.Owner, 1, null),
            "wrong secret" => (Alpha.Owner, 1, Alpha with { Secret = new byte[32] }),
            "key of another" => (Alpha.Owner, 1, Beta),
            "unknown key" => (Alpha.Owner, 9, Alpha with { Id = 9 }),
            "unknown terminal" => ("ZZZZUS33AXXX", 1, Key("ZZZZUS33AXXX", 1)),
            "old key" => (Old.Owner, 3, Old),
            _ => (Early.Owner, 4, (AuthenticationKey?)Early),
        };
        Hello hello = new() { Terminal = terminal, KeyId = id, Nonce = new byte[32] };
        Heard challenge = await SayHelloAsync(bank, hello);
        bank.Builder.Proof = key is null ? null : Proof(key, hello, challenge);
        await bank.SendControlAsync(to => BareControl.Write(ControlKind.Response, to));
        Close? close = await bank.HearCloseAsync();

        Assert.Equal(new Close(CloseCode.Authentication, 0, "the proof failed"), close);
        Assert.Contains(world.Log.All, line => line.Contains("refused: Authentication", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no proof")]
    [InlineData("cut proof")]
    [InlineData("proof of another frame")]
    [InlineData("changed amount")]
    public async Task X1_A_frame_that_is_not_proved_ends_the_session_before_it_is_read(string forgery)
    {
        await using World world = await World.StartAsync(WithKeys);
        using BankLine bank = await LoginAsync(world, Alpha);
        byte[] frame = Sealed(bank, Texts.Bulk(1));
        byte[] forged = forgery switch
        {
            "no proof" => Bare(frame),
            "cut proof" => Cut(frame),
            "proof of another frame" => [.. frame[..^24], .. Sealed(bank, Texts.Bulk(2))[^24..]],
            _ => [.. frame[..(6 + 8 + 8)], 99, .. frame[(6 + 8 + 9)..]],
        };
        await bank.SendAsync(forged);

        Assert.Equal(CloseCode.Authentication, (await bank.HearCloseAsync())?.Code);
        Assert.Empty(world.Ledger.Batches);
    }

    [Fact]
    public async Task X2_A_frame_that_comes_twice_is_refused()
    {
        await using World world = await World.StartAsync(WithKeys);
        using BankLine bank = await LoginAsync(world, Alpha);
        byte[] frame = Sealed(bank, Texts.Bulk(1));
        await bank.SendAsync(frame);
        await bank.HearAnswersAsync(1);
        await bank.SendAsync(frame);

        Assert.Equal(CloseCode.Authentication, (await bank.HearCloseAsync())?.Code);
        Assert.Equal(1, world.Ledger.Effects);
    }

    [Fact]
    public async Task X2_A_whole_session_that_is_played_again_gets_nowhere()
    {
        await using World world = await World.StartAsync(WithKeys);
        Hello hello = new() { Terminal = Alpha.Owner, KeyId = 1, Nonce = new byte[32] };
        byte[] response;
        using (BankLine bank = await world.ConnectAsync())
        {
            Heard challenge = await SayHelloAsync(bank, hello);
            bank.Builder.Proof = Proof(Alpha, hello, challenge);
            bank.Builder.Begin(FrameKind.Control);
            BareControl.Write(ControlKind.Response, bank.Builder);
            bank.Builder.End();
            response = bank.Builder.Written.ToArray();
            await bank.FlushAsync();
            Assert.Equal(ControlKind.Welcome, (await bank.HearAsync()).Control);
        }

        using BankLine replayed = await world.ConnectAsync();
        await SayHelloAsync(replayed, hello);
        await replayed.SendAsync(response);

        Assert.Equal(CloseCode.Authentication, (await replayed.HearCloseAsync())?.Code);
    }

    [Fact]
    public async Task X2_What_the_server_sent_is_not_taken_back_from_a_client()
    {
        await using World world = await World.StartAsync(WithKeys);
        using BankLine bank = await LoginAsync(world, Alpha);
        SessionProof proof = bank.Proof!;
        byte[] frame = Sealed(bank, Texts.Bulk(1));
        await bank.SendAsync(frame);
        Heard answers = await bank.HearAsync();
        FrameBuilder builder = new(proof);
        builder.Begin(FrameKind.Answers, FrameMarks.None, 1);
        builder.Write(answers.Contents);
        builder.End();
        byte[] back = builder.Written.ToArray();
        back[^1] ^= 1;
        await bank.SendAsync(back);

        Assert.Equal(CloseCode.Authentication, (await bank.HearCloseAsync())?.Code);
    }

    [Theory]
    [InlineData(NetworkEnvironment.Live, CloseCode.Environment)]
    [InlineData((NetworkEnvironment)7, CloseCode.Environment)]
    [InlineData(NetworkEnvironment.Test, null)]
    public async Task X2_A_session_of_another_environment_is_refused(NetworkEnvironment environment, CloseCode? code)
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.ConnectAsync();
        Heard heard = await SayHelloAsync(
            bank, new Hello { Terminal = Alpha.Owner, Environment = environment, Nonce = new byte[32] });

        Assert.Equal(code, Close.TryRead(heard.Contents, out Close close) ? close.Code : null);
    }

    [Fact]
    public async Task A_key_that_ends_ends_its_session_at_the_next_frame()
    {
        AuthenticationKey ending = Key(Alpha.Owner, 5) with { UntilUs = Times.Noon + 5_000_000 };
        await using World world = await World.StartAsync(new GatewayOptions { Keys = [ending] });
        using BankLine bank = await LoginAsync(world, ending);
        await bank.SendAsync(Sealed(bank, Texts.Bulk(1)));
        await bank.HearAnswersAsync(1);
        world.Time.Advance(TimeSpan.FromSeconds(6));
        await bank.SendAsync(Sealed(bank, Texts.Bulk(2), 2));

        Assert.Equal(CloseCode.Authentication, (await bank.HearCloseAsync())?.Code);
        Assert.Equal(1, world.Ledger.Effects);
    }

    [Theory]
    [InlineData("version", CloseCode.Version)]
    [InlineData("ledger", CloseCode.Ledger)]
    [InlineData("terminal", CloseCode.Participant)]
    public async Task A_login_that_asks_for_what_is_not_here_is_refused_with_a_code(string what, CloseCode code)
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.ConnectAsync();
        Hello hello = new() { Terminal = Alpha.Owner, Nonce = new byte[32] };
        Heard heard = await SayHelloAsync(bank, what switch
        {
            "version" => hello with { Version = 2 },
            "ledger" => hello with { Ledger = "other" },
            _ => hello with { Terminal = "ZZZZUS33AXXX" },
        });

        Assert.True(Close.TryRead(heard.Contents, out Close close));
        Assert.Equal(code, close.Code);
        Assert.Equal(what == "version" ? 1UL : 0, close.Number);
    }

    [Fact]
    public async Task One_session_more_than_may_be_is_refused()
    {
        await using World world = await World.StartAsync(new GatewayOptions { MostSessions = 1 });
        using BankLine first = await world.LoginAsync();
        using BankLine second = await world.ConnectAsync();

        Assert.Equal(CloseCode.Full, (await second.HearCloseAsync())?.Code);
        await first.SendBulkAsync(1, Texts.Bulks(1, 1));
        Assert.Single(await first.HearAnswersAsync(1));
    }

    [Fact]
    public async Task A_ledger_that_does_not_serve_takes_no_session()
    {
        FakeLedger ledger = new() { State = Grains.Ledgers.LedgerState.Halted };
        await using World world = await World.StartAsync(ledger: ledger);
        using BankLine bank = await world.ConnectAsync();
        Heard heard = await SayHelloAsync(bank, new Hello { Terminal = Alpha.Owner, Nonce = new byte[32] });

        Assert.True(Close.TryRead(heard.Contents, out Close close));
        Assert.Equal(CloseCode.Unavailable, close.Code);
    }

    [Fact]
    public async Task The_log_tells_of_sessions_and_never_of_a_payment()
    {
        await using World world = await World.StartAsync();
        using (BankLine bank = await world.LoginAsync())
        {
            await bank.SendMessagesAsync(
                FrameKind.Fin, Texts.Payment("103", "SECRETREF", 98_765), "{1:BROKEN SECRETREF"u8.ToArray());
            await bank.HearAnswersAsync(2);
            await bank.SendControlAsync(to => BareControl.Write(ControlKind.Logout, to));
            await bank.HearCloseAsync();
        }

        await World.UntilAsync(() => world.Gateway.SessionCount == 0);
        string log = string.Join('\n', world.Log.All);
        Assert.Contains("AAAAUS33AXXX", log, StringComparison.Ordinal);
        Assert.Contains("2 instructions, 1 refused", log, StringComparison.Ordinal);
        foreach (string secret in (string[])["SECRETREF", "987", "BBBB", "PAYER", "{1:"])
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_keys_or_without_TLS_only_a_loopback_address_is_listened_to()
    {
        using Gateway open = new(
            new GatewayOptions(), [World.Serve(new FakeLedger())], new NoticePlacesInMemory(),
            TimeProvider.System, new LogLines());
        using Gateway proven = new(
            new GatewayOptions { Keys = [Alpha] }, [World.Serve(new FakeLedger())], new NoticePlacesInMemory(),
            TimeProvider.System, new LogLines());
        System.Net.IPEndPoint anywhere = new(System.Net.IPAddress.Any, 0);
        Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel = new();

        Assert.Throws<ArgumentException>(() => kestrel.ListenForSessions(anywhere, open, _ => { }));
        Assert.Throws<ArgumentException>(() => kestrel.ListenForSessions(anywhere, proven));
        kestrel.ListenForSessions(anywhere, proven, _ => { });
    }

    private static AuthenticationKey Key(string owner, int id)
    {
        byte[] secret = new byte[32];
        secret[0] = (byte)id;
        secret[1] = (byte)owner[0];
        return new AuthenticationKey(owner, id, secret, 0, long.MaxValue);
    }

    private static async Task<BankLine> LoginAsync(World world, AuthenticationKey key)
    {
        BankLine bank = await world.ConnectAsync();
        await bank.LoginAsync(new Hello { Terminal = key.Owner, KeyId = key.Id, Nonce = new byte[32] }, key);
        return bank;
    }

    private static async Task<Heard> SayHelloAsync(BankLine bank, Hello hello)
    {
        await bank.SendControlAsync(hello.Write);
        return await bank.HearAsync();
    }

    private static SessionProof Proof(AuthenticationKey key, Hello hello, Heard challenge)
    {
        ArrayBufferWriter<byte> said = new();
        hello.Write(said);
        return SessionProof.Derive(
            key, hello.Environment, MessageDirection.ToNetwork, said.WrittenSpan, challenge.Contents);
    }

    private static byte[] Sealed(BankLine bank, BulkInstruction instruction, ulong number = 1)
    {
        bank.Builder.Begin(FrameKind.Bulk, FrameMarks.None, number);
        instruction.Write(bank.Builder.GetSpan(BulkInstruction.Length));
        bank.Builder.Advance(BulkInstruction.Length);
        bank.Builder.End();
        byte[] frame = bank.Builder.Written.ToArray();
        bank.Builder.Clear();
        return frame;
    }

    private static byte[] Bare(byte[] frame)
    {
        byte[] bare = frame[..^24];
        Frames.WriteHead(bare, FrameKind.Bulk, FrameMarks.Numbered, bare.Length - Frames.HeadLength);
        return bare;
    }

    private static byte[] Cut(byte[] frame)
    {
        byte[] cut = frame[..^16];
        Frames.WriteHead(
            cut, FrameKind.Bulk, FrameMarks.Numbered | FrameMarks.Authenticated, cut.Length - Frames.HeadLength);
        return cut;
    }
}
