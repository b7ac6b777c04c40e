using System.Buffers;
using System.Globalization;
using Clearing.Messages;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Carrying;

/// <summary>Turns rows of messages into the octets that banks really exchange.</summary>
internal sealed class CarriedWriter(Scenario scenario, NetworkService service, AddressBook addresses)
{
    private readonly PaymentTable _payments = scenario.Payments;
    private readonly PaymentWording _wording = new(scenario, addresses);
    private readonly MessageErrors _errors = new();

    // By MIR: when the message was sent, and to whom, for what the network says of it later.
    private readonly Dictionary<string, (long Time, string To)> _sent = new(StringComparer.Ordinal);

    /// <summary>Writes a message, and behind one that was sent the network's answer, where there is one.</summary>
    /// <returns>How many messages were written; 0 = the format has no such message.</returns>
    public int Write(CarriedMessage message, IBufferWriter<byte> output)
    {
        if (message is { IsOutput: false, InputReference.Length: > 0 })
        {
            _sent[message.InputReference] = (message.Time, message.To);
        }

        switch (service.Standard)
        {
            case MessageStandard.Iso20022:
                return IsAboutPayment(message) && IsoOf(message) is { } iso ? Write(iso, output) : 0;
            case MessageStandard.Fedwire:
                return IsAboutPayment(message) && FedwireOf(message) is { } tags ? Write(tags, output) : 0;
            default:
                return WriteFin(message, output);
        }
    }

    // What the network itself says has no form but MT.
    private static bool IsAboutPayment(CarriedMessage message) => message.Business is 103 or 202 or 299 or 900;

    private static int Write(IsoMessage message, IBufferWriter<byte> output)
    {
        IsoWriter.Write(message, output);
        output.Write("\n"u8);
        return 1;
    }

    private static int Write(FedwireMessage message, IBufferWriter<byte> output)
    {
        FedwireWriter.Write(message, output);
        output.Write("\r\n"u8);
        return 1;
    }

    private int WriteFin(CarriedMessage message, IBufferWriter<byte> output)
    {
        if (FinOf(message) is not { } fin)
        {
            return 0;
        }

        FinWriter.Write(fin, output, withChecksum: fin.Fields.Count > 0);
        output.Write("\r\n"u8);
        if (message.IsOutput || message.AnsweredAt == 0)
        {
            return 1;
        }

        bool isAccepted = message.Answer.StartsWith("ack", StringComparison.Ordinal);
        FinWriter.Write(SystemMessages.Acknowledgement(message.From, Wire(message.Session), message.Sequence,
            At(message.AnsweredAt), isAccepted ? null : message.Answer), output);
        output.Write("\r\n"u8);
        return 2;
    }

    private FinMessage? FinOf(CarriedMessage message)
    {
        Delivery delivery = new(message.To, At(message.Time), Wire(message.Session), message.Sequence);
        (long sent, string to) = _sent.GetValueOrDefault(message.RelatedReference, (message.Time, message.To));
        switch (message.Business)
        {
            case 10:
                return SystemMessages.Undelivered(message.RelatedReference, "07", to, "U", delivery);
            case 12:
                return SystemMessages.Released(message.RelatedReference, At(sent), to, service.Service, delivery);
            case 19:
                return SystemMessages.Aborted(message.RelatedReference, At(sent), to, message.Reason, delivery);
            case 96:
                return PaymentFin(message) is { } copied
                    ? SystemMessages.Copy(copied, service.Service, CopyOf(message), delivery) : null;
            case 97:
                return SystemMessages.CentreAnswer(message.From, Wire(message.Session), message.Sequence,
                    service.Service, CopyOf(message), message.Reason.Length == 0 ? null : message.Reason);
        }

        FinMessage? body = message.Business switch
        {
            900 or 910 => ReportWriter.ToFin(Confirmation(message), _errors),
            299 => Refusal(message),
            _ => PaymentFin(message),
        };
        return body is null ? null : WithHeaders(body, message, delivery);
    }

    private FinMessage WithHeaders(FinMessage body, CarriedMessage message, Delivery delivery)
    {
        List<FinTag> trailers = [];
        if (message.IsPossibleEmission)
        {
            long first = _sent.GetValueOrDefault(message.RelatedReference, (message.Time, "")).Item1;
            trailers.Add(new FinTag("PDE", $"{At(first):HHmm}{message.RelatedReference}"));
        }

        if (!message.IsOutput)
        {
            return body with
            {
                BasicHeader = string.Create(CultureInfo.InvariantCulture,
                    $"F01{message.From}{Wire(message.Session):0000}{message.Sequence:000000}"),
                Trailers = trailers,
            };
        }

        if (message.IsPossibleDelivery)
        {
            trailers.Add(new FinTag("PDM", $"{At(message.Time):HHmm}{message.OutputReference}"));
        }

        long sent = _sent.GetValueOrDefault(message.InputReference, (message.Time, "")).Item1;
        return SystemMessages.Output(body, message.InputReference, At(sent), delivery) with { Trailers = trailers };
    }

    private FinMessage? PaymentFin(CarriedMessage message)
    {
        FinMessage? fin = InstructionWriter.ToFin(Instruction(message), _errors);
        return fin is null || service.Flow == MessageFlow.V
            ? fin
            : fin with { UserHeader = [new FinTag("103", service.Service), .. fin.UserHeader] };
    }

    private IsoMessage? IsoOf(CarriedMessage message)
    {
        PaymentInstruction payment = Instruction(message);
        if (message.Business is 103 or 202)
        {
            return InstructionWriter.ToIso(payment with
            {
                CreatedAt = At(message.Time),
                IsPossibleDuplicate = message.IsPossibleEmission || message.IsPossibleDelivery,
            }, _errors);
        }

        return AnswerWriter.Status(new Answer(payment, payment.Kind == InstructionKind.CustomerTransfer
            ? "pacs.008.001.08" : "pacs.009.001.08", $"S{message.Sequence}", AgentOf(message.From),
            AgentOf(message.To), At(message.Time))
        {
            Status = message.Business == 900 ? "ACSC" : "RJCT",
            Reason = message.Business == 900 ? null : "NARR",
            Text = message.Business == 900 ? null : $"REFUSED BY THE SYSTEM, CODE {message.Reason}",
        });
    }

    private FedwireMessage? FedwireOf(CarriedMessage message)
    {
        PaymentInstruction payment = Instruction(message);
        return InstructionWriter.ToFedwire(payment with
        {
            InstructingAgent = _wording.NumberOf(PayerOf(message)),
            InstructedAgent = _wording.NumberOf(PayeeOf(message)),
            Imad = DerivedIds.Imad(payment, message.Payment + 1),
            IsPossibleDuplicate = message.IsPossibleEmission,
        }, _errors);
    }

    private PaymentInstruction Instruction(CarriedMessage message)
    {
        PaymentInstruction payment = _wording.Between(message.Payment, _wording.KindOf(message.Payment));

        // A message to the system, or from it, is the payment with the system at one end.
        bool isPayment = message.Business is 103 or 202;
        return isPayment && service.Flow == MessageFlow.V
            ? payment with { InstructingAgent = AgentOf(message.From), InstructedAgent = AgentOf(message.To) }
            : payment;
    }

    private AccountReport Confirmation(CarriedMessage message)
    {
        PaymentInstruction payment = Instruction(message);
        bool isDebit = message.Business == 900;
        int owner = isDebit ? PayerOf(message) : PayeeOf(message);
        string reference = $"C{message.Sequence}";
        string account = scenario.Participants[owner].Id;
        (Agent servicer, Agent holder) = (AgentOf(message.From), AgentOf(message.To));
        return isDebit
            ? Confirmations.Debit(payment, reference, servicer, holder, account, At(message.Time))
            : Confirmations.Credit(payment, reference, servicer, holder, account, At(message.Time));
    }

    private FinMessage Refusal(CarriedMessage message) => new()
    {
        ApplicationHeader = $"I299{message.To[..8]}X{message.To[9..]}N",
        BasicHeader = "",
        Fields =
        [
            new FinField("20", $"C{message.Sequence}"),
            new FinField("21", _wording.ReferenceOf(message.Payment)),
            new FinField("79", $"PAYMENT NOT SETTLED, CODE {message.Reason}"),
        ],
    };

    private int PayerOf(CarriedMessage message) => _payments.From[message.Payment];

    private int PayeeOf(CarriedMessage message) => _payments.To[message.Payment];

    private static Agent AgentOf(string terminal) => new() { Bic = terminal[..8] };

    private static string CopyOf(CarriedMessage message) =>
        message.Copy.ToString(CultureInfo.InvariantCulture);

    private static int Wire(int session) => ((session - 1) % 9999) + 1;

    private static DateTimeOffset At(long instant) => PaymentWording.TimeOf(instant);
}
