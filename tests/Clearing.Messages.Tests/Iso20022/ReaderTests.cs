using System.Text;
using Clearing.Messages.Iso20022;
using CsCheck;

namespace Clearing.Messages.Tests.Iso20022;

public sealed class ReaderTests
{
    private const string Header = "urn:iso:std:iso:20022:tech:xsd:head.001.001.02";

    private const string Document = """
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?><!-- a note -->
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08"><FICdtTrf><GrpHdr><MsgId>M&amp;1</MsgId>
        <CreDtTm>2026-11-23T09:00:00Z</CreDtTm><NbOfTxs>2</NbOfTxs>
        <SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf></GrpHdr><CdtTrfTxInf>
        <PmtId><EndToEndId><![CDATA[E<1>]]></EndToEndId></PmtId><IntrBkSttlmAmt Ccy="USD">1.50</IntrBkSttlmAmt>
        <Dbtr><FinInstnId><BICFI>BANKDEFF</BICFI></FinInstnId></Dbtr>
        <Cdtr><FinInstnId><BICFI>BANKFRPP</BICFI></FinInstnId></Cdtr></CdtTrfTxInf>
        <CdtTrfTxInf><PmtId><EndToEndId>E2</EndToEndId></PmtId><IntrBkSttlmAmt Ccy='JPY'>7</IntrBkSttlmAmt>
        <Dbtr><FinInstnId><BICFI>BANKDEFF</BICFI></FinInstnId></Dbtr>
        <Cdtr><FinInstnId><BICFI>BANKFRPP</BICFI></FinInstnId></Cdtr></CdtTrfTxInf></FICdtTrf></Document>
        """;

    private readonly IsoReader _reader = new();
    private readonly MessageErrors _errors = new();

    [Fact]
    public void A_message_of_several_transfers_tells_of_the_first()
    {
        MessageFacts facts = Read(Document);
        Assert.Empty(_errors.All);
        byte[] octets = Encoding.UTF8.GetBytes(Document);
        Assert.Equal("pacs.009.001.08", facts.Type);
        Assert.Equal("M&1", IsoText.Decode(facts.Reference.Of(octets)));
        Assert.Equal((new DecimalAmount(15, 1), "USD"), (facts.Amount, IsoText.Decode(facts.Currency.Of(octets))));
    }

    [Theory]
    [InlineData("<NbOfTxs>2<", "<NbOfTxs>3<", "NBOFTXS", "GrpHdr/NbOfTxs")]
    [InlineData("\"USD\">1.50", "\"USD\">1.505", "CCY-DIGITS", "IntrBkSttlmAmt, line 5")]
    [InlineData("'JPY'>7", "'JPY'>7.0", "CCY-DIGITS", "IntrBkSttlmAmt, line 8")]
    [InlineData("\"USD\"", "\"XAU\"", "CCY-COMMODITY", "IntrBkSttlmAmt, line 5")]
    [InlineData("\"USD\"", "\"QQQ\"", "CCY-UNKNOWN", "IntrBkSttlmAmt, line 5")]
    [InlineData("BANKDEFF", "BANKDEF", "XSD-VALUE", "FICdtTrf/CdtTrfTxInf/Dbtr/FinInstnId/BICFI, line 6")]
    [InlineData("<Dbtr>", "<Dbtr id='1'>", "XSD-ATTRIBUTE", "FICdtTrf/CdtTrfTxInf, line 6")]
    [InlineData("<Dbtr>", "<Dbtr>x", "XSD-MIXED", "FICdtTrf/CdtTrfTxInf/Dbtr, line 6")]
    [InlineData("<SttlmMtd>INDA</SttlmMtd>", "", "XSD-MISSING", "FICdtTrf/GrpHdr/SttlmInf, line 4")]
    [InlineData("<Cdtr>", "<Dbtr/><Cdtr>", "XSD-ORDER", "FICdtTrf/CdtTrfTxInf/Dbtr, line 7")]
    [InlineData("xsd:pacs.009.001.08", "xsd:pacs.009.001.99", "NS", "Document, line 2")]
    [InlineData("<Document", "<Dokument", "XML-MISMATCH", "line 10")]
    [InlineData("&amp;", "&nbsp;", "XML-ENTITY", "line 2")]
    [InlineData("<!-- a note -->", "<!DOCTYPE Document>", "XML-DTD", "line 1")]
    [InlineData("<MsgId>", "<MsgId><?x y?>", "XML-PI", "line 2")]
    [InlineData("UTF-8", "ISO-8859-1", "XML-DECLARATION", "line 1")]
    [InlineData("<FICdtTrf>", "<p:FICdtTrf>", "XML-PREFIX", "line 2")]
    [InlineData("Ccy=\"USD\"", "Ccy=\"USD\" Ccy=\"USD\"", "XML-DUPLICATE", "line 5")]
    [InlineData("E2", "E\u0001", "XML-CHAR", "line 8")]
    [InlineData("E2", "E]]>", "XML-CHAR", "line 8")]
    [InlineData("</FICdtTrf></Document>", "</FICdtTrf>", "XML-END", "line 10")]
    [InlineData("</FICdtTrf></Document>", "</FICdtTrf></Document>x", "XML-AFTER", "line 10")]
    [InlineData("</FICdtTrf></Document>", "</FICdtTrf></Document>\0", "XML-AFTER", "line 10")]
    [InlineData("09:00:00Z", "09:00:00+14:01", "XSD-VALUE", "FICdtTrf/GrpHdr/CreDtTm, line 3")]
    [InlineData("09:00:00Z", "09:00:00-15:00", "XSD-VALUE", "FICdtTrf/GrpHdr/CreDtTm, line 3")]
    public void What_is_wrong_is_said_with_its_code_and_place(string sound, string broken, string code, string where)
    {
        Read(Document.Replace(sound, broken, StringComparison.Ordinal));
        Assert.NotEmpty(_errors.All);
        Assert.Equal(code, _errors.All[0].Code);
        Assert.EndsWith(where, _errors.All[0].Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_within_each_other_beyond_64_and_a_megabyte_are_refused()
    {
        Read(string.Concat(Enumerable.Repeat("<a>", 64)) + string.Concat(Enumerable.Repeat("</a>", 64)));
        Assert.Equal("NS-NONE", _errors.All[0].Code);
        Read(string.Concat(Enumerable.Repeat("<a>", 65)) + string.Concat(Enumerable.Repeat("</a>", 65)));
        Assert.Equal("XML-DEPTH", _errors.All[0].Code);
        Read(new string(' ', IsoReader.MostOctets + 1));
        Assert.Equal("XML-SIZE", _errors.All[0].Code);
    }

    [Fact]
    public void A_message_is_found_under_three_wrappers_and_not_under_four()
    {
        string document = Document[Document.IndexOf("<Document", StringComparison.Ordinal)..];
        Read("<a><b><c>" + document + "</c></b></a>");
        Assert.Empty(_errors.All);
        Read("<a><b><c><d>" + document + "</d></c></b></a>");
        Assert.Equal("NS-NONE", _errors.All[0].Code);
    }

    [Theory]
    [InlineData("<o:Document xmlns:o='{0}'><FICdtTrf xmlns='{0}'/></o:Document>", "XSD-MISSING")]
    [InlineData("<Document xmlns='{0}'><FICdtTrf xmlns='urn:x'/></Document>", "XSD-ORDER")]
    [InlineData("<Document xmlns='{0}'><FICdtTrf xmlns=''/></Document>", "XSD-ORDER")]
    [InlineData("<o:Document xmlns:o='{0}'><o:FICdtTrf xmlns:o='urn:x'/></o:Document>", "XSD-ORDER")]
    [InlineData("<longprefix:Document xmlns:longprefix='{0}'><longprefix:FICdtTrf/></longprefix:Document>",
        "XSD-MISSING")]
    public void A_prefix_counts_for_what_it_stands_for(string text, string code)
    {
        Read(text.Replace("{0}", "urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08", StringComparison.Ordinal));
        Assert.Equal(code, _errors.All[0].Code);
    }

    [Fact]
    public void A_header_alone_is_a_message_and_tells_of_a_possible_duplicate()
    {
        const string Agent = "<FIId><FinInstnId><BICFI>BANKDEFF</BICFI></FinInstnId></FIId>";
        string text = $"<AppHdr xmlns='{Header}'><Fr>{Agent}</Fr><To>{Agent}</To><BizMsgIdr>B1</BizMsgIdr>"
            + "<MsgDefIdr>camt.999.001.01</MsgDefIdr><CreDt>2026-11-23T09:00:00Z</CreDt>"
            + "<PssblDplct>true</PssblDplct></AppHdr>";
        MessageFacts facts = Read(text);
        Assert.Empty(_errors.All);
        Assert.Equal(("head.001", true), (facts.Type, facts.IsPossibleDuplicate));
        Assert.Equal(facts.Identity, facts.Reference);
    }

    [Fact]
    public void A_message_cut_anywhere_or_filled_with_anything_is_refused_without_a_fault()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Document);
        MessageFacts facts = default;
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.False(_reader.Read(whole.AsSpan(0, length), ref facts, _errors));
            Assert.Null(IsoMessage.Parse(whole.AsSpan(0, length)));
        }

        Gen.Select(Gen.String[Gen.Char["<>/!?-[]&;='\"xml: CDATDocument\0é"], 0, 60], Gen.Int[0, whole.Length])
            .Sample((text, at) =>
            {
                byte[] noise = Encoding.UTF8.GetBytes(text);
                _reader.Read([.. whole[..at], .. noise], ref facts, _errors);
                _reader.Read([.. whole[..at], .. noise, .. whole[at..]], ref facts, _errors);
                IsoMessage.Parse([.. whole[..at], .. noise, .. whole[at..]]);
                _reader.Read([.. noise, .. whole], ref facts, _errors);
            }, iter: 3000, threads: 1);
    }

    private MessageFacts Read(string text)
    {
        MessageFacts facts = default;
        _reader.Read(Encoding.UTF8.GetBytes(text), ref facts, _errors);
        return facts;
    }
}
