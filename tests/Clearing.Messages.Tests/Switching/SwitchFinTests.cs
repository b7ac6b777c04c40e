using System.Buffers;
using System.Text;
using Clearing.Messages.Fin;
using Clearing.Messages.Switching;
using static Clearing.Messages.Tests.Switching.Network;

namespace Clearing.Messages.Tests.Switching;

/// <summary>Inputs and outputs as FIN: what is written is a valid message, and says what it must.</summary>
public sealed class SwitchFinTests
{
    private const string Payment103 =
        "{1:F01AAAAUS33AXXX0001000001}{2:I103BBBBUS33XXXXU3003}{3:{103:YYY}{108:MUR1}"
        + "{121:8a562c67-ca16-48ba-b074-65581be6f001}}{4:\n:20:REF1\n:23B:CRED\n:32A:270115USD1000,\n"
        + ":50K:/123\nPAYER\n:59:/456\nPAYEE\n:71A:OUR\n-}{5:{CHK:123456789ABC}}";

    // 2027-01-15 08:00 UTC.
    private const long NowUs = 1_800_000_000_000_000;

    [Fact]
    public void SW_5_headers_of_a_user_message_become_the_machines_numbers()
    {
        SwitchInput input = Read(Open(), Payment103);

        Assert.Equal((SwitchInputKind.Send, A, 1, 1), (input.Kind, input.Terminal, input.Session, input.Sequence));
        Assert.Equal((B, 103, MessagePriority.Urgent, DeliveryMonitoring.Both, Y),
            (input.Message.Receiver, input.Message.Type, input.Message.Priority, input.Message.Monitoring,
                input.Message.Service));
    }

    [Theory]
    [InlineData("BBBBUS33AXXX", B)]
    [InlineData("BBBBUS33XXXX", B)]
    [InlineData("BBBBUS33BXXX", SwitchOptions.Unknown)]
    [InlineData("ZZZZUS33XXXX", SwitchOptions.Unknown)]
    [InlineData("BBBBUS33", SwitchOptions.Unknown)]
    public void SW_4_a_destination_is_an_address_or_leaves_the_terminal_to_the_network(string address, int terminal) =>
        Assert.Equal(terminal, new FinReferences(Open().Options).Destination(address));

    [Fact]
    public void SW_6_references_are_28_characters_and_numbers_start_again_at_one()
    {
        FinReferences references = new(Open().Options);
        Mir mir = new(20833, A, 12, 345);

        Assert.Equal("270115AAAAUS33AXXX0012000345", references.Text(mir));
        Assert.True(references.TryRead("270115AAAAUS33AXXX0012000345", out Mir read));
        Assert.Equal(mir, read);
        Assert.False(references.TryRead("271315AAAAUS33AXXX0012000345", out _));
        Assert.Equal("9999999999", FinReferences.Numbers(9_999, 999_999));
        Assert.Equal("0001000001", FinReferences.Numbers(10_000, 1_000_000));
        Assert.Equal((10_000, 9_999), (FinReferences.Session(1, 10_001), FinReferences.Session(9_999, 10_001)));
        Assert.Equal((1_999_999, 1_999_998), (FinReferences.Osn(1, 1_999_999), FinReferences.Osn(999_999, 1_999_999)));
    }

    [Fact]
    public void SW_6_content_is_the_same_with_another_header_and_another_with_another_text()
    {
        ulong first = Read(Open(), Payment103).Message.BodyHash;

        Assert.Equal(first, Read(Open(), Payment103.Replace("0001000001", "0001000007")).Message.BodyHash);
        Assert.NotEqual(first, Read(Open(), Payment103.Replace("1000,", "1001,")).Message.BodyHash);
        Assert.NotEqual(first, Read(Open(), Payment103.Replace("-ca16-", "-ca17-")).Message.BodyHash);
        Assert.NotEqual(first, Read(Open(), Payment103.Replace("MUR1", "MUR2")).Message.BodyHash);
    }

    [Fact]
    public void SW_16_the_next_leg_of_a_chain_and_its_cover_are_no_duplicates_of_the_first()
    {
        const string Uetr = "8a562c67-ca16-48ba-b074-65581be6f001";
        UInt128 first = Read(Open(), Payment103).Message.BusinessKey;

        Assert.NotEqual((UInt128)0, first);
        Assert.Equal(first, Read(Open(), Payment103.Replace("0001000001", "0001000002")).Message.BusinessKey);
        Assert.Equal(first, Read(Open(), Payment103.Replace(Uetr, Uetr.ToUpperInvariant())).Message.BusinessKey);
        Assert.NotEqual(first, Read(Open(), Payment103.Replace("AAAAUS33", "CCCCUS33")).Message.BusinessKey);
        Assert.NotEqual(first, Read(Open(), Payment103.Replace("{2:I103", "{2:I202")).Message.BusinessKey);
        Assert.NotEqual(first, Read(Open(), Payment103.Replace("6f001}", "6f002}")).Message.BusinessKey);
    }

    [Fact]
    public void SW_11_a_delivery_bears_the_checksum_of_its_own_blocks_and_no_authentication_of_the_sender()
    {
        Network network = Open();
        FinMessage sent = Parse(Payment103.Replace(
            "{5:{CHK:123456789ABC}}",
            "{5:{MAC:12345678}{PAC:12345678}{CHK:123456789ABC}{TNG:}{DLM:}{PDM:}}"));
        SwitchOutput delivery = network.Send(A, Payment(B))[1];

        FinMessage written = new SwitchToFin(network.Options).Write(delivery, sent);
        ArrayBufferWriter<byte> octets = new();
        FinWriter.Write(written, octets, withChecksum: true);
        string text = Encoding.ASCII.GetString(octets.WrittenSpan);
        int end = text.IndexOf("{5:", StringComparison.Ordinal);

        Assert.Equal([new FinTag("TNG", "")], written.Trailers);
        Assert.Equal($"{{5:{{CHK:{FinWriter.Checksum(octets.WrittenSpan[..end])}}}{{TNG:}}}}", text[end..]);
    }

    [Fact]
    public void SW_12_a_broadcast_says_what_the_operator_wrote()
    {
        Network network = Open();
        SwitchOutput delivery = network.Do(SwitchInputKind.Broadcast)[0];
        FinMessage text = new() { Fields = [new FinField("79", "THE NETWORK CLOSES AT 18")] };

        string written = Text(network, delivery, text);

        Assert.Contains("{4:\r\n:79:THE NETWORK CLOSES AT 18\r\n-}", written, StringComparison.Ordinal);
        Accept(written);
    }

    [Fact]
    public void SW_10_a_redelivery_on_another_day_has_the_date_of_its_own_time()
    {
        Network network = Open();
        network.Send(A, Payment(B));
        network.Do(SwitchInputKind.Quit, B, session: 1);
        network.NowUs += 86_400_000_000;

        SwitchOutput again = network.Enter(B)[^1];

        Assert.Contains("00010000012701160800N}", Text(network, again, Parse(Payment103)), StringComparison.Ordinal);
    }

    [Fact]
    public void SW_7_a_logout_ends_the_login_session_that_it_names_after_ten_thousand_logins_too()
    {
        Network network = new();
        for (int request = 1; request <= 10_001; request++)
        {
            network.Do(SwitchInputKind.Login, A, request);
        }

        network.Do(Read(network, "{1:L06AAAAUS33AXXX0002000001}{4:}"));

        Assert.Equal("H10", network.Do(SwitchInputKind.Select, A, 1)[0].Code.ToString());
    }

    [Fact]
    public void SW_8_an_ack_and_a_nak_are_service_messages_with_the_code_in_405()
    {
        Network network = Open();
        FinMessage payment = Parse(Payment103);
        SwitchOutput ack = network.Do(Read(network, Payment103))[0];
        SwitchOutput nak = network.SendAs(A, 2, Payment(B), AnswerCode.Of("T28008"))[0];

        Assert.Equal("{1:F21AAAAUS33AXXX0001000001}{4:{177:2701150800}{451:0}{108:MUR1}}",
            Text(network, ack, payment));
        Assert.Equal("{1:F21AAAAUS33AXXX0001000002}{4:{177:2701150800}{451:1}{405:T28008}}", Text(network, nak));
    }

    [Fact]
    public void SW_10_a_pde_names_its_first_attempt_and_a_pdm_its_mor()
    {
        Network network = Open();
        SwitchInput again = Read(network, Payment103.Replace(
            "{5:{CHK:123456789ABC}}", "{5:{CHK:123456789ABC}{PDE:0759270115AAAAUS33AXXX0001000009}}"));
        Assert.Equal(MessageMarks.PossibleDuplicateEmission, again.Message.Marks);
        Assert.Equal(new Mir(20833, A, 1, 9), again.Message.Related);

        network.Send(A, Payment(B));
        SwitchOutput repeated = Assert.Single(network.Wait(network.Options.RedeliverAfterUs));
        string text = Text(network, repeated, Parse(Payment103));
        Assert.StartsWith(
            "{1:F01BBBBUS33AXXX0001000001}{2:O1030800270115AAAAUS33AXXX00010000012701150800N}", text);
        Assert.EndsWith("{PDM:0800270115BBBBUS33AXXX0001000001}}", text);
    }

    [Fact]
    public void SW_11_a_late_message_bears_dlm()
    {
        Network network = Open();
        network.Do(SwitchInputKind.Quit, B, session: 1);
        network.Send(A, Payment(B));
        network.NowUs += network.Options.NormalLateUs;

        SwitchOutput late = network.Enter(B).Single(output => output.Message.Type == 103);

        Assert.Contains("{DLM:}", Text(network, late, Parse(Payment103)), StringComparison.Ordinal);
    }

    [Fact]
    public void SW_12_all_that_the_network_writes_is_a_valid_message()
    {
        Network network = Open();
        FinMessage payment = Parse(Payment103);
        List<SwitchOutput> said = network.Do(Read(network, Payment103));
        network.Isn[A] = 1;
        said.AddRange(network.Wait(network.Options.UrgentLateUs));
        network.Enter(A);
        network.Enter(Centre);
        said.AddRange(network.Decide(said.First(output => output.Message.Type == 96).Message.CopyReference));
        said.AddRange(network.Enter(B));
        said.AddRange(network.Answer(B, said.Last(output => output.Terminal == B && output.Sequence > 0).Sequence));
        said.AddRange(network.Send(A, Payment(B, 4, Y)));
        said.AddRange(network.Decide(said[^1].Message.CopyReference, "71"));
        said.AddRange(network.Send(A, new SwitchMessage
        {
            Type = 20,
            Receiver = SwitchOptions.Network,
            Related = said[0].Mir,
        }));
        said.AddRange(network.Do(SwitchInputKind.ReportUndelivered, A));
        said.AddRange(network.Do(SwitchInputKind.Quit, C, session: 1));
        said.AddRange(network.Do(SwitchInputKind.Logout, C, session: 1));
        Assert.Superset(
            new HashSet<int> { 10, 11, 12, 19, 21, 66, 96, 103 },
            said.Where(output => output.Kind == SwitchOutputKind.Deliver).Select(o => o.Message.Type).ToHashSet());

        foreach (SwitchOutput output in said)
        {
            string text = Text(network, output, payment);
            Assert.Equal(output.Terminal, new FinReferences(network.Options).Terminal(text[6..18]));
            Accept(text);
        }

        SwitchOutput any = said.First(output => output.Message.Type == 10);
        Accept(Text(new SwitchToFin(network.Options).DelayedNak(any, AnswerCode.Of("T27001"))));
    }

    [Fact]
    public void SW_14_a_097_authorises_or_refuses_the_copy_it_names()
    {
        const string Answer =
            "{1:F01CBNKUS33AXXX0001000001}{2:I097NETWXXXXXXXXS}{4:{103:YYY}{109:17}{451:0}{165:/ABC/OK}}";

        SwitchMessage good = Read(Open(), Answer).Message;
        Assert.Equal((97, SwitchOptions.Network, 17L, true),
            (good.Type, good.Receiver, good.CopyReference, good.Reason.IsNone));
        Assert.Equal("72", Read(Open(), Answer.Replace("{451:0}", "{451:1}{432:72}")).Message.Reason.ToString());
        Assert.Equal("70", Read(Open(), Answer.Replace("{451:0}", "")).Message.Reason.ToString());
    }

    [Theory]
    [InlineData("{1:F21BBBBUS33AXXX0001000003}{4:{177:2701150800}{451:0}}", "")]
    [InlineData("{1:F21BBBBUS33AXXX0001000003}{4:{177:2701150800}{451:1}{405:C01}}", "C01")]
    [InlineData("{1:F21BBBBUS33AXXX0001000003}{4:{177:2701150800}}", "S03")]
    public void SW_8_an_answer_of_a_user_is_uak_only_when_it_says_so(string text, string code)
    {
        SwitchInput input = Read(Open(), text);

        Assert.Equal((SwitchInputKind.Answer, B, 3, code),
            (input.Kind, input.Terminal, input.Sequence, input.Code.ToString()));
    }

    [Theory]
    [InlineData("{1:L02AAAAUS33AXXX0000000001}{4:}", SwitchInputKind.Login)]
    [InlineData("{1:A03AAAAUS33AXXX0000000001}{4:}", SwitchInputKind.Select)]
    [InlineData("{1:A05AAAAUS33AXXX0001000001}{4:}", SwitchInputKind.Quit)]
    [InlineData("{1:L06AAAAUS33AXXX0001000001}{4:}", SwitchInputKind.Logout)]
    [InlineData("{1:A33AAAAUS33AXXX0001000001}{4:}", SwitchInputKind.Abort)]
    public void SW_7_service_messages_become_session_inputs(string text, SwitchInputKind kind) =>
        Assert.Equal(kind, Read(Open(), text).Kind);

    [Theory]
    [InlineData("{1:F01ZZZZUS33AXXX0001000001}{2:I103BBBBUS33XXXXN}{4:\n:20:A\n-}")]
    [InlineData("{1:F99AAAAUS33AXXX0001000001}{4:}")]
    [InlineData(":20:A\n:32A:270115USD1,\n")]
    public void What_comes_from_nobody_is_no_input(string text) =>
        Assert.False(new FinToSwitch(Open().Machine).TryRead(Parse(text), NowUs, default, 0, out _));

    private static SwitchInput Read(Network network, string text)
    {
        Assert.True(new FinToSwitch(network.Machine).TryRead(Parse(text), NowUs, default, 1, out SwitchInput input));
        return input;
    }

    private static FinMessage Parse(string text)
    {
        FinMessage? message = FinMessage.Parse(Encoding.ASCII.GetBytes(text));
        Assert.NotNull(message);
        return message;
    }

    private static string Text(Network network, SwitchOutput output, FinMessage? content = null) =>
        Text(new SwitchToFin(network.Options).Write(output, content, [new FinTag("165", "/ABC/OK")], []));

    private static string Text(FinMessage message)
    {
        ArrayBufferWriter<byte> octets = new();
        FinWriter.Write(message, octets);
        return Encoding.ASCII.GetString(octets.WrittenSpan);
    }

    private static void Accept(string text)
    {
        MessageFacts facts = default;
        MessageErrors errors = new();
        bool isGood = new FinReader().Read(Encoding.ASCII.GetBytes(text), ref facts, errors);
        Assert.True(isGood, text + "\n" + string.Join("\n", errors.All));
    }
}
