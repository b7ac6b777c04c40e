using System.Buffers;
using System.Text;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Generation;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Generation;

public sealed class GeneratorTests
{
    public static TheoryData<string> Types => [.. MessageGenerator.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_generated_message_is_accepted_under_its_type(string type)
    {
        int count = MessageGenerator.FormatOf(type) == MessageFormat.Mt ? 2_000 : 300;
        MessageErrors errors = new();
        FinReader fin = new();
        IsoReader iso = new();
        FedwireReader fedwire = new();
        for (int index = 0; index < count; index++)
        {
            byte[] octets = OctetsOf(type, index);
            MessageFacts facts = default;
            bool isAccepted = MessageGenerator.FormatOf(type) switch
            {
                MessageFormat.Mt => fin.Read(octets, ref facts, errors),
                MessageFormat.Iso20022 => iso.Read(octets, ref facts, errors),
                _ => fedwire.Read(octets, ref facts, errors),
            };
            Assert.True(
                isAccepted, $"{type} {index}: {string.Join("; ", errors.All)}\n{Encoding.UTF8.GetString(octets)}");
            Assert.Equal(type.Contains(".001.", StringComparison.Ordinal) ? type : type.Split('.')[0], facts.Type);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Taken_apart_and_written_again_a_message_has_the_same_octets(string type)
    {
        for (int index = 0; index < 200; index++)
        {
            byte[] octets = OctetsOf(type, index);
            ArrayBufferWriter<byte> again = new();
            switch (MessageGenerator.FormatOf(type))
            {
                case MessageFormat.Mt:
                    FinWriter.Write(FinMessage.Parse(octets)!, again);
                    break;
                case MessageFormat.Iso20022:
                    IsoWriter.Write(IsoMessage.Parse(octets)!, again);
                    break;
                default:
                    FedwireWriter.Write(FedwireMessage.Parse(octets), again);
                    break;
            }

            Assert.Equal(Encoding.UTF8.GetString(octets), Encoding.UTF8.GetString(again.WrittenSpan));
        }
    }

    [Fact]
    public void A_checksum_is_that_of_the_blocks_before_it()
    {
        int checksums = 0;
        foreach (string type in FinGenerator.Types)
        {
            for (int index = 0; index < 100; index++)
            {
                byte[] octets = OctetsOf(type, index);
                string text = Encoding.Latin1.GetString(octets);
                int end = text.LastIndexOf("{5:", StringComparison.Ordinal);
                int at = text.LastIndexOf("{CHK:", StringComparison.Ordinal);
                if (at > end && end > 0)
                {
                    Assert.Equal(FinWriter.Checksum(octets.AsSpan(0, end)), text.Substring(at + 5, 12));
                    checksums++;
                }
            }
        }

        Assert.True(checksums > 1_000);
    }

    [Fact]
    public void The_same_seed_and_index_give_the_same_octets_and_another_gives_others()
    {
        foreach (string type in MessageGenerator.Types)
        {
            Assert.Equal(OctetsOf(type, 5), OctetsOf(type, 5));
            Assert.NotEqual(OctetsOf(type, 5), OctetsOf(type, 6));
        }
    }

    private static byte[] OctetsOf(string type, long index)
    {
        ArrayBufferWriter<byte> message = new();
        MessageGenerator.Write(type, seed: 17, index, message);
        return message.WrittenSpan.ToArray();
    }
}
