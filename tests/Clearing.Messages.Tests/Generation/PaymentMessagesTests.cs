using System.Buffers;
using System.Text;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Generation;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Generation;

public sealed class PaymentMessagesTests
{
    public static TheoryData<string> Types => [.. PaymentMessages.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_payment_of_a_simulation_becomes_a_message_that_is_accepted_and_says_the_same(string type)
    {
        MessageErrors errors = new();
        for (int index = 0; index < 200; index++)
        {
            Draw draw = new(41, index);
            PlainPayment payment = new(
                $"p{index}", Bank(draw), Bank(draw), "USD", Values.Amount(draw, 2, 10), Values.Date(draw));
            ArrayBufferWriter<byte> message = new();
            Assert.True(PaymentMessages.TryWrite(type, payment, message, errors), string.Join("; ", errors.All));

            MessageFacts facts = default;
            ReadOnlySpan<byte> octets = message.WrittenSpan;
            bool isAccepted = MessageGenerator.FormatOf(type) switch
            {
                MessageFormat.Mt => new FinReader().Read(octets, ref facts, errors),
                MessageFormat.Iso20022 => new IsoReader().Read(octets, ref facts, errors),
                _ => new FedwireReader().Read(octets, ref facts, errors),
            };
            Assert.True(isAccepted, $"{string.Join("; ", errors.All)}\n{Encoding.UTF8.GetString(octets)}");
            Assert.Equal(payment.Amount.ToText(2), facts.Amount.ToText(2));
            Assert.Equal(int.Parse($"{payment.Date:yyyyMMdd}", null), facts.ValueDate);
            Assert.Contains(payment.Id, Encoding.UTF8.GetString(octets), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_a_format_cannot_carry_is_refused_with_a_reason()
    {
        Draw draw = new(43, 0);
        MessageErrors errors = new();
        ArrayBufferWriter<byte> message = new();
        PlainPayment euros = new("p1", Bank(draw), Bank(draw), "EUR", new DecimalAmount(100, 2), Values.Date(draw));

        Assert.False(PaymentMessages.TryWrite("CTR", euros, message, errors));
        Assert.True(errors.Any);
        Assert.Equal(0, message.WrittenCount);
    }

    private static Agent Bank(Draw draw) =>
        new() { Bic = Values.Bic8(draw), MemberScheme = "USABA", MemberId = Values.RoutingNumber(draw) };
}
