using System.Buffers;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Files;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Instructions.Explanations;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Instructions;

/// <summary>Messages read field by field in words.</summary>
public class ExplanationTests
{
    [Fact]
    public void An_MT_103_is_read_field_by_field()
    {
        MessageReading reading = Read(MessageFormat.Mt, Octets(FullMessages.CustomerTransfer));

        Assert.Equal("MT 103", reading.Type);
        Assert.Equal("23 November 2026, USD 1,234.56", Line(reading, ":32A:").Meaning);
        Assert.Equal("each side pays the charges of its own bank", Line(reading, ":71A:").Meaning);
        Assert.Contains("routing number of a US bank 021000021", Line(reading, ":56A:").Meaning);
        Assert.Contains("IBAN of DE", Line(reading, ":50F:").Meaning);
        Assert.Equal("debtor", reading.Chain[0].Role);
        Assert.Equal("BERT BROWN", reading.Chain[^1].Who);
        Assert.Contains(reading.Next, text => text.Contains("MT 202 COV", StringComparison.Ordinal));
        Assert.All(reading.Lines, line => Assert.NotEqual("", line.Name));
    }

    [Fact]
    public void A_pacs_008_is_read_element_by_element()
    {
        ArrayBufferWriter<byte> octets = new();
        IsoWriter.Write(FullMessages.Pacs008(), octets);

        MessageReading reading = Read(MessageFormat.Iso20022, octets.WrittenSpan.ToArray());

        ReadingLine amount = Line(reading, "CdtTrfTxInf/IntrBkSttlmAmt");
        Assert.Equal("amount between the banks", amount.Name);
        Assert.Equal("USD 1,234.56", amount.Meaning);
        Assert.Equal("debtor (pays): name", Line(reading, "CdtTrfTxInf/Dbtr/Nm").Name);
        Assert.Equal("through a separate cover payment", Line(reading, "GrpHdr/SttlmInf/SttlmMtd").Meaning);
        Assert.Equal("First Owner", reading.Chain[0].Who);
    }

    [Fact]
    public void Fedwire_tags_are_read_tag_by_tag()
    {
        ArrayBufferWriter<byte> octets = new();
        FedwireWriter.Write(FullMessages.Fedwire, octets);

        MessageReading reading = Read(MessageFormat.Fedwire, octets.WrittenSpan.ToArray());

        Assert.Equal("Fedwire CTR", reading.Type);
        Assert.Equal("USD 1,234.56", Line(reading, "{2000}").Meaning);
        Assert.Equal("account number 998877", Line(reading, "{4200}").Meaning);
        Assert.Contains(
            reading.Next, text => text.StartsWith("The Federal Reserve Bank debits", StringComparison.Ordinal));
    }

    [Fact]
    public void An_error_stands_at_its_field()
    {
        FinField[] fields =
        [
            .. FullMessages.CustomerTransfer.Fields.Select(f => f.Tag == "71A" ? f with { Value = "XXX" } : f),
        ];

        MessageReading reading = Read(
            MessageFormat.Mt, Octets(FullMessages.CustomerTransfer with { Fields = fields }));

        Assert.Single(Line(reading, ":71A:").Errors);
        Assert.Empty(reading.Errors);
    }

    [Fact]
    public void What_cannot_be_taken_apart_has_its_errors()
    {
        MessageReading reading = Read(MessageFormat.Fedwire, "{1500"u8.ToArray());

        Assert.Empty(reading.Lines);
        Assert.NotEmpty(reading.Errors);
    }

    [Fact]
    public void Every_sample_can_be_read()
    {
        int count = 0;
        foreach (string file in Directory.EnumerateFiles(Samples.Messages, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("licenses", StringComparison.Ordinal)))
        {
            using FileStream stream = File.OpenRead(file);
            MessageSplitter splitter = new(stream);
            while (splitter.Read() && splitter.Index < 50)
            {
                MessageReading reading = Read(splitter.Format, splitter.Message.ToArray());
                count += reading.Lines.Count;
            }
        }

        Assert.True(count > 3000, $"Only {count} lines were read.");
    }

    [Fact]
    public void Spoilt_messages_are_read_and_converted_without_an_exception()
    {
        int count = 0;
        foreach ((string _, MessageFormat format, byte[] octets) in Judge.AcceptedSamples())
        {
            for (int i = 1; i <= 12; i++)
            {
                byte[] spoilt = octets[..(octets.Length * i / 12)];
                for (int at = i; at < spoilt.Length; at += 131 + i)
                {
                    spoilt[at] = (byte)"/:*{}<>,0A \n-"[(at + i) % 13];
                }

                count += Read(format, spoilt).Lines.Count > 0 ? 1 : 0;
                foreach (ConversionTarget target in Targets)
                {
                    Convert(format, spoilt, target);
                }
            }
        }

        Assert.True(count > 300, $"Only {count} spoilt messages could be taken apart.");
    }

    private static readonly ConversionTarget[] Targets =
        [new(MessageFormat.Mt), new(MessageFormat.Iso20022), new(MessageFormat.Fedwire)];

    private static void Convert(MessageFormat format, byte[] octets, ConversionTarget target)
    {
        switch (format)
        {
            case MessageFormat.Mt when FinMessage.Parse(octets) is { } fin:
                Conversion.Convert(fin, target);
                break;
            case MessageFormat.Iso20022 when IsoMessage.Parse(octets) is { } iso:
                Conversion.Convert(iso, target);
                break;
            case MessageFormat.Fedwire when Read(format, octets).Lines.Count > 0:
                Conversion.Convert(FedwireMessage.Parse(octets), target);
                break;
            default:
                break;
        }
    }

    private static MessageReading Read(MessageFormat format, byte[] octets)
    {
        MessageErrors errors = new();
        MessageFacts facts = default;
        new MessageReader().Read(format, octets, ref facts, errors);
        return MessageReading.Of(format, octets, errors.All);
    }

    private static byte[] Octets(FinMessage message)
    {
        ArrayBufferWriter<byte> octets = new();
        FinWriter.Write(message, octets);
        return octets.WrittenSpan.ToArray();
    }

    private static ReadingLine Line(MessageReading reading, string field) =>
        reading.Lines.First(line => line.Field == field);
}
