using System.Text;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Tests.Fin;

/// <summary>Headers, trailers, messages of services and of the network.</summary>
public sealed class FinEnvelopeTests
{
    private const string Header = "{1:F01BANKUS33AXXX0001000002}";
    private const string Output = "{2:O9990915261123BANKDEFFAXXX00010000012611230916N}";
    private const string Text = "{4:\n:20:REF-1\n:79:WORDS\n-}";
    private const string Mir = "261123BANKDEFFAXXX0001000001";

    [Theory]
    [InlineData("{2:I999BANKDEFFXXXXN}")]
    [InlineData("{2:I999BANKDEFFXXXXN2}")]
    [InlineData("{2:I999BANKDEFFXXXXN2020}")]
    [InlineData("{2:I999BANKDEFFXXXXU1}")]
    [InlineData("{2:I999BANKDEFFXXXXU3003}")]
    [InlineData("{2:O9990915261123BANKDEFFAXXX00010000012611230916N}")]
    [InlineData("{2:O9990915261123BANKDEFFAXXX00010000012611230916}")]
    public void An_application_header_of_the_format_is_accepted(string block) => Accepted(Header + block + Text);

    [Theory]
    [InlineData("H25", "{2:I999BANKDEFFXXXN}")]
    [InlineData("H25", "{2:I999BANKDEFFXXXXN20}")]
    [InlineData("H25", "")]
    [InlineData("H25", "{2:}")]
    [InlineData("H26", "{2:X999BANKDEFFXXXXN}")]
    [InlineData("H30", "{2:I9X9BANKDEFFXXXXN}")]
    [InlineData("H40", "{2:I999BANKDEFFXXXXX}")]
    [InlineData("H40", "{2:I999BANKDEFFXXXXS}")]
    [InlineData("H50", "{2:I999BANKD3FFXXXXN}")]
    [InlineData("H80", "{2:I999BANKDEFFXXXXU}")]
    [InlineData("H80", "{2:I999BANKDEFFXXXXU2}")]
    [InlineData("H80", "{2:I999BANKDEFFXXXXN1}")]
    [InlineData("H80", "{2:I999BANKDEFFXXXXN2003}")]
    [InlineData("H80", "{2:I999BANKDEFFXXXXU1020}")]
    [InlineData("H25", "{2:O9992515261123BANKDEFFAXXX00010000012611230916N}")]
    [InlineData("H25", "{2:O9990915261323BANKDEFFAXXX00010000012611230916N}")]
    [InlineData("H25", "{2:O9990915261123BANKD3FFAXXX00010000012611230916N}")]
    [InlineData("H40", "{2:O9990915261123BANKDEFFAXXX00010000012611230916X}")]
    public void A_broken_application_header_is_told_by_its_code(string code, string block) =>
        Rejected(code, Header + block + Text);

    [Theory]
    [InlineData("H01", "{1:F01BANKUS33XXX0001000002}")]
    [InlineData("H01", "{1:G01BANKUS33AXXX0001000002}")]
    [InlineData("H01", "{1:FX1BANKUS33AXXX0001000002}")]
    [InlineData("H01", "{1:F00BANKUS33AXXX0001000002}")]
    [InlineData("H01", "{1:F65BANKUS33AXXX0001000002}")]
    [InlineData("H01", "{1:F81BANKUS33AXXX0001000002}")]
    [InlineData("H01", "{1:F91BANKUS33AXXX0001000002}")]
    [InlineData("H10", "{1:F01BANK1S33AXXX0001000002}")]
    [InlineData("H10", "{1:F01BANKUS33AXX.0001000002}")]
    [InlineData("H15", "{1:F01BANKUS33AXXX000A000002}")]
    [InlineData("H20", "{1:F01BANKUS33AXXX000100000A}")]
    [InlineData("H01", "text {1:F01BANKUS33AXXX0001000002}")]
    public void A_broken_basic_header_is_told_by_its_code(string code, string block) =>
        Rejected(code, block + Output + Text);

    [Theory]
    [InlineData("{3:{103:TGT}{113:URGT}{108:REF}{119:STP}{423:261123091500}{106:261123BANKDEFFAXXX0001000001}{424:REL}"
        + "{111:001}{121:550e8400-e29b-41d4-a716-446655440000}{115:INFO}{165:/ABC/INFO}{433:/AOK/}{434:/FPO/WORD}}")]
    [InlineData("{3:}")]
    [InlineData("")]
    public void A_user_header_in_its_order_is_accepted(string block) => Accepted(Header + Output + block + Text);

    [Theory]
    [InlineData("U01", "{3:{108:REF}{103:TGT}}")]
    [InlineData("U01", "{3:{108:REF}{108:REF}}")]
    [InlineData("U01", "{3:{999:REF}}")]
    [InlineData("U00", "{3:{108:REF}")]
    [InlineData("U00", "{3:108}")]
    [InlineData("U02", "{3:{108:REF-4567890123456}}")]
    [InlineData("U02", "{3:{108:}}")]
    [InlineData("U02", "{3:{108:R_F}}")]
    [InlineData("U02", "{3:{121:550e8400-e29b-51d4-a716-446655440000}}")]
    [InlineData("U02", "{3:{121:550E8400-e29b-41d4-a716-446655440000}}")]
    [InlineData("U02", "{3:{103:TG}}")]
    [InlineData("U02", "{3:{106:261123BANKDEFFAXXX000100000}}")]
    public void A_broken_user_header_is_told_by_its_code(string code, string block) =>
        Rejected(code, Header + Output + block + Text);

    [Theory]
    [InlineData("{5:{MAC:0123ABCD}{CHK:0123456789AB}}", false)]
    [InlineData("{5:{CHK:0123456789AB}{TNG:}{DLM:}}", false)]
    [InlineData("{5:{PDE:}}", true)]
    [InlineData("{5:{PDE:0915" + Mir + "}}", true)]
    [InlineData("{5:{PDM:0915" + Mir + "}{PDM:0916" + Mir + "}}", true)]
    [InlineData("{5:{MRF:2611230915" + Mir + "}{SYS:0915" + Mir + "}}", false)]
    [InlineData("{5:}{S:{SAC:}{COP:P}}", false)]
    [InlineData("\r\n{5:{TNG:}}\n\n{S:{COP:S}} \n", false)]
    public void Trailers_are_accepted_and_say_whether_it_may_be_a_duplicate(string blocks, bool isDuplicate)
    {
        MessageFacts facts = Accepted(Header + Output + Text + blocks);
        Assert.Equal(isDuplicate, facts.IsPossibleDuplicate);
    }

    [Theory]
    [InlineData("Z00", "{5:{MAC:0123ABC}}")]
    [InlineData("Z00", "{5:{CHK:0123456789ABC}}")]
    [InlineData("Z00", "{5:{TNG:X}}")]
    [InlineData("Z00", "{5:{PDE:0915}}")]
    [InlineData("Z00", "{5:{MRF:}}")]
    [InlineData("Z00", "{5:{CHK:0123456789AB}")]
    [InlineData("Z01", "{5:{XXX:}}")]
    [InlineData("Z01", "{5:{TNG:}{TNG:}}")]
    [InlineData("H98", "!")]
    [InlineData("H98", "{5:{TNG:}}{5:{TNG:}}")]
    [InlineData("H98", "{3:{108:REF}}")]
    [InlineData("H98", "{S:{COP:P}")]
    public void A_broken_trailer_is_told_by_its_code(string code, string blocks) =>
        Rejected(code, Header + Output + Text + blocks);

    [Theory]
    [InlineData("H98", "")]
    [InlineData("H98", "{4:")]
    [InlineData("H98", "{4::20:REF-1\n:79:WORDS\n-}")]
    [InlineData("H98", "{4:\n:20:REF-1\n:79:WORDS\n")]
    [InlineData("H98", "{4:\n:20:REF-1\n:79:WORDS-}")]
    public void A_text_without_its_frame_is_told_by_its_code(string code, string text) =>
        Rejected(code, Header + Output + text);

    [Theory]
    [InlineData("F21", "{1:F21BANKUS33AXXX0001000002}{4:{177:2611230915}{451:0}}")]
    [InlineData("F21", "{1:F21BANKUS33AXXX0001000002}{4:{177:2611230915}{451:0}{108:REF}}")]
    [InlineData("F21", "{1:F21BANKUS33AXXX0001000002}{4:{177:2611230915}{451:1}{405:T28008}}")]
    [InlineData("F21", "{1:F21BANKUS33AXXX0001000002}{4:{177:2611230915}{451:1}{405:H50}{108:REF}}")]
    [InlineData("L02", "{1:L02BANKUS33AXXX0000000000}{4:{110:001}{329:P}}")]
    [InlineData("A03", "{1:A03BANKUS33AXXX0000000000}{4:{203:0001}}")]
    [InlineData("F05", "{1:F05BANKUS33AXXX0001000009}{4:}")]
    [InlineData("L06", "{1:L06BANKUS33AXXX0001000009}")]
    [InlineData("L22", "{1:L22BANKUS33AXXX0001000000}{4:{177:2611230915}}{5:{CHK:0123456789AB}}")]
    [InlineData("L42", "{1:L42BANKUS33AXXX0001000000}{4:{503:L09}}")]
    [InlineData("010", Header + "{2:I010BANKDEFFXXXXS}{4:{106:" + Mir + "}{108:REF}{431:01}{102:BANKUS33AXXX}{104:U}}")]
    [InlineData("011", Header + "{2:I011BANKDEFFXXXXS}{4:{175:0915}{106:" + Mir + "}{175:0916}{107:" + Mir + "}}")]
    [InlineData("012", Header + "{2:I012BANKDEFFXXXXS}{4:{175:0915}{106:" + Mir + "}{102:BANKUS33AXXX}{103:TGT}}")]
    [InlineData("015", Header + "{2:I015BANKDEFFXXXXS}{4:{405:T28008}}")]
    [InlineData("019", Header + "{2:I019BANKDEFFXXXXS}{4:{175:0915}{106:" + Mir + "}{102:BANKUS33AXXX}{432:70}}")]
    [InlineData("097", Header + "{2:I097BANKDEFFXXXXS}{4:{103:TGT}{109:REF}{451:1}{432:71}}")]
    public void Messages_of_services_and_of_the_network_are_accepted(string type, string message) =>
        Assert.Equal(type, Accepted(message).Type);

    [Theory]
    [InlineData("{1:F21BANKUS33AXXX0001000002}")]
    [InlineData("{1:F03BANKUS33AXXX0001000002}")]
    [InlineData("{1:L02BANKUS33AXXX0000000000}" + Output)]
    public void A_message_of_a_service_has_no_text(string headers) =>
        Rejected("H98", headers + "{4:\n:20:REF-1\n:79:NUL \0\n-}");

    [Theory]
    [InlineData("T13", MessageLayer.Structure, "{1:F21BANKUS33AXXX0001000002}{4:{177:2611230915}}")]
    [InlineData("T13", MessageLayer.Structure, "{1:F21BANKUS33AXXX0001000002}{4:{451:0}{177:2611230915}}")]
    [InlineData("T13", MessageLayer.Structure, "{1:F21BANKUS33AXXX0001000002}{4:{177:2611230915}{451:0}{999:X}}")]
    [InlineData("T50", MessageLayer.Format, "{1:F21BANKUS33AXXX0001000002}{4:{177:2613230915}{451:0}}")]
    [InlineData("M60", MessageLayer.Format, "{1:F21BANKUS33AXXX0001000002}{4:{177:2611230915}{451:0}{108:R_F}}")]
    [InlineData("H98", MessageLayer.Envelope, "{1:F21BANKUS33AXXX0001000002}{4:{177:2611230915}{451:0}")]
    [InlineData("T13", MessageLayer.Structure, Header + "{2:I019BANKDEFFXXXXS}{4:{175:0915}{106:" + Mir + "}}")]
    [InlineData("T33", MessageLayer.Format, Header + "{2:I015BANKDEFFXXXXS}{4:{405:T2}}")]
    public void Broken_ones_are_told_by_their_code(string code, MessageLayer layer, string message)
    {
        Assert.False(Good.Read(message, out _, out MessageErrors errors));
        Assert.Equal((code, layer), (errors.All[0].Code, errors.Layer));
    }

    [Fact]
    public void A_copy_for_the_centre_needs_its_service_and_is_read_by_its_headers_and_reference()
    {
        string header = Header + "{2:O0960915261123BANKDEFFAXXX00010000012611230916S}";
        MessageFacts facts = Accepted(header + "{3:{103:TGT}}" + Text);
        Assert.True(facts.IsEnvelopeOnly);
        Assert.Equal(5, facts.Reference.Length);
        Rejected("U01", header + Text);
    }

    [Theory]
    [InlineData("103", true)]
    [InlineData("103.STP", false)]
    [InlineData("202", false)]
    [InlineData("999", true)]
    public void A_payment_without_its_UETR_is_refused_where_that_is_demanded(string name, bool isAccepted)
    {
        MessageFacts facts = default;
        MessageErrors errors = new();
        byte[] message = Encoding.ASCII.GetBytes(Good.Of(name));
        Assert.Equal(isAccepted, new FinReader { RequiresUetr = true }.Read(message, ref facts, errors));
        Assert.Equal(isAccepted ? [] : ["U01"], errors.All.Select(error => error.Code));
    }

    [Fact]
    public void Who_sends_and_who_receives_depends_on_the_direction()
    {
        string input = Header + "{2:I999BANKDEFFXXXXN}" + Text;
        MessageFacts facts = Accepted(input);
        Assert.Equal(("BANKUS33AXXX", "BANKDEFFXXXX"), (Of(input, facts.Sender), Of(input, facts.Receiver)));
        Assert.Equal("BANKUS33AXXX0001000002", Of(input, facts.Identity));

        string output = Header + Output + Text;
        facts = Accepted(output);
        Assert.Equal(("BANKDEFFAXXX", "BANKUS33AXXX"), (Of(output, facts.Sender), Of(output, facts.Receiver)));
        Assert.Equal(Mir, Of(output, facts.Identity));
    }

    [Fact]
    public void Another_message_type_is_read_by_its_headers_and_reference_only()
    {
        string header = Header + "{2:I210BANKDEFFXXXXN}";
        Assert.True(Accepted(header + "{4:\n:20:REF-1\n:99Z:what_ever\n-}").IsEnvelopeOnly);
        Assert.False(Good.Read(header + "{4:\n:20:REF_1\n:25:4711\n-}", out _, out MessageErrors errors));
        Assert.Equal(("M60", MessageLayer.Format), (errors.All[0].Code, errors.Layer));
    }

    [Theory]
    [InlineData("999", 2_000)]
    [InlineData("103", 10_000)]
    [InlineData("537", 10_000)]
    public void A_message_longer_than_its_type_may_be_is_refused(string type, int most)
    {
        string start = Header + $"{{2:I{type}BANKDEFFXXXXN}}{{4:\n:20:REF-1\n:79:";
        string message = start + new string('A', most - start.Length - 3) + "\n-}";
        Good.Read(message, out _, out MessageErrors errors);
        Assert.DoesNotContain(errors.All, error => error.Code == "M50");
        Assert.False(Good.Read(message.Replace("AA", "AAA", StringComparison.Ordinal), out _, out errors));
        Assert.Equal(("M50", MessageLayer.Format), (errors.All[0].Code, errors.Layer));
    }

    [Fact]
    public void A_message_of_more_than_the_reader_looks_at_is_refused_unread()
    {
        Assert.False(Good.Read(Header + new string(' ', FinReader.MostOctets), out _, out MessageErrors errors));
        Assert.Equal(("M50", MessageLayer.Envelope), (errors.All[0].Code, errors.Layer));
    }

    private static MessageFacts Accepted(string message)
    {
        Assert.True(Good.Read(message, out MessageFacts facts, out MessageErrors errors), Good.Told(errors));
        return facts;
    }

    private static void Rejected(string code, string message)
    {
        Assert.False(Good.Read(message, out _, out MessageErrors errors));
        Assert.Equal(MessageLayer.Envelope, errors.Layer);
        Assert.True(errors.All.Any(error => error.Code == code), Good.Told(errors));
    }

    private static string Of(string message, Slot slot) => message.Substring(slot.Offset, slot.Length);
}
