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
        int count = MessageGenerator.FormatOf(type) == MessageFormat.Mt ? 3_000 : 400;
        MessageErrors errors = new();
        FinReader fin = new();
        IsoReader iso = new();
        FedwireReader fedwire = new();
        for (int index = 0; index < count; index++)
        {
            byte[] octets = Octets(type, index);
            MessageFacts facts = default;
            bool isAccepted = MessageGenerator.FormatOf(type) switch
            {
                MessageFormat.Mt => fin.Read(octets, ref facts, errors),
                MessageFormat.Iso20022 => iso.Read(octets, ref facts, errors),
                _ => fedwire.Read(octets, ref facts, errors),
            };
            Assert.True(isAccepted, $"{type} {index}: {string.Join("; ", errors.All)}\n{Encoding.UTF8.GetString(octets)}");
            Assert.Equal(type.Contains(".001.", StringComparison.Ordinal) ? type : type.Split('.')[0], facts.Type);
        }
    }

    [Fact]
    public void The_same_seed_and_index_give_the_same_octets_and_another_gives_others()
    {
        foreach (string type in MessageGenerator.Types)
        {
            Assert.Equal(Octets(type, 5), Octets(type, 5));
            Assert.NotEqual(Octets(type, 5), Octets(type, 6));
        }
    }

    private static byte[] Octets(string type, long index)
    {
        ArrayBufferWriter<byte> message = new();
        MessageGenerator.Write(type, seed: 17, index, message);
        return message.WrittenSpan.ToArray();
    }
}
