using System.Buffers;
using System.Text;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Instructions;

/// <summary>A conversion hands out what its receiver accepts, or says why it cannot.</summary>
public class ResultTests
{
    [Fact]
    public void A_result_that_its_own_reader_refuses_is_an_error_of_the_conversion()
    {
        FinField entry = FullMessages.Statement.Fields.First(field => field.Tag == "61");
        int at = FullMessages.Statement.Fields.ToList().IndexOf(entry);
        FinMessage message = FullMessages.Statement with
        {
            Fields =
            [
                .. FullMessages.Statement.Fields.Take(at), .. Enumerable.Repeat(entry, 100),
                .. FullMessages.Statement.Fields.Skip(at),
            ],
        };
        Converted converted = Conversion.Convert(message, new ConversionTarget(MessageFormat.Mt));

        Assert.False(converted.Succeeded);
        Assert.NotNull(converted.Report);
        MessageError error = Assert.Single(converted.Errors.All);
        Assert.Equal(ConversionCodes.Refused, error.Code);
        Assert.Contains("M50", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_that_XML_does_not_have_is_an_error_of_the_conversion()
    {
        FinField[] fields =
        [
            .. FullMessages.CustomerTransfer.Fields.Select(
                field => field.Tag == "70" ? field with { Value = "NUL \0 INSIDE" } : field),
        ];
        Converted converted = Conversion.Convert(
            FullMessages.CustomerTransfer with { Fields = fields }, new ConversionTarget(MessageFormat.Iso20022));

        Assert.False(converted.Succeeded);
        MessageError error = Assert.Single(converted.Errors.All);
        Assert.Equal(ConversionCodes.Refused, error.Code);
        Assert.Contains("U+0000", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_a_service_is_no_payment_whatever_fields_it_has()
    {
        FinMessage message = FullMessages.CustomerTransfer with
        {
            BasicHeader = "F21" + FullMessages.CustomerTransfer.BasicHeader![3..],
        };
        Converted converted = Conversion.Convert(message, new ConversionTarget(MessageFormat.Iso20022));

        Assert.False(converted.Succeeded);
        Assert.Equal(ConversionCodes.Type, Assert.Single(converted.Errors.All).Code);
    }

    [Fact]
    public void There_is_a_result_or_there_are_errors_and_never_both()
    {
        IsoMessage message = IsoMessage.Parse("""
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.004.001.09"><PmtRtr><GrpHdr><MsgId>M</MsgId>
            <CreDtTm>2026-11-23T09:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf>
            </GrpHdr><TxInf><OrgnlEndToEndId>E</OrgnlEndToEndId><RtrdIntrBkSttlmAmt Ccy="USD">1</RtrdIntrBkSttlmAmt>
            <IntrBkSttlmDt>2026-11-23</IntrBkSttlmDt></TxInf></PmtRtr></Document>
            """u8)!;
        Assert.Equal("", Judge.ErrorsOf(message));
        foreach (MessageFormat format in (MessageFormat[])
            [MessageFormat.Mt, MessageFormat.Iso20022, MessageFormat.Fedwire])
        {
            Converted converted = Assert.Single(Conversion.Convert(message, new ConversionTarget(format)));
            Assert.NotEqual(converted.Succeeded, converted.Errors.Any);
        }
    }

    [Fact]
    public void An_address_longer_than_the_older_version_takes_is_cut_and_told()
    {
        const string Name = "The Long House beside the Old Harbour";
        ArrayBufferWriter<byte> octets = new();
        IsoWriter.Write(FullMessages.Pacs008(), octets);
        string text = Encoding.UTF8.GetString(octets.WrittenSpan)
            .Replace("pacs.008.001.08", "pacs.008.001.12", StringComparison.Ordinal)
            .Replace("</BldgNb>", $"</BldgNb><BldgNm>{Name}</BldgNm>", StringComparison.Ordinal);
        IsoMessage newer = IsoMessage.Parse(Encoding.UTF8.GetBytes(text))!;
        Assert.Equal("", Judge.ErrorsOf(newer));

        Converted converted = Assert.Single(Conversion.Convert(
            newer, new ConversionTarget(MessageFormat.Iso20022, "pacs.008.001.08")));

        Assert.True(converted.Succeeded, string.Join('\n', converted.Errors.All));
        Assert.Equal("", Judge.ErrorsOf(converted));
        Assert.Contains(converted.Losses.All, loss => loss.What.Contains(Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("82,00")]
    [InlineData("1,82")]
    [InlineData("QQQ1,00")]
    public void Charges_of_Fedwire_without_a_currency_are_told_and_not_written(string charge)
    {
        FedwireMessage message = new([
            .. FullMessages.Fedwire.Tags.Select(
                tag => tag.Tag == "3700" ? tag with { Elements = ["S", charge] } : tag),
        ]);
        Assert.Equal("", Judge.ErrorsOf(message));

        Converted converted = Conversion.Convert(
            message, new ConversionTarget(MessageFormat.Iso20022, Usage: IsoUsage.Fedwire));

        Assert.True(converted.Succeeded, string.Join('\n', converted.Errors.All));
        Assert.Null(converted.Iso!.Document!.Find("CdtTrfTxInf", "ChrgsInf"));
        Assert.Contains(converted.Losses.All, loss => loss.Where == "{3700}" && loss.What == charge);
    }
}
