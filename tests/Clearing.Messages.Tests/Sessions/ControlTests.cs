using System.Buffers;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;

namespace Clearing.Messages.Tests.Sessions;

/// <summary>Controls octet by octet, and what is none (docs/reference/sessions.md).</summary>
public sealed class ControlTests
{
    private delegate bool Reading(ReadOnlySpan<byte> contents);

    private static readonly Hello GoodHello = new()
    {
        Environment = NetworkEnvironment.Live,
        Answers = AnswerForm.Native,
        Notices = NoticeForm.Fin,
        KeyId = 5,
        Terminal = "BANKUS33AXXX",
        Ledger = "rtgs",
        InstructionWindow = 1000,
        NoticeWindow = 2000,
        LastNotice = 3,
        Nonce = Wire.Counting(32),
    };

    private static readonly Welcome GoodWelcome = new()
    {
        Marks = WelcomeMarks.KeepsMessages,
        Session = 9,
        Participant = 2,
        Ledger = "rtgs",
        DirectoryHash = Wire.Counting(32),
        InstructionWindow = 100,
        NoticeWindow = 200,
        HeartbeatMs = 30_000,
        LastNumber = 7,
        FirstNotice = 4,
        TimeUs = 1_000_000,
    };

    private static readonly Order GoodOrder = new()
    {
        Request = 1,
        Kind = OrderKind.Reprioritise,
        System = 0,
        Detail = 1,
        Id = 2,
        Payment = 3,
        Counterparty = -1,
        AmountMinor = 0,
    };

    private static readonly DirectoryPage GoodPage = new(
        256, true, [new DirectoryParticipant("A", "BANKUS33", "021000021")], [new DirectorySystem("rtgs", 0)],
        [new DirectoryCurrency("USD", 2)]);

    private static readonly AnswerRecord Settled = new(Standing.Settled, false, 0, 6, 5);

    private static readonly (string Name, Action<IBufferWriter<byte>> Write, Reading Read)[] All =
    [
        ("hello", GoodHello.Write, octets => Hello.TryRead(octets, out _)),
        ("challenge", new Challenge(Wire.Counting(32)).Write, octets => Challenge.TryRead(octets, out _)),
        ("welcome", GoodWelcome.Write, octets => Welcome.TryRead(octets, out _)),
        ("close", new Close(CloseCode.Idle, 1, "idle").Write, octets => Close.TryRead(octets, out _)),
        ("heartbeat", new Heartbeat(true, 4, 5).Write, octets => Heartbeat.TryRead(octets, out _)),
        ("page", GoodPage.Write, octets => DirectoryPage.TryRead(octets, out _)),
        ("ask", new Ask(1, [2, 3]).Write, octets => Ask.TryRead(octets, out _)),
        ("states", new States(1, [new InstructionState(2, Settled)]).Write, octets => States.TryRead(octets, out _)),
        ("order", GoodOrder.Write, octets => Order.TryRead(octets, out _)),
        ("order answer", new OrderAnswer(1, Settled).Write, octets => OrderAnswer.TryRead(octets, out _)),
        ("taken", new NoticesTaken(7).Write, octets => NoticesTaken.TryRead(octets, out _)),
        ("remark", new Remark(1, "T27", ":57A:", "no BIC").Write, octets => Remark.TryRead(octets, out _)),
        ("logout", to => BareControl.Write(ControlKind.Logout, to), o => BareControl.Is(o, ControlKind.Logout)),
    ];

    public static TheoryData<string> Names => [.. All.Select(control => control.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_control_that_is_cut_short_or_goes_on_is_none(string name)
    {
        (_, Action<IBufferWriter<byte>> write, Reading read) = All.Single(control => control.Name == name);
        byte[] octets = Wire.Of(write);

        Assert.True(read(octets));
        for (int length = 0; length < octets.Length; length++)
        {
            Assert.False(read(octets.AsSpan(0, length)));
        }

        Assert.False(read([.. octets, 0]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_control_is_read_as_none_other(string name)
    {
        byte[] octets = Wire.Of(All.Single(control => control.Name == name).Write);

        Assert.Equal(name, Assert.Single(All, control => control.Read(octets)).Name);
    }

    [Fact]
    public void A_hello_says_who_and_what()
    {
        byte[] octets = Wire.Of(GoodHello.Write);

        Assert.Equal(
            [
                1, 1, 2, 1, 2, 5, 0, 0, 0, .. "BANKUS33AXXX"u8, 4, .. "rtgs"u8, 0xE8, 3, 0, 0, 0xD0, 7, 0, 0,
                3, 0, 0, 0, 0, 0, 0, 0, .. Wire.Counting(32),
            ],
            octets);
        Assert.True(Hello.TryRead(octets, out Hello read));
        Assert.Equal(GoodHello with { Nonce = default }, read with { Nonce = default });
        Assert.Equal(Wire.Counting(32), read.Nonce.ToArray());
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 4)]
    [InlineData(9, 7)]
    [InlineData(22, 0x80)]
    [InlineData(29, 0x80)]
    public void A_hello_with_a_value_without_meaning_is_none(int octet, byte value)
    {
        byte[] octets = Wire.Of(GoodHello.Write);
        octets[octet] = value;

        // Of a window the octet of its sign.
        Assert.False(Hello.TryRead(octets, out _), $"octet {octet}");
    }

    [Fact]
    public void A_welcome_says_what_holds()
    {
        byte[] octets = Wire.Of(GoodWelcome.Write);

        Assert.Equal(
            [
                4, 2, 9, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 4, .. "rtgs"u8, .. Wire.Counting(32), 100, 0, 0, 0,
                200, 0, 0, 0, 0x30, 0x75, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0,
                0x40, 0x42, 0x0F, 0, 0, 0, 0, 0,
            ],
            octets);
        Assert.True(Welcome.TryRead(octets, out Welcome read));
        Assert.Equal(GoodWelcome with { DirectoryHash = default }, read with { DirectoryHash = default });
    }

    [Fact]
    public void The_small_controls_stand_as_they_are_described()
    {
        Assert.Equal([3], Wire.Of(to => BareControl.Write(ControlKind.Response, to)));
        Assert.Equal(
            [5, 19, 0, 7, 0, 0, 0, 0, 0, 0, 0, 2, .. "no"u8], Wire.Of(new Close(CloseCode.Sequence, 7, "no").Write));
        Assert.Equal(
            [7, 1, 4, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0], Wire.Of(new Heartbeat(true, 4, 5).Write));
        Assert.Equal([14, 7, 0, 0, 0, 0, 0, 0, 0], Wire.Of(new NoticesTaken(7).Write));
        Assert.Equal(
            [10, 1, 0, 0, 0, 1, 0, .. new byte[15], 2], Wire.Of(new Ask(1, [2]).Write));
        Assert.Equal(
            [12, 1, 0, 0, 0, 2, 0, 1, .. new byte[15], 2, .. new byte[15], 3, 255, 255, 255, 255, .. new byte[8]],
            Wire.Of(GoodOrder.Write));
        Assert.Equal(
            [13, 1, 0, 0, 0, 1, 0, 0, 0, 6, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0], Wire.Of(new OrderAnswer(1, Settled).Write));
        Assert.Equal(
            [15, 1, 0, 0, 0, 0, 0, 0, 0, 3, .. "T27"u8, 5, .. ":57A:"u8, 6, .. "no BIC"u8],
            Wire.Of(new Remark(1, "T27", ":57A:", "no BIC").Write));
    }

    [Fact]
    public void A_directory_comes_in_pages_and_has_one_hash()
    {
        Clearing.Messages.Sessions.Directory directory = new(
            [.. Enumerable.Range(0, 600).Select(i => new DirectoryParticipant($"P{i:D4}", "", ""))],
            [new DirectorySystem("rtgs", 0)], [new DirectoryCurrency("EUR", 2)]);
        DirectoryPage[] pages = [.. directory.Pages()];

        Assert.Equal([0, 256, 512], pages.Select(page => page.First));
        Assert.Equal([false, false, true], pages.Select(page => page.IsLast));
        Assert.All(pages[..2], page => Assert.Empty(page.Systems));
        Assert.Equal(directory.Participants, pages.SelectMany(page => page.Participants));
        Assert.Equal(directory.Currencies, pages[2].Currencies);
        Assert.Equal(directory.Hash(), (directory with { }).Hash());
        Assert.NotEqual(directory.Hash(), (directory with { Systems = [] }).Hash());
        foreach (DirectoryPage page in pages)
        {
            Assert.True(DirectoryPage.TryRead(Wire.Of(page.Write), out DirectoryPage read));
            Assert.Equal(page.Participants, read.Participants);
        }
    }

    [Fact]
    public void A_full_page_of_the_longest_names_fits_its_frame()
    {
        string name = new('A', DirectoryPage.MostName);
        DirectoryPage page = new(
            0, true,
            [.. Enumerable.Repeat(
                new DirectoryParticipant(name, "BANKUS33XXX", "021000021"), DirectoryPage.MostParticipants)],
            [.. Enumerable.Repeat(new DirectorySystem(name, 0), DirectoryPage.MostSystems)],
            [.. Enumerable.Repeat(new DirectoryCurrency("USD", 2), DirectoryPage.MostCurrencies)]);

        Assert.InRange(Wire.Of(page.Write).Length, 1, 65_536);
        Assert.InRange(Wire.Of(new Ask(0, new UInt128[Ask.Most]).Write).Length, 1, 65_536);
        Assert.InRange(Wire.Of(new States(0, new InstructionState[Ask.Most]).Write).Length, 1, 65_536);
    }

    [Fact]
    public void A_question_about_nothing_or_about_too_much_is_none()
    {
        Assert.False(Ask.TryRead(Wire.Of(new Ask(1, []).Write), out _));
        Assert.False(Ask.TryRead(Wire.Of(new Ask(1, new UInt128[Ask.Most + 1]).Write), out _));
    }

    [Fact]
    public void An_order_without_a_kind_or_id_is_none()
    {
        Assert.False(Order.TryRead(Wire.Of((GoodOrder with { Id = 0 }).Write), out _));
        Assert.False(Order.TryRead(Wire.Of((GoodOrder with { Kind = OrderKind.None }).Write), out _));
        Assert.False(Order.TryRead(Wire.Of((GoodOrder with { Kind = (OrderKind)8 }).Write), out _));
    }

    [Fact]
    public void A_text_is_printable_and_cut_at_255_characters()
    {
        byte[] octets = Wire.Of(new Close(CloseCode.Control, 0, new string('x', 300) + "\n").Write);
        Assert.True(Close.TryRead(octets, out Close close));
        Assert.Equal(new string('x', 255), close.Text);

        octets = Wire.Of(new Close(CloseCode.Control, 0, "a\nb\u00e9").Write);
        Assert.True(Close.TryRead(octets, out close));
        Assert.Equal("a?b?", close.Text);

        octets[^1] = 7;
        Assert.False(Close.TryRead(octets, out _));
    }
}
