using System.Buffers;
using System.Globalization;
using Clearing.Messages;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Switching;

namespace Clearing.Grains.Carrying;

/// <summary>
/// MT messages: what terminals send is written here, all that the network says by <see cref="SwitchToFin"/>.
/// </summary>
internal sealed class WireFin(NetworkPlan plan, PaymentWording wording, Letters letters, SwitchOptions options)
    : IWireFormat
{
    private readonly FinReferences _references = new(options);
    private readonly SwitchToFin _network = new(options);

    public ReadOnlyMemory<byte> End { get; } = "\r\n"u8.ToArray();

    public IReadOnlyList<byte[]> Write(WireMessage message, MessageErrors errors)
    {
        // What the network says is about a message that was sent.
        Mir number = message.Number.IsNone ? message.Message.Related : message.Number;
        if (Sent(number, errors) is not { } sent)
        {
            return [];
        }

        return message.Sent is null ? [Octets(_network.Write(message.Said, sent), hasChecksum: true)]
            : message.Said.Kind == SwitchOutputKind.None ? [Octets(sent, hasChecksum: true)]
            : [Octets(sent, hasChecksum: true), Octets(_network.Write(message.Said, sent), hasChecksum: false)];
    }

    private static byte[] Octets(FinMessage message, bool hasChecksum)
    {
        ArrayBufferWriter<byte> octets = new(1024);
        FinWriter.Write(message, octets, hasChecksum);
        return octets.WrittenSpan.ToArray();
    }

    /// <summary>What was sent under a number; null = it cannot be written.</summary>
    private FinMessage? Sent(in Mir number, MessageErrors errors)
    {
        Letter letter = letters.Of(number);
        if (Content(letter, errors) is not { } content)
        {
            return null;
        }

        return content with
        {
            BasicHeader = "F01" + _references.Address(number.Terminal)
                + FinReferences.Numbers(number.Session, number.Sequence),
            ApplicationHeader = Header(letter.Message),
            UserHeader = plan.IsCopied && letter.Message.Type > 99 && letter.Message.Sender != plan.Centre
                ? [new FinTag("103", plan.Service.Service), .. content.UserHeader] : content.UserHeader,
            Trailers = letters.IsRepeated(number)
                ? [new FinTag("PDE", FinReferences.Time(letter.Time) + _references.Text(letter.First))] : [],
        };
    }

    private string Header(in SwitchMessage message)
    {
        string address = _references.Address(message.Receiver);
        string priority = message.Type < 100 ? "S"
            : message.Priority == MessagePriority.Urgent ? $"U{(int)message.Monitoring}003"
            : "N";
        return string.Create(
            CultureInfo.InvariantCulture, $"I{message.Type:000}{address[..8]}X{address[9..]}{priority}");
    }

    private FinMessage? Content(Letter letter, MessageErrors errors) => letter.Message.Type switch
    {
        97 => Decision(letter.Message),
        299 => Refusal(letter),
        900 or 910 => ReportWriter.ToFin(Confirmation(letter), errors),
        _ => InstructionWriter.ToFin(Payment(letter), errors),
    };

    // Where the system stands between the banks, the payment is first with it and then from it.
    private PaymentInstruction Payment(Letter letter)
    {
        PaymentInstruction payment = wording.Between(letter.Payment, letters.OfPayment(letter.Payment).Date);
        return plan.IsCopied ? payment : payment with
        {
            InstructingAgent = AgentOf(letter.Message.Sender),
            InstructedAgent = AgentOf(letter.Message.Receiver),
        };
    }

    private AccountReport Confirmation(Letter letter)
    {
        bool isDebit = letter.Message.Type == 900;
        PaymentInstruction payment = wording.Between(letter.Payment, letters.OfPayment(letter.Payment).Date);
        (Agent servicer, Agent owner) = (AgentOf(letter.Message.Sender), AgentOf(letter.Message.Receiver));
        string account = wording.IdOf(letter.Message.Receiver);
        DateTimeOffset at = PaymentWording.TimeOf(letter.Time);
        return isDebit
            ? Confirmations.Debit(payment, Reference('D', letter), servicer, owner, account, at)
            : Confirmations.Credit(payment, Reference('C', letter), servicer, owner, account, at);
    }

    private FinMessage Refusal(Letter letter) => new()
    {
        Fields =
        [
            new FinField("20", Reference('R', letter)),
            new FinField("21", wording.ReferenceOf(letter.Payment)),
            new FinField("79", $"PAYMENT NOT SETTLED, CODE {letter.Message.Reason}"),
        ],
    };

    private FinMessage Decision(in SwitchMessage message) => new()
    {
        SystemFields =
        [
            new FinTag("103", plan.Service.Service),
            new FinTag("109", message.CopyReference.ToString(CultureInfo.InvariantCulture)),
            new FinTag("451", message.Reason.IsNone ? "0" : "1"),
            .. message.Reason.IsNone ? (FinTag[])[] : [new FinTag("432", message.Reason.ToString())],
        ],
    };

    // What the system says of a payment has the payment's place for a reference.
    private static string Reference(char kind, Letter letter) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}{letter.Payment + 1}");

    private Agent AgentOf(int terminal) => PaymentWording.AgentAt(_references.Address(terminal));
}
