using System.Buffers;
using System.Text;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Iso20022;

public sealed class TreeTests
{
    [Fact]
    public void What_is_read_and_written_reads_the_same_and_writes_the_same()
    {
        IsoReader reader = new();
        MessageErrors errors = new();
        foreach (ExpectedIso row in ExpectedIso.All().Where(row => row.IsAccepted))
        {
            byte[] message = row.Read();
            byte[] written = Write(IsoMessage.Parse(message)!);
            MessageFacts facts = default;
            Assert.True(reader.Read(written, ref facts, errors), row.File + ": " + errors.Layer);
            Assert.Equal(row.Facts, ExpectedIso.Line(facts, written));
            Assert.Equal(written, Write(IsoMessage.Parse(written)!));
        }
    }

    [Fact]
    public void A_tree_has_texts_currencies_and_foreign_namespaces()
    {
        const string Text = """
            <!-- a wrapper --><w:Env xmlns:w="urn:w"><h:AppHdr xmlns:h="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"
            ><h:BizMsgIdr>a&amp;<![CDATA[<b>]]></h:BizMsgIdr></h:AppHdr><Document
            xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><X><Amt Ccy="USD">1.50</Amt><E xmlns="urn:e"/></X
            ></Document></w:Env>
            """;
        IsoMessage message = IsoMessage.Parse(Encoding.UTF8.GetBytes(Text))!;
        Assert.Equal(("head.001.001.02", "pacs.008.001.08"), (message.HeaderId, message.DocumentId));
        Assert.Equal("a&<b>", message.Header!.Find("BizMsgIdr")!.Text);
        Assert.Equal(IsoElement.Leaf("Amt", "1.50", "USD"), message.Document!.Find("Amt")! with { Children = [] });
        Assert.Equal("urn:e", message.Document!.Find("E")!.Namespace);
        Assert.Equal("<BusMsg><AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\">"
            + "<BizMsgIdr>a&amp;&lt;b&gt;</BizMsgIdr></AppHdr>"
            + "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><X>"
            + "<Amt Ccy=\"USD\">1.50</Amt><E xmlns=\"urn:e\"></E></X></Document></BusMsg>",
            Encoding.UTF8.GetString(Write(message)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<Document><A></Document>")]
    [InlineData("<!DOCTYPE Document><Document/>")]
    [InlineData("<Document>&nbsp;</Document>")]
    [InlineData("<Document/><Document/>")]
    public void What_is_not_well_formed_has_no_tree(string text) =>
        Assert.Null(IsoMessage.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_text_that_xml_cannot_hold_is_found_and_not_written()
    {
        IsoMessage message = new()
        {
            DocumentId = "pacs.008.001.08",
            Document = IsoElement.Of("X", IsoElement.Leaf("Y", "fine\t"), IsoElement.Leaf("Z", "not \u0001")),
        };
        Assert.Equal(1, IsoWriter.FindOutsideXml(message));
        Assert.Throws<ArgumentException>(() => Write(message));
        IsoMessage fine = message with { Document = IsoElement.Leaf("Y", "fine\t") };
        Assert.Equal(-1, IsoWriter.FindOutsideXml(fine));
        Assert.NotEmpty(Write(fine));
    }

    private static byte[] Write(IsoMessage message)
    {
        ArrayBufferWriter<byte> output = new();
        IsoWriter.Write(message, output);
        return output.WrittenSpan.ToArray();
    }
}
