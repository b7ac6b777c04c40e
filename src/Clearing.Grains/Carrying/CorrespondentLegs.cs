using System.Buffers;
using System.Globalization;
using Clearing.Messages;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Carrying;

/// <summary>
/// What banks and their correspondents send each other around the payments of a system: as MT messages, since that is
/// what SWIFT carries between them (CO-1).
/// </summary>
internal sealed class CorrespondentLegs(Scenario scenario, AddressBook addresses)
{
    private readonly PaymentWording _wording = new(scenario, addresses);
    private readonly MessageErrors _errors = new();
    private readonly MessageReader _reader = new();
    private readonly Dictionary<int, MessageError> _leftOut = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>By payment, why a leg of it was left out.</summary>
    public IReadOnlyDictionary<int, MessageError> LeftOut => _leftOut;

    /// <summary>Writes the legs of every payment that has any, in order of time.</summary>
    /// <param name="outcomes">What became of the payments in one system.</param>
    /// <param name="output">Where to.</param>
    public void Write(OutcomeTable outcomes, IBufferWriter<byte> output)
    {
        List<(long Time, int Payment, FinMessage Leg)> legs = [];
        for (int payment = 0; payment < scenario.Payments.Count; payment++)
        {
            if (_wording.SenderAccountOf(payment) is { } sender)
            {
                foreach (PaymentInstruction leg in Sent(payment, sender))
                {
                    Add(legs, scenario.Payments.DueAt[payment], payment, InstructionWriter.ToFin(leg, _errors));
                }
            }

            bool isSettled = outcomes.StatusOf(payment) == PaymentStatus.Settled;
            if (isSettled && _wording.ReceiverAccountOf(payment) is { } receiver)
            {
                long settledAt = outcomes.SettledAt(payment);
                Add(legs, settledAt + receiver.ProcessingUs, payment, Told(payment, receiver, settledAt));
            }
        }

        foreach ((_, _, FinMessage leg) in legs.OrderBy(leg => leg.Time).ThenBy(leg => leg.Payment))
        {
            Write(leg, output);
        }
    }

    private void Add(List<(long Time, int Payment, FinMessage Leg)> legs, long time, int payment, FinMessage? leg)
    {
        ArrayBufferWriter<byte> octets = new();
        MessageFacts facts = default;
        if (leg is not null)
        {
            FinWriter.Write(leg, octets);
        }

        if (leg is not null && _reader.Read(octets.WrittenSpan, ref facts, _errors))
        {
            legs.Add((time, payment, leg));
        }
        else
        {
            _leftOut.TryAdd(payment, _errors.All[0]);
        }

        _errors.Clear();
    }

    private IEnumerable<PaymentInstruction> Sent(int payment, CorrespondentAccount sender)
    {
        Agent at = _wording.AgentOf(sender.At);
        Agent? next = _wording.ReceiverAccountOf(payment) is { } receiver ? _wording.AgentOf(receiver.At) : null;
        if (sender.Method == CorrespondentMethod.Serial)
        {
            yield return _wording.Of(payment, InstructionKind.CustomerTransfer) with
            {
                InstructedAgent = at,
                Intermediaries = next is null || next == at ? [] : [next],
            };
            yield break;
        }

        yield return _wording.Of(payment, InstructionKind.CustomerTransfer) with
        {
            SendersCorrespondent = at,
            ReceiversCorrespondent = next,
        };
        yield return _wording.Of(payment, InstructionKind.CoverTransfer) with
        {
            InstructedAgent = at,
            RelatedReference = _wording.ReferenceOf(payment),
            CreditorAgent = next == at ? null : next,
        };
    }

    private FinMessage? Told(int payment, CorrespondentAccount receiver, long settledAt)
    {
        Agent at = _wording.AgentOf(receiver.At);
        DateOnly date = _wording.DateOf(payment, settledAt);
        if (_wording.KindOf(payment) == InstructionKind.CoverTransfer)
        {
            AccountReport credit = Confirmations.Credit(
                _wording.Between(payment, date), $"C{payment + 1}", at, _wording.AgentOf(receiver.Bank),
                _wording.IdOf(receiver.Bank), PaymentWording.TimeOf(settledAt + receiver.ProcessingUs));
            return ReportWriter.ToFin(credit, _errors);
        }

        return InstructionWriter.ToFin(
            _wording.Of(payment, InstructionKind.CustomerTransfer) with { InstructingAgent = at, ValueDate = date },
            _errors);
    }

    // Each bank numbers its own, in one session of a terminal that the switches of the systems do not know.
    private void Write(FinMessage message, IBufferWriter<byte> output)
    {
        // Urgent with monitoring 1, as in the network: nobody asks for a notice of delivery.
        string header = message.ApplicationHeader!;
        string terminal = $"{message.BasicHeader![3..11]}{AddressBook.CorrespondentCode}{message.BasicHeader[12..15]}";
        int number = _numbers[terminal] = _numbers.GetValueOrDefault(terminal) + 1;
        FinWriter.Write(message with
        {
            BasicHeader = string.Create(CultureInfo.InvariantCulture, $"F01{terminal}0001{number:000000}"),
            ApplicationHeader = header.EndsWith("U3003", StringComparison.Ordinal) ? header[..^4] + "1003" : header,
        }, output, withChecksum: true);
        output.Write("\r\n"u8);
    }
}
