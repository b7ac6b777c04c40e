using System.Buffers;
using System.Text;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Instructions;

/// <summary>Nothing is dropped in silence: change anything in a message, and the result or the losses change.</summary>
public class LossTests
{
    private static readonly Dictionary<string, string> Members = new()
    {
        ["ALPHDEFF"] = "021000021",
        ["BRAVUS33"] = "021040078",
    };

    public static readonly TheoryData<MessageFormat, IsoUsage> Targets = new()
    {
        { MessageFormat.Mt, IsoUsage.Cbpr },
        { MessageFormat.Iso20022, IsoUsage.Cbpr },
        { MessageFormat.Iso20022, IsoUsage.Fedwire },
        { MessageFormat.Fedwire, IsoUsage.Cbpr },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_field_of_an_MT_is_in_the_result_or_in_the_losses(MessageFormat format, IsoUsage usage)
    {
        ConversionTarget target = new(format, Usage: usage) { Members = Members };
        foreach (FinMessage message in (FinMessage[])
            [
                FullMessages.CustomerTransfer, FullMessages.Cover, FullMessages.Statement, FullMessages.Interim,
                FullMessages.Credit,
            ])
        {
            Assert.Equal("", Judge.ErrorsOf(message));
            Converted converted = Conversion.Convert(message, target);
            if (!converted.Succeeded)
            {
                Assert.NotNull(converted.Report);
                continue;
            }

            Assert.Equal("", Judge.ErrorsOf(converted));
            string before = Text(converted);
            for (int i = 0; i < message.Fields.Count; i++)
            {
                foreach (string value in OthersOf(message.Fields[i].Value))
                {
                    FinField[] fields = [.. message.Fields];
                    fields[i] = fields[i] with { Value = value };
                    string after = Text(Conversion.Convert(message with { Fields = fields }, target));
                    Assert.True(before != after, $":{fields[i].Tag}: {value} to {target} changes nothing");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_element_of_a_pacs_008_is_in_the_result_or_in_the_losses(MessageFormat format, IsoUsage usage)
    {
        ConversionTarget target = new(format, Usage: usage) { Members = Members };
        IsoMessage message = FullMessages.Pacs008();
        Assert.Equal("", Judge.ErrorsOf(message));
        Converted converted = Assert.Single(Conversion.Convert(message, target));
        Assert.Equal("", Judge.ErrorsOf(converted));
        string before = Text(converted);

        foreach ((string path, IsoElement changed) in Variants(message.Document!, ""))
        {
            string after = Text(Conversion.Convert(message with { Document = changed }, target)[0]);
            Assert.True(before != after, $"{path} to {target} changes nothing");
        }

        foreach ((string path, IsoElement changed) in Variants(message.Header!, ""))
        {
            string after = Text(Conversion.Convert(message with { Header = changed }, target)[0]);
            Assert.True(before != after, $"{path} to {target} changes nothing");
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_element_of_a_Fedwire_message_is_in_the_result_or_in_the_losses(
        MessageFormat format, IsoUsage usage)
    {
        ConversionTarget target = new(format, Usage: usage) { Members = Members };
        FedwireMessage message = FullMessages.Fedwire;
        Assert.Equal("", Judge.ErrorsOf(message));
        Converted converted = Conversion.Convert(message, target);
        Assert.Equal("", Judge.ErrorsOf(converted));
        string before = Text(converted);
        for (int i = 0; i < message.Tags.Count; i++)
        {
            FedwireTag tag = message.Tags[i];
            for (int j = 0; j < tag.Elements.Count; j++)
            {
                string[] elements = [.. tag.Elements];
                elements[j] = OtherOf(elements[j]);
                FedwireTag[] tags = [.. message.Tags];
                tags[i] = new FedwireTag(tag.Tag, elements);

                // The version is always 30, and whether it is a test is no business of the payment.
                bool isTransport = tag.Tag == "1500" && j is 0 or 2;
                string after = Text(Conversion.Convert(new FedwireMessage(tags), target));
                Assert.True(isTransport || before != after, $"{{{tag.Tag}}} {elements[j]} to {target} changes nothing");
            }
        }
    }

    private static string Text(Converted converted)
    {
        ArrayBufferWriter<byte> octets = new();
        switch (converted)
        {
            case { Fin: { } fin }:
                FinWriter.Write(fin, octets);
                break;
            case { Iso: { } iso }:
                IsoWriter.Write(iso, octets);
                break;
            case { Fedwire: { } fedwire }:
                FedwireWriter.Write(fedwire, octets);
                break;
            default:
                break;
        }

        return Encoding.UTF8.GetString(octets.WrittenSpan)
            + string.Join('\n', converted.Losses.All) + string.Join('\n', converted.Errors.All);
    }

    // Each line of a field with its last letter or digit changed.
    private static IEnumerable<string> OthersOf(string value)
    {
        string[] lines = value.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] other = [.. lines];
            other[i] = OtherOf(other[i]);
            yield return string.Join('\n', other);
        }
    }

    private static string OtherOf(string text)
    {
        char[] letters = text.ToCharArray();
        for (int i = letters.Length - 1; i >= 0; i--)
        {
            if (char.IsAsciiLetterOrDigit(letters[i]))
            {
                letters[i] = letters[i] switch { '9' => '8', 'Z' or 'z' => 'Y', _ => (char)(letters[i] + 1) };
                return new string(letters);
            }
        }

        return "P";
    }

    private static IEnumerable<(string Path, IsoElement Changed)> Variants(IsoElement element, string path)
    {
        string here = path.Length == 0 ? element.Name : $"{path}/{element.Name}";
        if (element.Children.Count == 0)
        {
            yield return (here, element with { Text = OtherOf(element.Text ?? "") });
            if (element.Currency is not null)
            {
                yield return (here + "@Ccy", element with { Currency = "CHF" });
            }
        }

        for (int i = 0; i < element.Children.Count; i++)
        {
            foreach ((string place, IsoElement changed) in Variants(element.Children[i], here))
            {
                IsoElement[] children = [.. element.Children];
                children[i] = changed;
                yield return (place, element with { Children = children });
            }
        }
    }
}
