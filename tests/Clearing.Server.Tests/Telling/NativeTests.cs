using System.Buffers;
using System.Text;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Tests.Bench;
using Clearing.Settlement.Model;

namespace Clearing.Server.Tests.Telling;

/// <summary>Answers and notices as messages, which our own readers accept.</summary>
public sealed class NativeTests
{
    private readonly MessageReader _reader = new();
    private readonly MessageErrors _errors = new();
    private MessageFacts _facts;

    [Fact]
    public async Task An_mt_is_answered_by_an_f21_with_its_own_numbers_and_reference()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync(hello => hello with { Answers = AnswerForm.Native });
        byte[] message = Texts.Payment("103", "F21");
        byte[] named = Texts.Changed(message, "{3:", "{3:{108:MYREF}");
        byte[] bad = Texts.Changed(message, ":71A:SHA", ":71A:XXX");

        await bank.SendMessagesAsync(FrameKind.Fin, message, named, bad);
        Assert.Equal(ControlKind.Remark, (await bank.HearAsync()).Control);
        Heard heard = await bank.HearAsync();
        string[] answers = [.. Messages(heard)];

        Assert.Equal((FrameKind.Fin, 1UL), (heard.Kind, heard.Number));
        Assert.Equal(FrameMarks.Batch | FrameMarks.Numbered, heard.Flags);
        string header = Encoding.ASCII.GetString(message, 6, 22);
        Assert.Equal($"{{1:F21{header}}}{{4:{{177:2601051200}}{{451:0}}}}", answers[0]);
        Assert.Equal($"{{1:F21{header}}}{{4:{{177:2601051200}}{{451:0}}{{108:MYREF}}}}", answers[1]);
        Assert.Equal($"{{1:F21{header}}}{{4:{{177:2601051200}}{{451:1}}{{405:T08}}}}", answers[2]);
        Assert.All(answers, answer => Read(MessageFormat.Mt, answer));
        Assert.Equal("F21", _facts.Type);
    }

    [Theory]
    [InlineData(Grains.Ledgers.Standing.Settled, Reason.None, "451:0", "ACSC", null, "2{1520}")]
    [InlineData(Grains.Ledgers.Standing.Queued, Reason.None, "451:0", "PDNG", null, "2{1520}")]
    [InlineData(Grains.Ledgers.Standing.Provisional, Reason.None, "451:0", "ACSP", null, "2{1520}")]
    [InlineData(Grains.Ledgers.Standing.Rejected, Reason.Funds, "405:R04", "RJCT", "AM04", "{1130}E104")]
    [InlineData(Grains.Ledgers.Standing.Rejected, Reason.CutOff, "405:R07", "RJCT", "TM01", "{1130}E107")]
    [InlineData(Grains.Ledgers.Standing.Different, Reason.None, "405:S16", "RJCT", "AM05", "{1130}E016")]
    [InlineData(Grains.Ledgers.Standing.Busy, Reason.None, "405:H99", "RJCT", "TS01", "{1130}E064")]
    [InlineData(Grains.Ledgers.Standing.Unavailable, Reason.None, "405:S65", "RJCT", "NARR", "{1130}E065")]
    public async Task Each_standing_is_said_in_the_words_of_each_format(
        Grains.Ledgers.Standing standing, Reason reason, string fin, string status, string? iso, string fedwire)
    {
        await using World world = await World.StartAsync();
        world.Ledger.Decide = _ => (standing, reason);
        using BankLine bank = await world.LoginAsync(hello => hello with { Answers = AnswerForm.Native });
        await bank.SendMessagesAsync(FrameKind.Fin, Texts.Payment("202", "A"));
        string mt = Assert.Single(Messages(await bank.HearAsync()));
        await bank.SendMessagesAsync(FrameKind.Xml, Texts.Payment("pacs.009.001.08", "B"));
        string pacs = Assert.Single(Messages(await bank.HearAsync()));
        await bank.SendMessagesAsync(FrameKind.Fedwire, Texts.Payment("BTR", "C"));
        string tags = Assert.Single(Messages(await bank.HearAsync()));

        Assert.Contains(fin, mt, StringComparison.Ordinal);
        Assert.Contains($"<TxSts>{status}</TxSts>", pacs, StringComparison.Ordinal);
        Assert.Equal(iso is not null, pacs.Contains($"<Cd>{iso}</Cd>", StringComparison.Ordinal));
        Assert.Contains(fedwire, tags, StringComparison.Ordinal);
        Read(MessageFormat.Mt, mt);
        Read(MessageFormat.Iso20022, pacs);
        Assert.Equal("pacs.002.001.10", _facts.Type);
        Assert.False(_facts.Uetr.IsEmpty);
    }

    [Fact]
    public async Task Answers_in_different_formats_keep_their_order_and_bulk_has_records()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync(hello => hello with { Answers = AnswerForm.Native });
        await bank.SendMessagesAsync(FrameKind.Fin, Texts.Payment("202", "A"), Texts.Payment("202", "B"));
        await bank.SendMessagesAsync(FrameKind.Xml, Texts.Payment("pacs.009.001.08", "C"));
        await bank.SendBulkAsync(4, Texts.Bulks(1, 2));

        List<(FrameKind, ulong)> heard = [];
        for (int answered = 0; answered < 5;)
        {
            Heard frame = await bank.HearAsync();
            heard.Add((frame.Kind, frame.Number));
            answered += frame.Kind == FrameKind.Answers ? frame.Answers.Length : Messages(frame).Count;
        }

        Assert.Equal([FrameKind.Fin, FrameKind.Xml, FrameKind.Answers], heard.Select(h => h.Item1).Distinct());
        Assert.Equal(heard.Select(h => h.Item2).Order(), heard.Select(h => h.Item2));
    }

    [Fact]
    public async Task What_is_in_doubt_has_no_answer_as_a_message_and_ends_the_session()
    {
        await using World world = await World.StartAsync();
        world.Ledger.LosesAnswers = true;
        using BankLine bank = await world.LoginAsync(hello => hello with { Answers = AnswerForm.Native });
        await bank.SendMessagesAsync(FrameKind.Fin, Texts.Payment("202", "A"));
        Heard heard = await bank.HearAsync();

        Assert.True(Close.TryRead(heard.Contents, out Close close), heard.Kind.ToString());
        Assert.Equal(CloseCode.Unavailable, close.Code);
    }

    [Fact]
    public async Task An_answer_to_many_messages_is_split_over_frames_that_hold_them()
    {
        await using World world = await World.StartAsync();
        using BankLine bank = await world.LoginAsync(hello => hello with { Answers = AnswerForm.Native });
        byte[] message = Texts.Payment("pacs.009.001.08", "MANY");
        int count = 0;
        while (count < 3000)
        {
            await bank.SendMessagesAsync(FrameKind.Xml, [.. Enumerable.Repeat(message, 300)]);
            count += 300;
        }

        ulong next = 1;
        while (next <= 3000)
        {
            Heard heard = await bank.HearAsync();
            Assert.Equal(next, heard.Number);
            next += (ulong)Messages(heard).Count;
        }
    }

    [Theory]
    [InlineData(NoticeForm.Fin, MessageFormat.Mt, "900", "910")]
    [InlineData(NoticeForm.Iso20022, MessageFormat.Iso20022, "camt.054.001.08", "camt.054.001.08")]
    public async Task Debits_and_credits_are_told_as_messages(
        NoticeForm form, MessageFormat format, string debit, string credit)
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync(hello => hello with { Notices = form });
        using BankLine beta = await world.LoginAsync(hello => hello with { Notices = form }, "BBBBDEFFAXXX");
        await alpha.SendMessagesAsync(
            FrameKind.Fin, Texts.Payment("103", "REF-A", 123_456), Texts.Payment("103", "YEN", 77, "JPY"));
        Heard payer = await HearNoticesAsync(alpha);
        Heard payee = await HearNoticesAsync(beta);
        string told = Messages(payer)[0];

        Assert.Equal((1UL, 1UL), (payer.Number, payee.Number));
        Read(format, told);
        Assert.Equal(debit, _facts.Type);
        Read(format, Messages(payee)[0]);
        Assert.Equal(credit, _facts.Type);
        byte[] octets = Encoding.UTF8.GetBytes(Messages(payee)[0]);
        Assert.Equal(new DecimalAmount(123_456, 2), _facts.Amount);
        Assert.Contains("REF-A", Messages(payee)[0], StringComparison.Ordinal);
        if (format == MessageFormat.Mt)
        {
            Assert.Equal("BBBBDEFFAXXX"u8, _facts.Receiver.Of(octets));
            Assert.Equal(20260105, _facts.ValueDate);
            Assert.False(_facts.Uetr.IsEmpty);
        }
    }

    [Fact]
    public async Task Kinds_without_a_message_leave_their_numbers_out()
    {
        await using World world = await World.StartAsync();
        using BankLine alpha = await world.LoginAsync(hello => hello with { Notices = NoticeForm.Fin });
        world.Ledger.Decide = command =>
            (command.AmountMinor % 2 == 0 ? Grains.Ledgers.Standing.Queued : Grains.Ledgers.Standing.Settled, default);
        await alpha.SendBulkAsync(1, [.. Enumerable.Range(1, 6).Select(i => Texts.Bulk((ulong)i, i))]);

        List<ulong> numbers = [];
        while (numbers.Count < 3)
        {
            Heard heard = await HearNoticesAsync(alpha);
            numbers.Add(heard.Number);
            Assert.Single(Messages(heard));
        }

        Assert.Equal([1UL, 3UL, 5UL], numbers);
    }

    private void Read(MessageFormat format, string message) =>
        Assert.True(
            _reader.Read(format, Encoding.UTF8.GetBytes(message), ref _facts, _errors),
            _errors.Any ? $"{_errors.All[0]}\n{message}" : "");

    private static async Task<Heard> HearNoticesAsync(BankLine bank)
    {
        while (true)
        {
            Heard heard = await bank.HearAsync();
            if ((heard.Flags & FrameMarks.Notices) != 0)
            {
                return heard;
            }
        }
    }

    private static List<string> Messages(Heard heard)
    {
        FrameBuilder builder = new();
        builder.Begin(heard.Kind, FrameMarks.Batch);
        builder.Write(heard.Contents);
        builder.End();
        ReadOnlySequence<byte> octets = new(builder.Written);
        Assert.Equal(FrameStatus.Complete, Frames.TryRead(ref octets, out Frame frame));
        List<string> messages = [];
        BatchReader batch = new(frame);
        while (batch.TryNext(out ReadOnlySequence<byte> message))
        {
            messages.Add(Encoding.UTF8.GetString(message));
        }

        Assert.False(batch.IsBroken);
        return messages;
    }
}
