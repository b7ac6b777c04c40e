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
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Writes the legs of every payment that has any, in scenario order.</summary>
    /// <param name="outcomes">What became of the payments in one system.</param>
    /// <param name="output">Where to.</param>
    public void Write(OutcomeTable outcomes, IBufferWriter<byte> output)
    {
        for (int payment = 0; payment < scenario.Payments.Count; payment++)
        {
            if (_wording.SenderAccountOf(payment) is { } sender)
            {
                foreach (PaymentInstruction leg in Sent(payment, sender))
                {
                    Write(InstructionWriter.ToFin(leg, _errors), output);
                }
            }

            bool isSettled = outcomes.StatusOf(payment) == PaymentStatus.Settled;
            if (isSettled && _wording.ReceiverAccountOf(payment) is { } receiver)
            {
                Write(Told(payment, receiver, outcomes.SettledAt(payment)), output);
            }
        }
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
        Agent bank = _wording.AgentOf(receiver.Bank);
        InstructionKind kind = _wording.KindOf(payment);
        if (kind == InstructionKind.CoverTransfer)
        {
            AccountReport credit = Confirmations.Credit(
                _wording.Between(payment, kind), $"C{payment + 1}", at, bank, scenario.Participants[receiver.Bank].Id,
                PaymentWording.TimeOf(settledAt + receiver.ProcessingUs));
            return ReportWriter.ToFin(credit, _errors);
        }

        return InstructionWriter.ToFin(
            _wording.Of(payment, InstructionKind.CustomerTransfer) with { InstructingAgent = at }, _errors);
    }

    // Each terminal numbers its own, in one session.
    private void Write(FinMessage? message, IBufferWriter<byte> output)
    {
        if (message?.BasicHeader is not { Length: >= 15 } header)
        {
            return;
        }

        string terminal = header[3..15];
        int number = _numbers[terminal] = _numbers.GetValueOrDefault(terminal) + 1;
        FinWriter.Write(message with
        {
            BasicHeader = string.Create(CultureInfo.InvariantCulture, $"F01{terminal}0001{number:000000}"),
        }, output, withChecksum: true);
        output.Write("\r\n"u8);
    }
}
